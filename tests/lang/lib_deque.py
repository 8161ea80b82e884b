# collections.deque
import gc
import sys
import weakref
import copy
from collections import deque


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


d = deque()
print(d, len(d), bool(d), d.maxlen)
for i in range(10):
    d.append(i)
    d.appendleft(-i)
print(d, d[0], d[-1], d[10], d[-20])
print(d.pop(), d.popleft(), len(d))
d.rotate(3)
print(d)
d.rotate(-5)
print(d)
d.rotate()
d.rotate(1000003)
print(d)
d.reverse()
print(list(d), list(reversed(d)))
print(d.count(0), d.count('x'), 3 in d, 'x' in d, d.index(3), d.index(0, 5), d.index(0, -12, -1))
error(d.index, 'x')
error(d.index, 3, 100)
error(d.remove, 'x')
d.remove(3)
print(d)
d.insert(2, 'a')
d.insert(-2, 'b')
d.insert(100, 'c')
d.insert(-100, 'd')
print(d)
del d[0], d[-1], d[3]
d[1] = 'new'
d[-1] = 'last'
print(d)
for i in (100, -100):
    error(d.__getitem__, i)
    error(d.__setitem__, i, 0)
    error(d.__delitem__, i)
error(lambda: d['a'])
error(lambda: d[1:2])
d.clear()
error(d.pop)
error(d.popleft)
print(d)

# maxlen
m = deque('abcdef', 3)
print(m, m.maxlen)
m.append('g')
m.appendleft('h')
print(m)
m.extend('xyzzy')
print(m)
m.extendleft('123456')
print(m)
error(m.insert, 0, 1)
z = deque('abc', 0)
z.append(1)
z.appendleft(1)
z.extend([1, 2])
print(z, len(z))
error(setattr, m, 'maxlen', 3)
error(deque, [], -1)
error(deque, [], 'a')
error(deque, [], 1.5)
error(deque, [], 2**70)
error(deque, 3)
error(deque, [], 1, 2)
error(deque, x=1)
print(deque(iterable='ab', maxlen=5), deque(maxlen=None))
m.__init__('pq')
print(m)
m.__init__()
print(m)

# operators
print(deque([1, 2]) + deque([3]), deque([1, 2]) * 3, 2 * deque('a'), deque('ab') * 0, deque('ab') * -1)
print(deque('ab', 3) * 3, deque('ab', 3) + deque('cd'), deque('abc', 3) * 2)
error(lambda: deque() + [1])
error(lambda: deque() * 'a')
import sys
error(lambda: deque('ab') * sys.maxsize)
d = deque([1])
e = d
d += [2, 3]
d *= 2
d += d
print(d, d is e)
d *= 0
print(d is e, d)
print(deque([1, 2]) == deque([1, 2]), deque([1, 2]) != deque([1, 3]), deque([1, 2]) < deque([1, 3]),
      deque([1, 2]) <= deque([1]), deque([1, 2]) > deque([]), deque() >= deque(), deque([1]) == [1])
error(lambda: deque() < [])
error(hash, deque())
x = deque([float('nan')])
print(x == x, x == deque(x), deque([1, 2], 2) == deque([1, 2]))

# copies
d = deque([1, [2]], 5)
for c in (d.copy(), d.__copy__(), copy.copy(d), copy.deepcopy(d)):
    print(c, c.maxlen, c[1] is d[1], c == d)


class D(deque):
    pass


class E(deque):
    def __init__(self, it=(), maxlen=None, tag=0):
        self.tag = tag
        super().__init__(it, maxlen)


c = D('ab', 7)
c.x = 3
print(c, c.copy(), 'x' in copy.copy(c).__dict__, type(copy.copy(c)).__name__, copy.deepcopy(c).__dict__)
e = E('abc', tag=4)
print(e, e.tag, e.copy().tag, e[1], len(e), E.__mro__[1].__name__)
r = d.__reduce__()
print(r[0], r[1], r[2], list(r[3]), len(r))
r = deque('ab').__reduce__()
print(r[0], r[1], r[2], list(r[3]))
print(c.__reduce__()[2])
print(deque[int])

# iterators
d = deque('abcd')
it = iter(d)
print(next(it), it.__length_hint__(), type(it).__name__, list(it), list(it))
it = iter(d)
next(it)
print(it.__reduce__(), list(copy.copy(it)))
it = reversed(d)
next(it)
print(it.__length_hint__(), type(it), list(it))
it = iter(d)
next(it)
d.append(1)
error(next, it)
error(next, it)
error(lambda: [d.append(1) for x in d])
print(list(type(it)(deque('abc'), 2)), list(type(it)(deque('abc'), 9)))
error(type(it), 3)


# repr of itself
d = deque([1])
d.append(d)
print(d)
d.clear()


# changes while comparing
class Evil:
    def __init__(self, d):
        self.d = d

    def __eq__(self, other):
        self.d.append(1)
        return False


for name in ('count', 'index', 'remove', '__contains__'):
    d = deque()
    d.extend([Evil(d), 2, 3])
    error(getattr(d, name), 5)
d = deque([1, 2, 3])
error(lambda: d.extend(x for x in d))
error(lambda: d.extend(1 / (3 - x) for x in [1, 2, 3]))
print(d)
d.extend(d)
d.extendleft(d)
print(len(d))

# sizes and patterns
big = deque(range(10000))
for i in range(9990):
    big.popleft() if i % 2 else big.pop()
print(big)
q = deque()
total = 0
for i in range(5000):
    q.append(i)
    q.append(i)
    total += q.popleft()
print(total, len(q), q[0], q[-1], q[2500])
match deque([1, 2, 3]):
    case [a, *rest]:
        print('sequence', a, rest)


# life
class N:
    def __del__(self):
        print('del', end=' ')


d = deque([N(), N()], 2)
d.append(N())
print('|')
d.popleft()
print('|')
d.clear()
print('|')
o = object()
before = sys.getrefcount(o)
d = deque([o] * 100)
print(sys.getrefcount(o) - before)
d.rotate(5), d.reverse(), d.copy(), d * 3
print(sys.getrefcount(o) - before)
del d
print(sys.getrefcount(o) - before)
d = deque()
d.append(d)
w = weakref.ref(d)
del d
gc.collect()
print(w())
error(setattr, deque, 'x', 1)
print(deque.__module__, deque.__name__, deque.__doc__ is not None)
