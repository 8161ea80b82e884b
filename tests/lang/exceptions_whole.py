# The hierarchy and its attributes, context and cause, notes, groups, tracebacks as they are printed.
import builtins
import io
import sys
import traceback


def tree(c, depth=0):
    print("  " * depth + c.__name__)
    for s in sorted((s for s in c.__subclasses__() if s.__module__ == "builtins"), key=lambda s: s.__name__): tree(s, depth + 1)


tree(BaseException)
print([n for n in ("EnvironmentError", "IOError") if getattr(builtins, n) is OSError])
for e in (OSError(2, "no", "f1", None, "f2"), OSError(13, "x"), OSError("one"), FileNotFoundError(2, "gone", "name"), StopIteration(5), SystemExit(3), KeyError("k"), KeyError(1, 2),
          SyntaxError("msg", ("f", 1, 2, "text", 1, 3)), ImportError("m", name="n", path="p"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "why"), UnicodeEncodeError("ascii", "é", 0, 1, "why"),
          UnicodeTranslateError("é", 0, 1, "why"), AttributeError("m", name="n", obj=1), NameError("m", name="n"), BlockingIOError(11, "b", 5), ExceptionGroup("g", [ValueError(1)]), Exception(), Exception("a", 1)):
    print(type(e).__name__, e.args, "|", e, "|", repr(e), {k: getattr(e, k) for k in ("errno", "strerror", "filename", "filename2", "value", "code", "name", "path", "obj", "msg", "lineno", "offset", "text", "end_offset", "encoding", "start", "reason", "characters_written", "exceptions") if getattr(e, k, None) is not None})
for f in (lambda: UnicodeDecodeError(1), lambda: ExceptionGroup("g", []), lambda: ExceptionGroup("g", [1]), lambda: ExceptionGroup("g", [KeyboardInterrupt()]), lambda: ValueError(x=1), lambda: SyntaxError("m", (1,)), lambda: OSError.__new__(OSError, 5).errno, lambda: Exception().with_traceback(5), lambda: Exception().add_note(5)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)


def boom(kind):
    if kind == "context":
        try: 1 / 0
        except ZeroDivisionError: {}["k"]
    elif kind == "cause":
        try: int("x")
        except ValueError as e: raise RuntimeError("caused") from e
    elif kind == "none":
        try: 1 / 0
        except ZeroDivisionError: raise RuntimeError("alone") from None
    elif kind == "notes":
        e = ValueError("noted"); e.add_note("first\nsecond line"); e.__notes__.append(5); raise e
    elif kind == "group":
        try: raise ExceptionGroup("outer", [ValueError("v"), ExceptionGroup("inner", [TypeError("t"), OSError(2, "gone")])])
        except* TypeError as g: raise KeyError("from group")
    elif kind == "deep": deep(30)
    elif kind == "multi":
        raise ValueError(
            "spread",
            over_lines(1)
        )
    elif kind == "str": raise Bad
    elif kind == "attr": sys.stdot
    elif kind == "name": prin(1)
    elif kind == "syntax": compile("x = (1,\ny = 2", "made.py", "exec")
    elif kind == "op": a = {"x": [1, None]}; return a["x"][0] + a["x"][1] * 2 + len(a)
    elif kind == "call": over_lines(1)(2)


def deep(n): return deep(n - 1) if n else 1 / 0
def over_lines(x): return x
class Bad(Exception):
    def __str__(self): raise ValueError("no text")


for kind in "context cause none notes group deep multi str attr name syntax op call".split():
    try: boom(kind)
    except BaseException as e:
        out = io.StringIO(); stderr, sys.stderr = sys.stderr, out
        sys.excepthook(*sys.exc_info()); sys.stderr = stderr
        text = traceback.format_exc()
        print(f"--- {kind}", sys.exc_info()[1] is e, sys.exception() is e, "same" if text == out.getvalue() else "other")
        print(out.getvalue(), end="")
        seen = (e.__cause__, e.__context__, e.__suppress_context__)
        print([type(x).__name__ for x in seen])
print(sys.exc_info())
g = ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3)])])
print(g.split(ValueError), g.subgroup(lambda e: isinstance(e, TypeError)), g.derive([OSError()]), g.message, BaseExceptionGroup("b", [KeyboardInterrupt()]))
try:
    try: raise ValueError("first")
    finally: raise TypeError("second")
except TypeError as e: print(repr(e.__context__)); kept = e
try: e
except NameError as n: print(n)
try: raise kept.with_traceback(None) from KeyError()
except TypeError as e: print(repr(e.__cause__), e.__traceback__.tb_next)
for bad in (5, int, None):
    try: raise bad
    except TypeError as e: print(e)
try: raise ValueError from 5
except TypeError as e: print(e)
try:
    try: 1 / 0
    except 5: pass
except TypeError as e: print(e)
try: raise
except RuntimeError as e: print(e)
