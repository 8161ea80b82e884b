# Watching does not change what a program does: exceptions that are swallowed stay swallowed.
class Swallow:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True


def f():
    with Swallow():
        raise KeyError
    return 5


with Swallow():
    raise ValueError
x = 1
try:
    1 / 0
except ZeroDivisionError:
    y = 2
z = f()
print(x, y, z)
