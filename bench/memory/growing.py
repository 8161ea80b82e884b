"""A live heap that grows while dead cycles are made beside it.

    growing.py [COUNT]     prints seconds in all, and of its rounds of 100 nodes the 99.9th percentile and
                           the longest, in milliseconds; and the longest collection if the VM tells
"""
import gc
import sys
from time import perf_counter, process_time

ROUND = 100


class Node:
    def __init__(self, previous):
        self.previous = previous
        self.next = None


def grow(last):
    for i in range(ROUND):
        node = Node(last)
        last.next = node
        last = node
        if i % 4 == 0:
            a = Node(None)
            a.next = Node(a)
    return last


def longest_stop():
    try:
        stats = gc.get_stats(detailed=True)
        return round(max(s["longest"] for s in stats) * 1000, 3)
    except (TypeError, KeyError):
        return None


def main(count):
    times = []
    last = head = Node(None)
    start = process_time()
    for _ in range(count // ROUND):
        t = perf_counter()
        last = grow(last)
        times.append(perf_counter() - t)
    total = process_time() - start
    times.sort()
    print(round(total, 3), round(times[int(len(times) * 0.999)] * 1000, 3), round(times[-1] * 1000, 3),
          longest_stop())


main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000000)
