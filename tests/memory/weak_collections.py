"""WeakValueDictionary, WeakKeyDictionary, WeakSet, WeakMethod, finalize."""
import gc
import sys
import weakref


class C:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"C({self.n})"

    def method(self):
        return self.n


print("-- values")
d = weakref.WeakValueDictionary()
a, b, c = C(1), C(2), C(3)
d["a"], d["b"], d["c"] = a, b, c
print(len(d), sorted(d), d["a"], d.get("x"), "b" in d, sys.getrefcount(a))
del b
print(len(d), sorted(d.items()), list(d.values()))
d["a"] = c
del a
print(len(d), d["a"], d.pop("a"), d.setdefault("z", c), len(d))
try:
    d["q"]
except KeyError as e:
    print("KeyError", e)
for k in d:
    del c
    break
gc.collect()
print(len(d), list(d))
print("-- iteration while entries die")
objects = [C(i) for i in range(10)]
d = weakref.WeakValueDictionary(enumerate(objects))
seen = []
for k, v in d.items():
    seen.append(k)
    if k == 3:
        del objects[5:]
    del v
print(seen, len(d))
copy = d.copy()
print(len(copy), sorted(copy.keys()), copy == d or dict(copy) == dict(d))
d.update({20: objects[0]})
print(sorted(d.valuerefs(), key=lambda r: r().n)[0]() is objects[0], len(d.valuerefs()))
print("-- keys")
k = weakref.WeakKeyDictionary()
x, y = C("x"), C("y")
k[x], k[y] = [1], [2]
print(len(k), k[x], x in k, 3 in k, k.get(y), [r() for r in k.keyrefs()])
del x
print(len(k), list(k.items()))
try:
    k[1] = 2
except TypeError as e:
    print(e)
for key in k:
    del y
    print("in the loop", len(k), key)
del key
print(len(k))
print("-- sets")
s = weakref.WeakSet()
m, n, o = C("m"), C("n"), C("o")
s.add(m)
s.update([n, o])
print(len(s), m in s, 1 in s, sorted(x.n for x in s))
del m
print(len(s), sorted(x.n for x in s))
t = weakref.WeakSet([n])
print(t <= s, t < s, len(s & t), len(s | t), len(s - t), len(s ^ t), s.isdisjoint(t), s == t, t == {n})
s.discard(n)
s.remove(o)
try:
    s.remove(o)
except KeyError:
    print("KeyError")
print(len(s), list(s))
objects = [C(i) for i in range(6)]
s = weakref.WeakSet(objects)
for x in s:
    objects.clear()
print(len(s))
del x
print(len(s))
print("-- methods")
o = C(7)
w = weakref.WeakMethod(o.method, lambda r: print("method dead", r()))
print(w()(), w() == o.method, weakref.WeakMethod(o.method) == w, hash(w) == hash(w))
print(weakref.ref(o.method)())
del o
print(w())
try:
    weakref.WeakMethod(len)
except TypeError as e:
    print(e)
print("-- finalize")
o = C(8)
f = weakref.finalize(o, print, "finalized", 1, sep="|")
print(f.alive, f.peek()[1:], f.atexit, f"{f!r}"[:10])
del o
print(f.alive, f(), f.peek(), f.detach())
o = C(9)
f = weakref.finalize(o, print, "called by hand")
print(f(), f())
del o
o = C(10)
f = weakref.finalize(o, print, "never")
print(f.detach()[1:3])
del o
o = C(11)
o.me = o
f = weakref.finalize(o, print, "in a cycle")
del o
print(gc.collect(), f.alive)


def boom():
    raise ValueError("boom")


sys.unraisablehook = lambda u: print("unraisable", u.exc_value)
o = C(12)
weakref.finalize(o, boom)
del o
end1, end2 = C(13), C(14)
weakref.finalize(end1, print, "at exit, first made")
weakref.finalize(end2, print, "at exit, second made")
weakref.finalize(end2, print, "not at exit").atexit = False
