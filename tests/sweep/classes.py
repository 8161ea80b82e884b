"""Classes, metaclasses, slots, descriptors, super, properties."""


class Meta(type):
    seen = []

    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        return {"prepared": name}

    def __new__(mcs, name, bases, ns, tag=None, **kw):
        cls = super().__new__(mcs, name, bases, ns, **kw)
        cls.tag = tag
        return cls

    def __init__(cls, name, bases, ns, tag=None, **kw):
        super().__init__(name, bases, ns)
        Meta.seen.append(name)

    def __call__(cls, *args):
        return super().__call__(*args)

    def __instancecheck__(cls, o):
        return hasattr(o, "quack")


class A(metaclass=Meta, tag="a"):
    def __init__(self, x=1):
        self.x = x

    def __set_name__(self, owner, name):
        self.owner, self.name = owner, name

    def quack(self):
        return f"{self.x}!"


class B(A):
    __slots__ = ("y", "__private")
    attr = A(5)

    def __init__(self):
        super().__init__(2)
        self.y = [1, 2]
        self.__private = 3

    @property
    def twice(self):
        return self.x * 2

    @twice.setter
    def twice(self, value):
        self.x = value / 2

    @twice.deleter
    def twice(self):
        del self.x

    @staticmethod
    def s(a):
        return a

    @classmethod
    def c(cls, *a, **k):
        return cls.__name__, a, k

    def __getattr__(self, name):
        if name == "missing":
            return 1
        raise AttributeError(name)


class C(B):
    def __init_subclass__(cls, /, flag=None, **kw):
        super().__init_subclass__(**kw)
        cls.flag = flag

    def __getattribute__(self, name):
        return super().__getattribute__(name)


class D(C, flag=[1]):
    def __class_getitem__(cls, item):
        return item


b = B()
b.twice = 10
assert b.twice == 10.0 and b.missing == 1
del b.twice
assert b.c(1, z=2) == ("B", (1,), {"z": 2}) and B.s(3) == 3
b.fresh = 1
b.__dict__ = {"x": 4}
d = D()
d.new = 3
K = Meta("K", (A, dict), {}, tag="k")
k = K(6)
k[1] = k
assert k.x == 6 and repr(k) == "{1: {...}}"
assert isinstance(d, A) and D["x"] == "x" and D.flag == [1] and d.quack() == "2!"
assert [c.__name__ for c in D.__mro__] == ["D", "C", "B", "A", "object"]
assert isinstance(A(3), B) and not isinstance(3, B)
try:
    class E(A, B):
        pass
except TypeError as e:
    text = str(e)
try:
    class F:
        __slots__ = ("a", "a b")
except TypeError as e:
    text = str(e)
G = type("G", (B,), {"__doc__": "made", "m": lambda self: 7})
assert G().m() == 7 and G.__doc__ == "made"
G.m = lambda self: 8
assert G().m() == 8
B.s = staticmethod(len)
assert B.__subclasses__()[-1] is G
D.__qualname__ = "Other"
D.__bases__ = (C,)
assert repr(D).endswith("Other'>")


class H:
    def __init__(self):
        self.a = 1

    __hash__ = None

    def __eq__(self, other):
        return self.a == other

    def __lt__(self, other):
        return True

    def __add__(self, other):
        return (self, other)

    __radd__ = __add__

    def __call__(self, *a):
        return a

    def __len__(self):
        return 3

    def __getitem__(self, i):
        if i > 2:
            raise IndexError(i)
        return i * 2

    def __contains__(self, x):
        return x == 1

    def __bool__(self):
        return False

    def __repr__(self):
        return "H()"

    def __format__(self, spec):
        return spec * 2

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True

    def __delattr__(self, name):
        object.__delattr__(self, name)


h = H()
assert h == 1 and h < 2 and (h + 1)[1] == 1 and (1 + h)[1] == 1 and h(1, 2) == (1, 2)
assert list(h) == [0, 2, 4] and 1 in h and not h and f"{h:ab}" == "abab" and str([h]) == "[H()]"
with h as k:
    raise ValueError
h.b = h.c = 2
del h.a
H.a = 1
I = type("I", (), {})
i = I()
i.__class__ = type("J", (), {})
assert sorted(dir(h))[-2:] == ["b", "c"] and vars(h) == {"b": 2, "c": 2}
h.me = h


class Many:
    pass


many = Many()
for name in "abcdefghij":
    setattr(many, name, name)
for name in "cfaj":
    delattr(many, name)
assert list(vars(many)) == list("bdeghi")
