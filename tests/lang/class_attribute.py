"""o.__class__ at a place that has seen it before: other classes, assignment, properties in its stead, proxies."""
import sys
import weakref


class A:
    pass


class B(A):
    pass


class Says:
    __class__ = property(lambda self: int)


class Plain:
    __class__ = "a string"


def cls(o):
    return o.__class__


a = A()
for _ in range(20):
    assert cls(a) is A
print([cls(o).__name__ for o in (a, B(), 1, "x", None, A, cls)])
for _ in range(5):
    a.__class__ = B
    assert cls(a) is B
    a.__class__ = A
    assert cls(a) is A
print(cls(Says()), cls(Plain()), cls(weakref.proxy(a)))
A.__class__
try:
    A.__class__ = 5
except TypeError as e:
    print(e)
A.y = property(lambda self: self.__class__)
print(a.y is A, B().y is B)
before = sys.getrefcount(A)
for _ in range(50):
    cls(a)
print(sys.getrefcount(A) - before)


class C(A):
    pass


c = C()
for _ in range(20):
    cls(c)
type.__setattr__(C, "z", 1)
print(cls(c) is C)
