"""weakref.ref and proxy: sharing, order of callbacks, equality, cycles."""
import gc
import sys
import weakref

gc.collect()  # what importing has left

gc.disable()


class C:
    def __init__(self, v=0):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v

    def __hash__(self):
        return hash(self.v)

    def __del__(self):
        print("del", self.v)


print("-- shared without a callback")
o = C(1)
r1, r2, r3 = weakref.ref(o), weakref.ref(o), weakref.ref(o, None)
print(r1 is r2, r2 is r3, weakref.getweakrefcount(o), sys.getrefcount(r1))
cb = lambda r: print("callback", r is r4)
r4 = weakref.ref(o, cb)
r5 = weakref.ref(o, cb)
print(r4 is r5, r4.__callback__ is cb, r1.__callback__, weakref.getweakrefcount(o), len(weakref.getweakrefs(o)))
print(weakref.getweakrefs(o)[0] is r1, sys.getrefcount(o), sys.getrefcount(cb))
print(r1 == r4, hash(r1) == hash(o), r1() is o)
p1, p2 = weakref.proxy(o), weakref.proxy(o)
print(p1 is p2, type(p1) is weakref.ProxyType, p1.v, weakref.getweakrefcount(o))
del r2, r3
print("-- death: del, then cleared, newest callback first")
names = []
for n in range(3):
    names.append(weakref.ref(o, lambda r, n=n: print("callback", n, r())))
del o
print(r1(), r4(), r4.__callback__, r1 == r4, hash(r1))
try:
    p1.v
except ReferenceError as e:
    print(type(e).__name__, e)
print("-- in __del__ the reference is alive")


class D:
    def __del__(self):
        print("alive:", rd() is self)


d = D()
rd = weakref.ref(d, lambda r: print("dead:", r()))
del d
print("-- in a cycle it is dead already")
d = D()
d.me = d
rd = weakref.ref(d, lambda r: print("called first:", r()))
del d
print(gc.collect())
print("-- callbacks of references inside the island are not called")


class Node:
    pass


n = Node()
n.me = n
n.r = weakref.ref(n, lambda r: print("never"))
outer = weakref.ref(n, lambda r: print("outer"))
del n
print(gc.collect())
print("-- a callback dropped in time")
n = Node()
r = weakref.ref(n, lambda r: print("not called"))
del r
del n
print("-- the reference is passed to its callback, dies there")
n = Node()
keep = [weakref.ref(n, lambda r: (keep.clear(), print("count", len(keep))))]
del n
print("-- equality while alive by value, afterwards by identity")
a, b = C(5), C(5)
ra, rb = weakref.ref(a), weakref.ref(b)
print(ra == rb, ra != rb, hash(ra) == hash(rb))
del a, b
print(ra == rb, ra == ra)
n = C(6)
late = weakref.ref(n)
del n
try:
    hash(late)
except TypeError as e:
    print(e)
print("-- subclasses are not shared")


class R(weakref.ref):
    __slots__ = ("name",)

    def __new__(cls, o, callback=None, name=""):
        return super().__new__(cls, o, callback)

    def __init__(self, o, callback=None, name=""):
        super().__init__(o, callback)
        self.name = name


n = Node()
x, y, z = R(n, None, "x"), R(n), weakref.ref(n)
print(x is y, x.name, x() is n, weakref.getweakrefcount(n), weakref.getweakrefs(n)[0] is z)
del n
print(x(), y(), z())
print("-- errors")
for bad in (lambda: weakref.ref(1), lambda: weakref.ref(), lambda: weakref.ref(int, 1, 2), lambda: weakref.ref([]),
            lambda: weakref.ref(()), lambda: weakref.ref({}), lambda: weakref.ref("s"), lambda: weakref.ref(None),
            lambda: weakref.ref(object()), lambda: weakref.proxy(1), lambda: weakref.ref(int)(1), lambda: weakref.ref(int)(x=1),
            lambda: weakref.ref(int, callback=None), lambda: weakref.getweakrefs(), lambda: weakref.getweakrefcount(),
            lambda: weakref.proxy(), lambda: weakref.ref(1.5), lambda: weakref.ref(object().__str__), lambda: hash(weakref.proxy(Node)),
            lambda: setattr(weakref.ref(int), "x", 1), lambda: weakref.ref(int) < weakref.ref(str)):
    try:
        print("no error:", type(bad()).__name__)
    except TypeError as e:
        print(e)
    except AttributeError as e:
        print(e)
