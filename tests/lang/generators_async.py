"""Generators, coroutines, asynchronous generators and comprehensions."""
def g():
    x = yield 1
    print('got', x)
    try:
        y = yield 2
    except ValueError as e:
        print('exc', e)
        y = 'caught'
    finally:
        print('fin')
    return y
it = g(); print(next(it), it.send('s'))
try: it.throw(ValueError('boo'))
except StopIteration as e: print(e.value)
def sub():
    r = yield from g()
    print('r', r)
    yield from [10, 20]
    return 'subret'
it = sub(); print(next(it)); print(it.send(5)); print(it.throw(ValueError, 'v')); print(list(it))
def close():
    try: yield 1
    except GeneratorExit: print('closing'); raise
    finally: print('f')
c = close(); next(c); c.close()
c = close(); next(c); del c
def inf():
    i = 0
    while True:
        v = yield i
        i += v or 1
i = inf(); print(next(i), i.send(5), next(i))
def tree(n): 
    if n: yield from tree(n-1); yield n; yield from tree(n-1)
print(list(tree(3)))
def exc_in_gen():
    try:
        yield 1
        raise KeyError('k')
    except KeyError:
        yield 'handled'
        yield 'two'
print(list(exc_in_gen()))
def stop(): 
    yield 1
    raise StopIteration
try: list(stop())
except RuntimeError as e: print(e)
def ge():
    return (yield)
try:
    q = ge(); next(q); q.send('v')
except StopIteration as s: print(s.value)
print(list(x for x in (yy for yy in range(3))))
def gen_with():
    class C:
        def __enter__(s): return 1
        def __exit__(s, *a): print('ex', a[0])
    with C() as c:
        yield c
        yield 2
print(list(gen_with()))
for v in gen_with(): break
import types
print(type(g()), isinstance(g(), types.GeneratorType), g().__name__, g().gi_code.co_name)
def lg(): 
    l = lambda: (yield 5)
    return list(l())
print(lg())
def handled():
    import sys
    try: 1/0
    except ZeroDivisionError:
        yield sys.exc_info()[0]
    yield sys.exc_info()[0]
try: raise TypeError
except TypeError:
    print(list(handled()))
# async
async def a(x): return x * 2
async def b():
    r = await a(3)
    print('b', r)
    l = [await a(i) for i in range(3)]
    s = {i async for i in ag(3)}
    d = {i: await a(i) async for i in ag(2) if i}
    print(l, s, d, [x async for x in (y async for y in ag(2))])
    async for i in ag(2): print('af', i)
    else: print('aelse')
    async for i in ag(5):
        if i == 1: continue
        if i == 3: break
        print(i)
    async with ACM('p') as p, ACM('q'):
        print(p)
    try:
        async with ACM('z'): raise ValueError(1)
    except ValueError: print('ve')
    async with ACM('s', True): raise ValueError(2)
    async def ret():
        async with ACM('r'):
            return 'val'
    print(await ret())
    return 'done'
async def ag(n):
    for i in range(n):
        await a(1)
        yield i
class ACM:
    def __init__(s, n, sw=False): s.n = n; s.sw = sw
    async def __aenter__(s): print('aenter', s.n); return s.n
    async def __aexit__(s, *e): await a(1); print('aexit', s.n, e[0]); return s.sw
def run(coro):
    try:
        while True: print('susp', coro.send(None))
    except StopIteration as e: return e.value
print(run(b()))
class Aw:
    def __await__(self): 
        r = yield 'waiting'
        return 'awaited'
async def c():
    print(await Aw())
    try: await 5
    except TypeError as e: print(e)
    try:
        async for x in 5: pass
    except TypeError as e: print(e)
    try:
        async with 5: pass
    except TypeError as e: print(e)
    try:
        async with ACM2(): pass
    except TypeError as e: print(e)
    g = ag(2)
    print(await g.__anext__(), await g.asend(None))
    try: await g.__anext__()
    except StopAsyncIteration: print('sai')
class ACM2:
    def __aenter__(self): return 1
    async def __aexit__(self, *a): pass
print(run(c()))
async def d():
    async def inner():
        try:
            yield 1
            yield 2
        finally:
            print('ag fin')
    async for i in inner():
        print(i); break
    x = inner()
    await x.__anext__()
    await x.aclose()
run(d())
