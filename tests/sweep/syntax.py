"""Programs with mistakes, and the compiler's corners."""
for text in ("x = ", "def f(:", "(1", "'abc", '"""abc', "if 1:\nx", "  x", "if 1:\n  a\n b", "return 1", "yield 1", "break",
             "continue", "x = 1 = 2", "f() = 1", "1 + 1 = 2", "def f(a, a): pass", "def f(a=1, b): pass", "f(a=1, 2)", "f(**a, *b)",
             "nonlocal x", "def f():\n x = 1\n global x", "lambda x: (yield) = 1", "async def f():\n  yield 1\n  return 2",
             "await x", "f'{'", "f'{a b}'", "f'{}'", "f'{a!x}'", "0777", "1__0", "1e", "0xg", "a b", "class A(: pass", "import", "from x import",
             "from . import *\nx = (", "from __future__ import nope", "try: pass", "with x as 1: pass", "del f()", "x ? y", "\\ x",
             "match x:\n case a: pass\n case b: pass", "match x:\n case [a, a]: pass", "match x:\n case {1: a, 1: b}: pass",
             "'\\N{nope}'", "'\\x1'", "b'é'", "print 1", "exec 'x'", "else: pass", "f(x for x in y, 1)", "{**a for a in b}", "(*a)",
             "*a", "a := 1", "[x := 1 for x in y]", "None = 1", "True += 1", "__debug__ = 1", "def f(None): pass", "x.None", "a if b",
             "not", "((((((((((((((((((((", "\tx\n        y", "class A:\n def f(self): return 1 +", "@", "a\n@b", "def f() -> : pass",
             "for x y in z: pass", "while: pass", "try:\n pass\nexcept* A: pass\nexcept B: pass", "raise x from", "assert", "global", "é é",
             "'''", "{1: 2, 3}", "{1, 2: 3}", "[1, 2", "a[1", "f(", "lambda", "a, b += 1", "x: int: 3", "(a, b): int", "\0"):
    try:
        compile(text, "<text>", "exec")
    except (SyntaxError, ValueError) as e:
        str(e), e.args
good = '''
import a.b as c, d
from e import (f as g, h,)
@dec(1)
class A(B, metaclass=M, **kw):
    "doc"
    x: int = 1
    y: "s"
    def f(self, a, /, b: int = 1, *args, c=2, **kw) -> None:
        nonlocal_ = super().f(*args, **kw)
        def g():
            nonlocal nonlocal_
            nonlocal_ = __class__
        try:
            return [i for i in a if i] or {**b} or {1, *c} or (yield)
        except (E, F) as e:
            raise G from e
        except H:
            pass
        else:
            del a[0], b.c, (d, e)
        finally:
            with x as y, z() as (p, q):
                assert p, "m"
async def co(x):
    async for i in x:
        async with i as j:
            await j
    return [k async for k in x] + [await m for m in x]
for a, *b in c:
    if a: break
    elif b: continue
    else: pass
else:
    while (n := a): n -= 1
match a:
    case {"k": [1, *_], **r} if r: pass
    case C(x=1, y=[_, z]) | D([_, z]) as w if w: pass
f"{a!r:{b}>{c}} {d=} {{}} {'x' if e else f'{g}'}"
a = b = c if d else lambda *x, y=1, **z: (x, y, z)
a[1:2, ::3, ...], a.b.c, -a ** ~b @ c // d % e << f >> g & h ^ i | j, not a in b is not c
global_, x = 1_000, 0x_ff, 0b1, 0o7, 1.5e-3, 2j, b"a" b"b", "c" "d", r"\\x", None, True, ...
'''
code = compile(good, "good", "exec")
eval(compile("1 + 2 * x", "e", "eval"), {"x": 3})
exec(compile("x = 1; y", "s", "single"), {"y": 2})
big = "x = [" + ", ".join(map(str, range(300))) + "]\ny = {" + ", ".join(f"'k{i}': {i}" for i in range(60)) + "}\n"
exec(big + "z = " + "(" * 50 + "1" + ")" * 50 + "\nw = " + "+".join("x" * 40).replace("x", "1"), {})
deep = "if 1:\n"
for i in range(1, 15):
    deep += " " * i + "if 1:\n"
exec(deep + " " * 15 + "pass")
nested = "lambda: " * 30 + "1"
eval(nested)
