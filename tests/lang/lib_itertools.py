# itertools: results, states, messages.
import itertools
from itertools import *


def show(it, n=12):
    try:
        print(list(islice(it, n)))
    except Exception as e:
        print(type(e).__name__, e)


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(sorted(n for n in dir(itertools) if not n.startswith('__')))

# count, cycle, repeat
show(count())
show(count(5))
show(count(10, -3))
show(count(1.5, 0.5), 4)
show(count(2**63 - 3), 5)
show(count(2**70, 2**70), 3)
show(count(step=2), 3)
show(count(True), 3)
print(count(), count(3), count(3, 2), count(1.5), count(-2, 1.0), count(2**63))
c = count(2**63 - 2)
next(c), next(c)
print(c, next(c), c)
error(count, 'a')
error(count, 1, 'b')
error(count, 1, 2, 3)
show(cycle('abc'), 8)
show(cycle(''), 3)
error(cycle)
error(cycle, 1)
error(cycle, [1], x=2)
show(repeat('x', 3))
show(repeat(1), 4)
show(repeat(1, -5))
show(repeat(object=1, times=2))
print(repeat(1), repeat('q', 7), repeat(times=0, object=None), repeat(1, -1))
print(repeat(1, 7).__length_hint__())
error(repeat(3).__length_hint__)
error(repeat)
error(repeat, 1, 'x')

# accumulate
show(accumulate([1, 2, 3, 4]))
show(accumulate([1, 2, 3, 4], lambda a, b: a * b))
show(accumulate('abc', initial='>'))
show(accumulate([], initial=5))
show(accumulate([]))
show(accumulate([3, 1, 4, 1, 5], max))
show(accumulate([1, 'a']))
error(accumulate)
error(accumulate, 3)
error(accumulate, [1], None, 5)
show(accumulate([(1,), (2,)], func=None))

# chain
show(chain('ab', [1, 2], (), {3: 4}))
show(chain())
show(chain.from_iterable(['ab', 'cd']))
show(chain([1], 2))
error(chain.from_iterable, 2)
error(chain, a=1)
print(chain[int])

# compress, filters
show(compress('abcdef', [1, 0, 1, 0, 1, 1]))
show(compress('abc', [1]))
show(compress(data='abc', selectors=[0, 0, 1]))
error(compress, 'abc')
error(compress, 'abc', 3)
show(dropwhile(lambda x: x < 3, [1, 2, 3, 1, 2]))
show(takewhile(lambda x: x < 3, [1, 2, 3, 1, 2]))
show(filterfalse(None, [0, 1, '', 'a', None]))
show(filterfalse(bool, [0, 1, '', 'a', None]))
show(filterfalse(lambda x: x % 2, range(8)))
error(dropwhile, len)
error(takewhile, len, [], 3)
error(filterfalse, None, 4)
show(takewhile(lambda x: 1 / x, [1, 0]))
t = takewhile(lambda x: x < 3, iter([1, 5, 1]))
print(list(t), list(t))
show(starmap(pow, [(2, 5), (3, 2), [10, 3]]))
show(starmap(pow, [(2, 5, 3, 4)]))
show(starmap(pow, [5]))
show(starmap(lambda *a: a, ['abc', ()]))

# islice
for args in [(3,), (0,), (None,), (2, 5), (2, None), (2, None, 3), (None, 4), (None, None, 2), (5, 2),
             (0, 10, None), (0, 100, 7)]:
    print(args, list(islice(range(20), *args)))
error(islice, [1], -1)
error(islice, [1], -2)
error(islice, [1], 'a')
error(islice, [1], 'a', 2)
error(islice, [1], 1, 'a')
error(islice, [1], 1, -3)
error(islice, [1], -1, 3)
error(islice, [1], 1, 2, 0)
error(islice, [1], 1, 2, 'a')
error(islice, [1])
error(islice, 1, 2)
error(islice, [1], 1, 2, 3, 4)
it = iter(range(10))
print(list(islice(it, 2, 5)), list(it))
it = iter(range(10))
print(list(islice(it, 0, 8, 3)), list(it))

