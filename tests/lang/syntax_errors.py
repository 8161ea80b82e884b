"""Messages and places of what the compiler refuses."""
tests = r'''
def f(a, a): pass
---
def f(x):
    global x
---
def f():
    x = 1
    global x
---
def f():
    print(x)
    global x
---
def f():
    x: int
    global x
---
def f():
    global x
    x: int = 1
---
def f():
    nonlocal x
---
nonlocal x
---
def f():
    x = 1
    def g():
        nonlocal y
---
def f(x):
    nonlocal x
---
def f():
    x = 1
    def g():
        x = 2
        nonlocal x
---
def f():
    def g():
        nonlocal x
        global x
    x = 1
---
class A:
    nonlocal x
---
return 1
---
class A:
    return 1
---
yield 1
---
x = yield
---
await x
---
def f():
    await x
---
def f():
    async for x in y: pass
---
def f():
    async with y: pass
---
[x async for x in y]
---
def f():
    return [x async for x in y]
---
async def f():
    yield from x
---
async def f():
    yield 1
    return 2
---
break
---
continue
---
def f():
    while 1:
        def g():
            break
---
for x in y:
    pass
else:
    continue
---
try: pass
except: pass
except ValueError: pass
---
x = *a
---
*a
---
print(*a for a in b)
---
*a, *b = c
---
a, *b, *c = d
---
*a = 1
---
def f():
    from os import *
---
class A:
    from os import *
---
[i := 1 for i in x]
---
[(i := 1) for i in x for j in y]
---
[j for i in x for j in (k := y)]
---
[i for i in (j := x)]
---
class A:
    [(y := x) for x in z]
---
[[(i := 1) for j in x] for i in y]
---
[(j := 1) for i in x for j in y]
---
def f():
    [yield x for x in y]
---
def f():
    [(yield x) for x in y]
---
def f():
    {(yield x): 1 for x in y}
---
def f():
    ((yield x) for x in y)
---
f(a=1, a=2)
---
f(**a, b=1, b=2)
---
__debug__ = 1
---
def f(__debug__): pass
---
f(__debug__=1)
---
x.__debug__ = 1
---
del __debug__
---
import __debug__
---
class __debug__: pass
---
def __debug__(): pass
---
for __debug__ in x: pass
---
with x as __debug__: pass
---
from __future__ import nope
---
from __future__ import braces
---
import x
from __future__ import annotations
---
from __future__ import annotations
def f(x: (yield)): pass
---
from __future__ import annotations
x: (y := 1)
---
from __future__ import annotations
async def f():
    x: await z
---
match x:
    case a: pass
    case b: pass
---
match x:
    case _: pass
    case b: pass
---
match x:
    case a | 1: pass
---
match x:
    case 1 | a: pass
---
match x:
    case [a, a]: pass
---
match x:
    case [*a, *b]: pass
---
match x:
    case {1: a, 1: b}: pass
---
match x:
    case {'k': a, 'k': b}: pass
---
match x:
    case A(x=1, x=2): pass
---
match x:
    case (1 | a) | 2: pass
---
match x:
    case [_ | 1]: pass
---
try: pass
except* ValueError:
    return
---
def f():
    try: pass
    except* ValueError:
        return
---
for i in x:
    try: pass
    except* ValueError:
        break
---
for i in x:
    try: pass
    except* ValueError:
        continue
---
for i in x:
    try: pass
    except* ValueError:
        for j in y: break
---
x: int
global x
---
def f():
    x = 1
    class A:
        global x
        nonlocal x
---
def f(a, *, a): pass
---
def f(a, *a): pass
---
lambda a, a: 1
---
def f(a, b, *c, d, **a): pass
---
a, b += 1
---
(a, *b): int = 1
---
del *a
---
del (*a, b)
---
{**a for a in b}
---
(x for x in *a)
---
for *a in b: pass
---
with a as *b: pass
---
def f():
    global a, b
    global a
    b = 1
    global b
---
x = [*a for a in b]
---
assert (x, "y")
---
def f(*, **k): pass
---
class A(x=1, x=2): pass
---
async def f():
    def g():
        await x
---
async def f():
    (await x for x in y)
    [await x for x in y]
    lambda: await x
---
f() = 1
---
def f(a=(yield)): pass
---
class A:
    yield 1
---
class A:
    x = [(yield) for i in z]
---
async def f():
    {x: y async for x in z}
    (x async for x in z)
def g():
    (x async for x in z)
    {x: y async for x in z}
---
lambda: (yield)
---
def f(): x = yield = 1
---
nonlocal = 1
---
def f():
  def g():
    print(z)
    nonlocal z
  z = 1
'''.split('---\n')
deep = ''.join(' '*i + 'for x in y:\n' for i in range(21)) + ' '*21 + 'pass\n'
tests.append(deep)
deep = ''.join(' '*i + 'try:\n' for i in range(15)) + ' '*15 + 'pass\n' + ''.join(' '*i + 'finally: pass\n' for i in range(14,-1,-1))
tests.append(deep)
deep = ''.join(' '*i + 'with y:\n' for i in range(20)) + ' '*20 + 'pass\n'
tests.append(deep)
for i, t in enumerate(tests):
    t = t.lstrip('\n')
    try:
        compile(t, 'file.py', 'exec')
        print(i, 'OK', repr(t[:60]))
    except SyntaxError as e:
        print(i, repr(t[:60]), type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.filename)
    except Exception as e:
        print(i, repr(t[:60]), type(e), e)
