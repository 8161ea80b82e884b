# Chains of generators that delegate: what is between the ends is neither skipped nor seen to run
# when it does not.
import sys
import traceback


def numbers(n, depth):
    if depth:
        got = yield from numbers(n, depth - 1)
        return (depth, got)
    for i in range(n):
        got = yield i
        if got:
            print('got', got)
    return 'end'


def shown(g):
    try:
        while True:
            print(next(g))
    except StopIteration as e:
        print('value', e.value)


shown(numbers(3, 4))
g = numbers(4, 3)
print(next(g), g.send('a'), g.send(None), g.send('b'))
try:
    g.send('c')
except StopIteration as e:
    print(e.value)
print(list(numbers(3, 50)), sum(numbers(100, 10)))


# States and frames in the middle.
def state(g):
    names = []
    while g is not None:
        names.append((g.gi_running, g.gi_suspended, g.gi_frame and g.gi_frame.f_lineno - base))
        g = g.gi_yieldfrom if hasattr(g, 'gi_yieldfrom') else None
        g = g if hasattr(g, 'gi_running') else None
    return names


base = sys._getframe().f_lineno


def looking(depth):
    if depth:
        yield from looking(depth - 1)
    else:
        for i in range(3):
            f = sys._getframe()
            names = []
            while f is not None:
                names.append((f.f_code.co_name, f.f_lineno - base))
                f = f.f_back
            print(names, state(top))
            yield i


top = looking(3)
for x in top:
    print(x, state(top))


# Running already, from within.
def again():
    yield 1
    try:
        next(outer)
    except ValueError as e:
        yield str(e)
    yield 3


def passing(g):
    yield from g


outer = passing(passing(again()))
print(list(outer))


# Errors: from below, from above, from the side.
def failing(depth):
    if depth:
        try:
            yield from failing(depth - 1)
        finally:
            print('leaving', depth)
    else:
        yield 1
        raise KeyError('deep')


try:
    for x in failing(3):
        print(x)
except KeyError:
    lines = traceback.format_exc().split('\n')
    print([l.split(', in ')[1] + l.split('line')[1].split(',')[0] for l in lines if ', in ' in l])


def catching(depth):
    while True:
        try:
            if depth:
                return (yield from catching(depth - 1))
            x = yield 'idle'
            print('x', x)
        except ValueError as e:
            print('caught', depth, e)
            x = yield 'again'
            print('after', x)
            if depth == 0:
                raise TypeError('from inside')
        except TypeError as e:
            print('type', depth, e, type(e.__context__).__name__)
            return depth


g = catching(2)
print(next(g), g.send(1), g.send(2), g.throw(ValueError('v')))
try:
    g.send(3)
except StopIteration as e:
    print('value', e.value)


# Other iterators at the end, and generators replaced underneath.
class Sends:
    def __iter__(self):
        return self

    def __next__(self):
        return 'next'

    def send(self, value):
        if value == 'stop':
            raise StopIteration('stopped')
        return value


g = passing(passing(Sends()))
print(next(g), g.send(5), g.send(None))
try:
    g.send('stop')
except StopIteration as e:
    print(e.value)


def shared():
    for i in range(6):
        yield i


s = shared()
a, b = passing(s), passing(s)
print(next(a), next(b), next(a), list(b), list(a))

g = passing(passing(s2 := shared()))
next(g)
s2.close()
print(list(g))


# Coroutines and asynchronous generators.
class Wait:
    def __await__(self):
        return (yield from ['w1', 'w2'])


async def leaf():
    await Wait()
    await Wait()
    return 'leaf'


async def middle(n):
    return [n, await (middle(n - 1) if n else leaf())]


async def items():
    for i in range(3):
        await middle(1)
        yield i


async def main():
    print(await middle(3))
    print([x async for x in items()])
    return 'main'


c = main()
steps = []
try:
    while True:
        steps.append(c.send(None))
except StopIteration as e:
    print(len(steps), sorted(set(steps)), e.value)


# A long chain, and one too long.
def down(n):
    yield n
    if n:
        yield from down(n - 1)


print(sum(down(300)))
try:
    print(sum(down(3000)))
except RecursionError as e:
    print(e)


def count(frame, event, arg):
    events.append((frame.f_code.co_name, event))
    return None


events = []
g = numbers(3, 2)
next(g)
sys.setprofile(count)
next(g)
sys.setprofile(None)
print(events)
print(list(g))