print(weakref.getweakrefcount(3), weakref.getweakrefs([]))
print("-- what allows them")


def function():
    yield


class Slots:
    __slots__ = ()


class WeakSlots:
    __slots__ = ("__weakref__",)


class L(list):
    pass


class I(int):
    pass


class T(tuple):
    pass


class S(str):
    pass


class Dic(dict):
    pass


import types
for name, o in [("function", function), ("class", C), ("builtin", len), ("module", sys), ("set", set()), ("frozenset", frozenset()),
                ("generator", function()), ("list subclass", L()), ("int subclass", I()), ("tuple subclass", T()),
                ("str subclass", S()), ("dict subclass", Dic()), ("slots", Slots()), ("weak slots", WeakSlots()),
                ("method", C.__init__.__get__(Node())), ("code", function.__code__), ("exception", ValueError()), ("type", type),
                ("bytes", b""), ("bytearray", bytearray()), ("range", range(3)), ("slice", slice(3)), ("complex", 1j), ("bool", True),
                ("property", property()), ("staticmethod", staticmethod(len)), ("classmethod", classmethod(len)), ("super", super(C, C(7))),
                ("memoryview", memoryview(b"")), ("map", map(len, [])), ("list iterator", iter([])), ("dict keys", {}.keys()),
                ("simple namespace", types.SimpleNamespace()), ("mapping proxy", C.__dict__), ("cell", types.CellType()),
                ("builtin method", [].append), ("wrapper", (1).__add__), ("slot wrapper", int.__add__), ("method descriptor", list.append),
                ("weakref", weakref.ref(C)), ("union", int | str), ("generic alias", list[int]), ("ellipsis", ...),
                ("frame", sys._getframe()), ("object", object())]:
    try:
        print(name, weakref.ref(o)() is o)
    except TypeError as e:
        print(name, e)
del o
print("-- proxies")


class Num:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return self.v + o

    def __radd__(self, o):
        return o + self.v

    def __iadd__(self, o):
        self.v += o
        return self

    def __len__(self):
        return self.v

    def __getitem__(self, i):
        return i * 2

    def __setitem__(self, i, v):
        print("set", i, v)

    def __contains__(self, x):
        return x == 1

    def __call__(self, *a, **k):
        return a, k

    def __iter__(self):
        return iter([1, 2])

    def __str__(self):
        return "num"

    def __bool__(self):
        return False

    def __int__(self):
        return 5

    def __neg__(self):
        return -self.v

    def __matmul__(self, o):
        return "@"

    def __hash__(self):
        return 1


n = Num(3)
p = weakref.proxy(n)
print(type(p) is weakref.CallableProxyType, isinstance(p, Num), p.__class__ is Num)
print(p + 1, 1 + p, len(p), p[4], 1 in p, p(1, k=2), list(p), str(p), bool(p), int(p), -p, p @ 1)
p[1] = 2
p.new = 4
print(n.new, sys.getrefcount(n))
del p.new
print(hasattr(n, "new"), p == n, p != n)
q = p
q += 1
print(type(q) is Num or type(q), n.v)
del n, q
for use in (lambda: p + 1, lambda: len(p), lambda: str(p), lambda: p(), lambda: p.x, lambda: bool(p), lambda: list(p), lambda: p == 1):
    try:
        print(use())
    except ReferenceError as e:
        print(e)
print(repr(p)[:13], repr(weakref.ref(C))[:12])
print("-- at the end")
end = C("end")
r_end = weakref.ref(end, lambda r: print("end callback"))
