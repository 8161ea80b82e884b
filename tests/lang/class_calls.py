# Calls of objects and classes, methods of classes, and metaclasses that have a say.
from enum import Enum


class Callable:
    def __init__(self, name="c"):
        self.name = name

    def __call__(self, a, b=2, *rest, c=3, **more):
        return self.name, a, b, rest, c, more

    def __del__(self):
        if self.name.startswith("del"):
            print(self.name)


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


c = Callable()
attempt(lambda: c(1))
attempt(lambda: c(1, c=5, z=6))
attempt(lambda: c(*[1, 2, 3], **{"c": 4}))
attempt(lambda: c())
attempt(lambda: c(a=1, b=2))
print(Callable("del")(Callable("del arg"))[1].name)


class Gen:
    def __call__(self, n):
        yield from range(n)


def loop():
    out = []
    for x in Gen()(3):
        out.append(x)
    out.extend(Gen()(n=2))
    return out


print(loop())


def generator():
    yield c(1)
    yield c(a=1)
    try:
        yield c()
    except TypeError as e:
        yield str(e)


print(list(generator()))


class Deep:
    def __call__(self, n):
        return self(n + 1)


try:
    Deep()(0)
except RecursionError as e:
    print(e)


# Classes whose __new__ is a built-in one, with an __init__ in Python
class Error(Exception):
    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


class Os(OSError):
    def __init__(self, *args, extra=None):
        super().__init__(*args)
        self.extra = extra


class D(dict):
    def __init__(self, *args, name="d", **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name


class L(list):
    def __init__(self, n):
        super().__init__(range(n))


class T(tuple):
    def __init__(self, items):
        self.n = len(self)


class I(int):
    def __init__(self, value, base=None):
        self.base = base


class S(str):
    def __init__(self, *args):
        self.args = args
        return 5


class Old(dict):
    def __new__(cls, *args):
        return [1, 2]

    def __init__(self):
        print("never")


def make():
    e = Error("text", code=7)
    print(repr(e), e.code, e.args, repr(Error("other")), Error("x").code)
    o = Os(2, "no such", extra=3)
    print(type(o).__name__, o.errno, o.extra)
    d = D({1: 2}, name="n", z=3)
    print(d, d.name, L(3), T([1, 2]).n, T("abc"), I(5).base, I("11", base=2), Old(1))


for _ in range(3):
    make()
attempt(lambda: Error())
attempt(lambda: S("a"))
attempt(lambda: T(5))
attempt(lambda: L("x"))
try:
    raise Error
except TypeError as e:
    print(e)


# Methods called on classes
class Base:
    factor = 2

    @classmethod
    def make(cls, x):
        return cls.__name__, x

    @staticmethod
    def double(x):
        return x * 2

    def plain(self, x):
        return type(self).__name__, x

    @classmethod
    @property
    def prop(cls):
        return lambda: cls.__name__

    built = classmethod(dict.fromkeys)
    length = staticmethod(len)
    number = staticmethod(5)


class Derived(Base):
    factor = 3


def calls(o):
    return o.make(1), o.double(2), o.length("abc"), o.prop()


for _ in range(10):
    for o in (Base, Derived, Base(), Derived()):
        r = calls(o)
    if _ in (0, 9):
        print(r)
print(Base.plain(Derived(), 1), Derived.make(2), Base().built)
attempt(lambda: Base.number())
attempt(lambda: Base.plain(1))
attempt(lambda: Base.nothing())


def changes():
    out = []
    for i in range(8):
        out.append((Derived.double(3), Derived.make(1), Derived().double(3)))
        if i == 3:
            Base.double = staticmethod(lambda x: "new")
            Derived.make = staticmethod(lambda x: "static")
        if i == 5:
            Derived.double = lambda *args: len(args)
            del Derived.make
    return out


print(changes())


# A metaclass gets attributes later
class Meta(type):
    pass


class Meta2(type):
    def __getattr__(cls, name):
        return "missing " + name


class M(metaclass=Meta):
    x = 1

    def f(*args):
        return len(args)


class M2(metaclass=Meta2):
    x = 1


def read():
    return M.x, M.f(), M2.x, M2.y


for _ in range(10):
    r = read()
print(r)
Meta.x = property(lambda cls: "property of the metaclass")
Meta.f = property(lambda cls: lambda: "f")
print(read())
del Meta.x, Meta.f
print(read())
Meta2.__getattribute__ = lambda cls, name: "all " + name
print(read())
del Meta2.__getattribute__
print(read())


class Color(Enum):
    RED = 1
    GREEN = 2


def colors():
    return [Color.RED is Color(1), Color.GREEN.name, Color.RED.value, Color["RED"] is Color.RED]


for _ in range(10):
    r = colors()
print(r)
attempt(lambda: Color.BLUE)
Color.extra = "extra"
print(Color.extra)