# groupby
for k, g in groupby('AAAABBBCCDAABBB'):
    print(k, ''.join(g), end=' ')
print()
for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2):
    print(k, list(g), end=' ')
print()
groups = list(groupby('aab'))
print([(k, list(g)) for k, g in groups])
g = groupby('aabb')
k1, g1 = next(g)
k2, g2 = next(g)
print(k1, list(g1), k2, list(g2))
error(groupby)
error(groupby, 3)
error(lambda: list(groupby([1, 2], key=lambda x: 1 / 0)))


class NoEq:
    def __eq__(self, other):
        raise ValueError('eq')


error(lambda: list(groupby([NoEq(), NoEq()])))

# tee
a, b = tee('abc')
print(next(a), next(a), list(b), list(a))
print(tee([], 0), len(tee([], 3)))
a, b, c = tee(range(200), 3)
print(sum(a), sum(islice(b, 100)), sum(b), list(c)[-1])
error(tee)
error(tee, 3)
error(tee, [], -1)
a, = tee([1, 2, 3], 1)
next(a)
import copy
print(list(copy.copy(a)), list(a))
print(type(a), type(a).__name__, type(a.__copy__()))
a, b = tee(tee([1, 2])[0])
print(list(a), list(b))


class Again:
    def __init__(self):
        self.busy = False

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.a)


r = Again()
r.a, r.b = tee(r)
error(next, r.a)
r.a = r.b = None

# pairwise, zip_longest
show(pairwise('abcd'))
show(pairwise('a'))
show(pairwise([]))
error(pairwise)
error(pairwise, 4)
show(zip_longest('abc', [1], fillvalue='-'))
show(zip_longest('abc', [1], []))
show(zip_longest())
error(zip_longest, 'a', x=3)
error(zip_longest, 'a', 3)
show(zip_longest('ab', starmap(lambda: 1, [()])))

# combinatorics
show(product('ab', [1, 2]))
show(product('ab', repeat=2))
show(product('ab', [1], repeat=2))
show(product())
show(product([1], []))
show(product('ab', repeat=0))
error(product, 'a', repeat=-1)
error(product, 'a', x=1)
error(product, 3)
show(permutations('abc'), 10)
show(permutations('abcd', 2), 20)
show(permutations('ab', 3))
show(permutations('ab', 0))
show(permutations(''))
error(permutations, 'a', -1)
error(permutations, 'a', 'x')
error(permutations, 3)
show(combinations('abcd', 2))
show(combinations('abc', 0))
show(combinations('abc', 3))
show(combinations('abc', 4))
error(combinations, 'abc')
error(combinations, 'abc', -1)
show(combinations_with_replacement('abc', 2))
show(combinations_with_replacement('', 2))
show(combinations_with_replacement('', 0))
show(combinations_with_replacement('ab', 3))
error(combinations_with_replacement, 'abc', -1)
print(len(list(permutations(range(6)))), len(list(combinations(range(10), 5))),
      len(list(product(range(5), repeat=4))))

