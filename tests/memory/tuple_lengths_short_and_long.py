"""Tuples of every length around the one at which their length gets a word of its own (15)."""
import collections
import gc
import sys


class Sub(tuple):
    pass


class Slotted(tuple):
    __slots__ = ()


def unpack(t):
    if len(t) == 14:
        a, b, c, d, e, f, g, h, i, j, k, l, m, n = t
        return a + n
    if len(t) == 15:
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o = t
        return a + o
    first, *rest = t
    return first + rest[-1]


def pass_on(*args, **named):
    return args, sorted(named)


for n in (0, 1, 2, 13, 14, 15, 16, 17, 300):
    t = tuple(range(n))
    print(n, len(t), t == tuple(range(n)), t[-3:], hash(t) == hash(tuple(list(t))))
    print((t + t)[n - 1 : n + 2], (t * 3)[2 * n :] == t, t[::2] == tuple(range(0, n, 2)))
    print(t < t + (1,), max(t, default=None), sum(t), tuple(reversed(t))[:2], list(t) == [*t])
    print(pass_on(*t)[0] == t, pass_on(*t, x=1)[1], (t, t).count(t), n - 1 in t)
    if n > 2:
        print(unpack(t), t.index(n - 1))
    s = Sub(t)
    s.name = n
    s.other = s  # a cycle through the attributes
    print(s.name, s == t, len(s), s[:2], type(s + s), s.__dict__.keys())
    print(len(Slotted(t)), Slotted(t)[n // 2 :] == t[n // 2 :])
    del s
    print(gc.collect() > 0)
    print(gc.is_tracked(t))

held = object()
before = sys.getrefcount(held)
for n in range(12, 19):
    t = (held,) * n
    u = t + t[1:]
    print(n, sys.getrefcount(held) - before, len(u), u == (held,) * (2 * n - 1))
    del t, u
print(sys.getrefcount(held) - before)

for n in (13, 14, 15, 16):
    Row = collections.namedtuple("Row", ["f%d" % i for i in range(n)])
    row = Row(*range(n))
    print(row._replace(f0=5)[:2], row[-1], getattr(row, "f%d" % (n - 1)), len(row._asdict()))

cycle = ([],) * 15
cycle[0].append(cycle)
del cycle
print(gc.collect() > 0)
print(len(sys.flags), sys.flags[-1] == sys.flags[17], len(sys.version_info))
