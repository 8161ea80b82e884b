"""An object is a type, a count and a value in the heap."""
import sys

blocks = sys.getallocatedblocks()
value = 123456.5
copy = value
assert type(value) is float
assert sys.getrefcount(value) >= 3
assert value == 123456.5
made = [value + i for i in range(100)]
assert sys.getallocatedblocks() - blocks >= 100, "each has a block of its own"
