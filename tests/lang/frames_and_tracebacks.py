# tb_lasti and tracebacks made by hand; f_back of frames that throw() runs; names of AttributeError.
import sys
import types


def get_tb():
    try:
        1 / 0
    except ZeroDivisionError as e:
        return e.__traceback__


frame = sys._getframe()
for lasti in (0, 1, 7, -1):
    tb = types.TracebackType(get_tb(), frame, lasti, 2)
    print(tb.tb_lasti, tb.tb_lineno, tb.tb_frame is frame, tb.tb_next is not None)
for args in (("no", frame, 1, 2), (None, "no", 1, 2), (None, frame, "no", 2), (None, frame, 1, "no")):
    try:
        types.TracebackType(*args)
    except TypeError as e:
        print(e)
tb = get_tb()
try:
    tb.tb_next = tb
except ValueError as e:
    print(e)


def names():
    f, found = sys._getframe(1), []
    while f:
        found.append(f.f_code.co_name)
        f = f.f_back
    return found


def inner():
    while True:
        try:
            yield names()
        except ValueError:
            pass


def outer():
    yield from inner()


def outermost():
    yield from outer()


g = outermost()
print(next(g))
print(g.throw(ValueError))
print(g.send(None))
g.close()


def cleanup():
    try:
        yield 1
    finally:
        print(names())


def delegating():
    yield from cleanup()


g = delegating()
next(g)
g.close()
g = delegating()
next(g)
try:
    g.throw(KeyError("k"))
except KeyError as e:
    t, seen = e.__traceback__, []
    while t:
        seen.append(t.tb_frame.f_code.co_name)
        t = t.tb_next
    print(seen, g.gi_frame)


class A:
    pass


a = A()
for get in (lambda: a.missing, lambda: object.__getattribute__(a, "missing"), lambda: getattr(a, "missing"),
            lambda: super(A, a).missing, lambda: A.missing, lambda: type.__getattribute__(A, "missing")):
    try:
        get()
    except AttributeError as e:
        print(e.name, e.obj is a, e.obj is A)
