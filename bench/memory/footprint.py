"""Resident bytes of each kind of object: makes many, all held by a list made before.

    footprint.py KIND      prints bytes an object, its place in the list left out
    footprint.py           prints the kinds
"""
import sys

COUNT = 300000


class Plain:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Slots:
    __slots__ = "x", "y"

    def __init__(self, x, y):
        self.x = x
        self.y = y


TEXT = "abcdefgh" * 3
MAKE = {
    "plain instance, 2 attributes": lambda i: Plain(None, None),
    "`__slots__`, 2 attributes": lambda i: Slots(None, None),
    "int": lambda i: i + 1000000,
    "float": lambda i: i + 0.5,
    "str of 8 ASCII characters": lambda i: "%08d" % i,
    "tuple of 2": lambda i: (None, MAKE),
    "empty list": lambda i: [],
    "list of 3": lambda i: [None, None, None],
    "empty dict": lambda i: {},
    "dict of 2": lambda i: {"a": None, "b": None},
    "set of 3": lambda i: {None, True, TEXT},
}


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


def main(kind):
    make = MAKE[kind]
    held = [None] * COUNT
    for i in range(1000):
        held[i] = make(i)
    resident()  # what asking itself needs is there from now on
    before = resident()
    for i in range(1000, COUNT):
        held[i] = make(i)
    print(round((resident() - before) / (COUNT - 1000), 1))


if len(sys.argv) > 1:
    main(sys.argv[1])
else:
    print("\n".join(MAKE))
