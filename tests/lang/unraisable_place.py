# An error nobody can catch, raised in no frame of its own: its traceback is where the program was.
import sys


def show(u):
    t, seen = u.exc_traceback, []
    while t:
        seen.append((t.tb_frame.f_code.co_name, t.tb_lineno))
        t = t.tb_next
    print(u.err_msg, type(u.object).__name__, repr(u.exc_value), seen)


sys.unraisablehook = show


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


def drop():
    g = stubborn()
    next(g)
    del g


drop()
g = stubborn()
next(g)
g = None


class Failing:
    def __del__(self):
        raise ValueError("in __del__")


Failing()


def fails():
    try:
        yield
    finally:
        1 / 0


h = fails()
next(h)
del h
