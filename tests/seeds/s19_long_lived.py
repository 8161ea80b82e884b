"""Long-lived data ends in generation 2; freeze keeps it out of collections."""
import gc

data = [[i] for i in range(1000)]
for _ in range(3):
    gc.collect()
assert any(o is data for o in gc.get_objects(2))
gc.freeze()
assert gc.get_freeze_count() > 1000
assert not any(o is data for o in gc.get_objects())
gc.unfreeze()
assert gc.get_freeze_count() == 0
assert any(o is data for o in gc.get_objects(2))

stats = gc.get_stats()
assert len(stats) == 3
for s in stats:
    assert s["collections"] >= 0 and s["collected"] >= 0 and s["uncollectable"] == 0
n = stats[2]["collections"]
for _ in range(100):
    cycle = []
    cycle.append(cycle)
assert gc.collect() == 99, "all but the last, which still has its name"
assert gc.get_stats()[2]["collections"] == n + 1
assert gc.collect(0) == 0
