"""How many objects a collection finds: everything that CPython counts is an object."""
import functools
import gc
import types
import weakref
from _collections import defaultdict, deque

gc.disable()


class E(Exception):
    def __init__(self, n):
        self.name = n


class P:
    pass


class L(list):
    pass


class S:
    __slots__ = ("a",)


class SW:
    __slots__ = ("a", "__weakref__")


def found(name):
    def run(f):
        gc.collect()
        f()
        print(name, gc.collect())
    return run


@found("exc")
def _():
    e = E(1)
    e.me = e


@found("exc no dict")
def _():
    e = Exception(1)
    e.args = (e,)


@found("plain")
def _():
    p = P()
    p.me = p


@found("plain dict")
def _():
    p = P()
    p.me = p
    p.__dict__


@found("plain vars")
def _():
    p = P()
    p.me = p
    vars(p)


@found("list")
def _():
    p = L()
    p.__dict__
    p.me = p


@found("class")
def _():
    type("T", (), {})


@found("class P")
def _():
    type("T", (P,), {})


@found("class f")
def _():
    type("T", (), {"held": 1, "f": lambda self: 1})


@found("class slots")
def _():
    type("T", (), {"__slots__": ("a",)})


@found("class stmt")
def _():
    class T:
        def m(self):
            pass


@found("class stmt super")
def _():
    class T:
        def m(self):
            return super().m()


@found("class inst")
def _():
    class T(P):
        def m(self):
            pass
    t = T()
    t.t = t


@found("closure")
def _():
    def g():
        return g


@found("gen")
def _():
    def g():
        yield g
    x = g()
    next(x)


@found("exc frame")
def _():
    try:
        1/0
    except Exception as e:
        x = e


def g(e):
    l = [e]
    raise e


@found("exc frame 2")
def _():
    try:
        g(E(1))
    except Exception as e:
        x = e


@found("method")
def _():
    l=[]
    l.append(l.append)


@found("wrapper")
def _():
    p = P()
    p.x = p.__init__


@found("dict")
def _():
    p = P()
    p.x = {}
    p.x[1] = p


@found("wr")
def _():
    p = P()
    p.me = p
    p.w = weakref.ref(p)


@found("ws")
def _():
    p = P()
    p.me = p
    p.w = weakref.WeakSet([p])


@found("wkd")
def _():
    p = P()
    p.me = p
    p.w = weakref.WeakKeyDictionary({p: 1})


@found("wvd")
def _():
    p = P()
    p.me = p
    p.w = weakref.WeakValueDictionary({1: p})


@found("prop")
def _():
    p = P()
    p.me = p
    p.w = property(p)


@found("slots")
def _():
    s = S()
    s.a = s


@found("slots weak")
def _():
    s = SW()
    s.a = s


@found("set")
def _():
    s = set()
    p = P()
    p.s = s
    s.add(p)


@found("partial")
def _():
    p = P()
    p.s = functools.partial(print, p)


@found("iters")
def _():
    p = P()
    p.s = map(p, [])
    p.v=iter([p])
    p.w = filter(p, [])
    p.x = iter((p,))
    p.y = reversed([p])
    p.z = slice(p)


@found("supers")
def _():
    p = P()
    p.s = super(P, p)
    p.t = staticmethod(p)
    p.u = classmethod(p)


@found("alias")
def _():
    p = P()
    p.s = list[p]


@found("views")
def _():
    d = {}
    d["k"] = d.keys()
    d["v"] = d.values()
    d["i"] = iter(d)


@found("deque")
def _():
    d = deque()
    d.append(d)
    d = deque()
    d.append(iter(d))


@found("dd")
def _():
    d = defaultdict()
    d[1] = d
    pass


@found("module")
def _():
    m = types.ModuleType("m")
    m.x = m


@found("ns")
def _():
    m = types.SimpleNamespace()
    m.x = m


@found("coro")
def _():
    async def c():
        return c
    c().close()


@found("metaclass")
def _():
    class M(type):
        pass
    class T(metaclass=M):
        pass


@found("exec")
def _():
    d = {}
    exec("def f(): pass\nclass C: pass", d)
