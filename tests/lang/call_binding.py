# How arguments find their parameters: by position, by name, from sequences and mappings.
import sys


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except TypeError as e:
        print("TypeError", e)


def plain(a, b=2, c=3):
    return a, b, c


def only(a, b=2, *, c=3, d):
    return a, b, c, d


def posonly(a, b=2, /, c=3):
    return a, b, c


def rest(a, *more):
    return a, more


def both(*args, **kwargs):
    return args, kwargs


def mixed(a, b=2, *args, c=3, **kwargs):
    return a, b, args, c, kwargs


for f in (plain, only, posonly, rest, both, mixed):
    print(f.__name__)
    attempt(lambda: f())
    attempt(lambda: f(1))
    attempt(lambda: f(1, 2, 3))
    attempt(lambda: f(1, 2, 3, 4))
    attempt(lambda: f(a=1))
    attempt(lambda: f(1, c=5, b=4))
    attempt(lambda: f(1, b=4, c=5))
    attempt(lambda: f(c=5, b=4, a=1))
    attempt(lambda: f(1, d=5))
    attempt(lambda: f(d=4, c=5, b=6, a=7))
    attempt(lambda: f(1, a=2))
    attempt(lambda: f(1, 2, b=2))
    attempt(lambda: f(1, nothing=2))
    attempt(lambda: f(*(1, 2), **{"c": 3}))
    attempt(lambda: f(*[1], **{"d": 4, "b": 3}))
    attempt(lambda: f(**{"a": 1}))
    attempt(lambda: f(*(), **{}))
    attempt(lambda: f(1, **{"a": 1}))
    attempt(lambda: f(1, **{"x" + "y": 1}))
    attempt(lambda: f(1, c=2, **{"c": 1}))
    attempt(lambda: f(1, **{1: 2}))
    attempt(lambda: f(1, **5))
    attempt(lambda: f(*5, **5))
    attempt(lambda: f(*5))
    attempt(lambda: f(*iter([1, 2])))


# More names than are looked at in one go
def many(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17=17):
    return a0, a1, a15, a16, a17


names = {f"a{i}": i for i in range(17)}
print(many(**names), many(**dict(reversed(names.items()))), many(-1, **{f"a{i}": i for i in range(1, 18)}))
attempt(lambda: many(**{k: v for k, v in names.items() if k != "a9"}))
print(
    many(a16=16, a15=15, a14=14, a13=13, a12=12, a11=11, a10=10, a9=9, a8=8, a7=7, a6=6, a5=5, a4=4, a3=3, a2=2, a1=1, a0=0)
)


# Names that are equal, not identical
class Name(str):
    pass


print(plain(**{"".join("a"): 1, "".join(["", "c"]): 2}))
attempt(lambda: plain(**{Name("a"): 1, Name("b"): 5}))
attempt(lambda: both(**{Name("a"): 1}))


# The mapping given by ** is the caller's: a callee cannot change it, nor see later changes
def keeps(**kwargs):
    kwargs["new"] = 1
    return kwargs


def forward(*args, **kwargs):
    result = keeps(**kwargs)
    return result is kwargs, kwargs, result


print(forward(x=1))


class Mapping:
    def keys(self):
        print("keys")
        return ["c", "b"]

    def __getitem__(self, key):
        print("item", key)
        return key * 2


print(plain(1, **Mapping()), both(**Mapping()))


class SubDict(dict):
    def __getitem__(self, key):
        return "never"


print(plain(**SubDict(a=1)), both(**SubDict(a=1)))


def changing(d):
    yield 1
    d["b"] = "changed"
    d["c"] = "added"


d = {"b": "before"}
print(plain(*changing(d), **d), d)
d = {"b": "before"}
print(both(*changing(d), **d), d)


def clears(a, b):
    d.clear()
    return a, b


d = {"a": [1], "b": [2]}
print(clears(**d), d)


# Builtins, classes, bound methods
class C:
    def __init__(self, a, *args, b=2, **kwargs):
        self.value = a, args, b, kwargs

    def method(self, a, b=2):
        return a, b


print(C(1, 2, b=3, x=4).value, C(*[1], **{"b": 5}).value, C(b=1, a=2).value)
attempt(lambda: C())
attempt(lambda: C(b=1))
m = C(0).method
print(m(1), m(b=1, a=2), m(*[3], **{"b": 4}), C.method(C(0), b=1, a=2))
attempt(lambda: m(1, a=2))
attempt(lambda: m(**{"self": 1}))
print(dict(**{"a": 1}), sorted([2, 1], **{"reverse": True}), max(*[1, 2], **{"key": lambda x: -x}))
attempt(lambda: print(**{"bad": 1}))


# Counts of what is passed on
def count(*args, **kwargs):
    return [sys.getrefcount(x) for x in args], [sys.getrefcount(x) for x in kwargs.values()]


def wrapper(*args, **kwargs):
    return count(*args, **kwargs)


def by_name(x=None, y=None):
    return sys.getrefcount(x), sys.getrefcount(y)


def wrapper_by_name(*args, **kwargs):
    return by_name(*args, **kwargs)


o, p = object(), object()
print(count(o, x=p), count(o, o, x=p, y=p), by_name(o, y=p), by_name(y=p, x=o))
wrapper(o, x=p), wrapper(o, o, x=p, y=p), wrapper_by_name(o, y=p), wrapper_by_name(y=p, x=o)
print(sys.getrefcount(o), sys.getrefcount(p))


# Generators pass their arguments on from elsewhere
def generator():
    yield plain(1, c=2)
    yield plain(c=1, a=2)
    yield rest(1, 2, 3)
    yield both(1, x=2)
    yield len(wrapper(o, x=p))
    yield C(1, x=2).value
    try:
        yield plain(1, z=2)
    except TypeError as e:
        yield str(e)


for x in generator():
    print(x)


# Recursion through a wrapper
def counted(f):
    def w(*args, **kwargs):
        w.calls += 1
        return f(*args, **kwargs)

    w.calls = 0
    return w


@counted
def fib(n, base=1):
    return n if n <= base else fib(n - 1, base=base) + fib(n=n - 2)


print(fib(12), fib.calls)


@counted
def endless(n):
    return endless(n + 1)


try:
    endless(0)
except RecursionError as e:
    print(e)
