"""a = [0] * 10: one object 0, ten references."""
import sys

a = [0] * 10
assert len({id(x) for x in a}) == 1
assert sys.getrefcount(a[0]) - 1 == 10
a.pop()
assert sys.getrefcount(a[0]) - 1 == 9
