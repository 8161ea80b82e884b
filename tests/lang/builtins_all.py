# The built-in functions, each with its arguments and what it says when they are wrong.
import io
import os
import sys


def attempt(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)


print(sorted(n for n in dir(__builtins__) if n[0] != "_" and n.islower() and n not in ("copyright", "credits", "help", "license")))
out = io.StringIO()
print(1, "a", sep="-", end="!\n", file=out, flush=True); print(*"ab", sep="", file=out); print(file=out)
print(repr(out.getvalue()))
for k in ({"sep": 5}, {"end": 5}, {"wrong": 1}): attempt(print, 1, **k)
sys.stdin = io.StringIO("first\nsecond")
print(input("prompt> "), input()); attempt(input)
ns = {"x": 1}
exec("y = x + 1\ndef f(): return y", ns); print(ns["y"], ns["f"](), eval("y * 2", ns), eval(compile("x", "<c>", "eval"), {}, {"x": 9}))
for a in (("1 +",), ("x = 1",), (5,), ("x", 5), ("nope", {})): attempt(eval, *a)
attempt(exec, "raise KeyError('k')")
attempt(compile, "x", "f", "bad"); attempt(compile, "x\0", "f", "exec")


def local():
    a = 1; locals()["b"] = 2
    return sorted(locals()), "local" in globals(), vars() == locals(), dir()


print(local(), vars(type("V", (), {"q": 1})())); attempt(vars, 5)
X = type("X", (int,), {"m": lambda self: 5, "__doc__": "d"})
print(X(3).m(), X.__doc__, X.__name__, X.__bases__, type(X)); attempt(type, "X", (), {}, 1); attempt(type, 1, 2); attempt(type, "X", [], {})
print(sorted([3, 1, 2], reverse=True), sorted("bA", key=str.lower), sorted({2: 1, 1: 2}), list(zip([1, 2], "ab", strict=True)))
attempt(lambda: list(zip([1], [1, 2], strict=True))); attempt(lambda: list(zip([1, 2], [1], strict=True))); attempt(sorted, [1, "a"]); attempt(sorted, 5)
print(abs(-2), abs(3 + 4j), all([]), any([0, 1]), ascii("é"), bin(-5), oct(8), hex(255), callable(len), chr(8364), ord("€"), divmod(-7, 2),
      list(enumerate("ab", 5)), list(filter(None, [0, 1])), format(3.14159, ".2f"), hash(1.0) == hash(1), isinstance(True, (str, int)),
      issubclass(bool, int), len("abc"), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), max(1, 5, key=lambda v: -v), max([], default=0),
      min("ba"), pow(2, 10, 1000), pow(3, -1, 7), repr("a'b"), list(reversed([1, 2])), round(2.5), round(1234, -2), round(1.2345, 2),
      sum([1, 2], 10), sum([[1], [2]], []), tuple("ab"), list(range(5, 0, -2)), slice(1, 2), next(iter([]), "end"), id(None) == id(None))
for f, *a in ((chr, -1), (ord, "ab"), (max,), (max, []), (min, 1), (next, []), (pow, 2, -1, 0), (round, "x"), (sum, ["a"], ""), (len, 5),
              (isinstance, 1, 5), (iter, 5), (iter, 5, 5), (hash, []), (int, "x"), (float, "x"), (complex, "x"), (range, 1, 2, 0), (abs, "x"),
              (divmod, 1, 0), (getattr, 1, "x"), (setattr, 1, "x", 2), (open, "/nonexistent/file"), (bytes, -1), (str, b"x", "nope"),
              (dict, [1]), (bool, 1, 2), (memoryview, "x"), (enumerate,), (zip, 5), (map, len), (filter, None), (reversed, {1}), (super,)):
    attempt(f, *a)
print(getattr(1, "x", "d"), hasattr(1, "real"), list(iter(iter([1, 2, 3]).__next__, 3)), __import__("os").sep, breakpoint.__name__)
name = "builtins_all.tmp"
with open(name, "w", encoding="utf-8", newline="\n") as f:
    print(f.write("line é\nsecond\r\nthird"), f.name, f.mode, f.encoding, f.closed, f.writable(), f.readable())
with open(name, "rb") as f: print(f.read(6), f.seek(2), f.tell(), f.readline(), f.readlines(), f.read())
with open(name, encoding="utf-8") as f: print(f.readline(), list(f), f.newlines)
with open(name, "r+", encoding="latin-1") as f: print(ascii(f.read(7))); f.seek(0); f.truncate(3); print(f.read())
with open(name, "a+b") as f: f.write(b"!"); f.seek(0); print(f.read(), f.fileno() > 2)
for a in ((name, "x"), (name, "q"), (name, "rw"), (name, "rb", -1, "utf-8"), (name, "w", 0), (5.5,)): attempt(open, *a)
f.close(); attempt(f.read)
os.remove(name)
