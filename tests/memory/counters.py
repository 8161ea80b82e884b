"""When the collector's counters move, and which collection begins by itself."""
import gc

gc.disable()
gc.collect()


class C:
    pass


def moved(make, n=50):
    """How much n calls change the first counter."""
    before = gc.get_count()[0]
    kept = [make() for _ in range(n)]
    return gc.get_count()[0] - before - 1, kept


for name, make in (("instances", C), ("lists", lambda: []), ("dicts", lambda: {}), ("sets", set), ("ints", lambda: 10 ** 9),
                   ("strings", lambda: "a" * 30), ("floats", lambda: 1.5 * 2), ("functions", lambda: lambda: 0),
                   ("exceptions", ValueError)):
    n, kept = moved(make)
    print(name, (n + 5) // 10 * 10)
    before = gc.get_count()[0]
    kept.clear()
    if name in ("instances", "sets", "functions"):
        print("  gone", (before - gc.get_count()[0] + 5) // 10 * 10)
print("-- generations")
gc.collect()
gc.collect(0), gc.collect(0), gc.collect(0)
print(gc.get_count()[1:])
gc.collect(1)
print(gc.get_count()[1:])
gc.freeze()
gc.unfreeze()
print(gc.get_count()[1:])
gc.collect()
print(gc.get_count()[1:])
print("-- what begins by itself")
stops = []


def note(phase, info):
    if phase == "stop":
        stops.append(info["generation"])


def run(n, *thresholds):
    gc.set_threshold(*thresholds)
    gc.collect()
    stops.clear()
    gc.enable()
    kept = [[] for _ in range(n)]
    gc.disable()
    print(thresholds, stops)


gc.callbacks.append(note)
run(500, 100, 2, 2)
run(500, 100, 1, 1)
run(500, 200, 10, 10)
run(500, 0, 1, 1)
run(50, 100, 1, 1)
gc.callbacks.clear()
print("-- a garbage cycle is found by itself")
gc.set_threshold(100, 10, 10)
import weakref

c = C()
c.me = c
r = weakref.ref(c)
del c
gc.enable()
kept = [[] for _ in range(300)]
print(r())
