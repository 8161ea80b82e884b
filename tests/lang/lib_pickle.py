# pickle: the bytes of every protocol, and what is read from them.
import collections
import copyreg
import datetime
import functools
import gc
import hashlib
import io
import pickle
import re
import sys
import _pickle

assert pickle.dumps is _pickle.dumps


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, re.sub("0x[0-9a-f]+", "0x", str(e)))


class Plain:
    def __init__(self, *args):
        self.args = args
        self.other = len(args)

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None

    def method(self):
        return 1

    class Inner:
        pass


class Slots:
    __slots__ = "a", "b"

    def __eq__(self, other):
        return (self.a, self.b) == (other.a, other.b)


class State:
    def __getstate__(self):
        return [1, 2]

    def __setstate__(self, state):
        self.state = state


class Ex(int):
    def __new__(cls, value, *, extra):
        self = int.__new__(cls, value)
        self.extra = extra
        return self

    def __getnewargs_ex__(self):
        return (int(self),), {"extra": self.extra}


class Properties:
    def __init__(self):
        self.__dict__["x"] = 5

    @property
    def x(self):
        return "property"


class Listed(list):
    pass


class Mapped(dict):
    pass


Point = collections.namedtuple("Point", "x y")
slots = Slots()
slots.a, slots.b = 1, [2]
loop = []
loop.append(loop)
loop_dict = {}
loop_dict["self"] = loop_dict
loop_tuple = ([],)
loop_tuple[0].append(loop_tuple)
long_loop = ([], 1, 2, 3)
long_loop[0].append(long_loop)
shared = ["shared"]
listed = Listed([1, 2, 3])
listed.name = "x"
mapped = Mapped(a=1, b=2)
values = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, -65536, 2**31 - 1, -2**31, 2**31, 2**63, -2**63, 2**100,
    -2**100, -128 * 2**56, 2**2100, 0.0, -1.5, 1e300, float("inf"), "", "abc", "\u00e9\n\\\r\x1a\0", "\u4e2d", "\U0001f600",
    "\ud800", "x" * 300, b"", b"abc\xff", b"y" * 300, bytearray(b""), bytearray(b"ab"), (), (1,), (1, 2), (1, 2, 3),
    (1, 2, 3, 4), [], [1], [1, 2], {}, {1: 2}, {"a": 1, "b": [2]}, 
    set(), {1}, {1, 2, 3}, frozenset(), frozenset([1, 2]), loop, loop_dict, loop_tuple, long_loop, [shared, shared],
    Plain(1, "two"), slots, Ex(5, extra="e"), Point(1, 2), listed, mapped, int, Plain, Plain.Inner, len, Plain.method,
    functools.reduce, type(None), type(...), ..., NotImplemented, 1 + 2j, range(5), slice(1, 2), ValueError("no", 3),
    collections.OrderedDict(a=1), collections.deque([1, 2], 5), collections.defaultdict(list, a=[1]),
    collections.Counter("abca"), datetime.date(2020, 1, 2), functools.partial(int, base=2), [1, [2, [3, (4, {5: 6})]]],
    Plain(1).method, iter([1, 2]),
]
for protocol in range(6):
    total = hashlib.sha256()
    for value in values:
        try:
            data = pickle.dumps(value, protocol)
        except TypeError as e:
            print(protocol, e)
            continue
        total.update(data)
        if len(data) < 60 and not isinstance(value, (int, float, str)):
            print(protocol, data)
        out = io.BytesIO()
        pickle.dump(value, out, protocol)
        assert out.getvalue() == data, value
        back = pickle.loads(data)
        from_file = pickle.load(io.BytesIO(data))
        assert type(back) is type(value) is type(from_file)
        if " at 0x" not in repr(value):
            assert repr(back) == repr(value) == repr(from_file), (protocol, value)
    print(protocol, total.hexdigest())
    back = pickle.loads(pickle.dumps(loop, protocol))
    assert back[0] is back
    back = pickle.loads(pickle.dumps(loop_tuple, protocol))
    assert back[0][0] is back
    back = pickle.loads(pickle.dumps(long_loop, protocol))
    assert back[0][0] is back and back[1:] == (1, 2, 3)
    back = pickle.loads(pickle.dumps([shared, shared], protocol))
    assert back[0] is back[1] == shared
    back = pickle.loads(pickle.dumps(State(), protocol))
    assert back.state == [1, 2]
    back = pickle.loads(pickle.dumps(listed, protocol))
    assert back.name == "x" and back == listed
    if protocol >= 2:
        back = pickle.loads(pickle.dumps(Ex(5, extra="e"), protocol))
        assert back.extra == "e" and back == 5
    back = pickle.loads(pickle.dumps(Properties(), protocol))
    assert back.x == "property" and vars(back) == {"x": 5}


def large(make):
    """Batches and frames."""
    value = make()
    for protocol in 1, 4, 5:
        data = pickle.dumps(value, protocol)
        out = io.BytesIO()
        pickle.dump(value, out, protocol)
        out.seek(0)
        print(protocol, len(data), hashlib.sha256(data).hexdigest(), out.getvalue() == data,
              pickle.loads(data) == value == pickle.load(out))


