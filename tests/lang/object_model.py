# Descriptors, metaclasses, orders of bases, attribute hooks, slots, live dicts, operators and their reflections.
class Desc:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name); self.name = name
    def __get__(self, o, cls): return ("get", o is not None, cls.__name__)
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("delete")


class NonData:
    def __get__(self, o, cls): return "non-data"


class Base:
    d, n = Desc(), NonData()
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); print("subclass", cls.__name__, tag)
    def __class_getitem__(cls, item): return cls.__name__, item


class Sub(Base, tag="t"): pass


s = Sub()
print(s.d, Sub.d, s.n); s.d = 5; del s.d
s.__dict__["d"] = s.__dict__["n"] = "own"
print(s.d, s.n, Base[int], Sub[1, 2], vars(s))
try: class_kw = __builtins__.__build_class__(lambda: None, "K", Base, wrong=1)
except TypeError as e: print(e)


class Meta(type):
    def __prepare__(name, bases, **kw): print("prepare", name, kw); return {"injected": 1}
    def __new__(m, name, bases, ns, **kw): return super().__new__(m, name, bases, dict(ns, added=2))
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(cls, *a): print("call", a); return super().__call__(*a)
    def __getattr__(cls, name): return f"meta {name}"
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, c): return c is int
    def __iter__(cls): return iter("xy")
    def __dir__(cls): return ["z", "a"]
    prop = property(lambda cls: cls.__name__ + " prop")


class WithMeta(metaclass=Meta, opt=1):
    def __init__(self, *a): self.a = a


print(WithMeta(1).a, WithMeta.injected, WithMeta.added, WithMeta.nothing, isinstance(5, WithMeta), issubclass(int, WithMeta),
      list(WithMeta), dir(WithMeta), WithMeta.prop, type(WithMeta).__name__)


class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass


print([c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__), A.__subclasses__() == [B, C])
for bases in ((A, B), (B, B), (int, str), (bool,), (type(None),)):
    try: type("X", bases, {})
    except TypeError as e: print(e)


class Hooks:
    def __getattribute__(self, name):
        if name == "secret": raise AttributeError("hidden")
        return super().__getattribute__(name)
    def __getattr__(self, name): return "getattr " + name
    def __setattr__(self, name, v): print("setattr", name, v); super().__setattr__(name, v)
    def __delattr__(self, name): print("delattr", name); super().__delattr__(name)
    def __dir__(self): return ["b", "a"]


h = Hooks(); h.x = 1
print(h.x, h.secret, h.nothing, dir(h), hasattr(h, "anything")); del h.x
print(h.x)


class Slots:
    __slots__ = ("a", "__b", "__weakref__")
    def __init__(self): self.a = 1; self.__b = 2


class MoreSlots(Slots): __slots__ = {"c": "doc of c"}
class Open(MoreSlots): pass


m = MoreSlots(); m.c = 3
print(m.a, m._Slots__b, m.c, hasattr(m, "__dict__"), MoreSlots.c.__doc__, Slots.a, Open().__dict__, Slots.__slots__)
for f in (lambda: setattr(m, "q", 1), lambda: MoreSlots().c, lambda: delattr(m, "c") or m.c):
    try: f()
    except AttributeError as e: print(e)
for ns in ({"__slots__": "a b"}, {"__slots__": ["a"], "a": 1}, {"__slots__": [1]}, {"__slots__": ["__dict__", "__dict__"]}):
    try: type("S", (), ns)
    except (TypeError, ValueError) as e: print(type(e).__name__, e)


class P1: pass
class P2:
    def hi(self): return "hi"


o = P1(); o.__class__ = P2
print(o.hi(), type(o).__name__)
for target in (int, Slots, 5):
    try: o.__class__ = target
    except TypeError as e: print(e)
o.__dict__ = live = {"k": 1}
live["z"] = 2; o.y = 3
print(o.z, live, vars(o) is live)
try: o.__dict__ = 5
except TypeError as e: print(e)


class L(list):
    def __getitem__(self, i): return ("item", list.__getitem__(self, i))
class Dd(dict):
    def __missing__(self, k): return ("missing", k)
class I(int):
    def __add__(self, o): return I(int(self) + int(o) + 100)
class S(str):
    def __new__(cls, v): return super().__new__(cls, v.upper())
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
class F(float): __slots__ = ()
class E(Exception):
    def __str__(self): return "E!"


print(L([1])[0], Dd()["q"], I(1) + 2, type(I(1) - 2), S("a") + "b", T(1, 2), F(1.5) * 2, E(1), repr(E(1)), sum([I(1), 2]))


class N:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"N({self.n})"
class R(N): pass


def op(name):
    def f(self, other): return NotImplemented if isinstance(other, str) else (name, self.n)
    return f


for c, pre in ((N, ""), (N, "r"), (R, "r"), (N, "i")):
    for name in "add sub mul truediv floordiv mod pow lshift rshift and or xor matmul divmod".split():
        if pre != "i" or name != "divmod": setattr(c, f"__{pre}{name}__", op(pre + name))
n, r = N(1), R(2)
print(n + 1, 1 + n, n + r, r + n, n @ 1, 1 @ n, 2 ** n, n ** 2, divmod(n, 1), divmod(1, n), n << 1, 1 >> n, n ^ 1, 1 | n)
n += 1; print(n); n = N(3); n //= 2; print(n)
for f in (lambda: N(1) + "s", lambda: "s" * N(1), lambda: N(1) < N(2), lambda: -N(1), lambda: N(1)[0], lambda: len(N(1)),
          lambda: N(1)(), lambda: iter(N(1)), lambda: int(N(1)), lambda: N(1) in N(2), lambda: hash([])):
    try: print(f())
    except TypeError as e: print(e)


class Cmp:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == getattr(o, "v", o)
    def __lt__(self, o): return self.v < getattr(o, "v", o)
    def __index__(self): return self.v
    def __bool__(self): return self.v > 1
    def __format__(self, spec): return f"<{spec}>"
    def __contains__(self, x): return x
    def __len__(self): return -1
    def __round__(self, n=None): return ("round", n)
    def __call__(self, *a, **k): return a, k
    def __reversed__(self): return "reversed"
    def __length_hint__(self): return 3


c = Cmp(2)
print(c == 2, 2 == c, c != 2, c < 3, 3 > c, [1, 2, 3][c], hex(c), range(c), f"{c:spec}", format(c), 5 in c, round(c), round(c, 1),
      c(1, k=2), reversed(c), Cmp.__hash__, bool(Cmp(1)), "abc"[:c], bytes(c))
for f in (lambda: hash(c), lambda: len(c), lambda: c <= 1, lambda: sorted([c, Cmp(1)])[0].v, lambda: max(c, Cmp(5)).v):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)


class Sup(B):
    def m(self): return super().__thisclass__.__name__, super(Sup, self).__self__ is self, super(B, Sup)
    @classmethod
    def k(cls): return super().__self_class__.__name__


print(Sup().m()[:2], Sup.k(), Sup().m()[2], super(Sup))
for f in (lambda: super(), lambda: super(int, "x"), lambda: super(5), lambda: super(B, A())):
    try: f()
    except (TypeError, RuntimeError) as e: print(type(e).__name__, e)
