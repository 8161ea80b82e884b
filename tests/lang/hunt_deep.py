# Iterators over iterators: a RecursionError at the worst.
import itertools


def first(iterator):
    try:
        print(next(iterator))
    except RecursionError:
        print("too deep")


for wrap in (
    lambda it: map(str, it),
    lambda it: filter(None, it),
    lambda it: itertools.islice(it, 3),
    lambda it: itertools.chain(it, "a"),
    lambda it: itertools.takewhile(bool, it),
):
    iterator = iter("x")
    for i in range(1000):
        iterator = wrap(iterator)
    first(iterator)
    del iterator

# A long sum of constants is computed in one pass, the parts from left to right.
print(eval("1" + " + 1" * 900))
print(len(eval("'ab'" + " + 'cd'" * 900)))
print(eval("'%s' % 1" + " + 'x'" * 3), eval("2 ** 3 ** 2 - 1 * 5"), eval("1 - 2 - 3 << 2 >> 1"))
try:
    eval("1 / 1" + " - 1" * 3 + " + 1 / 0 + 5")
except ZeroDivisionError as error:
    print(error)
