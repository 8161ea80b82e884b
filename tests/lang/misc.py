# match, walrus, global state, import, scopes, del, star expressions, annotations, type hints.
def m(x):
    match x:
        case 0 | 1:
            return "small"
        case int(n) if n > 100:
            return f"big {n}"
        case int():
            return "int"
        case "a" | "b" as s:
            return f"letter {s}"
        case str():
            return "str"
        case []:
            return "empty"
        case [y]:
            return f"one {y}"
        case [1, *rest]:
            return f"starts 1 {rest}"
        case (a, b):
            return f"pair {a} {b}"
        case {"k": v, **rest}:
            return f"k={v} {rest}"
        case {}:
            return "dict"
        case Point(x=0, y=yy):
            return f"on axis {yy}"
        case Point(xx, yy):
            return f"point {xx} {yy}"
        case None:
            return "none"
        case 1.5:
            return "float"
        case _:
            return "other"


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


for v in (0, 1, 5, 500, "a", "zz", [], [7], [1, 2, 3], (4, 5), {"k": 1, "z": 2}, {"q": 1}, Point(0, 3), Point(1, 2), None, 1.5, {1, 2}, [3, 4, 5]):
    print(m(v))
import math, sys
from math import sqrt as root, pi
import math as mm
print(root(16), round(pi, 3), mm is math, math.floor(2.7), math.gcd(12, 18), math.factorial(10))
try:
    from math import nothing
except ImportError as e:
    print(e)
try:
    import no_such_thing
except ModuleNotFoundError as e:
    print(e, e.name)
x: int = 5
y: "list[int]"
print(__annotations__, __name__, type(sys).__name__)
print([*range(3), *"ab"], {**{1: 2}, 3: 4}, (*[1], 2), {*[1, 2], 3})
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
a = b = c = []
a.append(1)
print(b, c)
i = 0
data = [0, 0, 0]
i, data[i] = 1, 5
print(i, data)
x = [1, 2, 3]
x[0], x[2] = x[2], x[0]
print(x)
print(eval("1 + 2"), eval("x[0]"), exec("zz = 5"), zz)
ns = {}
exec("def f(a): return a * 2\nr = f(21)", ns)
print(ns["r"], sorted(k for k in ns if not k.startswith("__")))
print(compile("1+1", "f", "eval").co_filename, eval(compile("2*3", "f", "eval")))
print(callable(len), callable(5), id(x) == id(x), type(5), type(type), isinstance(5, (str, int)), hash("a") == hash("a"))
print(sorted(dir(Point))[:3], "x" in dir(Point(1, 2)), globals()["i"], "i" in vars())
class Scope:
    v = 1
    w = [v for _ in range(1)] if False else v
    def get(self): return self.v
print(Scope.w, Scope().get())
def outer():
    v = "outer"
    class K:
        v2 = v
        def m(self): return v
    return K.v2, K().m()
print(outer())
def deleter():
    q = 1
    del q
    try: q
    except UnboundLocalError as e: return str(e)
print(deleter())
if True: print("one line"); print("two")
for _ in (): pass
else: print("for-else")
print(1, 2, sep="-", end="!\n"); print(); print("a", "b", sep=""); print(*[1, 2, 3]); print(*"abc", sep=",")
print(type(...), Ellipsis, NotImplemented, None, True, __debug__)
print(list[int], dict[str, int], int | str, int | None, tuple[int, ...])
print(isinstance(5, int | str), issubclass(bool, int), bool.__mro__)
print(0.1 + 0.2 == 0.3, abs(-5), min(3, 1, 2), max([1, 5, 2]), sum(range(101)), round(3.14159, 2), divmod(7, 2), pow(2, 8))
print(sys.version_info[:2], sys.maxsize, sys.byteorder)
def f(n=0):
    global counter
    counter = n
f(3); print(counter)
print(f.__doc__, f.__module__, sqrt_missing if False else "ok")
while (n := counter) > 0: counter -= 1
print(n, counter)
print([last := k for k in range(3)], last)
print(not 1 == 2, -2 ** 2, (-2) ** 2, 2 ** 3 ** 2, 1 if 0 else 2 if 0 else 3, 5 - 3 - 1, 2 * 3 % 4, ~1 + 1, 1 < 2 == True)
