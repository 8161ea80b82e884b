"""Asking for __dict__ in a finalizer makes a dict that no search has seen: the object lives on once more, also
when that happens in the last collection. The module lives until then because sys holds a function of it."""
import sys


def show(*what):
    print(*what)


sys.unraisablehook = show


class Looks:
    def __del__(self):
        self.__dict__
        print("finalized")


class Replaced(Looks):
    def __del__(self):
        self.__dict__.clear()
        self.new = Looks()
        self.new.old = self


a = Looks()
a.me = a
b = Looks()
b.me = b
b.__dict__
c = Replaced()
c.me = c
print("end")
