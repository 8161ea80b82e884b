# The modules in plain Python that a program expects: each is imported and its main features are used.
import abc, bisect, collections.abc, contextlib, copy, dataclasses, enum, functools, io, itertools, keyword, numbers, operator, random
import reprlib, stat, string, textwrap, types, typing, weakref


class Shape(abc.ABC):
    @property
    @abc.abstractmethod
    def area(self): ...


class Sq(Shape): area = 4


try: Shape()
except TypeError as e: print(e)
print(Sq().area, issubclass(list, collections.abc.Sequence), isinstance({}, collections.abc.MutableMapping), Shape.__abstractmethods__)
Shape.register(int); print(isinstance(5, Shape))
l = [1, 3, 5]; bisect.insort(l, 4); print(l, bisect.bisect_left(l, 3), bisect.bisect(l, 3, key=lambda v: v))


@contextlib.contextmanager
def cm(): print("in"); yield 5; print("out")


with cm() as v, contextlib.suppress(KeyError), contextlib.ExitStack() as st:
    st.callback(print, "callback"); {}[v]
with contextlib.redirect_stdout(io.StringIO()) as so: print("captured")
print(so.getvalue(), contextlib.nullcontext(3).__enter__())
deep = {"a": [1, {2}]}; deep["self"] = deep; c = copy.deepcopy(deep)
print(c["a"] == deep["a"], c["self"] is c, copy.copy(deep)["a"] is deep["a"])


@dataclasses.dataclass(order=True, frozen=True, slots=True)
class P:
    x: int
    y: list = dataclasses.field(default_factory=list, compare=False)
    z: dataclasses.InitVar[int] = 0
    def __post_init__(self, z): pass


p = P(1); print(p, p < P(2), dataclasses.asdict(p), dataclasses.replace(p, x=5), [f.name for f in dataclasses.fields(P)], P.__slots__)
try: p.x = 2
except dataclasses.FrozenInstanceError as e: print(e)


class Color(enum.Enum): RED = 1; GREEN = enum.auto(); ALIAS = 1
class Perm(enum.Flag): R = enum.auto(); W = enum.auto(); X = enum.auto()
class Num(enum.IntEnum): ONE = 1


print(Color.RED, repr(Color(2)), Color["ALIAS"], list(Color), Color.ALIAS is Color.RED, Perm.R | Perm.X, repr(Perm(3)), Num.ONE + 1, Color.RED.name)
try: Color(9)
except ValueError as e: print(e)


@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.singledispatch
def kind(o): return "object"
@kind.register
def _(o: int): return "int"


print(fib(50), fib.cache_info(), kind(1), kind("s"), functools.reduce(operator.mul, [1, 2, 3]), functools.partial(int, base=2)("101"))
print(list(itertools.accumulate([1, 2, 3])), list(itertools.pairwise("abc")), keyword.iskeyword("for"), keyword.softkwlist)
print(isinstance(1, numbers.Integral), isinstance(1.5, numbers.Real), random.Random(5).random(), random.Random(1).sample(range(10), 3))
print(reprlib.repr(list(range(100))), reprlib.repr("x" * 100), stat.filemode(0o100644), string.Template("$a ${b}").substitute(a=1, b=2),
      string.capwords("a b"), string.Formatter().format("{0!r:>5}", "x"))
print(textwrap.fill("the quick brown fox jumps over", 12), textwrap.dedent("  a\n   b"), textwrap.shorten("hello big world", 12), textwrap.indent("a\nb", "> "))
print(types.SimpleNamespace(a=1, b=[2]), types.MappingProxyType({1: 2}), types.new_class("N", (int,)).__name__, isinstance(len, types.BuiltinFunctionType),
      types.GenericAlias(list, (int,)), int | None)
T = typing.TypeVar("T")


class G(typing.Generic[T]): pass
class NT(typing.NamedTuple):
    a: int
    b: str = "d"
class TD(typing.TypedDict, total=False): k: int
@typing.runtime_checkable
class Proto(typing.Protocol):
    def read(self) -> str: ...


print(G[int], NT(1), NT(1)._asdict(), TD(k=1), TD.__optional_keys__, isinstance(io.StringIO(), Proto), typing.Optional[int], typing.Union[int, str],
      typing.get_type_hints(NT), typing.Callable[[int], str], typing.Literal[1, "a"], typing.get_args(dict[str, int]), typing.cast(int, "x"))


class W: pass


w = W(); r = weakref.ref(w, lambda r: print("dead")); d = weakref.WeakValueDictionary(k=w); weakref.finalize(w, print, "finalized")
print(r() is w, list(d)); del w
print(r(), list(d), len(weakref.WeakSet([W()])))
