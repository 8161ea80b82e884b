# Bools among what sum() adds, from lists, generators and behind other kinds; at the limits.
big = (1 << 63) - 1
print(sum([True, False, True]), sum(c in "aeiou" for c in "a test of vowels"), type(sum([True])))
print(sum([True, 2, False, 3.5, True]), sum((True for _ in range(3)), 1.5), sum([1.5, True, 2]))
print(sum([big, True]), sum([big, False]), sum((x for x in (True, big, True))), sum([-big - 1, True, -1, -1]))
print(sum([True, True], True), sum([], True), sum([False], 2**70), sum([True, 1j]))


class N(int):
    def __add__(self, other):
        return "mine"

    __radd__ = __add__


print(sum([True, N(1)]))
for items in ([True, None], [True, "a"], ["a"]):
    try:
        print(sum(items))
    except TypeError as e:
        print(e)
print(sum(a != b for a, b in zip("kitten", "sitting")), sum(not n % 3 for n in range(20)))
