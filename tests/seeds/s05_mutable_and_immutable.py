"""Changing a mutable object keeps its cell; "changing" an immutable one makes a new object."""
import sys

numbers = [1, 2]
where = id(numbers)
numbers.append(3)
numbers[0] = 100
numbers += [4]
assert id(numbers) == where

table = {}
where = id(table)
for i in range(100):
    table[i] = i
assert id(table) == where

text = "ab"
text2 = text
text += "c"
assert text is not text2 and text2 == "ab"

pair = (1, 2)
other = pair
pair += (3,)
assert pair is not other and other == (1, 2)

n = 1000
where = id(n)
n += 1
assert id(n) != where
x = 2.5
where = id(x)
x *= 2
assert id(x) != where
n = 1000
m = n
n += 1
assert n is not m and m == 1000

# The old one is dropped when nothing refers to it.
big = int("1" + "0" * 30)  # no constant: the code would hold it
blocks = sys.getallocatedblocks()
big = big + 1
assert sys.getallocatedblocks() == blocks + 1  # the number that blocks names
