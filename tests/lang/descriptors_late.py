"""Objects that become descriptors after they have been found; weak references to what has a name; the order of exceptions."""
import weakref


class Value:
    pass


class Holder:
    value = Value()

    def method(self):
        return self.value


def read(o):
    return o.value


def call(o):
    return o.method()


def show():
    for _ in range(5):
        results = [read(holder), read(Holder), call(holder)]
    print([r if isinstance(r, str) else type(r).__name__ for r in results])


holder = Holder()
show()
Value.__get__ = lambda self, instance, owner: "got" if instance is None else "got from instance"
show()
del Value.__get__
show()
Value.__set__ = lambda self, instance, value: print("set", value)
holder.value = 1
holder.__dict__["value"] = "own"
Value.__get__ = lambda self, instance, owner: "data"
show()
del Value.__set__
show()
del Value.__get__
show()


class Named:
    def __init__(self):
        self.__name__ = "name"


for o in (Named(), Named, Holder.method):
    print(repr(weakref.ref(o)).split(";")[1].split(" at ")[0], repr(weakref.ref(o)).endswith(f" ({o.__name__})>"))
print([c.__name__ for c in BaseException.__subclasses__()][:5])
