# Inheritance, super, special methods, properties, class and static methods, attributes.
class Animal:
    count = 0

    def __init__(self, name):
        self.name = name
        Animal.count += 1

    def speak(self):
        return "..."

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"

    @classmethod
    def make(cls, *names):
        return [cls(n) for n in names]

    @staticmethod
    def kingdom():
        return "animalia"

    @property
    def loud(self):
        return self.name.upper()

    @loud.setter
    def loud(self, value):
        self.name = value.lower()

    @loud.deleter
    def loud(self):
        self.name = ""


class Dog(Animal):
    def __init__(self, name, trick=None):
        super().__init__(name)
        self.trick = trick

    def speak(self):
        return "woof " + super().speak()


d = Dog("Rex", "roll")
print(d, d.speak(), d.trick, Animal.count, Dog.make("a", "b"), Dog.kingdom(), d.kingdom())
d.loud = "MAX"
print(d.name, d.loud)
del d.loud
print(repr(d.name))
print(isinstance(d, Animal), issubclass(Dog, Animal), Dog.__mro__, Dog.__bases__, Dog.__name__)
print(d.__dict__, vars(d), hasattr(d, "x"), getattr(d, "x", 5))
try:
    d.x
except AttributeError as e:
    print(e)
try:
    Dog.nothing
except AttributeError as e:
    print(e)
try:
    Animal.loud.fget
    Animal("z").speak = 1
    d.kingdom.x = 1
except AttributeError as e:
    print(e)


class Vec:
    def __init__(self, *xs):
        self.xs = xs

    def __add__(self, o):
        if not isinstance(o, Vec):
            return NotImplemented
        return Vec(*(a + b for a, b in zip(self.xs, o.xs)))

    def __radd__(self, o):
        return ("radd", o)

    def __mul__(self, k):
        return Vec(*(a * k for a in self.xs))

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __eq__(self, o):
        return isinstance(o, Vec) and self.xs == o.xs

    def __hash__(self):
        return hash(self.xs)

    def __lt__(self, o):
        return self.xs < o.xs

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, i):
        return self.xs[i]

    def __contains__(self, v):
        return v in self.xs

    def __iter__(self):
        return iter(self.xs)

    def __call__(self, *a, **k):
        return a, k

    def __bool__(self):
        return any(self.xs)

    def __str__(self):
        return "<" + ", ".join(map(str, self.xs)) + ">"

    def __format__(self, spec):
        return f"Vec{spec}"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return "dynamic " + name

    def __iadd__(self, o):
        self.xs = tuple(a + 1 for a in self.xs)
        return self

    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, *exc):
        print("exit", exc[0] and exc[0].__name__)
        return exc[0] is ValueError


v, w = Vec(1, 2), Vec(3, 4)
print(v + w, v * 2, 3 * v, -v, v == Vec(1, 2), v != w, v < w, w > v, len(v), v[1], 2 in v, list(v))
print(5 + v, v("x", k=1), bool(Vec(0, 0)), f"{v:>10}", str(v), v.anything, {v: 1}[Vec(1, 2)])
v += 1
print(v, *sorted([w, v]))
try:
    v + 5
except TypeError as e:
    print(e)
with v as q:
    print(q is v)
    raise ValueError("swallowed")
try:
    with v:
        raise KeyError("k")
except KeyError as e:
    print("caught", e)


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


print(D().who(), [k.__name__ for k in D.mro()])
try:
    class E(A, B):
        pass
except TypeError as e:
    print(e)


class Meta(type):
    def __new__(mcls, name, bases, ns, **kw):
        ns["made_by"] = mcls.__name__
        ns["kw"] = kw
        return super().__new__(mcls, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)

    def __call__(cls, *a):
        print("calling", cls.__name__)
        return super().__call__(*a)

    def __iter__(cls):
        return iter([1, 2])

    @property
    def prop(cls):
        return "meta prop"


class WithMeta(metaclass=Meta, opt=3):
    pass


print(WithMeta.made_by, WithMeta.kw, type(WithMeta), WithMeta(), list(WithMeta), WithMeta.prop) if False else None
m = WithMeta()
print(WithMeta.made_by, WithMeta.kw, type(WithMeta).__name__, list(WithMeta), WithMeta.prop)


class Base:
    registry = []

    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.registry.append((cls.__name__, tag))


class Sub1(Base, tag="one"):
    pass


class Sub2(Base):
    pass


print(Base.registry)


class Desc:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__.get(self.name, "unset")

    def __set__(self, obj, value):
        obj.__dict__[self.name] = value * 2

    def __delete__(self, obj):
        del obj.__dict__[self.name]


class HasDesc:
    field = Desc()


h = HasDesc()
print(h.field)
h.field = 4
print(h.field, h.__dict__, HasDesc.field.name)
del h.field
print(h.field)


class P:
    __slots__ = ("x", "__y")

    def __init__(self):
        self.x = 1
        self.__y = 2

    def get(self):
        return self.__y


p = P()
print(p.x, p.get(), p._P__y)
for bad in ("p.z = 1", "del p.x; p.x"):
    try:
        exec(bad)
    except AttributeError as e:
        print(e)


class Priv:
    __secret = 5

    def show(self):
        return self.__secret


print(Priv().show(), Priv._Priv__secret)
T = type("T", (Animal,), {"extra": 1, "hi": lambda self: "hi"})
print(T("t").hi(), T.extra, T.__name__, T.__module__)
o = object()
try:
    o.x = 1
except AttributeError as e:
    print(e)
for bad in (lambda: object(1), lambda: Animal(), lambda: Dog(1, 2, 3), lambda: int.x, lambda: abs()):
    try:
        bad()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Outer:
    class Inner:
        def m(self):
            return __class__.__qualname__


print(Outer.Inner().m(), Outer.Inner)
print(d.speak.__func__ is Dog.speak, type(d.speak).__name__)


class MyList(list):
    def total(self):
        return sum(self)


ml = MyList([1, 2, 3])
ml.append(4)
ml.note = "n"
print(ml, ml.total(), ml.note, len(ml), ml == [1, 2, 3, 4], isinstance(ml, list), ml[1:])


class MyInt(int):
    def __add__(self, o):
        return MyInt(int(self) + o + 100)


print(MyInt(5) + 1, MyInt(7) * 2, type(MyInt(5) + 1).__name__, MyInt(3) == 3)


class MyDict(dict):
    def __missing__(self, k):
        return k * 2


md = MyDict(a=1)
print(md["a"], md["zz"], md.get("q"))


class MyStr(str):
    def shout(self):
        return self.upper() + "!"


print(MyStr("hey").shout(), MyStr("x") + "y", type(MyStr("a").upper()).__name__)
d2 = Dog("q")
d2.__class__ = Animal
print(type(d2).__name__, d2.speak())
