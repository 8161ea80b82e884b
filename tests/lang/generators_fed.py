# Generators that give their items to functions in C: what these do in between is not to be seen
# from the generator, and it can be gone on with whatever happened.
import sys


def shown(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


# Additions by methods see a generator that waits.
class Number:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        print('add', self.n, g.gi_running, g.gi_suspended, sys._getframe(1).f_code.co_name)
        return Number(self.n + (other.n if isinstance(other, Number) else other))

    __radd__ = __add__


def some():
    yield 1
    yield 2 ** 62
    yield 2 ** 62
    yield 0.5
    yield Number(3)
    yield 4


def caller():
    return sum(g)


g = some()
print(caller().n)

# Truth by methods.
class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        print('bool', g.gi_running, next(g))
        return self.value


g = (x for x in [0, Truth(False), 7, '', Truth(True), 8, 9])
print(any(g), list(g))
g = (x for x in [1, Truth(True), 'a', 0.5, (), 3])
print(all(g), list(g))

# Hashes and comparisons by methods.
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        print('hash', self.n, g.gi_running)
        return self.n

    def __eq__(self, other):
        print('eq', self.n, other if isinstance(other, int) else other.n)
        return isinstance(other, Key) and self.n == other.n

    def __lt__(self, other):
        print('lt', g.gi_running)
        return self.n < other.n

    __gt__ = __lt__


g = (x for x in [1, (2, 3), Key(4), 4, 'x', Key(4), 1.0])
print(len(set(g)))
g = ((k, v) for k, v in [(1, 2), (Key(5), 6), (5, 7), (1, 8)])
print(list(dict(g).values()))
g = (Key(n) for n in (3, 1, 2))
print(min(g).n)
g = (x for x in [3, 5.5, 1, True, -2, 10])
print(min(g))
g = (x for x in [(3, 'a'), (3, 'b'), (1, 'z'), (3, 'b', 0)])
print(max(g))

# Destructors.
class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print('dies', self.name, g.gi_running)


def dying():
    yield Dies('a')
    yield (1, Dies('b'))
    yield [Dies('c')]


g = dying()
print(any(not x for x in g))
g = dying()
print(max(((2, Dies(n)) for n in 'xy'), key=lambda t: t[1].name)[1].name)

# Errors: of the consumer, the generator goes on; of the generator, it ends.
def rest(f, values):
    global g
    g = (v for v in values)
    shown(f, g)
    print(g.gi_frame is not None, list(g))


rest(min, [1, 'a', 2])
rest(set, [1, [2], 3])
rest(sum, [1, 'a', 2])
rest(dict, [(1, 2), (1, 2, 3), (3, 4)])
rest(dict, [('a', 1), ([], 1), (3, 4)])
rest(dict, ['ab', 'cde', (3, 4)])
rest(','.join, ['a', 1, 'b'])
rest(bytes, [1, 300, 2])


def failing(end):
    yield 1
    yield 2
    raise end


for consumer in sum, list, tuple, set, any, all, min, sorted, ','.join:
    g = failing(KeyError('k'))
    shown(consumer, g)
    print(g.gi_frame is None)
shown(sum, failing(StopIteration(5)))


def returns():
    yield 1
    return 2


print(list(returns()), sum(returns()), dict((a, a) for a in returns()))
shown(sum, returns(), start='x')
shown(min, (x for x in ()))
print(min((x for x in ()), default=3), all(x for x in ()), any(x for x in ()))

# In the middle, finished, closed.
g = (x for x in range(6))
print(next(g), sum(g), sum(g), list(g))
g.close()
print(list(g))


def running():
    yield 1
    shown(sum, h)
    yield 2


h = running()
print(sum(h))

# The consumer's own container, seen while it grows.
out = []
out.extend(len(out) for _ in range(5))
print(out)
keys = {10}
keys.update(len(keys) for _ in range(3))
print(sorted(keys))

# An exception being handled where it yields.
def handling():
    try:
        1 / 0
    except ZeroDivisionError:
        yield 1
        yield 'a'
        yield sys.exc_info()[0].__name__
    yield sys.exc_info()[0]


print(list(handling()))
try:
    max(x for x in handling())
except TypeError as e:
    print(e, e.__context__)


# Sent values and delegation.
def echo():
    got = yield 1
    while got is None:
        got = yield from inner()
    yield got


def inner():
    for i in range(3):
        x = yield i
        if x is not None:
            return x
    return 'end'


print(list(echo()))


# Nested and recursive.
def tree(n):
    return sum(tree(k) for k in range(n)) + 1


print(tree(9), sum(sum(x * y for y in range(4)) for x in range(4)))


def deep(n):
    return all(deep(n + 1) for _ in (1,))


shown(deep, 0)


# Tracing begins and ends between items.
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event))
    return None


def traced():
    yield 1
    sys.settrace(tracer)
    yield 2
    yield 3
    sys.settrace(None)
    yield 4


print(sum(traced()))
print(events)


# Counter: as long as what it counts with are plain numbers.
from collections import Counter


class Adds:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        print('adds', g.gi_running, other)
        return Adds(self.n + other)


c = Counter(a=5)
g = (x for x in ['a', 'b', 'a', (1, 2), Key(7), 'b'])
c.update(g)
print(list(c.values()))
c['a'] = Adds(1)
g = (x for x in 'bab')
c.update(g)
print(c['a'].n, c['b'])
rest(Counter, ['a', [], 'b'])
