# The tuple given out last is used again when nobody else has it, as zip and enumerate do.
import copy
import gc
import sys
from itertools import (combinations, combinations_with_replacement, permutations, product)

makers = [lambda: product('ab', range(3)), lambda: product([1, 2], repeat=3),
          lambda: permutations(range(4)), lambda: permutations('abcde', 2),
          lambda: combinations('abcdef', 3), lambda: combinations_with_replacement('abc', 3),
          lambda: product(), lambda: combinations('ab', 0), lambda: permutations([], 0),
          lambda: combinations('ab', 3), lambda: product('ab', [])]

for make in makers:
    kept = list(make())
    used = []
    for t in make():
        used.append(tuple(list(t)))
    print(len(kept), kept == used, len(set(kept)))

    # Every third one kept for a while.
    held = []
    mixed = []
    for i, t in enumerate(make()):
        if i % 3 == 0:
            held.append(t)
        mixed.append(tuple(list(t)))
        if len(held) > 2:
            held.clear()
    print(mixed == kept)

    # Copies in the middle go on alike.
    it = make()
    next(it, None)
    next(it, None)
    other = copy.copy(it)
    print(list(it) == list(other) == kept[2:])

for t in combinations([object(), object(), object()], 2):
    print(sys.getrefcount(t), [sys.getrefcount(o) for o in t])

it = permutations(range(3))
a = next(it)
it.__setstate__(((2, 1, 0), (1, 1, 1)))
print(a, list(it))
# What was untracked by a collection may come to hold containers again.
it = product([1, []], [2])
t = next(it)
del t
gc.collect()
t = next(it)
print(t, gc.is_tracked(t))
t[0].append(it)
print(len(gc.get_referents(it)))
del t, it
print(gc.collect() > 0)
