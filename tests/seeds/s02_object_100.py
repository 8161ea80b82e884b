"""One object 100: 4 references, then 2, then removed from memory."""
import sys


def blocks_holding_100():
    # A shared number that nobody refers to has no block: making and dropping it changes nothing.
    return sys.getallocatedblocks()


before = blocks_holding_100()
x = 100
y = 100
assert x is y
z = [100, 100]
assert sys.getrefcount(x) - 1 == 4
del z
assert sys.getrefcount(x) - 1 == 2
y = 7
assert sys.getrefcount(x) - 1 == 1
with_100 = sys.getallocatedblocks()
x = 2
without_100 = sys.getallocatedblocks()
# 100's block is free again; 2 has taken one of its own.
x = None
assert sys.getallocatedblocks() == without_100 - 1, "2 leaves with its last name"
del y
