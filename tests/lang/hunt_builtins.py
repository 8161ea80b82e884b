# Corners of built-in functions and of texts of errors.
import itertools
import math
import sys


def show(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


print(sys, math, itertools)
for number in (-1, 0x110000, 2**31, 2**63, 10**25, -(10**25)):
    show(chr, number)
for start in ("", b"", bytearray()):
    show(sum, 5, start)
    show(sum, [], start)
for argument in ("", "text", b"", {}, [], 5):
    show(b"12".__mod__, argument)
    show("12".__mod__, argument)
for text in (bytearray(b"x"), b"x", "x", memoryview(b"1.5")):
    show(float, text)
show(float.fromhex, 5)
