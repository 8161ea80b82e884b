# Every form of literal, display, target, parameter, statement that the grammar has; Unicode identifiers.
from __future__ import annotations
import asyncio

print(0b1_01, 0O17, 0xdead_BEEF, 1_000, 00, 1_0.0_1e1_0, .5, 5., 1e-3, 3j, .5J, 1_0j, 0x_f)
print('a' "b" '''c
d''' r"\n" if 1 else 'a' "b" r"\d", b"\x00\n" rb"\x", u"u", "\x41\u00e9\U0001F600\101\N{BULLET}\
joined", B'' == bR'')
w, v, d = 10, 3.14159, {"k": [1, 2]}
print(f"{v:{w}.{2 + 1}f}|{v!r:>{w}}|{v=}|{v = :.2f}|{d['k'][0]}|{{}}|{'q' 'r'}|{w:#x}|{(lambda: 5)()}|{w!s:^{w}}|")
print(f"{'nested ' + f'{w + 1}'}" f'''{
    w
}''' "plain" rf"\{w}", f"{v:%H}" if 0 else f"{w:,}", f"{ {1: 2}[1] }", f"{w if w else 0}", f"{[x for x in 'ab']}", fr"{w}\n")
print((n := 5) + n, [y := 1, y ** 2], (a := 1, b := 2)[1], [last := i for i in range(3)], last)


def params(a, b=2, /, c=3, *, d, e=5, **kw): return a, b, c, d, e, kw


def star(*args: int, **kw: str) -> None: return args, kw


def only(*, k): return k


print(params(1, d=4), params(1, 2, 3, d=4, b=9), star(*[1], 2, *(3, 4), x=1, **{"y": 2}, **{"z": 3}), only(k=1))
print(star.__annotations__, (lambda x, /, *y, z=1, **k: (x, y, z, k))(1, 2, q=3), (lambda: (yield))().__class__.__name__)
first, *rest = 1, 2, 3
*init, end = "abc"
[p, (q, *r)] = [1, (2, 3, 4)]
(m), [o] = 1, [2]
print(first, rest, init, end, p, q, r, m, o, [*rest, *init], {*rest, 0}, {**d, "z": 1}, (*rest,), *rest)
for i, (j, *k) in [(1, (2, 3))]: print(i, j, k)
x = y = z = 0
x += 1; y -= 1; z |= 6; z ^= 1; z <<= 2; z >>= 1; z &= 7; z **= 2; z //= 2; z %= 5; x @= type("M", (), {"__rmatmul__": lambda s, o: "mat"})()
print(x, y, z, not 1 < 2 < 3, 1 if 0 else 2, 1 or 2 and 0, ~1, -+-1, 2 ** -1, -2 ** 2, 1 << 2 + 1, 5 // -2, 5 % -3, 1 is not None, 3 not in [])
print([1, 2, 3][::-1], "abc"[-2:], [[1, 2], [3]][0][1:], {"a": 1}["a"], type("T", (), {"__getitem__": lambda s, k: k})()[1:2, ..., ::3])
ann: int = 5
(paren): str = "p"
d["k2"]: list
only.attr: int = 3
print(__annotations__, only.attr)


class Ctx:
    def __init__(self, n): self.n = n
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, *e): print("exit", self.n, e[0] and e[0].__name__); return self.n == "swallow"


with (Ctx(1) as a, Ctx(2) as b,): print(a, b)
with (Ctx(3)), Ctx("swallow") as s: raise ValueError
with Ctx(4) as d["with"], Ctx(5) as only.r, Ctx("ab") as [letter, *_]: pass
while True:
    try:
        continue
    finally:
        break
else:
    print("never")
for _ in (): pass
else: print("for else")
try:
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("in", [KeyError(3)])])
    except* (ValueError, KeyError) as g: print(repr(g))
    except* TypeError as g: print(repr(g))
    else: print("no")
    finally: print("finally")
except BaseException as e: print("left", repr(e))
del first, (m), [o], d["k"], rest[0], rest[:]
print(d, rest)
if 1: pass
elif 2: pass
else: pass
assert 1, "fine"
global_name = 1


def scopes():
    global global_name
    inner_name = 1

    def inner():
        nonlocal inner_name
        inner_name += 1
        return inner_name
    global_name = inner()
    return [inner_name for _ in range(1)], {inner_name: global_name for _ in range(1)}, {global_name for _ in ()}, \
        list(i * j for i in range(2) for j in range(3) if i if j)


print(scopes(), global_name)


@(lambda f: lambda *a: ("decorated", f(*a)))
def deco(x): return x


@[print, lambda c: c][1]
class Deco(dict, metaclass=type, **{}):
    """doc"""
    attr: int
    print(__qualname__, __module__, __annotations__)


print(deco(1), Deco.__doc__, Deco.__annotations__)


async def agen():
    for i in range(3):
        yield i
        await asyncio.sleep(0)


class ACtx:
    async def __aenter__(self): return "entered"
    async def __aexit__(self, *e): return True


async def main():
    async with ACtx() as a, ACtx(): print(a)
    async with (ACtx() as c): raise ValueError
    async for i in agen():
        if i: break
    else: print("never")
    print([i async for i in agen() if i], {i: await one(i) async for i in agen()}, [await one(i) for i in range(2)])
    return (await one(1)) + await one(2), [x for x in [await one(3)]]


async def one(n): return n


print(asyncio.run(main()))


def gen():
    got = yield
    print("got", got)
    x = yield from sub()
    return (yield x)


def sub():
    yield 1
    return "from sub"


g = gen()
print(next(g), g.send("v"), next(g))
naïve, Ωmega, 变量, ﬁ = 1, 2, 3, 4
print(naïve, Ωmega, 变量, fi, "ﬁ" in globals(), "fi" in globals())
match [1, {"k": (2, 3)}, "s"]:
    case [int(i), {"k": (a, *b), **others}, "t" | "s" as s] if i: print(i, a, b, others, s)
match Ctx(5):
    case Ctx(n=1): print("no")
    case Ctx(n=5 as n): print("n", n)
match = case = type = _ = 1; print(match, case, type, _)
if (print("semi"), 1)[1]: print("one line"); print("two")
exec("x = 1\r\nif x:\r\n\tprint('crlf', x)\r# comment\n\f\nprint('ff')")
print(eval("(\n1 +\n 2)"), eval(" 1"), eval("(1, *[2])"), __debug__, ...)
