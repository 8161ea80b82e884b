"""sys.getsizeof: errors and defaults as CPython's, the sizes themselves Adder's own (tests/seeds); getrefcount, intern."""
import gc
import sys

gc.disable()


class Sized:
    def __init__(self, size):
        self.size = size

    def __sizeof__(self):
        if isinstance(self.size, type):
            raise self.size("size")
        return self.size


def show(name, f, *args, **kwargs):
    try:
        print(name, f(*args, **kwargs))
    except Exception as e:
        print(name, type(e).__name__, e)


class NoSizeof:
    __sizeof__ = None


show("negative", sys.getsizeof, Sized(-1))
show("negative, default", sys.getsizeof, Sized(-1), 7)
show("not an int", sys.getsizeof, Sized("s"))
show("not an int, default", sys.getsizeof, Sized("s"), 7)
show("float", sys.getsizeof, Sized(1.5))
show("none", sys.getsizeof, Sized(None), None)
show("too large", sys.getsizeof, Sized(2 ** 70))
show("too large, default", sys.getsizeof, Sized(2 ** 70), 7)
show("raises", sys.getsizeof, Sized(ValueError))
show("raises, default", sys.getsizeof, Sized(ValueError), 7)
show("raises TypeError, default", sys.getsizeof, Sized(TypeError), 7)
show("not callable", sys.getsizeof, NoSizeof())
show("not callable, default", sys.getsizeof, NoSizeof(), default=7)
show("no arguments", sys.getsizeof)
show("three arguments", sys.getsizeof, 1, 2, 3)
show("keyword", sys.getsizeof, object=Sized(-1), default=3)
show("wrong keyword", sys.getsizeof, 1, what=3)
print("-- it grows with what is held")
for empty, full in (([], [1] * 100), ((), (1,) * 100), ("", "a" * 100), (b"", b"a" * 100), ({}, dict.fromkeys(range(100))),
                    (set(), set(range(100))), (0, 2 ** 1000), (bytearray(), bytearray(100)), ("a" * 50, "\u1234" * 50),
                    ("\u1234" * 50, "\U00012345" * 50), (frozenset(), frozenset(range(100)))):
    print(type(full).__name__, sys.getsizeof(empty) < sys.getsizeof(full), sys.getsizeof(full) >= full.__sizeof__())
print("-- intern")
a, b = "".join(["not ", "a name"]), "".join(["not ", "a name"])
print(a is b, sys.intern(a) is a, sys.intern(b) is a, sys.intern("not a name") is a)
show("int", sys.intern, 1)
show("nothing", sys.intern)


class S(str):
    pass


show("subclass", sys.intern, S("s"))
n = sys.getrefcount(a)
c = sys.intern("".join(["not ", "a name"]))
print(c is a, sys.getrefcount(a) - n)
print("-- getrefcount, getallocatedblocks")
show("nothing", sys.getrefcount)
show("two", sys.getrefcount, 1, 2)
o = object()
print(sys.getrefcount(o), sys.getrefcount(object()))
before = sys.getallocatedblocks()
keep = [[i] for i in range(1000)]
print(sys.getallocatedblocks() - before >= 1000)
keep = None
print(abs(sys.getallocatedblocks() - before) < 100, type(before).__name__)
show("argument", sys.getallocatedblocks, 1)
show("argument", sys._debugmallocstats, 1)
