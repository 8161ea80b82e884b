"""weakref.finalize, WeakMethod, errors in callbacks, and collections of weak references while entries die."""
import gc
import sys
import weakref

gc.disable()
sys.unraisablehook = lambda u: print("unraisable", type(u.exc_value).__name__, u.exc_value, u.err_msg, callable(u.object))


class C:
    def __init__(self, name):
        self.name = name

    def method(self):
        return self.name

    def __repr__(self):
        return self.name


print("-- finalize")
c = C("c")
f = weakref.finalize(c, print, "finalized", 1, sep="-")
print(f.alive, f.atexit, f.peek()[0] is c, f.peek()[2:], sys.getrefcount(c))
del c
print(f.alive, f.peek(), f.detach(), f())
c = C("c")
f = weakref.finalize(c, lambda *a, **k: (a, k), 1, k=2)
print(f(), f(), f.alive)
f = weakref.finalize(c, print)
print(f.detach()[2:], f.detach(), f.alive)
f.atexit = True
print(f.atexit)
order = [weakref.finalize(c, print, "order", i) for i in range(3)]
del c
c = C("cycle")
c.me = c
f = weakref.finalize(c, print, "in a cycle")
del c
print(f.alive)
print(gc.collect(), f.alive)
c = C("bad")
weakref.finalize(c, lambda: 1 / 0)
del c
for bad in (lambda: weakref.finalize(), lambda: weakref.finalize(1, print), lambda: weakref.finalize(C("x")),
            lambda: weakref.finalize([], print), lambda: weakref.WeakMethod(1), lambda: weakref.WeakMethod(len)):
    try:
        bad()
    except (TypeError, IndexError) as e:
        print(type(e).__name__, e)
print("-- WeakMethod")
c = C("m")
m = weakref.WeakMethod(c.method)
n = weakref.WeakMethod(c.method, lambda r: print("method gone", r()))
print(m()(), m == n, m() == c.method, sys.getrefcount(c))
del c
print(m(), m == n)
print("-- errors in callbacks")
c = C("e")
refs = [weakref.ref(c, lambda r: 1 / 0), weakref.ref(c, lambda r: print("still called")), weakref.ref(c, print and 5)]
del c
c = C("e in a cycle")
c.me = c
refs = [weakref.ref(c, lambda r: {}[1]), weakref.ref(c, lambda r: print("still called"))]
del c
print(gc.collect() > 0)
print("-- entries die during iteration")
for kind in "set", "keys", "values":
    objects = [C(str(i)) for i in range(6)]
    s, k, v = weakref.WeakSet(objects), weakref.WeakKeyDictionary(), weakref.WeakValueDictionary()
    for o in objects:
        k[o] = o.name
        v[o.name] = o
    del o
    seen = 0
    try:
        for entry in {"set": s, "keys": k, "values": v}[kind]:
            entry = None
            seen += 1
            objects.clear()
            if kind == "values":
                len(v)  # removes what has died
    except RuntimeError as e:
        print(kind, e)
    print(kind, seen, len(s), len(k), len(v))
objects = [C(str(i)) for i in range(4)]
for o in objects:
    k[o] = o.name
    v[o.name] = o
it = iter(v.items())
name, o = next(it)
del objects[1:]
print(name, sorted(x for x, y in it))
del o, it
print(len(v), len(k), sorted(v))
print("-- shared, counted")
o = objects[0]
print(weakref.getweakrefcount(o), [type(r).__name__ for r in weakref.getweakrefs(o)])
k.clear(), v.clear(), s.clear()
print(weakref.getweakrefcount(o))
r = weakref.ref(o)
print(weakref.ref(o) is r, weakref.getweakrefs(o) == [r], r.__callback__)
cb = weakref.ref(o, print)
print(cb.__callback__ is print, weakref.getweakrefcount(o))
try:
    cb.__callback__ = None
except AttributeError as e:
    print(e)
print("-- at exit")
e1, e2 = C("e1"), C("e2")
weakref.finalize(e1, print, "exit 1")
weakref.finalize(e2, print, "exit 2")
weakref.finalize(e1, print, "never").atexit = False
