"""Which objects the collector tracks, and when tuples and dicts cease to be tracked."""
import gc

gc.disable()


class C:
    pass


class S:
    __slots__ = ("a",)


class NoSlots:
    __slots__ = ()


class I(int):
    pass


class T(tuple):
    pass


def f():
    yield


def show(name, o):
    print(name, gc.is_tracked(o))


for name, o in (("int", 1), ("float", 1.5), ("str", "a"), ("bytes", b"a"), ("None", None), ("bool", True), ("complex", 1j), ("empty tuple", ()),
                ("tuple of ints", (1, 2)), ("list", []), ("set", set()), ("frozenset", frozenset([1])), ("dict", {}), ("dict of ints", {1: 2}),
                ("dict of strings", {"a": "b"}), ("dict with list", {"a": []}), ("dict with tuple", {"a": tuple(["p"])}), ("dict tuple key", {(1,): 1}),
                ("function", show), ("class", C), ("instance", C()), ("slots", S()), ("no slots", NoSlots()), ("int subclass", I(3)),
                ("tuple subclass", T()), ("object", object()), ("range", range(3)), ("slice", slice(1)), ("generator", f()),
                ("bytearray", bytearray()), ("memoryview", memoryview(b"")), ("module", gc), ("builtin", len), ("bound builtin", [].append),
                ("method", show.__get__(1)), ("list iterator", iter([])), ("range iterator", iter(range(3))), ("str iterator", iter("a")),
                ("dict items", {}.items()), ("dict iterator", iter({})), ("map", map(len, [])), ("enumerate", enumerate([])), ("zip", zip()),
                ("exception", ValueError()), ("property", property()), ("cell", (lambda: name).__closure__ and 1), ("code", show.__code__),
                ("type", int), ("ellipsis", ...), ("reversed", reversed([])), ("super", super(C, C())), ("staticmethod", staticmethod(len)),
                ("mappingproxy", C.__dict__), ("generic alias", list[int]), ("union", int | str), ("filter", filter(None, []))):
    show(name, o)
print("-- tuples")
inner = (1, 2)
outer = (inner, "a")
held = ([], 1)
show("before", inner), show("before", outer), show("before", held)
gc.collect(0)
show("after", inner), show("after", outer), show("after", held)
made = tuple([1, 2, 3])
show("made", made)
gc.collect(0)
show("made", made)
joined = made + (4,)
show("joined", joined)
show("slice", joined[1:])
args = (lambda *a: a)(1, 2)
show("arguments", args)
late = ([],)
late[0].append(late)
gc.collect()
show("cyclic", late)
objects = (None, True, 1.5, "s", b"b", 10 ** 30, ..., int)
gc.collect()
show("with a type", objects)
objects = (None, True, 1.5, "s", b"b", 10 ** 30, ...)
gc.collect()
show("atoms", objects)
print("-- dicts")
d = {}
show("empty", d)
d["a"] = 1
show("int", d)
d["b"] = "s"
show("str", d)
d["c"] = ("p", "q")
show("tuple", d)
d["c"] = 1
show("tuple gone", d)
gc.collect(0)
show("after generation 0", d)
gc.collect(1)
show("after generation 1", d)
gc.collect()
show("after a full collection", d)
d["l"] = []
show("list", d)
del d["l"]
gc.collect()
show("list gone", d)
show("copy", d.copy()), show("copy with list", {"a": []}.copy()), show("literal", {"x": 1, "y": 2.5})
show("dict()", dict(a=1)), show("dict of pairs", dict([("a", 1)])), show("fromkeys", dict.fromkeys("ab")), show("comprehension", {i: i for i in range(3)})
show("merged", {"a": 1} | {"b": 2}), show("merged list", {"a": 1} | {"b": []}), show("unpacked", {**{"a": 1}})
e = {}
e.update({"a": 1})
show("update", e)
e.update({"a": []})
show("update list", e)
e.clear()
show("cleared", e)
e = {}
e.setdefault("a", [])
show("setdefault", e)


class DictSub(dict):
    pass


show("subclass", DictSub(a=1))
gc.collect()
sub = DictSub(a=1)
gc.collect()
show("subclass after", sub)
c = C()
show("instance dict", c.__dict__)
c.x = 1
show("instance dict with int", c.__dict__)
c.y = []
show("instance dict with list", c.__dict__)
show("globals", globals()), show("locals", (lambda a: locals())(1)), show("class dict", dict(vars(C)))
