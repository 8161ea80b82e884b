"""Local names are on the stack while a function runs and gone when it returns."""
import sys


def func():
    a = 20
    b = []
    c = ""
    return sorted(locals()), sys._getframe().f_code.co_nlocals


names, size = func()
assert names == ["a", "b", "c"]
assert size == 3, "known when the function was compiled"
try:
    a
except NameError as e:
    assert str(e) == "name 'a' is not defined"


class Local:
    alive = 0

    def __init__(self):
        Local.alive += 1

    def __del__(self):
        Local.alive -= 1


def outer():
    x = Local()
    inner()
    assert Local.alive == 1


def inner():
    y = Local()
    z = y
    assert Local.alive == 2


outer()
assert Local.alive == 0


def depth():
    frame, n = sys._getframe(), 0
    while frame is not None:
        n += 1
        frame = frame.f_back
    return n


assert depth() == 2


def endless(n):
    return endless(n + 1)


try:
    endless(0)
except RecursionError as e:
    assert str(e).startswith("maximum recursion depth exceeded")
else:
    raise AssertionError
