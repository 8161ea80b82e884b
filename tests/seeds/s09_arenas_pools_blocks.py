"""Freed blocks stay for objects of the same size; memory of a burst goes back to the system."""
import gc
import sys


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


# A freed block is used for the next object of its size.
a = [1.5]
where = id(a)
del a
assert id([2.5]) == where

gc.collect()
low = resident()
many = [[i] for i in range(600000)]
high = resident()
taken = high - low
del many
gc.collect()
back = high - resident()
assert taken > 600000 * 40
assert back >= 0.85 * taken, (taken, back)

blocks = sys.getallocatedblocks()
burst = [[] for _ in range(1000)]
assert sys.getallocatedblocks() >= blocks + 1000
del burst
assert abs(sys.getallocatedblocks() - blocks) < 20
