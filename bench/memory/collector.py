"""Full collections of a ring of plain instances, linked both ways.

    collector.py COUNT order|shuffled      prints nanoseconds a node: of a collection while the ring is
                                           live, and of the one that reclaims it
"""
import gc
import sys
from time import process_time


class Node:
    def __init__(self):
        self.next = self.previous = None


def shuffle(items):
    state = 12345
    for i in range(len(items) - 1, 0, -1):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        j = state % (i + 1)
        items[i], items[j] = items[j], items[i]


def make_ring(count, shuffled):
    nodes = [Node() for _ in range(count)]
    if shuffled:
        shuffle(nodes)
    last = nodes[-1]
    for node in nodes:
        node.previous = last
        last.next = node
        last = node
    return last


def timed():
    start = process_time()
    n = gc.collect()
    return process_time() - start, n


def main(count, shuffled):
    gc.disable()
    ring = make_ring(count, shuffled)
    timed()
    live = min(timed()[0] for _ in range(2 if count > 2000000 else 3))
    del ring
    reclaim, n = timed()
    assert n >= count, n
    print(round(live / count * 1e9, 2), round(reclaim / count * 1e9, 2))


main(int(sys.argv[1]), sys.argv[2] == "shuffled")
