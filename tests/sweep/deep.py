"""Deep and long structures: their making, printing, comparing, copying and dying."""


class Link:
    __slots__ = ("next", "value")

    def __init__(self, next, value):
        self.next, self.value = next, value


chain = None
for i in range(120):
    chain = Link(chain, (i, [i]))
del chain
t = ()
for i in range(100):
    t = (t, i)
repr(t), t == (t[0], 99), hash(t)
l = []
for i in range(60):
    l = [l]
repr(l)
d = {}
for i in range(60):
    d = {"d": d}
repr(d), d == {"d": d["d"]}
del t, l, d
loop = []
loop.append({"l": loop})
repr(loop)
f = None
for i in range(40):
    def f(inner=f):
        return inner
e = None
for i in range(40):
    n = ValueError(e)
    n.__context__ = e
    e = n
del f, e, n
g = iter([])
for i in range(40):
    g = (x for x in g)
list(g)
m = iter([1])
for i in range(30):
    m = map(None.__class__.__call__, m) if False else iter(list(m))
list(m)


def down(n):
    return [n] + down(n - 1) if n else []


assert len(down(150)) == 150
big = 3 ** 500
big * big // 7 % 10 ** 50, str(big), -big >> 20, big & -big, float(2 ** 60), hash(big), divmod(big, 10 ** 30), pow(3, 500, 10 ** 20)
parts = [list(range(i)) for i in range(30)]
flat = [x for p in parts for x in p]
flat.sort(), flat.reverse(), sorted(map(str, flat), key=len), sum(flat)
flat[::2] = flat[1::2] + flat[:1] if len(flat) % 2 else flat[1::2]
del flat[10:50], flat[::3]
a, *b = flat
tuple(b) + (1,) * 10, b * 2, b + [1], b.index(b[3]), b.copy() == b, b < flat
