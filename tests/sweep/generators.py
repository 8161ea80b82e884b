"""Generators, coroutines, asynchronous ones, contexts."""


def g(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                yield got
    except ValueError as e:
        yield str(e)
    finally:
        done.append(n)
    return [n]


def outer():
    result = yield from g(2)
    yield result
    x = yield from [1, 2]
    return x


done = []
assert list(g(3)) == [0, 1, 2]
it = g(3)
next(it)
assert it.send("s") == "s" and it.throw(ValueError("thrown")) == "thrown"
it.close()
assert list(outer()) == [0, 1, [2], 1, 2]
half = g(9)
next(half)
del half
o = outer()
next(o)
o.gi_frame.f_locals, o.gi_yieldfrom, o.gi_code, repr(o)
try:
    o.throw(KeyError(1))
except KeyError:
    pass
try:
    next(o)
except StopIteration:
    pass
assert sum(x * y for x in range(3) for y in range(x) if y) == 2
assert max(str(x) for x in range(3)) == "2" and min((x, -x) for x in (2.5, 1)) == (1, -1)
assert len(set((x, x) for x in range(9))) == 9 and any(x > 1 for x in range(3))
assert dict((x, str(x)) for x in range(3))[2] == "2" and ",".join(str(x) for x in "ab") == "a,b"
assert tuple(x for x in range(16))[15] + tuple(x for x in (1.5, 2))[0] == 16.5
assert sum(x for x in (2 ** 62, 2 ** 62, 0.5)) == 2.0 ** 63


def down(n):
    yield n
    if n:
        yield from down(n - 1)


assert list(down(4)) == [4, 3, 2, 1, 0]
for first, second, third in [(1, 2.5, "x"), *zip("a", "b", "c")]:
    pass
lazy = (lambda i: (yield i))(1)
next(lazy)


class Await:
    def __init__(self, v):
        self.v = v

    def __await__(self):
        return (yield self.v)


class Manager:
    async def __aenter__(self):
        return await Await(1)

    async def __aexit__(self, *exc):
        await Await(2)
        return True


class Count:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        return self.n


async def agen(n):
    try:
        for i in range(n):
            yield i
            await Await(i)
    finally:
        done.append("a")


async def work():
    async with Manager() as m:
        raise ValueError
    found = [x async for x in Count(3)]
    async for x in agen(2):
        found.append(x)
    found += [y for y in [await Await(5)]]
    ag = agen(3)
    await ag.asend(None)
    try:
        await ag.athrow(KeyError)
    except KeyError:
        pass
    await ag.aclose()
    return found


def drive(coro):
    value, seen = None, []
    while True:
        try:
            seen.append(coro.send(value))
            value = 7
        except StopIteration as e:
            return seen, e.value


seen, value = drive(work())
assert value == [2, 1, 0, 0, 1, 7] and seen == [1, 2, 0, 1, 5]
never = work()
never.close()
begun = work()
begun.send(None)
repr(begun), begun.cr_frame, begun.cr_await
del begun
work()  # never awaited: a warning
ag = agen(1)
drive(ag.__anext__())
del ag
cyclic = []


def self_holding():
    me = yield
    cyclic.append(1)
    yield me


s = self_holding()
next(s)
s.send(s)
del s
