"""Cycles keep each other alive; the collector finds them, by itself, and moves survivors up."""
import gc


class Node:
    deaths = 0

    def __del__(self):
        Node.deaths += 1


def generation(o):
    for g in range(3):
        if any(p is o for p in gc.get_objects(g)):
            return g
    return None


survivor = Node()
assert generation(survivor) == 0
gc.collect(0)
assert generation(survivor) == 1
gc.collect(1)
assert generation(survivor) == 2
gc.collect()
assert generation(survivor) == 2

a = Node()
b = Node()
a.other = b
b.other = a
del a, b
assert Node.deaths == 0, "they keep each other alive"
keep = []
collections = gc.get_stats()[0]["collections"]
for i in range(2000):  # enough new containers to pass the first threshold
    keep.append([i])
assert gc.get_stats()[0]["collections"] > collections, "the collector runs by itself"
assert Node.deaths == 2
