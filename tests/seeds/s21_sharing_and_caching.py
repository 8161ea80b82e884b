"""Sharing, segmentation, preallocation and caching, each to be seen."""
import sys

# Sharing: equal small numbers, identifier-like strings, the empty tuple.
a, b = 256, 255 + 1
assert a is b
some = "some_"
literal = "some_name"
assert sys.intern(some + "name") is literal
empty = ()
assert empty is tuple([])
# Caching: freed blocks are kept for the next object of their size.
o = [0.5]
where = id(o)
o = None
assert id([0.25]) == where
# Segmentation: the allocator tells of its arenas and pools.


class Text:
    def __init__(self):
        self.parts = []

    def write(self, s):
        self.parts.append(s)

    def flush(self):
        pass


saved, sys.stderr = sys.stderr, Text()
sys._debugmallocstats()
saved, sys.stderr = sys.stderr, saved
text = "".join(saved.parts)
for word in ("container", "atomic", "raw", "pools", "arenas", "cached"):
    assert word in text, text
