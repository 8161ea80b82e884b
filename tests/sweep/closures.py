"""Functions, closures, decorators, arguments, scopes."""
import sys


def counter(start=[0]):
    n = start[0]

    def step(by=1, *more, scale=1, **rest):
        nonlocal n
        n += by * scale + sum(more) + len(rest)
        return n

    def reset():
        nonlocal n
        n = 0

    return step, reset


step, reset = counter()
assert step() == 1 and step(2, 3, 4, scale=2, z=1) == 13
reset()
step.__defaults__, step.__kwdefaults__, step.__closure__[0].cell_contents, step.__code__.co_freevars
step.__defaults__ = (5,)
assert step() == 5


def decorate(*args, **kw):
    def apply(f):
        def wrapper(*a, **k):
            return f(*a, **k), args, kw

        wrapper.__name__ = f.__name__
        wrapper.__wrapped__ = f
        return wrapper

    return apply


@decorate(1, x=2)
@decorate()
def f(a: int, b: "str" = "b", /, c=3, *args: list, d, e: dict = {}, **kw) -> None:
    """Doc."""
    return a, b, c, args, d, e, kw


inner = f.__wrapped__.__wrapped__
assert inner(1, d=4) == (1, "b", 3, (), 4, {}, {})
assert inner(*[1, 2], *(3, 4), **{"d": 5}, **{"z": 6}) == (1, 2, 3, (4,), 5, {}, {"z": 6})
inner.__annotations__, inner.__doc__, inner.__dict__, repr(inner)
for bad in (lambda: inner(), lambda: inner(1), lambda: inner(1, a=2, d=1), lambda: inner(1, d=1, **{"d": 2}),
            lambda: step(1, by=2), lambda: counter(1, 2), lambda: reset(1), lambda: counter(q=1)):
    try:
        bad()
    except TypeError as e:
        str(e)
fib = lambda n: n if n < 2 else fib(n - 1) + fib(n - 2)
assert fib(6) == 8
adders = [lambda x, i=i: x + i for i in range(4)]
late = [lambda: i for i in range(4)]
assert [a(1) for a in adders] == [1, 2, 3, 4] and [x() for x in late] == [3] * 4


class Scope:
    x = 1
    y = [x for _ in range(2) if True] if False else x

    def method(self):
        return __class__, self.method.__func__

    m = method


bound = Scope().m
bound() and bound.__self__ and repr(bound) and bound == bound and hash(bound)


def unbound():
    try:
        print(later)
    except UnboundLocalError:
        pass
    later = 1
    del later
    try:
        return (lambda: free)()
    except NameError:
        pass
    free = 1


unbound()


def many(a, b, c, d, e, f, g, h, i, j, k, l):
    q = locals()
    return sys._getframe().f_locals is q and len(q)


assert many(*range(12)) == 13
exec("def made(x): return [x]\nz = made(3)", env := {})
assert env["z"] == [3] and eval("z[0] + y", env, {"y": 1}) == 4
code = compile("v = [w for w in u]", "name", "exec")
exec(code, {"u": [1, 2]})
code.co_consts, code.co_names, code.co_varnames, repr(code), code.replace(co_name="n"), list(code.co_lines())
sorted([3, 1, 2], key=lambda v: -v, reverse=True), list(map(lambda *a: a, [1, 2], [3, 4])), list(filter(None, [0, 1]))
max([1, 2], key=lambda v: -v), any(v for v in [0]), list(zip([1], [2], strict=True)), list(enumerate("ab", 1))
if (n := len("abc")) > 2:
    total = [y := 1, y ** 2]
global_name = "x"


def uses_global():
    global global_name, other
    global_name = other = [1]
    del other


uses_global()


def cyclic():
    def me():
        return me

    return me


cyclic()()
sys.setrecursionlimit(300)
try:
    (lambda f: f(f))(lambda f: f(f))
except RecursionError as e:
    str(e)