large(lambda: list(range(2500)))
large(lambda: dict.fromkeys(range(1000)))
large(lambda: dict.fromkeys(map(str, range(1001)), 1.5))
large(lambda: "x" * 70000)
large(lambda: [b"z" * 70000, bytearray(66000), 1])
large(lambda: list(map(str, range(9000))))
large(lambda: [1000] * 25000)
large(lambda: [()] * 70000)
print(pickle.dumps(Plain(1), 2, fix_imports=False))
print(pickle.dumps(range, 2), pickle.dumps(range, 2, fix_imports=False))

# Subclasses and hooks
class Persistent(pickle.Pickler):
    def persistent_id(self, o):
        return "id-%s" % o[0] if isinstance(o, tuple) and o else None


class Reading(pickle.Unpickler):
    def persistent_load(self, pid):
        return ["loaded", pid]

    def find_class(self, module, name):
        print("find", module, name)
        return super().find_class(module, name)


for protocol in 0, 4:
    out = io.BytesIO()
    Persistent(out, protocol).dump([1, (2,), {"k": ("three",)}, Plain])
    print(out.getvalue())
    print(Reading(io.BytesIO(out.getvalue())).load())
    attempt(pickle.loads, out.getvalue())


class Override(pickle.Pickler):
    def reducer_override(self, o):
        return (str, ("override",)) if isinstance(o, Plain) else NotImplemented


out = io.BytesIO()
Override(out).dump([Plain(1), slots])
print(pickle.loads(out.getvalue())[0])
out = io.BytesIO()
p = pickle.Pickler(out)
p.dispatch_table = {Plain: lambda o: (str, ("dispatched",))}
p.dump(Plain(1))
p.dump(p.dispatch_table is not None)
source = io.BytesIO(out.getvalue())
u = pickle.Unpickler(source)
print(u.load(), u.load(), p.bin, p.fast, type(p), type(u))
attempt(u.load)
out = io.BytesIO()
p = pickle.Pickler(out)
p.dump(shared)
p.dump(shared)
p.clear_memo()
p.dump(shared)
print(out.getvalue())
attempt(getattr, p, "persistent_id")
p.persistent_id = lambda o: None
attempt(pickle.Pickler(out, 2).__getattribute__, "dispatch_table")
copyreg.pickle(Slots, lambda o: (str, ("registered",)))
print(pickle.loads(pickle.dumps(slots)))
copyreg.add_extension(__name__, "Plain", 300)
print(pickle.dumps(Plain), pickle.loads(pickle.dumps(Plain)) is Plain)
copyreg.remove_extension(__name__, "Plain", 300)

# Errors
attempt(pickle.dumps, lambda: 1)
attempt(pickle.dumps, (i for i in ()))
attempt(pickle.dumps, sys)
attempt(pickle.dumps, 1, 9)
attempt(pickle.dumps)
attempt(pickle.dump, 1, 2)
attempt(pickle.load, 3)
attempt(pickle.loads, 3)
attempt(pickle.Pickler)


class Bad:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return self.value


for bad in 1, (), (1,), (1, 2), (len, 1), (len, (), None, 1), (len, (), None, None, 1), "nothing", (1, 2, 3, 4, 5, 6, 7):
    attempt(pickle.dumps, Bad(bad))
for data in (b"", b"\x80", b"\x80\x09.", b"K", b".", b"]", b"\x93.", b"?", b"'", b"\xff", b"(.", b"h\x05.", b"N0.", b"0.",
             b"cno_such\nx\n.", b"cos\nno_such\n.", b"Iabc\n.", b"Fx\n.", b"Sabc\n.", b"e.", b"]K\x01e.", b"\x8c\x05ab.",
             b"NNR.", b"NN\x81.", b"N)\x81.", b"}(K\x01u.", b"Px\n.", b"\x82\x00.", b"\x82\x07.", b"p-1\n.", b"NNb.", b"g9\n.",
             b"\x97.", b"t.", b"(K\x01K\x02", b"X\xff\xff\xff\xff."):
    print(data, end=" ")
    attempt(pickle.loads, data)
print(pickle.loads(b"S'a\\nb'\n."), pickle.loads(b"U\x02hi."), pickle.loads(b"T\x02\0\0\0h\xe9.", encoding="latin1"),
      pickle.loads(b"U\x02h\xe9.", encoding="bytes"), pickle.loads(b"I01\n."), pickle.loads(b"L12L\n."), pickle.loads(b"(lp0\nI1\na."),
      pickle.loads(b"(i__builtin__\nlist\n."), pickle.loads(b"c__builtin__\nxrange\n."), pickle.loads(b"(dI1\nI2\ns."))
attempt(pickle.loads, b"U\x02h\xe9.")
print(pickle.PickleError.__mro__, pickle.PicklingError.__module__, pickle.UnpicklingError.__bases__)


class File:
    def write(self, data):
        return len(data)


f = File()
f.p = pickle.Pickler(f)
f.p.dump([f.p.dump and 1])
f.q = f.p
del f
print(gc.collect() > 0)
x = object()
print(sys.getrefcount(shared), pickle.dumps(shared) and sys.getrefcount(shared))