# states
made = [
    lambda: count(3), lambda: count(3, 5), lambda: cycle('abc'), lambda: repeat(1, 5),
    lambda: accumulate([1, 2, 3, 4]), lambda: accumulate([1, 2, 3, 4], initial=9),
    lambda: accumulate([None, None, None], lambda a, b: None),
    lambda: chain('ab', 'cd'), lambda: compress('abcd', [1, 1, 1, 1]),
    lambda: dropwhile(bool, [0, 1, 2, 3]), lambda: takewhile(bool, [1, 2, 3, 0]),
    lambda: filterfalse(None, [0, 0, 0, 0]), lambda: starmap(max, [(1, 2), (3, 4), (5, 6)]),
    lambda: islice(range(20), 3, 15, 4), lambda: groupby('abcd'),
    lambda: zip_longest('abc', 'de', fillvalue=0), lambda: product('ab', 'cd'),
    lambda: permutations('abc'), lambda: combinations('abcd', 2),
    lambda: combinations_with_replacement('abc', 2),
]
for make in made:
    for skip in (0, 1, 2, 100):
        it = make()
        done = list(islice(it, skip if skip < 100 or not isinstance(it, (count, cycle)) else 7))
        r = it.__reduce__()
        print(r[0].__name__, len(r), len(r[1]), r[2] if len(r) > 2 and skip and not isinstance(r[2], tuple) else '',
              end=' ')
        try:
            other = copy.copy(it)
            print([repr(x) if type(x) is not tuple or not hasattr(x[-1], '__next__') else x[0]
                   for x in islice(other, 5)])
        except Exception as e:
            print(type(e).__name__, e)
print(product('ab', 'cd').__reduce__(), combinations('abc', 2).__reduce__())
p = permutations('abc')
next(p), next(p)
print(p.__reduce__())
p.__setstate__(((2, 1, 0), (1, 1, 1)))
print(list(p))
error(p.__setstate__, 3)
error(p.__setstate__, ((1,), (2,)))
p = product('ab', 'cde')
p.__setstate__((5, -4))
print(list(p))
error(p.__setstate__, (1,))
error(cycle('a').__setstate__, 3)
error(chain('a').__setstate__, ([], 3))
t, _ = tee('abc')
error(t.__setstate__, 3)
error(t.__setstate__, (1, 2))


# subclasses
class C(count):
    def __init__(self, *a, **k):
        self.extra = k


c = C(3)
c.x = 5
print(next(c), c.x, c, c.extra)


class Ch(chain):
    def __init__(self, *a, name=None):
        self.name = name


print(list(Ch('ab', name=3)), Ch(name=4).name)
error(setattr, count, 'x', 1)
print([t.__module__ + '.' + t.__name__ for t in (count, chain, groupby)])

# errors in the middle, and what stays behind
def gen():
    yield 1
    raise KeyError('stop')


for f in (lambda: list(chain(gen())), lambda: list(cycle(gen())), lambda: list(islice(gen(), 5)),
          lambda: list(product(gen())), lambda: list(zip_longest(gen(), [1, 2, 3])),
          lambda: list(pairwise(gen())), lambda: list(accumulate(gen())), lambda: tee(gen())[0].__next__(),
          lambda: list(compress(gen(), [1, 1])), lambda: list(starmap(print, gen()))):
    error(f)

# reference counts
import sys
o = object()
before = sys.getrefcount(o)
its = [repeat(o), cycle([o]), chain([o]), zip_longest([o], [o, o]), product([o], [o]), permutations([o, o]),
       combinations([o, o], 1), islice([o, o, o], 1, 3), groupby([o, o]), tee([o, o])[0],
       accumulate([o, o], lambda a, b: a), pairwise([o, o, o]), filterfalse(lambda x: False, [o, o])]
for it in its:
    for _ in range(3):
        x = next(it, None)
        del x
del it, its
print(sys.getrefcount(o) - before)

# cycles through them are found
import gc
import weakref
class Node:
    pass


def leave(make):
    n = Node()
    n.it = make(n)
    return weakref.ref(n)


refs = [leave(m) for m in (lambda n: repeat(n), lambda n: chain([n]), lambda n: cycle([n, n]), lambda n: tee([n])[0],
                           lambda n: groupby([n]), lambda n: product([n]), lambda n: starmap(n, []),
                           lambda n: accumulate([n]), lambda n: zip_longest([n], fillvalue=n),
                           lambda n: filterfalse(n, []), lambda n: permutations([n]), lambda n: islice([n], 3),
                           lambda n: compress([n], [n]), lambda n: pairwise([n]))]
gc.collect()
print([r() for r in refs])
