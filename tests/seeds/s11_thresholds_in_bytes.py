"""The thresholds of another document, in bytes: 256 KiB, 512 KiB, 10 MiB."""
import gc

limits = (256 * 1024, 512 * 1024, 10 * 1024 * 1024)
gc.set_threshold(100000, 10, 10, bytes=limits)  # the counters are not what starts a collection below
assert gc.get_threshold(bytes=True) == limits
gc.collect()
before = [s["collections"] for s in gc.get_stats()]
keep = []
for i in range(64):
    cycle = [bytes(16 * 1024)]
    cycle.append(cycle)
    del cycle
after = [s["collections"] for s in gc.get_stats()]
assert after[0] + after[1] + after[2] > sum(before), "a megabyte of cyclic garbage starts it"
gc.set_threshold(700, bytes=(0, 0, 0))
assert gc.get_threshold(bytes=True) == (0, 0, 0)
