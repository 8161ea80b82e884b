"""classmethod and staticmethod copy what their callable is named when they are made."""
import gc
import sys
import weakref

gc.disable()


class C:
    def __call__(self):
        pass


class Loud:
    def __getattr__(self, name):
        print("asked for", name)
        raise AttributeError(name)


class Fails:
    def __getattr__(self, name):
        raise ZeroDivisionError(name)


c = C()
p = weakref.proxy(c)
s = staticmethod(p)
del c
print(s.__module__, sorted(s.__dict__))
try:
    staticmethod(p)
except ReferenceError as e:
    print(e)
for kind in classmethod, staticmethod:
    try:
        kind(Fails())
    except ZeroDivisionError as e:
        print(kind.__name__, e)
    loud = kind(Loud())
    print(sorted(loud.__dict__))


def f():
    "doc"


f.extra = 1
s = staticmethod(f)
print(s.__name__, s.__doc__, s.__wrapped__ is f, hasattr(s, "extra"), sys.getrefcount(f))
print(sorted(s.__dict__))
