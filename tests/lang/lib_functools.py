# functools and _functools.
import copy
import functools
import gc
import sys
import weakref
from functools import (cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce, singledispatch,
                       singledispatchmethod, total_ordering, update_wrapper, wraps)


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


def capture(*args, **kw):
    return args, kw


# partial
p = partial(capture, 1, 2, a=3)
print(p(), p(4, b=5), p(a=9), p.args, p.keywords, p.func is capture)
q = partial(p, 5, c=6)
print(q(7), q.func is capture, q.args, q.keywords)
print(partial(max, 5)(3, 9), partial(int, base=2)('101'), partial(capture)())
error(partial)
error(partial, 3)
error(lambda: p.nothing)
error(setattr, p, 'args', 3)
p.attr = 'x'
print(p.attr, p.__dict__, partial(p, 1).func is p)
print(partial(print, 1, 'a', x=[2]).__repr__().replace(repr(print), 'PRINT'))
print(partial(int, '1', base=3))
r = p.__reduce__()
print(r[1][0] is capture, r[2][1:], r[0])
c = copy.copy(p)
print(c(), c.attr)
p2 = partial(capture)
p2.__setstate__((capture, (1,), {'z': 2}, None))
print(p2(3))
for bad in (None, (1, 2), (capture, [], {}, None), (capture, (), [], None), (3, (), {}, None)):
    error(p2.__setstate__, bad)
p2.__setstate__((capture, (1,), None, {'q': 1}))
print(p2(), p2.q)


class P(partial):
    pass


s = P(capture, 1)
s.x = 1
print(s(2), s.x, type(s).__name__, type(partial(s)).__name__, P(partial(capture, 3), 4).args)
print(str(P(int, 3)).startswith('__main__.P(') or str(P(int, 3)))
rec = partial(capture)
rec.__setstate__((rec, (rec,), {'self': rec}, None))
print(rec)
rec.__setstate__((capture, (), {}, None))
print(partial[int])
w = weakref.ref(p)
print(w() is p)
error(partial(lambda: 1), 3)
error(partial(capture, a=1), **{'a': 2, 'b': 3})


class HasMethod:
    def f(self, *args, **kw):
        return args, kw
    g = partialmethod(f, 1, a=2)
    h = partial(capture, 'bound?')


print(HasMethod().g(3, b=4), HasMethod().h())

# cmp_to_key
key = cmp_to_key(lambda a, b: b - a)
print(sorted([3, 1, 2], key=key), max([3, 1, 2], key=key), key(3) < key(2), key(3) == key(3), key(3).obj)
error(lambda: key(3) < 4)
error(hash, key(3))
error(cmp_to_key)
error(key)
error(key, 1, 2)
error(lambda: key < key(3))
error(lambda: sorted([1, 2], key=cmp_to_key(lambda a, b: 1 / 0)))
error(lambda: cmp_to_key(mycmp=lambda a, b: 0)(obj=1) == 3)
print(type(key).__name__)

# reduce
print(reduce(lambda a, b: a * 10 + b, [1, 2, 3]), reduce(max, [3], 5), reduce(capture, [], 'start'), reduce(min, 'cab'))
error(reduce, capture, [])
error(reduce, capture, 3)
error(reduce, capture)
error(reduce, lambda a, b: 1 / 0, [1, 2])
error(reduce, 3, [1, 2])


# lru_cache
calls = []


@lru_cache(maxsize=3)
def f(x, y=0, *, z=None):
    "doc of f"
    calls.append(x)
    return x * 2 + y


print([f(i) for i in (1, 2, 3, 1, 4, 1, 2)], calls, f.cache_info())
print(f(1, 2), f(1, y=2), f(x=1, y=2), f(1, z=3), f.cache_info(), f.cache_parameters())
f.cache_clear()
print(f.cache_info(), f.__name__, f.__doc__, f.__wrapped__(5), f.__module__, f.__qualname__)
error(f)
error(f, [])
print(f.cache_info())
print(copy.copy(f) is f, copy.deepcopy(f) is f)


@lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())


@cache
def g(*args, **kw):
    calls.append(args)
    return len(args)


calls.clear()
print(g(1), g(1.0), g(True), g('1'), g((1,)), g(1, 2), g(), g(a=1), g(a=1), g(b=1), calls, g.cache_info())


@lru_cache(typed=True)
def t(x, k=0):
    return type(x).__name__


print(t(1), t(1.0), t(True), t(1, k=1), t(1, k=1.0), t.cache_info())


@lru_cache(maxsize=0)
def none(x):
    return x


print(none(1), none(1), none.cache_info())
error(lru_cache, 'a')
error(functools._lru_cache_wrapper, 3, 4, 5, 6)
error(functools._lru_cache_wrapper, len, 'x', 5, 6)
print(lru_cache(maxsize=-5)(len).cache_info())


class M:
    @lru_cache(maxsize=2)
    def m(self, x):
        return x * 3

    @cached_property
    def once(self):
        print('once')
        return 42


m = M()
print(m.m(2), m.m(2), M.m.cache_info(), m.once, m.once, m.__dict__)
print(type(m.m).__name__, M.__dict__['m'].__get__(None, M) is M.__dict__['m'])


@lru_cache(maxsize=2)
def inner(n):
    if n:
        inner(n - 1)
    return n


print(inner(6), inner.cache_info(), inner(6), inner(5), inner(4), inner.cache_info())


@lru_cache(maxsize=1)
def raising(x):
    raise ValueError(x)


error(raising, 1)
error(raising, 1)
print(raising.cache_info())


class Hashed:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if self.v == 'bad':
            raise TypeError('eq')
        return self.v == other.v


@lru_cache(maxsize=5)
def h(x):
    return x.v


print([h(Hashed(i % 3)) for i in range(7)], h.cache_info())
error(h, Hashed('bad'))

# what a cache holds
o = object()
before = sys.getrefcount(o)


@lru_cache(maxsize=2)
def hold(x):
    return x


hold(o), hold(1), hold(o)
print(sys.getrefcount(o) - before)
hold(2), hold(3)
print(sys.getrefcount(o) - before)
hold(o)
hold.cache_clear()
print(sys.getrefcount(o) - before)


class N:
    pass


def leave():
    n = N()

    @lru_cache(maxsize=4)
    def f(x):
        return f, n
    f(1), f(n), f(3)

    @cache
    def g(x):
        return g, n
    g(1)
    n.p = partial(leave, n, k=n)
    n.k = cmp_to_key(n)
    return weakref.ref(n)


r = leave()
gc.collect()
print(r())

# the rest, in Python
@total_ordering
class T:
    def __init__(self, v):
        self.v = v

    def __eq__(self, o):
        return self.v == o.v

    def __lt__(self, o):
        return self.v < o.v


print(T(1) <= T(2), T(1) > T(2), T(2) >= T(2))


@singledispatch
def show(x):
    return 'object'


@show.register(int)
def _(x):
    return 'int'


@show.register
def _(x: list):
    return 'list'


print(show(1), show([]), show('a'), show(True), show.dispatch(bool)(1), sorted(c.__name__ for c in show.registry))


class SD:
    @singledispatchmethod
    def f(self, x):
        return 'object'

    @f.register
    def _(self, x: int):
        return 'int'


print(SD().f(1), SD().f('a'))


def deco(fn):
    @wraps(fn)
    def wrapper(*a, **k):
        "wrapper"
        return fn(*a, **k)
    return wrapper


@deco
def wrapped(x: int) -> str:
    "the doc"
    return str(x)


print(wrapped.__name__, wrapped.__doc__, wrapped.__annotations__, wrapped.__wrapped__(3), wrapped(4))
