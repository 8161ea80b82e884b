"""Exceptions, tracebacks, chaining, groups, warnings at the end of a program."""
import sys


class Custom(Exception):
    def __init__(self, a, *, b=None):
        super().__init__(a)
        self.b = b

    def __str__(self):
        return f"custom {self.b}"


def deep(n):
    if n:
        return deep(n - 1)
    raise Custom(1, b=[2])


def chain():
    try:
        try:
            deep(3)
        except Custom as e:
            raise ValueError("v") from e
    except ValueError as e:
        try:
            {}["k"]
        except KeyError:
            raise TypeError("t", 2).with_traceback(None)
    finally:
        x = [1]


try:
    chain()
except Exception as e:
    first = e
    assert isinstance(e.__context__, KeyError)
    e.add_note("a note")
    tb = e.__traceback__
    while tb:
        frame = tb.tb_frame
        frame.f_locals, frame.f_lineno, tb.tb_lineno
        tb = tb.tb_next
    tb = frame = None
    sys.excepthook(type(e), e, e.__traceback__)
    e.__traceback__ = None


def finallys():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
        finally:
            i = [i]
    try:
        return i
    finally:
        i = None


finallys()
for bad in ("1 + ''", "[][1]", "{}[[]]", "None.x", "undefined", "int('z')", "f(1, 2, 3)", "1 / 0", "(1, 2)[5]",
            "'%d' % 'x'", "[] < 3", "len(5)", "list(5)", "next(iter([]))", "a, b = 1, 2, 3", "import nothing_here",
            "''.join([1])", "range('a')", "f(x=1)", "from sys import nope", "assert 0, [1]", "raise 5",
            "{**5}", "f(*5)", "f(**{1: 2})", "del undefined", "chr(-1)", "'abc'.encode('nope')", "b'\\xff'.decode()",
            "'\\ud800'.encode()", "open('/nonexistent/file')", "exec('x y')", "sum([[]])", "max([])", "bytes([300])"):
    try:
        exec(bad, {"f": lambda a: a})
    except BaseException as e:
        text = repr(e) + str(e)
        e.args
try:
    raise ExceptionGroup("many", [ValueError(1), TypeError("x"), ExceptionGroup("in", [KeyError(2)])])
except* ValueError as g:
    values = g.exceptions
except* (TypeError, KeyError) as g:
    values += g.exceptions
eg = BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError()])
a, b = eg.split(ValueError)
eg.subgroup(lambda e: False)
sys.excepthook(type(eg), eg, None)


class Broken:
    def __del__(self):
        raise ValueError("in del")

    def __repr__(self):
        1 / 0


Broken()
try:
    f"{Broken()}"
except ZeroDivisionError:
    pass
e = OSError(2, "No such file", "name")
assert type(e) is FileNotFoundError and e.errno == 2 and str(e)
u = UnicodeDecodeError("utf-8", b"abc", 1, 2, "reason")
str(u), u.args
s = SyntaxError("m", ("file", 1, 2, "text", 1, 4))
str(s), s.lineno
StopIteration(3).value, ImportError("x", name="n", path="p").name
with open("/dev/null", "w") as f:
    try:
        raise first
    except TypeError as e:
        e.__traceback__.tb_frame.f_globals["cycle"] = e
raise first
