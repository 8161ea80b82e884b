"""Two names, one 'loh'."""
import sys

str1 = 'loh'
str2 = 'loh'
assert str1 is str2
assert id(str1) == id(str2)
before = sys.getrefcount(str1)
str3 = str2
assert sys.getrefcount(str1) == before + 1
