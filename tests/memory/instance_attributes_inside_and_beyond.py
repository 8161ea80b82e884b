"""Attributes that lie inside an instance and in its overflow buffer: the first one moves when the
buffer comes and goes; deleting, __dict__, other classes, __slots__ behind, built-in bases."""
import gc
import sys
import weakref


class Plain:
    pass


class Late(Plain):
    __slots__ = ("p", "q")


class Text(str):
    pass


class Number(int):
    pass


class Pair(tuple):
    pass


class Many(list):
    pass


class Weak:
    __slots__ = ("a", "__weakref__", "__dict__")


class Other:
    pass


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("bye", self.name)


def names(o):
    return [n for n in ("a", "b", "c", "d", "e", "f", "g") if hasattr(o, n)]


def check(make):
    o = make()
    held = object()
    before = sys.getrefcount(held)
    for n in "abcdefg":
        setattr(o, n, held)
    print(type(o).__name__, names(o), sys.getrefcount(held) - before)
    for n in "acegbdf":
        setattr(o, n, [n])
        delattr(o, n)
        print(names(o), sys.getrefcount(held) - before, end=" ")
        try:
            delattr(o, n)
        except AttributeError as e:
            print(e)
    for n in "abcd":
        setattr(o, n, n)
    o.me = o
    r = weakref.ref(o) if type(o) not in (Number, Pair) else None
    print(o.a, o.b, o.c, o.d, o.me is o, sorted(o.__dict__))
    o.a = "new"
    print(o.__dict__.get("a"), o.__dict__.pop("b"), names(o))
    del o
    print(gc.collect() > 0, r is None or r() is None)


def late():
    o = Late()
    o.p = "p"
    o.q = "q"
    return o


for make in (Plain, late, lambda: Text("t"), lambda: Number(5), lambda: Pair((1, 2)), Many, Weak):
    check(make)

# one, two, three attributes: the order in which they are released
for n in (1, 2, 3, 4, 6):
    o = Plain()
    for i in range(n):
        setattr(o, "x%d" % i, Loud(i))
    print("drop", n)
    del o

# another class of the same layout keeps every attribute
for n in (0, 1, 2, 3, 5):
    o = Plain()
    for i in range(n):
        setattr(o, "x%d" % i, i)
    o.__class__ = Other
    print(type(o).__name__, o.__dict__)
o = Late()
o.p, o.x, o.y, o.z = 1, 2, 3, 4
print(o.p, o.x, o.y, o.z, hasattr(o, "q"), o.__dict__)

# a class whose instances get more and more
kept = []
for n in range(12):
    for k in range(10):
        o = Plain()
        for i in range(n):
            setattr(o, "n%d" % i, i)
        kept.append(o)
print(sum(len(o.__dict__) for o in kept[::2]), sum(o.n0 + o.n10 for o in kept if hasattr(o, "n10")))

# a new value for an attribute whose old value looks at the instance
class Looks:
    def __init__(self, owner):
        self.owner = weakref.ref(owner)

    def __del__(self):
        o = self.owner()
        print("sees", o and getattr(o, "a", "none"), o and names(o))


o = Plain()
o.a = Looks(o)
o.a = 1
o.b = Looks(o)
del o.b
o.a = Looks(o)
del o.a
o.a, o.b, o.c = 1, 2, Looks(o)
del o.a
del o.c
