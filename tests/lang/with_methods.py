# with: __enter__ and __exit__ written in Python.
import sys


class M:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise ValueError("in enter")
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value, traceback is not None)
        if self.fail == "exit":
            raise KeyError("in exit")
        return self.swallow

    def __del__(self):
        print("del", self.name)


def run(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, type(e.__context__).__name__)


def plain():
    with M("a") as m:
        return m.name


def nested():
    with M("a"), M("b") as b, M("c", swallow=True):
        raise IndexError(b.name)
    return "after"


def fails(where):
    with M("outer"):
        with M("inner", fail=where):
            print("body")
    return "end"


def loop():
    for i in range(3):
        with M(f"l{i}", swallow=True):
            if i == 0:
                continue
            if i == 1:
                raise ValueError
            return "returned"


def generator():
    with M("g") as g:
        yield g.name
        with M("h", swallow=True):
            yield 2
            raise ValueError("lost")
        yield 3


class NoExit:
    def __enter__(self):
        return "never"


class NoEnter:
    def __exit__(self, *args):
        return "never"


class Late:
    def __enter__(self):
        Late.__exit__ = lambda *args: print("new exit")
        return self

    def __exit__(self, *args):
        print("old exit")


class Counted:
    def __enter__(self):
        print(sys.getrefcount(self))
        return 1

    def __exit__(self, *args):
        print(len(args))


class GenEnter:
    def __enter__(self):
        yield 1

    def __exit__(self, *args):
        pass


class Deep:
    def __enter__(self):
        with self:
            pass

    def __exit__(self, *args):
        pass


def others():
    with Late():
        pass
    c = Counted()
    with c:
        pass
    with Counted() as one:
        print(one)
    with GenEnter() as g:
        print(list(g))


run(plain)
run(nested)
run(lambda: fails(None))
run(lambda: fails("enter"))
run(lambda: fails("exit"))
run(loop)
print(list(generator()))
g = generator()
next(g)
g.close()
for cls in NoExit, NoEnter, int:
    try:
        with cls():
            print("never")
    except TypeError as e:
        print(e)
others()
try:
    with Deep():
        pass
except RecursionError as e:
    print("RecursionError")
