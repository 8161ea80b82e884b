"""Differences, intersections, inclusion and updates of sets: the same elements in the same order, whatever
ways are taken for numbers and strings."""


def numbers(seed, n, limit):
    result = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        result.append((seed >> 7) % limit)
    return result


def same(a, b):
    return list(a) == list(b)


# Sizes around the steps of the tables; the order is that of the slots.
for n in (0, 1, 3, 4, 5, 8, 18, 19, 20, 76, 77, 78, 306, 307, 2000):
    for limit in (n + 1, 4 * n + 3, 1 << 40):
        a, b = set(numbers(n, n, limit)), set(numbers(n + 1, n, limit))
        print(n, limit, list(a - b)[:9], list(a & b)[:9], list(a | b)[-9:], list(a ^ b)[-9:])
        print(a <= b, (a & b) <= a, (a - b).isdisjoint(b), b.isdisjoint(a - b), a == b, a >= set(list(a)[1:]))
        c = set(a)
        for x in list(b)[::2]:
            c.discard(x)
        print(list(c)[:9], list(c - b)[:9], list(c & a)[:9], list(b - c)[:9], c <= a, a <= c, c == a)
        c.update(list(b))
        print(list(c)[:9], len(c), c == a | b)
        d = frozenset(a) - c
        print(type(d).__name__, len(d), frozenset(b) == b, hash(frozenset(b)) == hash(frozenset(list(b))))

# Strings: by content, not by object.
words = ['w%d' % (i % 700) for i in range(1000)]
a, b = set(words[:500]), {w + '' for w in words[300:]}
print(len(a - b), len(a & b), len(a | b), len(a ^ b), a <= a | b, (a | b) <= a, set(words) == set(reversed(words)))
print(len(set(words)), len({*words, *(w.upper() for w in words)}), 'w3' in a, 'w' + str(3) in a, 'x' in a)

# Equal keys of different kinds, also where they have the same hash and differ.
mixed = {1, 2.0, 'a', (1, 2), None, True, 0.5, 2 ** 61 - 1, 0}
print(len(mixed), sorted(map(repr, mixed - {True, 2})), len(mixed & {1.0, (1.0, 2.0), 'a'}), {1.0, 0} <= mixed, {1, 2} == {True, 2.0})
print({0, 2 ** 61 - 1} - {0}, {2 ** 61 - 1} & {0}, {-1, -2} - {-2}, {float(-2), -1} & {-2}, {(1, 'a')} & {(1.0, 'a')})
nan = float('nan')
print(len({nan} & {nan}), len({nan} - {nan}), len({nan} - {float('nan')}), len({(nan,)} & {(nan,)}))


class Key:
    """All have one hash; comparisons are counted and may do things."""
    log = []
    act = None

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 3

    def __eq__(self, other):
        Key.log.append((self.n, getattr(other, 'n', other)))
        if Key.act:
            Key.act()
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return 'K%d' % self.n


def logged(f):
    Key.log = []
    result = f()
    print(result, Key.log)


k = [Key(i) for i in range(4)]
a, b = {k[0], k[1], 3, 5}, {k[1], Key(2), 3}
logged(lambda: len(a - b))
logged(lambda: len(a & b))
logged(lambda: a <= b)
logged(lambda: b.isdisjoint({9}))
logged(lambda: {3, 4} - {k[0]})
logged(lambda: {k[0]} <= {3, 4})
logged(lambda: 3 in {k[0], k[3]})
logged(lambda: frozenset([k[2]]) == {Key(2)})

# The other set shrinks while it is looked at.
for what in ('-', '&', '<='):
    other = {k[0], k[1], k[2], 7}
    Key.act = other.clear
    a = {Key(1), Key(2)}
    Key.act, clear = None, other.clear
    Key.act = clear
    try:
        r = a - other if what == '-' else a & other if what == '&' else a <= other
        print(what, r if isinstance(r, bool) else len(r), len(other))
    except RuntimeError as e:
        print(what, e)
    Key.act = None


class Bad:
    def __hash__(self):
        return 3

    def __eq__(self, other):
        raise ValueError('no')


for f in (lambda: {Bad()} - {3, 4}, lambda: {3} & {Bad()}, lambda: {3} <= {Bad(), 1}, lambda: {Bad()}.isdisjoint({3}),
          lambda: {3}.update([4, Bad()])):
    try:
        print(f())
    except ValueError as e:
        print('ValueError', e)

# Disjointness of what is not a set, and of a set with itself.
print(a.isdisjoint(a), set().isdisjoint(set()), {1}.isdisjoint([2, 3]), {1}.isdisjoint(iter([2, 1])), {1}.isdisjoint({1: 2}))
