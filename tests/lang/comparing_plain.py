"""Comparisons of numbers, strings and tuples of them, by operators and inside containers."""
import heapq
import itertools

nan = float('nan')
big = 2 ** 53
values = [0, 1, -1, 1.0, 0.0, -0.0, True, False, None, 'a', 'b', '', 'a\u0101', '\u0101', big, big + 1, float(big),
          float(big + 2), 2 ** 63 - 1, 2.0 ** 63, 2 ** 64, nan, float('inf'), (1, 2), (1.0, 2), (1, 2, 3), ('a', 1), (),
          ((1,), nan), ((1,), 2)]


def answer(f, *args):
    try:
        return f(*args)
    except TypeError as e:
        return str(e)


operators = [lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a == b, lambda a, b: a != b, lambda a, b: a > b,
             lambda a, b: a >= b]
for a in values:
    print(repr(a), ''.join('TF-'[0 if r is True else 1 if r is False else 2]
                           for b in values for f in operators for r in [answer(f, a, b)]))
    print(' in tuples', ''.join('TF-'[0 if r is True else 1 if r is False else 2]
                                for b in values for f in operators for r in [answer(f, (0, a, 5), (0, b, 4))]))
for a, b in itertools.product([1, 'a', (1, 'x'), None, (2, 3)], repeat=2):
    print(answer(operators[0], a, b), answer(operators[0], (a,), (b,)), answer(operators[5], [a], [b]))

# In branches, where the operands come and go.
n = 0
for a in values:
    for b in values:
        if a == b:
            n += 1
        if not a != b:
            n += 100
        if (a, 'x') == (b, 'x'):
            n += 10000
print(n)


def nested(depth, last):
    t = (last,)
    for _ in range(depth):
        t = (t, depth)
    return t


for depth in (1, 7, 8, 9, 30, 500):
    print(depth, nested(depth, 1) == nested(depth, 1.0), nested(depth, 1) < nested(depth, 2), nested(depth, 'a') > nested(depth, 'b'),
          nested(depth, 1) in {nested(depth, 1)}, {nested(depth, 1): 5}[nested(depth, 1.0)])

# Places in lists and tuples.
row = [1, 2.0, 'x', (1, 2), nan, None, True, (nan,)]
print(row.index(2), row.index((1.0, 2.0)), row.index(nan), row.count(1), row.count(nan), row.index((nan,)), 3 in row, 'x' in row)
print(tuple(row).index('x'), (1.0, 2) in tuple(row), float('nan') in row, (float('nan'),) in row)
row.remove((1, 2))
print(len(row), row == list(row), row == row[:], [float('nan')] == [float('nan')], (1, [2]) == (1.0, [2.0]))

# Keys.
d = {(1, 2): 'ints', ('a', 'b'): 'strs', (1, ('a', 2.5)): 'nested', (None, 1): 'none', 1.5: 'float', 'k': 'str', 7: 'int'}
print(d[1.0, 2.0], d[True, 2], d['a', 'b'], d[1, ('a', 2.5)], d[None, 1.0], d[1.5], d['k'], d[7.0], (2, 1) in d, d.get((1, 'a')))
d[1.0, 2] = 'again'
print(list(d)[0], d[1, 2], len(d), {(1, 2), (1.0, 2.0), (True, 2)}, len({(1, 'x'), (1.0, 'x'), ('x', 1)}))
for key in (1, [2]), ({},), {1: 2}:
    try:
        print(key in d)
    except TypeError as e:
        print(e)


class Item:
    log = []

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Item.log.append((self.n, getattr(other, 'n', other)))
        return self.n < getattr(other, 'n', other)

    def __eq__(self, other):
        Item.log.append(('=', self.n, getattr(other, 'n', other)))
        return self.n == getattr(other, 'n', other)

    __hash__ = None


print((1, Item(2)) < (1, Item(3)), (1, Item(2)) == (1.0, Item(2)), (1, Item(2)) < (2, Item(1)), Item.log)

# Heaps.
heap = []
for x in [5, 2.5, 7, 1, 3.0, 2 ** 70, -1, True, nan]:
    heapq.heappush(heap, x)
print(heap[0], len(heap), [heapq.heappop(heap) for _ in range(4)])
heap = [((i * 7) % 11, 'k%d' % (i % 3), -i) for i in range(30)]
heapq.heapify(heap)
print([heapq.heappop(heap) for _ in range(30)] == sorted(((i * 7) % 11, 'k%d' % (i % 3), -i) for i in range(30)))
for wrong in ([(1, 'a'), (1, 2)], [1, 'a'], [(1, None), (1, None)], [(1, {}), (1, {})]):
    try:
        heapq.heapify(wrong)
        print(wrong)
    except TypeError as e:
        print(e)

# Sums of bytes, slices with steps.
b = bytearray(range(256)) * 3
print(sum(b), sum(bytes(b), 5), sum(b, -3), sum(b, 0.5), sum(b, 2 ** 63 - 1), sum(b''), sum(iter(b'\x01\x02')))
it = iter(b)
next(it)
print(sum(it), sum(it), list(it))
b[5::7] = bytes(len(b[5::7]))
b[-2::-9] = b'\x01' * len(b[-2::-9])
print(sum(b), b[:20].hex())
try:
    b[::2] = b'123'
except ValueError as e:
    print(e)


class Meta(type):
    def __getattr__(cls, name):
        if name == 'made':
            return 42
        raise AttributeError('no ' + name)


class WithMeta(metaclass=Meta):
    pass


class Plain:
    known = 1


print(getattr(Plain, 'known', 0), getattr(Plain, 'unknown', 0), hasattr(Plain, '__copy__'), getattr(WithMeta, 'made', 0),
      getattr(WithMeta, 'other', 5), hasattr(int, '__mro__'), getattr(int, 'mro', None) is not None, hasattr(int, 'nothing'))
try:
    Plain.unknown
except AttributeError as e:
    print(e)
