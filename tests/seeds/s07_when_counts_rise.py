"""Counts rise on assignment, argument passing, insertion into a list, foo = bar."""
from sys import getrefcount


class Thing:
    pass


def passed(argument):
    return getrefcount(argument)


bar = Thing()
assert getrefcount(bar) == 2  # bar and the argument
foo = bar
assert getrefcount(bar) == 3
assert passed(bar) == 4  # foo, bar, the parameter, getrefcount's argument
assert getrefcount(bar) == 3
box = [bar]
assert getrefcount(bar) == 4
box.append(bar)
assert getrefcount(bar) == 5
table = {"k": bar}
assert getrefcount(bar) == 6
pair = (bar, bar)
assert getrefcount(bar) == 8
box[0].me = bar
assert getrefcount(bar) == 9
del foo, box, table, pair
assert getrefcount(bar) == 3  # bar, bar.me, the argument
del bar.me
assert getrefcount(bar) == 2

before = getrefcount(Thing)
things = [Thing(), Thing(), Thing()]
assert getrefcount(Thing) == before + 3, "an instance refers to its class"
