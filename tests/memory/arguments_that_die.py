"""Calls that fail release their arguments; destructors that run then find the others intact."""


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name, sum(i for i in range(5)))


def few(a):
    return a


def call(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except TypeError as e:
        print(e)


def direct():
    try:
        few(Dying(1), [Dying(2)], bytearray(3), "4" * 40, memoryview(b"abc"), Dying(5))
    except TypeError as e:
        print(e)
    try:
        few([Dying(1)], object(), 256, "-0x1f", sep=memoryview(b"abc"))
    except TypeError as e:
        print(e)


direct()
call(few, Dying("x"), Dying("y"), z=Dying("z"))
