"""tb_lineno: of frames that go on, of finished and cleared ones, or given by the program."""
import sys
import types


def raises():
    x = 1
    raise ValueError(x)


def loops():
    for i in range(3):
        try:
            if i == 1:
                raises()
            [][i]
        except (IndexError, ValueError):
            tb = sys.exc_info()[2]
            lines = []
            while tb:
                lines.append(tb.tb_lineno)
                tb = tb.tb_next
            print(i, lines)


loops()

kept = []
for function in (raises, lambda: 1 / 0):
    try:
        function()
    except Exception as e:
        kept.append(e.__traceback__)


def generator():
    yield 1
    yield missing


g = generator()
next(g)
try:
    next(g)
except NameError as e:
    kept.append(e.__traceback__)

for tb in kept:
    tb.tb_next.tb_frame.clear()
    print(tb.tb_lineno, tb.tb_next.tb_lineno, tb.tb_next.tb_lineno, tb.tb_next.tb_next)

first = kept[0]
print(types.TracebackType(None, first.tb_frame, first.tb_lasti, 77).tb_lineno)
print(types.TracebackType(None, first.tb_next.tb_frame, first.tb_next.tb_lasti, -1).tb_lineno)
