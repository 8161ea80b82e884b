# itertools, _functools, _operator
import itertools as it
import _functools
import _operator


def take(iterator, n=6):
    return list(it.islice(iterator, n))


print(take(it.count(2**63 - 2)), it.count(1.5), take(it.cycle([1, [2]])), take(it.repeat([1], 2)), it.repeat(1, 2))
print(take(it.accumulate([[1], [2]])), take(it.accumulate([1, 2], max, initial=5)), take(it.chain('ab', [3])))
print(take(it.chain.from_iterable(['ab', (1,)])), take(it.compress('abc', [1, 0, 1])), take(it.pairwise('abc')))
print(take(it.dropwhile(bool, [1, 0, 2])), take(it.takewhile(bool, [1, 0, 2])), take(it.filterfalse(None, [0, 1])))
print(take(it.starmap(max, [(1, 2), [3, 4]])), take(it.zip_longest('abc', 'd', fillvalue=0)))
print([(k, list(g)) for k, g in it.groupby('aab')], take(it.product('ab', [1, 2], repeat=2)))
print(take(it.permutations('abc', 2)), take(it.combinations('abc', 2)), take(it.combinations_with_replacement('ab', 2)))
a, b = it.tee(range(70))
print(sum(a), next(b), a.__reduce__() is not None)
for x in (it.count(3), it.cycle('ab'), it.chain('ab'), it.islice('abc', 2), it.groupby('ab'), it.product('ab'),
          it.permutations('ab'), it.combinations('ab', 1), it.zip_longest('a'), it.accumulate([1])):
    next(x)
    x.__reduce__()
p = _functools.partial(max, 3, key=lambda x: -x)
p.attr = 1
q = _functools.partial(_functools.partial(pow, 2), 5)
print(p(5), q(), len(repr(q)), p.__reduce__()[2][1], _functools.reduce(max, [1, 5, 2]))
K = _functools.cmp_to_key(lambda a, b: a - b)
print(sorted([3, 1, 2], key=K))


def info(*args):
    return args


f = _functools._lru_cache_wrapper(lambda *a, **k: [a, k], 2, True, info)
g = _functools._lru_cache_wrapper(lambda x: [x], None, False, info)
for i in (1, 2, 1, 3, 1.0):
    f(i, k=i)
    f(i)
    g(i)
print(f.cache_info(), g.cache_info())
f.cache_clear()


class O:
    x = 5


o = O()
o.a = o
print(_operator.itemgetter(1, 0)('ab'), _operator.attrgetter('a.a.x', 'x')(o), _operator.methodcaller('upper')('a'))
print(_operator.itemgetter(1), _operator.attrgetter('a.b', 'c'), _operator.methodcaller('f', 1, k=2))
print(_operator.attrgetter('a.b').__reduce__(), _operator.countOf([1, 2, 1], 1), _operator.concat([1], [2]))
try:
    _operator.indexOf([], 1)
except ValueError as e:
    print(e)
