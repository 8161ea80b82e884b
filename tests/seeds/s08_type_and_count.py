"""Every object has a count and a type."""
import sys


class Point:
    pass


for o in (None, True, 1, 2.5, "s", b"b", (1,), [1], {1: 1}, {1}, len, Point, Point(), sys, range(3)):
    assert isinstance(o, object)
    assert isinstance(type(o), type)
    assert sys.getrefcount(o) >= 2
    assert type(o) is o.__class__
assert type(type) is type
