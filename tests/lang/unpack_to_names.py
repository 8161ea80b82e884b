# Values unpacked to local names: old values go one after the other, while what is not yet stored is
# held; names may stand twice or name the sequence itself.
import sys


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        names = {k: getattr(v, 'name', v) for k, v in frame.f_locals.items() if k in 'abcde'}
        print('del', self.name, names)


def order():
    a, b, c = Loud('a1'), 2, Loud('c1')
    a, b, c = (Loud('a2'), Loud('b2'), 3)
    print('then')
    pair = [Loud('a3'), 'x', 5]
    a, b, c = pair
    print('list kept', len(pair))
    pair[0] = None
    a, b, c = [b, c, a]
    print('end')


order()


def in_loops(rows):
    a = Loud('before')
    for a, b, c in rows:
        print(getattr(a, 'name', a), b, c)
    for a, b, c, d, e in [(1, 2.5, 'x', None, Loud('e')), (6, 7, 8, 9, 10)]:
        print(d)
    return a, e


print(in_loops([(Loud('r1'), 1, 2), (Loud('r2'), 3, 4)]))
print(in_loops((Loud('g%d' % i), i, i) for i in range(2)))


def aliases():
    a = (1, 2)
    a, b = a
    print(a, b)
    t = [3, 4]
    t, u = t
    print(t, u)
    x, x = 5, 6
    y, y, z = [7, 8, 9]
    print(x, y, z)
    s = u = (1, 2, 3)
    s, u, v = u
    print(s, u, v)
    for p, p in [(1, 2), (3, 4)]:
        print(p)
    q = [(1, 2)]
    for q, r in q:
        print(q, r)


aliases()


def cells():
    def inner():
        return a, c
    a, b, c = 1, 2, 3
    for a, b, c in [(4, 5, 6), (7, 8, 9)]:
        print(inner(), b)
    a, (b, c), [d, e] = b, (c, a), 'xy'
    print(inner(), b, d, e)


cells()


def wrong(values, f):
    a = b = c = 'old'
    try:
        f(values)
    except Exception as e:
        print(type(e).__name__, e)


def three(values):
    a = 0
    try:
        a, b, c = values
    finally:
        print(a)


def pairs(values):
    for a, b in values:
        print(a, b)


for f, values in [(three, (1, 2)), (three, [1, 2, 3, 4]), (three, 'abc'), (three, 5), (three, iter('ab')),
                  (pairs, [(1, 2), (3,)]), (pairs, [(1, 2), (1, 2, 3)]), (pairs, [[1, 2], 'ab']),
                  (pairs, ((1, 2), 5)), (pairs, {'ab': 1}), (pairs, {1: 2}.items())]:
    wrong(values, f)


class Sequence(tuple):
    def __iter__(self):
        return iter('xyz')


three(Sequence((1, 2, 3)))


def counts():
    value = object()
    pair = (value, value)
    a, b = pair
    print(sys.getrefcount(value), sys.getrefcount(pair))
    a, b = b, None
    print(sys.getrefcount(value))
    for a, b in [pair] * 3:
        print(sys.getrefcount(value))
    del a, b
    print(sys.getrefcount(value))


counts()


def traced(frame, event, arg):
    if event == 'line' and frame.f_code.co_name == 'watched':
        print(sorted(frame.f_locals.items()))
    return traced


def watched():
    for a, b in [(1, 2), (3, 4)]:
        c, d = b, a
    e, f, g = [1, 2, 3]
    return f


sys.settrace(traced)
watched()
sys.settrace(None)
