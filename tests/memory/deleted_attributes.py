"""Attributes deleted in every place: those left keep their order, counts and no dict is made."""
import gc
import itertools
import sys

gc.disable()
x = object()


class C:
    pass


def make(n):
    c = C()
    for i in range(n):
        setattr(c, "abcdefgh"[i], x if i % 2 else i)
    return c


for n in range(1, 5):
    for order in itertools.permutations(range(n)):
        c = make(n)
        for i in order:
            delattr(c, "abcdefgh"[i])
        c.again = x
        print(n, order, vars(c) == {"again": x}, sys.getrefcount(x))
c = make(8)
del c.c, c.g
c.c = 1
print([name for name, value in vars(c).items()], sys.getrefcount(x))
c = make(8)
del c.a
try:
    del c.a
except AttributeError as e:
    print(e)
print(hasattr(c, "a"), c.b is x, c.h is x, sys.getrefcount(x))


class D:
    pass


c = D()
c.a = c.b = c.c = x
del c.a
c.me = c
del c
print("collected", gc.collect(), sys.getrefcount(x))


class Watch:
    def __init__(self, c):
        self.c = c

    def __del__(self):
        print("gone", sorted(vars(self.c)))


c = make(5)
c.b = Watch(c)
del c.b
print(sorted(vars(c)))
many = [make(i) for i in range(9)]
for i, c in enumerate(many):
    for name in "ceg":
        if hasattr(c, name):
            delattr(c, name)
    print(i, list(vars(c)))
