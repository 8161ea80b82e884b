"""__del__: when, in which order, once, with errors, in cycles, at the end of the program."""
import gc
import sys

gc.disable()


class Loud:
    def __init__(self, name, *others):
        self.name = name
        self.others = list(others)

    def __del__(self):
        print("del", self.name)


print("-- by count")
a = Loud("a")
b = a
del a
print("one left")
b = None
print("-- rebinding frees the old value after the new one is bound")
x = Loud("old")
x = Loud("new")
del x
print("-- a structure from the top down")
tree = Loud("root", Loud("left", Loud("left.left")), Loud("right"))
del tree
print("-- containers")
l = [Loud("l0"), Loud("l1"), Loud("l2")]
del l[1]
l[0] = None
l.clear()
l = [Loud("m0"), Loud("m1"), Loud("m2")]
del l
t = (Loud("t0"), Loud("t1"), Loud("t2"))
del t
d = {"k": Loud("d0"), Loud("key"): Loud("d1")}
d["k"] = 1
del d
l = [Loud("s0"), Loud("s1"), Loud("s2"), Loud("s3")]
l[1:3] = [Loud("s4")]
l[:] = []
print("-- locals and arguments")


def f(p, q):
    r = Loud("r")
    del p
    s = Loud("s")
    print("end of f")


f(Loud("p"), Loud("q"))
print("-- temporaries")
Loud("temporary")
len([Loud("in a list")])
print(Loud("argument").name, "printed")
Loud("left of and") and print("and")
[Loud("listed") for _ in range(2)]
print("-- loops")
for i in [Loud("i0"), Loud("i1")]:
    print("at", i.name)
print("after the loop")
del i
print("-- an exception leaves")


def g():
    v = Loud("v")
    raise ValueError


try:
    g()
except ValueError as e:
    print("caught")
print("handled")
print("-- with, and attributes")


class Manager:
    def __enter__(self):
        return Loud("entered")

    def __exit__(self, *exc):
        print("exit")


with Manager() as m:
    print("inside")
del m
o = Loud("holder")
o.part = Loud("part")
o.part = None
o.part = Loud("part two")
del o.part
o.__dict__ = {"name": "holder", "z": Loud("in the dict")}
del o
print("-- resurrection, and only once")
saved = []


class Phoenix:
    def __del__(self):
        print("phoenix burns")
        saved.append(self)


p = Phoenix()
del p
print(len(saved), gc.is_finalized(saved[0]), sys.getrefcount(saved[0]))
saved.clear()
print("gone silently")
print("-- cycles")
c, d = Loud("c"), Loud("d")
c.others.append(d)
d.others.append(c)
del c, d
print("still there")
print(gc.collect())
print("-- a cycle revived")
c, d = Phoenix(), Phoenix()
c.d, d.c = d, c
del c, d
print(gc.collect(), len(saved), [gc.is_finalized(x) for x in saved])
saved.clear()
print(gc.collect(), len(saved))
print("-- a cycle partly revived")


class Picky:
    def __init__(self, name, save):
        self.name, self.save = name, save

    def __del__(self):
        print("del", self.name)
        if self.save:
            saved.append(self)


a, b, c = Picky("a", False), Picky("b", True), Picky("c", False)
a.next, b.next, c.next = b, c, c
del a, b, c
print(gc.collect(), [s.name for s in saved], saved[0].next.name)
saved.clear()
print(gc.collect())
print("-- errors in __del__")


def hook(u):
    print("unraisable:", u.exc_type.__name__, u.exc_value, u.err_msg, u.object.__qualname__, u.exc_traceback is not None)


sys.unraisablehook = hook


class Bad:
    def __del__(self):
        raise ValueError("bad")


Bad()
b = Bad()
b.me = b
del b
print(gc.collect())
try:
    raise KeyError("outer")
except KeyError:
    Bad()
    print(sys.exc_info()[0].__name__)
print("-- __del__ may be set later, and looked up on the class")


class Late:
    pass


l = Late()
l.__del__ = lambda: print("on the instance: never")
del l
l = Late()
Late.__del__ = lambda self: print("late")
del l
Late()
del Late.__del__
Late()
print("-- inherited, super")


class Base:
    def __del__(self):
        print("base")


class Derived(Base):
    def __del__(self):
        print("derived")
        super().__del__()


Derived()
del sys.unraisablehook
print("-- generators are closed")


def gen(name):
    try:
        yield 1
    finally:
        print("closed", name)


g1 = gen("one")
next(g1)
del g1
g2 = gen("never started")
del g2
g3 = gen("in a cycle")
next(g3)
holder = [g3]
holder.append(holder)
del g3, holder
print(gc.collect())


async def coro():
    try:
        await Await()
    finally:
        print("coroutine closed")


class Await:
    def __await__(self):
        yield


co = coro()
co.send(None)
del co
print("-- classes with slots")


class Slotted:
    __slots__ = ("a", "b")

    def __del__(self):
        print("slotted", hasattr(self, "a"))


s = Slotted()
s.a = Loud("slot a")
s.b = Loud("slot b")
del s
print("-- at the end")
at_end = Loud("global")
cycle_at_end = Loud("global cycle")
cycle_at_end.others.append(cycle_at_end)
