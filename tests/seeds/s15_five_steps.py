"""a = [1, 2, 3]: 1; b = a: 2; del a: 1; append: unchanged; b = None: freed."""
import sys

freed = []


class Watched(list):
    def __del__(self):
        freed.append("freed")


a = Watched([1, 2, 3])
assert sys.getrefcount(a) - 1 == 1
b = a
assert sys.getrefcount(b) - 1 == 2
del a
assert sys.getrefcount(b) - 1 == 1
b.append(4)
assert sys.getrefcount(b) - 1 == 1
assert not freed
b = None
assert freed == ["freed"]

a = [1, 2, 3]
blocks = sys.getallocatedblocks()
a = None
assert sys.getallocatedblocks() < blocks
