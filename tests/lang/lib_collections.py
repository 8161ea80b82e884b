# The module collections.
import copy
import collections
import sys
from collections import (ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, namedtuple)
from collections import abc


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(collections.__all__)

# defaultdict
d = defaultdict(list)
d['a'].append(1)
d['b']
d['a'].append(2)
print(d, dict(d), d.default_factory, len(d), 'z' in d, d.get('z'))
d = defaultdict(int, {'x': 5}, y=6)
d['z'] += 1
print(sorted(d.items()), d.copy(), type(d.copy()).__name__, copy.copy(d) == d)
d.default_factory = None
error(lambda: d['none'])
print(d)
error(defaultdict, 3)
error(defaultdict, list, 3)
error(defaultdict, list, {}, {})
print(defaultdict(), defaultdict(None, a=1))
print(defaultdict(int, {1: 2}) | {3: 4}, {3: 4} | defaultdict(int, {1: 2}), defaultdict(str) | defaultdict(int, a=1))
error(lambda: defaultdict(int) | [1])
d = defaultdict(int, a=1)
d |= {'b': 2}
print(d, d == {'a': 1, 'b': 2})
r = d.__reduce__()
print(r[0], r[1], r[2], r[3], list(r[4]))
print(copy.deepcopy(defaultdict(list, a=[1])))
d = defaultdict(lambda: d)
print(d['x'] is d)
del d
error(lambda: defaultdict(lambda: 1 / 0)['k'])


class DD(defaultdict):
    def __missing__(self, key):
        return key * 2


x = DD(int)
x.attr = 1
print(x['ab'], x, x.attr, DD.fromkeys('ab'), type(x.copy()).__name__)


class F:
    def __repr__(self):
        return repr(self.d)

    def __call__(self):
        return 1


f = F()
f.d = defaultdict(f)
print(f.d)
f.d = None
print(defaultdict[str, int])

# namedtuple
P = namedtuple('P', 'x y z', defaults=[0])
p = P(1, 2)
print(p, p.x, p[2], p._asdict(), p._replace(x=5), P._fields, P._field_defaults, P._make([7, 8, 9]))
print(P.x, P.__doc__, P.x.__doc__, P.__new__.__defaults__, P.__match_args__)
error(P, 1)
error(P, 1, 2, 3, 4)
error(P, 1, 2, w=3)
error(setattr, p, 'x', 3)
error(delattr, p, 'x')
error(p._replace, q=1)
error(namedtuple, 'A', 'x x')
error(namedtuple, 'A', 'class')
error(namedtuple, 'A', '_x')
error(namedtuple, '1A', 'x')
print(namedtuple('A', 'x class x _y', rename=True)._fields)
x, y, z = p
print(x, y, z, p == (1, 2, 0), hash(p) == hash((1, 2, 0)), isinstance(p, tuple), copy.copy(p), p.__getnewargs__())
error(P.x.__get__, 3)
error(P.z.__get__, (1, 2))
P.x.__doc__ = 'the x'
print(P.x.__doc__, P.x.__reduce__())


class Q(namedtuple('Q', 'a b')):
    __slots__ = ()

    def total(self):
        return self.a + self.b


print(Q(1, 2).total(), Q(a=1, b=2), Q.__mro__[1].__name__)
match p:
    case P(1, y=yy):
        print('matched', yy)

# Counter
c = Counter('abracadabra')
print(c, c.most_common(2), c['z'], c.total(), sorted(c.elements()))
c.update('aaa')
c.subtract(Counter(a=5, b=1))
print(c, +c, -c)
print(Counter(a=3, b=1) + Counter(a=1, c=2), Counter(a=3, b=1) - Counter(a=1, b=2),
      Counter(a=3, b=1) & Counter(a=1, b=2), Counter(a=3, b=1) | Counter(a=1, b=2))
print(Counter(a=1) == Counter(a=1, b=0), Counter(a=1) <= Counter(a=2), Counter([1, 2, 1, 3.0, 3]))
del c['nope']
print(copy.copy(c) == c, c.copy(), Counter({'x': 2}), Counter(x=1), Counter())


class CG(Counter):
    def get(self, key, default=None):
        return 10


print(CG('ab'))
error(Counter, [[]])
error(Counter.fromkeys, 'ab')
u = UserDict(a=1)
collections._count_elements(u, 'aab')
print(u)
error(collections._count_elements, {}, 3)

