"""One object 100: 4 references, then 2, then removed from memory."""
import sys


x = 100
y = 100
assert x is y
z = [100, 100]
assert sys.getrefcount(x) - 1 == 4
del z
assert sys.getrefcount(x) - 1 == 2
y = 7
assert sys.getrefcount(x) - 1 == 1
two = 2  # so that 2 is there already: the next line makes nothing
with_100 = sys.getallocatedblocks()
x = 2
# One block less, 100's, and one more, the number that with_100 names.
assert sys.getallocatedblocks() == with_100 - 1 + 1
