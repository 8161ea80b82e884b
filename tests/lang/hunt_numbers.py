# Conversions by methods that give subclasses: deprecated, with a warning. Hexadecimal floats.
import warnings


class Float(float):
    pass


class Complex(complex):
    pass


class Odd:
    def __int__(self):
        return True

    def __float__(self):
        return Float(1.5)

    def __complex__(self):
        return Complex(2)


class Index:
    def __index__(self):
        return True


class Trunc:
    def __trunc__(self):
        return Index()


class TextTrunc:
    def __trunc__(self):
        return "x"


actions = (
    lambda: int(Odd()),
    lambda: float(Odd()),
    lambda: complex(Odd()),
    lambda: [1, 2][Index()],
    lambda: int(Index()),
    lambda: int(Trunc()),
    lambda: int(TextTrunc()),
    lambda: bool(NotImplemented),
    lambda: "%d" % Odd(),
    lambda: range(Index()),
)
for action in actions:
    for how in ("always", "error"):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter(how)
            try:
                print(repr(action()))
            except Exception as error:
                print(type(error).__name__, error)
        for w in seen:
            print("  ", w.category.__name__, w.message)

for text in (
    "0x1.00000000000008p-1022", "0x0.ffffffffffffd6p-1022", "0x0.fffffffffffff8p-1022",
    "0x.8p-1073", "0x.8p-1074", "0x.80000000000000000000001p-1074", "-0x1p-1076",
    "0x1.fffffffffffff7fffffffffffffp1023", "0x1.fffffffffffff8p1023", "0x1p99999999999999999",
    "0x" + "0" * 50 + "1." + "0" * 50 + "1p3", "0x1p-9999999999999999", "0x0p9999999999999", "0x", "1p",
):
    try:
        print(text[:40], float.fromhex(text))
    except (ValueError, OverflowError) as error:
        print(text[:40], type(error).__name__, error)

# What cannot be made an exception is thrown into the generator as a TypeError.


class NoException(Exception):
    def __new__(cls):
        return 5


def generator():
    try:
        yield 1
    except TypeError as error:
        print("inside:", error)
    yield 2


g = generator()
print(next(g), g.throw(NoException))
g = generator()
try:
    g.throw(NoException)
except TypeError as error:
    print(error)
print(list(g))


class SlotSet(set):
    __slots__ = ("x", "__dict__")


s = SlotSet([1])
s.x, s.y = 5, 6
print(s.__reduce__())
