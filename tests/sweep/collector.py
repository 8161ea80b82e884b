"""The collector, weak references, finalizers."""
import gc
import sys
import weakref


class N:
    def __init__(self, *links):
        self.links = list(links)


class F(N):
    def __del__(self):
        log.append("del")
        if self.links and self.links[0] == "revive":
            saved.append(self)


class W(weakref.ref):
    __slots__ = ("key",)

    def __new__(cls, o, callback=None, key=None):
        return super().__new__(cls, o, callback)

    def __init__(self, o, callback=None, key=None):
        super().__init__(o, callback)
        self.key = key


log, saved = [], []
a, b = N(), F()
a.links.append(b)
b.links.append(a)
ra, rb = weakref.ref(a), weakref.ref(b, lambda r: log.append("dead"))
wb = W(b, log.append, key=[1])
p = weakref.proxy(b)
p.extra = 1
p.links, repr(p), rb(), hash(ra), ra == rb, weakref.getweakrefcount(b), weakref.getweakrefs(b), repr(ra)
del a, b
assert gc.collect() >= 2
assert ra() is None and log
repr(ra)
try:
    p.links
except ReferenceError:
    pass
F("revive")
assert len(saved) == 1
saved.clear()
x = F("revive")
x.links.append(x)
del x
gc.collect()
saved.clear()
gc.collect()
info = []
gc.callbacks.append(lambda phase, d: info.append((phase, d["generation"], d["collected"])))
l = []
l.append(l)
d = {"l": l}
d["d"] = d
t = (d, l)
l.append(t)
s = {1}
it = iter([d])
d["it"] = it
gen = (i for i in [t])
next(gen)
d["gen"] = gen
fn = lambda: (fn2, d)
fn2 = fn
del l, d, t, it, gen, fn, fn2
gc.collect(0), gc.collect(1), gc.collect()
gc.callbacks.clear()
gc.set_debug(gc.DEBUG_SAVEALL)
l = []
l.append(l)
del l
gc.collect()
gc.set_debug(0)
gc.garbage.clear()
gc.set_debug(gc.DEBUG_STATS | gc.DEBUG_COLLECTABLE)
l = []
l.append(l)
del l
gc.collect(0)
gc.set_debug(0)
gc.freeze(), gc.get_freeze_count(), gc.unfreeze()
objects = gc.get_objects(0)
len(gc.get_referrers(objects)), gc.get_referents(log, N), gc.is_tracked([]), gc.is_finalized(log)
del objects
gc.get_stats(), gc.get_count(), gc.get_threshold(), gc.isenabled()
gc.set_threshold(5, 2, 2)
keep = [[i] for i in range(40)]
for i in range(40):
    c = []
    c.append(c)
gc.set_threshold(700, 10, 10)
for bad in (lambda: gc.collect(5), lambda: gc.set_threshold(), lambda: weakref.ref(5), lambda: weakref.proxy(3),
            lambda: gc.get_objects(7), lambda: gc.set_debug("x")):
    try:
        bad()
    except (ValueError, TypeError):
        pass


class Deep:
    pass


o = top = Deep()
for i in range(60):
    o.next = Deep()
    o = o.next
o.next = top
r = weakref.ref(top, lambda r: log.append("top"))
del o, top
gc.collect()
sys.unraisablehook = lambda u: log.append(str(u.exc_value))


class Bad:
    def __del__(self):
        raise ValueError("bad")


Bad()
q = Bad()
r = weakref.ref(q, lambda r: 1 / 0)
del q
sys.getsizeof(log), sys.getrefcount(log), sys.getallocatedblocks()
del sys.unraisablehook
last = F()
last.links.append(last)
