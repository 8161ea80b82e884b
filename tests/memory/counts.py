"""Differences of reference counts after operations of every kind."""
import sys


class C:
    attribute = None

    def __init__(self, *args):
        pass

    def method(self, x=None):
        return sys.getrefcount(self)


class Slots:
    __slots__ = ("a", "b")


def check(name, o, before):
    print(name, sys.getrefcount(o) - before)


x = C()
n = sys.getrefcount(x)
print("plain", n)
y = x
check("second name", x, n)
del y
check("deleted", x, n)
l = [x, x, x]
check("three in a list", x, n)
l2 = l * 2
check("list * 2", x, n)
l2 = l[:]
check("slice", x, n)
l2 = None
l.append(x)
l += [x]
l.extend([x, x])
check("append, extend", x, n)
l.pop()
del l[0]
check("pop, del", x, n)
l.sort(key=id)
l.reverse()
check("sort, reverse", x, n)
t = tuple(l)
check("tuple", x, n)
t = l = None
check("all gone", x, n)
d = {"k": x, x: "v", 1: x}
check("dict", x, n)
d2 = dict(d)
d2.update(d)
d2[x] = x
check("copies", x, n)
for k, v in d.items():
    pass
k = v = None
check("iterated", x, n)
items = list(d.items())
check("items", x, n)
items = d.popitem()
check("popitem", x, n)
items = d = d2 = None
check("gone", x, n)
s = {x}
s |= {x}
f = frozenset(s)
check("sets", x, n)
s = f = None
print("-- attributes, instances, classes")
c = sys.getrefcount(C)
instances = [C() for _ in range(3)]
check("three instances", C, c)
instances[0].a = x
instances[1].__dict__["b"] = x
check("attributes", x, n)
C.attribute = x
check("class attribute", x, n)
C.attribute = None
instances = None
check("gone", x, n), check("class", C, c)


class D(C):
    pass


check("subclass: bases, mro", C, c)
b = D.__base__
check("base", C, c)
del D, b
import gc
gc.collect()
check("collected", C, c)
o = Slots()
o.a = o.b = x
check("slots", x, n)
del o.a
o.b = None
check("slots gone", x, n)
m = x.method
check("bound method", x, n)
print(m() - n, x.method() - n, x.method(x) - n, C.method(x) - n, C.method(x, x=x) - n)
m = None
type_of_x = type(x)
check("type()", C, c)
del type_of_x
isinstance(x, C), issubclass(C, object), x.__class__, hash(x), repr(x), x == x, bool(x)
check("used", x, n), check("used", C, c)
print("-- calls")


def count(a, *args, **kw):
    return sys.getrefcount(a) - n


def local(a):
    b = a
    c = [a]
    return sys.getrefcount(a) - n


def deleting(a):
    del a
    return sys.getrefcount(x) - n


def inner(a):
    def f():
        return sys.getrefcount(a) - n
    return f()


print(count(x), count(x, x), count(x, *[x, x]), count(x, k=x), count(*(x,)), local(x), deleting(x), inner(x))
print((lambda a: sys.getrefcount(a) - n)(x), (lambda a=x: sys.getrefcount(a) - n)())
print(list(map(lambda a: sys.getrefcount(a) - n, [x])), sorted([x], key=lambda a: print(sys.getrefcount(a) - n) or 0) and 1)
print([sys.getrefcount(a) - n for a in [x, x]], [sys.getrefcount(a) - n for a in (x,)], {sys.getrefcount(a) - n for a in [x]})
print(*[sys.getrefcount(a) - n for a in iter([x])], *(sys.getrefcount(a) - n for a in [x]))
check("after calls", x, n)


def default(a=x):
    pass


check("default", x, n)
default.__defaults__ = None
check("default gone", x, n)
default.attr = x
check("function attribute", x, n)
del default
check("function gone", x, n)


def make():
    held = x

    def f():
        return held
    return f


f = make()
check("closure", x, n)
f = f.__closure__
check("cells", x, n)
f = None
check("closure gone", x, n)
print("-- iterators, generators")
it = iter([x, x])
check("iterator", x, n)
next(it)
check("next", x, n)
list(it)
check("exhausted", x, n)
it = None
check("gone", x, n)
for a in [x]:
    check("in the loop", x, n)
check("after the loop", x, n)
del a
for i, a in enumerate([x]):
    check("enumerate", x, n)
