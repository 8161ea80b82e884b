# Parameters of every kind, defaults, closures, recursion, decorators.
def f(a, b=2, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


print(f(1, c=3))
print(f(1, 2, 3, 4, c=5, e=6))
print(f(*[1, 2, 3], **{"c": 4, "z": 5}))
print(f(*(1,), *[2, 3], c=1, **{"x": 1}, **{"y": 2}))


def g(a, b, /, c, *, d):
    return a, b, c, d


print(g(1, 2, 3, d=4), g(1, 2, c=3, d=4))


def empty(): pass


for call in (lambda: f(), lambda: f(1), lambda: f(1, 2, c=3, a=4), lambda: g(1, 2, 3), lambda: g(a=1, b=2, c=3, d=4),
             lambda: g(1, 2, 3, 4, d=5), lambda: empty(1), lambda: empty(x=1), lambda: f(*5), lambda: f(**5),
             lambda: f(1, c=1, **{"c": 2}), lambda: g(1), lambda: (lambda x, y, z: 0)(1)):
    try:
        print(call())
    except TypeError as e:
        print(e)


def counter():
    n = 0

    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc


c = counter()
print(c(), c(5), c())
c2 = counter()
print(c2())

fs = [lambda i=i: i * i for i in range(4)]
print([h() for h in fs])
fs = [lambda: i for i in range(4)]
print([h() for h in fs])


def make(x):
    def show():
        return x
    x += 1
    return show


print(make(1)())


def decorate(tag):
    def wrap(fn):
        def inner(*a, **k):
            return f"<{tag}>{fn(*a, **k)}</{tag}>"
        return inner
    return wrap


@decorate("b")
@decorate("i")
def hello(name, punctuation="!"):
    """Greets."""
    return "hello " + name + punctuation


print(hello("you"), hello("me", punctuation="?"))


def mutable(x, acc=[]):
    acc.append(x)
    return acc


print(mutable(1), mutable(2), mutable(3, []))


def fact(n):
    return 1 if n < 2 else n * fact(n - 1)


print(fact(20), fact(30))


def use_global():
    global made
    made = 1


use_global()
print(made)


def unbound():
    try:
        print(later)
    except UnboundLocalError as e:
        print(e)
    later = 1


unbound()


def annotated(a: int, b: "str" = "x") -> float:
    """Doc."""
    return 1.0


print(annotated.__annotations__, annotated.__doc__, annotated.__name__, annotated.__defaults__)
print(f.__kwdefaults__, f.__code__.co_varnames, f.__code__.co_argcount, f.__qualname__)
print((lambda: 0).__name__, make(1).__qualname__)
x = 1


def shadow():
    x = 2

    class C:
        y = x

    return C.y, [x for _ in range(2)]


print(shadow())


def gen_args(*args):
    return sum(args)


print(gen_args(*(i for i in range(5))))
print(max(*[3, 1, 2], key=lambda v: -v), sorted("banana", key=lambda ch: (ch != "n", ch)))
(a, *b), c = [1, 2, 3], 4
print(a, b, c)
first, *middle, last = range(6)
print(first, middle, last)
*init, tail = "abc"
print(init, tail)
for bad in ("a, b = 1, 2, 3", "a, b = 1", "a, *b, c = [1]", "[a, b] = 5", "a, b = {}"):
    try:
        exec(bad)
    except Exception as e:
        print(type(e).__name__, e)
def walrus(data):
    if (n := len(data)) > 2:
        return n, [y := 1, y ** 2]
    return n
print(walrus([1, 2, 3]), walrus([]))
del x
try:
    x
except NameError as e:
    print(e)
