"""object.__getattribute__ on classes: their own dict, without descriptors and bases."""


class Data:
    def __get__(self, instance, owner):
        return "got"

    def __set__(self, instance, value):
        pass


class Base:
    data, plain = Data(), 5

    def method(self):
        pass


class Derived(Base):
    pass


get = object.__getattribute__
print(type(get(Base, "data")).__name__, get(Base, "plain"), type(get(Base, "method")).__name__)
print(type.__getattribute__(Base, "data"), Derived.data)
for cls, name in [(Derived, "data"), (Base, "missing"), (int, "missing")]:
    try:
        print(get(cls, name))
    except AttributeError as e:
        print(e)
print(get(Base, "__name__"), get(Base, "__dict__") == Base.__dict__, get(Derived, "mro")()[1].__name__)
try:
    object.__setattr__(Base, "x", 1)
except TypeError as e:
    print(e)
