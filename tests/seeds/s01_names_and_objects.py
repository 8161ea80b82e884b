"""Names live on the stack and point at objects in the heap; one object may have many names."""
import sys

x = [1, 2]
y = x
z = y
assert x is y is z
assert id(x) == id(y) == id(z)
assert sys.getrefcount(x) == 4  # x, y, z and the argument


def f():
    inner = x  # a name on f's part of the stack, for as long as f runs
    return sys.getrefcount(inner)


assert f() == 5
assert sys.getrefcount(x) == 4
