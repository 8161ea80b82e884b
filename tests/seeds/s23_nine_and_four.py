"""b = 9; a = 4; b = 4: the count of 9 becomes 0, that of 4 grows."""
import sys

b = 9
nine = sys.getrefcount(b) - 1
a = 4
four = sys.getrefcount(a) - 1
assert nine == 1
assert four == 1
b = 4
assert sys.getrefcount(a) - 1 == four + 1
blocks = sys.getallocatedblocks()
c = 9
assert sys.getallocatedblocks() == blocks + 2, "9 had left the heap; it is made again"
