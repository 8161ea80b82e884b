# Generators, comprehensions, iteration protocols, yield from, send, throw, close.
def count(n):
    i = 0
    while i < n:
        got = yield i
        if got:
            print("got", got)
        i += 1
    return "done"


g = count(3)
print(next(g), g.send("hello"), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)
print(list(count(4)), sum(count(5)), [*count(2)], tuple(count(1)))


def outer():
    r = yield from count(2)
    print("result", r)
    yield from [10, 20]
    return "end"


print(list(outer()))


def catcher():
    while True:
        try:
            x = yield
            print("x", x)
        except ValueError as e:
            print("caught", e)
            yield "handled"
        finally:
            print("fin")


c = catcher()
next(c)
c.send(1)
print(c.throw(ValueError("boom")))
c.close()
try:
    next(c)
except StopIteration:
    print("closed")


def bad():
    try:
        yield 1
    except GeneratorExit:
        yield 2


b = bad()
next(b)
try:
    b.close()
except RuntimeError as e:
    print(e)


def stop_inside():
    yield 1
    raise StopIteration


try:
    list(stop_inside())
except RuntimeError as e:
    print(e, repr(e.__cause__))
print([x * y for x in range(3) for y in range(3) if x != y])
print({x: x ** 2 for x in range(4)}, {x % 3 for x in range(10)}, list(x for x in "abc"))
print([[i * j for j in range(3)] for i in range(3)])
print([(a, b) for a, b in zip("ab", [1, 2])], [x for x in range(20) if x % 2 if x % 3])


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), max(Countdown(4)), 2 in Countdown(5))


class Old:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * 10


print(list(Old()), 20 in Old())
for i, v in enumerate("xyz", 1):
    print(i, v, end=" ")
print()
for a, b in zip([1, 2, 3], "ab"):
    print(a, b, end=" ")
print()
print(list(map(lambda x, y: x + y, [1, 2], [10, 20])), list(filter(None, [0, 1, "", 2])))
print(list(reversed([1, 2, 3])), list(range(10, 0, -3)), list(iter([1, 2].pop, 1)))
print(any(x > 2 for x in range(4)), all(x > 2 for x in range(4)))
it = iter([1, 2, 3])
print(next(it), list(it), next(it, "default"))
for x in range(3):
    pass
else:
    print("else", x)
while True:
    break
else:
    print("no")


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


f = fib()
print([next(f) for _ in range(15)])


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(3)))
print(type(g).__name__, g.gi_frame, count.__name__, outer().__class__)
gen = (i for i in range(3))
print(next(gen), gen.__name__, sum(gen))
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as e:
    print(e)
d = {"a": 1, "b": 2}
for k in d:
    print(k, end=" ")
for k, v in d.items():
    print(k, v, end=" ")
print()
try:
    for k in d:
        d["c" + k] = 1
except RuntimeError as e:
    print(e)


async def co(x):
    return x + 1


async def main():
    total = 0
    for i in range(3):
        total += await co(i)
    return total


m = main()
try:
    m.send(None)
except StopIteration as e:
    print("coroutine", e.value)


class Aiter:
    def __init__(self):
        self.i = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.i += 1
        if self.i > 3:
            raise StopAsyncIteration
        return self.i


class Actx:
    async def __aenter__(self):
        return "actx"

    async def __aexit__(self, *a):
        print("aexit")


async def agen():
    for i in range(3):
        yield i * 2


async def amain():
    async with Actx() as a:
        print(a)
    async for x in Aiter():
        print("async", x)
    print([x async for x in agen()], [x async for x in Aiter() if x > 1])


try:
    amain().send(None)
except StopIteration:
    print("over")