# OrderedDict
o = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
o['d'] = 4
o.move_to_end('a')
print(o)
o.move_to_end('c', last=False)
print(o, list(reversed(o)), list(o.items()), list(o.keys()), list(o.values()))
error(o.move_to_end, 'zz')
print(o.popitem(), o.popitem(last=False), o)
error(OrderedDict().popitem)
del o['b']
error(o.__delitem__, 'b')
print(o, len(o), o.pop('d'), o, o.pop('x', 5))
error(o.pop, 'x')
a, b = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
print(a == b, a == dict(b), a != b, a == OrderedDict(a=1, b=2))
a['a'] = 9
print(a, a.copy(), copy.copy(a), copy.deepcopy(a), a.setdefault('q', 1), a.setdefault('a'), a)
print(a | {'w': 1}, {'w': 1} | a, OrderedDict.fromkeys('xyz', 0), type(a | b).__name__)
a |= {'a': 0}
a.update(b=7, zz=8)
print(a, sys.getsizeof(a) > 0)
print(list(reversed(a.keys())), list(reversed(a.items())), list(reversed(a.values())))
a.clear()
print(a, len(a), bool(a))
r = b.__reduce__()
print(r[0], r[1], r[2], r[3], list(r[4]))


class O(OrderedDict):
    def __missing__(self, k):
        return k


x = O(a=1)
x.attr = 5
print(x['q'], x, x.copy().__class__.__name__, x.attr, copy.copy(x).attr)
x['self'] = x
print(x)
x.clear()
error(OrderedDict, 3)
o = OrderedDict()
for i in range(1000):
    o[i] = i
for i in range(0, 1000, 2):
    o.move_to_end(i)
for i in range(900):
    o.popitem(last=False)
print(len(o), next(iter(o)), next(reversed(o)))

# ChainMap, User*
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(m['a'], m['b'], dict(m), m.parents, m.new_child({'c': 4}), len(m), m.maps)
m['x'] = 1
print(m)
error(lambda: m['nope'])
error(m.pop, 'b')
print(UserList([3, 1, 2]) + [4], sorted(UserList('ba')), UserString('abc').upper(), UserDict(a=1) | {'b': 2})

# collections.abc
print(sorted(abc.__all__))
for o in ([], (), {}, set(), 'a', b'a', range(3), iter([]), (i for i in ()), len, 3, {}.keys(), {}.items(), {}.values(),
          collections.deque(), defaultdict(), p, memoryview(b'a'), None, bytearray()):
    print(type(o).__name__, [n for n in sorted(abc.__all__) if isinstance(o, getattr(abc, n))])


class S(abc.Sequence):
    def __getitem__(self, i):
        return [1, 2, 3][i]

    def __len__(self):
        return 3


s = S()
print(list(s), 2 in s, s.index(3), s.count(1), list(reversed(s)))
error(abc.Sequence)


class M(abc.MutableMapping):
    def __init__(self):
        self.d = {}

    def __getitem__(self, k):
        return self.d[k]

    def __setitem__(self, k, v):
        self.d[k] = v

    def __delitem__(self, k):
        del self.d[k]

    def __iter__(self):
        return iter(self.d)

    def __len__(self):
        return len(self.d)


m = M()
m.update(a=1, b=2)
print(m.pop('a'), dict(m), m.setdefault('c', 3), m.get('q'), 'c' in m, list(m.items()), m == {'b': 2, 'c': 3}, m.popitem())
match m:
    case {'c': v}:
        print('mapping', v)
match s:
    case [a, b, c]:
        print('sequence', a, b, c)


class T(abc.Set):
    def __init__(self, it):
        self.s = list(it)

    def __contains__(self, x):
        return x in self.s

    def __iter__(self):
        return iter(self.s)

    def __len__(self):
        return len(self.s)


print(sorted(T([1, 2]) & T([2, 3])), sorted(T([1, 2]) | [3]), sorted(T([1, 2]) - T([2])), T([1]) <= T([1, 2]),
      T([1]) == {1}, sorted(T([1, 2]) ^ T([2, 3])), T([1]).isdisjoint([2]))
print(abc.Callable[[int], str], abc.Mapping[str, int], abc.Callable[..., int])
error(lambda: abc.Callable[int])
