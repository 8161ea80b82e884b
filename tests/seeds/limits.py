"""Large things: no crash, sensible time, and all of it given back."""
import sys
import time

start = time.monotonic()

nested = None
for i in range(1_000_000):
    nested = (nested,)
assert len(nested) == 1
del nested  # freed without recursion

chain = []
for i in range(300_000):
    chain = [chain]
chain = None


def endless():
    return endless()


try:
    endless()
except RecursionError as e:
    assert str(e).startswith("maximum recursion depth exceeded")
else:
    raise AssertionError


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


sys.setrecursionlimit(60_000)
assert deep(50_000) == 50_000  # Python calling Python takes no C stack

classes = [type("C%d" % i, (), {"number": i}) for i in range(2000)]
assert sum(c().number for c in classes) == 1999000
source = "\n".join("class K%d:\n    def m(self):\n        return %d" % (i, i) for i in range(500))
names = {}
exec(source, names)
assert names["K499"]().m() == 499

big = list(range(10_000_000))
assert big[-1] == 9_999_999 and sum(big) == 49999995000000
del big

text = "x" * 100_000_000
assert len(text) == 100_000_000 and text.count("x") == 100_000_000
text += "y"
assert text.find("y") == 100_000_000
del text
built = ""
for i in range(300_000):
    built += "ab"
assert len(built) == 600_000

sys.set_int_max_str_digits(0)
digits = str(7 ** 1_200_000)
assert len(digits) == 1014118
assert int(digits) == 7 ** 1_200_000
del digits

table = {i: str(i) for i in range(1_000_000)}
assert table[999_999] == "999999"
del table
assert time.monotonic() - start < 100
