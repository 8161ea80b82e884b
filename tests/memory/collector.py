"""The module gc: functions, arguments, messages, callbacks, constants."""
import gc
import sys

gc.disable()
gc.collect()
print(gc.isenabled(), gc.get_threshold(), gc.get_debug())
gc.enable()
print(gc.isenabled())
gc.disable()
print({n: getattr(gc, n) for n in sorted(dir(gc)) if n.isupper()})
print([n for n in sorted(dir(gc)) if not n.startswith("_") and not n.isupper()])
print("-- arguments")
for bad in ("gc.collect(3)", "gc.collect(-1)", "gc.collect('x')", "gc.collect(1, 2)", "gc.collect(gen=1)", "gc.collect(None)",
            "gc.collect(1.0)", "gc.enable(1)", "gc.disable(x=1)", "gc.isenabled(1)", "gc.set_threshold()", "gc.set_threshold('a')",
            "gc.set_threshold(1, 2, 3, 4)", "gc.set_threshold(1, 2.5)", "gc.get_threshold(1)", "gc.get_count(1)", "gc.set_debug()",
            "gc.set_debug('x')", "gc.set_debug(1, 2)", "gc.get_debug(1)", "gc.get_objects(3)", "gc.get_objects(-2)", "gc.get_objects('x')",
            "gc.get_objects(1, 2)", "gc.get_objects(gen=1)", "gc.is_tracked()", "gc.is_tracked(1, 2)", "gc.is_finalized()",
            "gc.freeze(1)", "gc.unfreeze(1)", "gc.get_freeze_count(1)", "gc.get_stats(1)", "gc.set_threshold(2 ** 40)", "gc.collect(2 ** 40)",
            "gc.set_debug(2 ** 70)", "gc.set_threshold(1, 2, 3, x=1)", "gc.get_referrers(x=1)", "gc.get_referents(x=1)"):
    try:
        print(bad, "gives", eval(bad))
    except (TypeError, ValueError, OverflowError) as e:
        print(bad, type(e).__name__, e)
gc.set_threshold(700, 10, 10)
gc.set_debug(0)
gc.set_threshold(100)
print(gc.get_threshold())
gc.set_threshold(200, 5)
print(gc.get_threshold())
gc.set_threshold(700, 10, 10)
print("-- counters")
gc.collect()
print(gc.get_count()[1:])
gc.collect(0)
gc.collect(0)
print(gc.get_count()[1:])
gc.collect(1)
print(gc.get_count()[1:])
gc.collect(0)
gc.collect(2)
print(gc.get_count()[1:])
before = gc.get_count()[0]
keep = [[] for _ in range(100)]
print(gc.get_count()[0] - before)
print("-- collections")


class Node:
    def __init__(self):
        self.me = self


Node()
print(gc.collect(0), gc.collect(0))
n = Node()
gc.collect(0)
del n
print(gc.collect(0), gc.collect(1))
n = Node()
gc.collect(1)
del n
print(gc.collect(0), gc.collect(1), gc.collect(2))
l = []
l.append(l)
d = {}
d["d"] = d
s = set()
t = ([],)
t[0].append(t)
f = lambda: f
del l, d, t
print(gc.collect())
class_holder = type("Temp", (), {})
del class_holder
print(gc.collect() > 0, gc.collect())
print("-- stats")
st = gc.get_stats()
print(len(st), [sorted(x) for x in st])
gc.collect(1)
Node()
gc.collect(1)
now = gc.get_stats()
print([{k: b[k] - a[k] for k in sorted(a)} for a, b in zip(st, now)])
print("-- callbacks")
log = []


def callback(phase, info):
    log.append((phase, info))
    if phase == "start":
        gc.collect()  # does nothing: already collecting


gc.callbacks.append(callback)
gc.collect(1)
Node()
gc.collect()
gc.callbacks.remove(callback)
print(*log, sep="\n")
seen = []
sys.unraisablehook = lambda u: seen.append((u.exc_type, u.object))
gc.callbacks.append(lambda p, i: 1 / 0)
gc.collect(0)
gc.callbacks.clear()
print(len(seen), seen[0][0])
print(gc.callbacks, gc.garbage, type(gc.callbacks), type(gc.garbage))
print("-- objects of generations")
gc.collect()
new = [1]
print(any(x is new for x in gc.get_objects(0)), any(x is new for x in gc.get_objects(1)), any(x is new for x in gc.get_objects(2)),
      any(x is new for x in gc.get_objects()), any(x is new for x in gc.get_objects(None)))
gc.collect(0)
print([any(x is new for x in gc.get_objects(i)) for i in range(3)])
gc.collect(1)
print([any(x is new for x in gc.get_objects(i)) for i in range(3)])
print("-- who refers")
inner = ["inner"]
holder = [inner]
pair = (inner, holder)
refs = gc.get_referrers(inner)
print(len(refs), any(r is holder for r in refs), any(r is pair for r in refs), any(r is globals() for r in refs))
print(gc.get_referents(holder, pair) == [inner, holder, inner] or gc.get_referents(holder, pair))
print(gc.get_referents({"k": 1}), gc.get_referents(1, "s"), gc.get_referents())


class Inst:
    pass


i = Inst()
i.a = inner
print(any(r is Inst for r in gc.get_referents(i)), gc.get_referrers())


class Sl:
    __slots__ = ("a",)


i = Sl()
i.a = inner
print(sorted(map(str, gc.get_referents(i))))
print("-- freeze")
gc.collect()
gc.freeze()
print(gc.get_freeze_count() > 100, len(gc.get_objects(2)), gc.get_count()[1:])
before = gc.get_freeze_count()
frozen_cycle = Node()
gc.freeze()
del frozen_cycle
print(gc.collect(), gc.get_freeze_count() - before > 0)
gc.unfreeze()
print(gc.get_freeze_count(), gc.collect() >= 1)
print("-- garbage kept")
gc.set_debug(gc.DEBUG_SAVEALL)
Node()
l = []
l.append(l)
del l
print(gc.collect(), sorted(type(x).__name__ for x in gc.garbage))
gc.set_debug(0)
gc.garbage.clear()
print(gc.collect())
print("-- automatic")
gc.collect()
gc.set_threshold(100, 3, 3)
starts = []
gc.callbacks.append(lambda phase, info: phase == "stop" and starts.append(info["generation"]))
gc.enable()
objects = []
for i in range(1000):
    objects.append([i])
gc.disable()
gc.callbacks.clear()
print(starts)
gc.set_threshold(700, 10, 10)
