"""Thresholds in bytes, generation by generation, their arguments; the detailed statistics."""
import gc

KIB = 1024


def collections():
    return [s["collections"] for s in gc.get_stats()]


def begun_by(limits, n=64, size=16 * KIB, keep=None):
    """How many collections of each generation begin while n cycles of so many bytes become garbage."""
    gc.collect()
    gc.set_threshold(1000000, 1000000, 1000000, bytes=limits)
    before = collections()
    for i in range(n):
        cycle = [bytes(size)]
        cycle.append(cycle)
        if keep is not None:
            keep.append(cycle)
        del cycle
    after = collections()
    gc.set_threshold(700, 10, 10, bytes=(0, 0, 0))
    return [b - a for a, b in zip(before, after)]


assert begun_by((0, 0, 0)) == [0, 0, 0]
young, middle, old = begun_by((256 * KIB, 0, 0))
assert 3 <= young <= 5 and (middle, old) == (0, 0), (young, middle, old)
young, middle, old = begun_by((0, 256 * KIB, 0))
assert young == 0 and 3 <= middle <= 5 and old == 0
young, middle, old = begun_by((0, 0, 256 * KIB))
assert (young, middle) == (0, 0) and 1 <= old <= 4
kept = []
young, middle, old = begun_by((128 * KIB, 512 * KIB, 0), keep=kept)
assert young > middle >= 1 and old == 0, (young, middle, old)
kept.clear()
gc.disable()
assert begun_by((64 * KIB, 64 * KIB, 64 * KIB)) == [0, 0, 0]
gc.enable()

gc.set_threshold(700, 10, 10, bytes=(1, 2, 3))
assert gc.get_threshold() == (700, 10, 10) and gc.get_threshold(bytes=True) == (1, 2, 3)
gc.set_threshold(700, 10, 10)
assert gc.get_threshold(bytes=True) == (1, 2, 3), "they stay until they are set"
for bad, error in (((1, 2), (TypeError, ValueError)), (5, TypeError), ((1, 2, "3"), TypeError), ((-1, 0, 0), (ValueError, OverflowError)),
                   ((2 ** 80, 0, 0), (OverflowError, ValueError))):
    try:
        gc.set_threshold(1, 2, 3, bytes=bad)
    except error:
        pass
    else:
        raise AssertionError(bad)
    assert gc.get_threshold() == (700, 10, 10) and gc.get_threshold(bytes=True) == (1, 2, 3), bad
gc.set_threshold(700, 10, 10, bytes=(0, 0, 0))

gc.disable()
gc.collect()
before = gc.get_stats(detailed=True)
assert [list(s) for s in gc.get_stats()] == [["collections", "collected", "uncollectable"]] * 3
assert [list(s) for s in before] == [["collections", "collected", "uncollectable", "candidates", "duration", "longest"]] * 3
for i in range(100):
    cycle = []
    cycle.append(cycle)
del cycle
assert gc.collect(0) == 100
after = gc.get_stats(detailed=True)
assert after[1:] == before[1:]
now, then = after[0], before[0]
assert now["collections"] == then["collections"] + 1 and now["collected"] == then["collected"] + 100
assert now["candidates"] >= then["candidates"] + 100 and now["uncollectable"] == 0
assert now["duration"] > then["duration"] and 0 < now["longest"] <= now["duration"]
assert now["longest"] >= then["longest"]
try:
    gc.get_stats(True)
except TypeError:
    pass
else:
    raise AssertionError("by keyword only")
