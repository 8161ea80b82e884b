# Keywords for classes derived from built-in types, messages of object, super() corners, hashes.
import copy


def show(function, *args, **kwargs):
    try:
        print(type(function(*args, **kwargs)).__name__)
    except Exception as error:
        print(type(error).__name__, error)


for base, args in (
    (list, ()),
    (tuple, ()),
    (set, ()),
    (frozenset, ()),
    (int, ()),
    (float, ()),
    (str, ()),
    (dict, ()),
    (zip, ()),
    (map, (len, [])),
    (filter, (None, [])),
    (reversed, ("",)),
    (enumerate, ([],)),
):
    plain = type("Plain", (base,), {})
    with_init = type("Init", (base,), {"__init__": lambda self, *args, word=1: None})
    with_new = type("New", (base,), {"__new__": lambda cls, *args, word=1: base.__new__(cls, *args)})
    for cls in (base, plain, with_init, with_new):
        print(base.__name__, cls.__name__, end=": ")
        show(cls, *args, word=3)


class C:
    pass


show(C, 1)
show(C().__init__, 1)
show(object.__init__, C(), 1)
show(type, 1, word=2)


class CellSelf:
    def method(self):
        super()

    def kept(self):
        def inner():
            return self

        return super().__init__() or inner() is self


cell = (lambda x: lambda: x)(CellSelf()).__closure__[0]
show(CellSelf.method, cell)
print(CellSelf().kept())
show(super)


class Counting(int):
    count = 0

    def __hash__(self):
        Counting.count += 1
        return int(self)


d = dict.fromkeys(map(Counting, range(10)))
print(Counting.count)
for kind in (set, frozenset):
    s = kind(d)
    s.difference(d), s.symmetric_difference(d), s.union(d), kind(s), s.copy(), s | s, s & s
    dict.fromkeys(s), dict.fromkeys(s, 1), dict.fromkeys(d)
    print(Counting.count, sorted(s.difference(dict.fromkeys([1, 2, 3]))))

it = iter({1, 2, 3})
next(it)
function, (rest,) = it.__reduce__()
print(function, sorted(rest), sorted(it) == sorted(rest), sorted(copy.copy(iter({1, 2}))))
