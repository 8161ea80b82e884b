"""Three generations with counters and thresholds 700, 10, 10."""
import gc

assert gc.get_threshold() == (700, 10, 10)
assert gc.isenabled()
gc.collect()
c0, c1, c2 = gc.get_count()
assert c0 < 100 and c1 == 0 and c2 == 0

gc.disable()
keep = [[] for _ in range(5000)]
assert gc.get_count()[0] > 4900, "allocations minus deallocations"
del keep
assert gc.get_count()[0] < 200
gc.enable()

gc.set_threshold(100, 2, 2)
assert gc.get_threshold() == (100, 2, 2)
before = [s["collections"] for s in gc.get_stats()]
keep = []
for i in range(3000):
    keep.append([i])
after = [s["collections"] for s in gc.get_stats()]
assert after[0] - before[0] >= 15
assert after[1] - before[1] >= 3, "every third collection takes generation 1 along"
gc.set_threshold(700)
assert gc.get_threshold() == (700, 2, 2)
gc.set_threshold(0)
count = sum(s["collections"] for s in gc.get_stats())
keep = [[] for _ in range(5000)]
assert sum(s["collections"] for s in gc.get_stats()) == count, "0 turns it off"