for a, b in zip([x], [x]):
    check("zip", x, n)
del a, b, i
z = zip([x], [x])
pair = next(z)
check("pair", x, n)
z = pair = None
check("gone", x, n)


def g(a):
    yield a
    b = a
    yield b


gen = g(x)
check("generator", x, n)
next(gen)
check("first", x, n)
next(gen)
check("second", x, n)
list(gen)
check("done", x, n)
gen = g(x)
next(gen)
gen.close()
check("closed", x, n)
gen = (a for a in [x])
check("expression", x, n)
v = next(gen)
check("value", x, n)
gen = v = None
check("gone", x, n)
print("-- exceptions")


class E(Exception):
    pass


def thrower(a):
    b = a
    raise E(a)


try:
    thrower(x)
except E as e:
    check("caught", x, n)
    tb = e.__traceback__
check("left", x, n)
tb = None
check("traceback gone", x, n)
try:
    try:
        thrower(x)
    except E:
        raise ValueError(x)
except ValueError as e:
    check("context", x, n)
    saved = e
check("saved", x, n)
saved.__context__ = None
check("no context", x, n)
saved.__traceback__ = None
check("no traceback", x, n)
saved = None
check("gone", x, n)
try:
    {}[x]
except KeyError as e:
    check("KeyError", x, n)
check("after", x, n)
try:
    x.nothing
except AttributeError as e:
    check("AttributeError", x, n)
check("after", x, n)
for bad in (lambda: x + 1, lambda: x(), lambda: len(x), lambda: x[0], lambda: [][x], lambda: x < x, lambda: int(x), lambda: iter(x),
            lambda: {x: 1}[1], lambda: "%d" % x, lambda: setattr(1, "a", x), lambda: (1).foo(x), lambda: C.method(), lambda: local(x, x)):
    try:
        bad()
    except Exception:
        pass
del bad
check("errors", x, n)
try:
    raise x
except TypeError:
    pass
try:
    raise E(x) from None
except E:
    pass
check("raised", x, n)


class Manager:
    def __enter__(self):
        return x

    def __exit__(self, *a):
        return True


with Manager() as w:
    check("with", x, n)
    raise E(x)
del w
check("suppressed", x, n)
print("-- expressions")
a = b = x
a, b = b, a
check("two names", x, n)
(a, b), *r = [(x, x), x, x]
check("unpacked", x, n)
del a, b, r
x if x else x
x and x or x
not x
x is x
[x] + [x]
(x, x)[0]
{"a": x}["a"]
f"{x}"
[x][0:1]
x == x or x != x
x in [x]
[*[x], *(x,)]
{**{"a": x}}
print(x and 1, [x] == [x], (x,) < (x,), {x} == {x})
check("expressions", x, n)
if (w := x):
    check("walrus", x, n)
del w
match [x, {"k": x}]:
    case [C() as p, {"k": q}]:
        check("match", x, n)
del p, q
check("after", x, n)
globals()["made"] = x
check("globals", x, n)
del made
exec("z = x; y = [x]")
check("exec", x, n)
del z, y
eval("x"), eval("[x, x]")
check("eval", x, n)
setattr(C, "cls_attr", x)
getattr(x, "cls_attr"), hasattr(x, "nope"), vars(C)["cls_attr"]
check("setattr", x, n)
delattr(C, "cls_attr")
max(x, x, key=id), min([x, x], key=id), any([x]), all([x]), list(filter(None, [x])), list(reversed([x])), sum([1], 2)
dict.fromkeys([x]), dict(zip([x], [x])), list(zip(*[[x], [x]])), tuple(iter([x])), set([x]), sorted([x]), next(iter([x])), next(iter([]), x)
check("builtins", x, n)
print("-- strings and numbers made at run time")
s = "".join(["run", "time", "text!"])
k = sys.getrefcount(s)
l = [s, s]
d = {s: s}
check("in containers", s, k)
d[s] = 1
setattr(x, "run", s)
check("attribute value", s, k)
del l, d, x.run
check("gone", s, k)
big = int("123456789012")
k = sys.getrefcount(big)
l = [big] * 3
check("big in list", big, k)
big + 1, big == big, -big, [big].index(big), {big: big}[big], str(big), range(big)[0], (big, big) < (big, big)
check("big used", big, k)
del l
check("big gone", big, k)
