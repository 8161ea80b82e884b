"""Parent and child refer to each other; the collector finds and deletes both."""
import gc

gc.collect()
gc.disable()
deleted = []


class Node:
    def __init__(self):
        self.parent = None

    def __del__(self):
        deleted.append(self)  # revives it once more


class Plain:
    def __init__(self):
        self.parent = None


child = Plain()
parent = Plain()
child.parent = parent
parent.child = child
child = None
parent = None
assert gc.collect() == 2

child = Node()
parent = Node()
child.parent = parent
parent.child = child
child = None
parent = None
gc.collect()
assert len(deleted) == 2
deleted.clear()
assert gc.collect() == 2, "now they are deleted for good"
assert not deleted
