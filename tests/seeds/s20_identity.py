"""id(a) == id(b) for a = 12; b = 12."""
from sys import getsizeof

a = 12
b = 12
assert id(a) == id(b)
assert type(a) is int and type(b) is int
assert getsizeof(a) == getsizeof(b) == 16
name = "agath"
assert type(name) is str
