#!/usr/bin/env python3.11
"""Calls every method and function with odd arguments, on Adder and on CPython 3.11, and compares.

    tests/fuzz/calls.py [--adder PATH] [--seed N] [--minutes N] [--only TEXT] [--show N]

Every method of every built-in type, every operator, and every function of the modules in C, with random
arguments: of every type, too many or too few, huge, negative, the object itself, values whose special methods
change the object while it is being worked on. Reports crashes (with the sanitizer's text if the build has
one), failed checks of the counts, then differing results, exceptions and messages.
Cases run in an empty directory, without posix and without functions that open files, under limits of memory
and time. --replay FILE runs the cases of a file of an earlier report.
"""
import argparse
import collections
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3.11"
BATCH = 250
MEMORY = 400 << 20

# ---- what is called

TYPES = {
    "int": ["5", "0", "-1", "2**63", "-2**70", "True", "SubInt(ACT, 3)"],
    "float": ["1.5", "0.0", "float('nan')", "float('inf')", "-1e300", "SubFloat(ACT, 2.5)"],
    "complex": ["1+2j", "complex('nan')", "0j"],
    "str": ["''", "'abc'", "'a b c'", "'\\xe9t\\xe9'", "'\\u20acuro'", "'\\U0001f600x'", "'{} {a} %s'", "SubStr(ACT, 'xyz')"],
    "bytes": ["b''", "b'abc'", "b'a b\\xff'", "SubBytes(ACT, b'xyz')"],
    "bytearray": ["bytearray(b'abc')", "bytearray()", "bytearray(b'a b c d')"],
    "memoryview": ["memoryview(b'abcd')", "memoryview(bytearray(b'abcdef'))", "memoryview(b'abcdefgh').cast('i')",
                   "memoryview(bytearray(8))[::2]", "memoryview(bytearray(12)).cast('h', [2, 3])"],
    "list": ["[]", "[1, 2, 3]", "['a', 'b', 'a']", "[EVIL, 1, EVIL]", "[Dying(ACT), Dying(ACT)]", "loop()",
             "SubList(ACT, [3, 1, 2])", "list(range(20))", "[EVIL, EVIL, EVIL, EVIL]"],
    "tuple": ["()", "(1, 2, 3)", "(EVIL, 1)", "([], {})", "SubTuple(ACT, (1, 2))"],
    "dict": ["{}", "{'a': 1, 'b': 2}", "{1: EVIL, EVIL: 2}", "dict_loop()", "SubDict(ACT, a=1)",
             "{1: Dying(ACT), 2: Dying(ACT)}", "dict.fromkeys(range(10))"],
    "set": ["set()", "{1, 2, 3}", "{EVIL, 1, 'a'}", "SubSet(ACT, [1, 2])", "{Dying(ACT), 1}"],
    "frozenset": ["frozenset()", "frozenset('abc')", "frozenset([EVIL, 1])"],
    "range": ["range(5)", "range(10, 0, -3)", "range(2**70)", "range(0)"],
    "slice": ["slice(1, 2)", "slice(None)", "slice(EVIL, 5, -1)"],
    "object": ["object()", "Plain(a=1)", "WithMeta()", "Slots()"],
    "type": ["int", "Plain", "type('T', (Plain,), {'v': 1})", "Meta", "WithMeta", "Slots"],
    "type(None)": ["None"],
    "type(NotImplemented)": ["NotImplemented"],
    "type(...)": ["..."],
    "type(gen())": ["gen()", "running()"],
    "type(len)": ["len", "[].append", "'abc'.join"],
    "type(gen)": ["gen", "lambda *a, **k: (a, k)"],
    "type(Plain().method)": ["Plain().method"],
    "property": ["property(key(ACT))", "property()"],
    "classmethod": ["classmethod(key(ACT))"],
    "staticmethod": ["staticmethod(key(ACT))"],
    "super": ["super(Plain, Plain())", "super(Plain)"],
    "BaseException": ["BaseException(1, 2)", "error(ValueError, 'x')"],
    "OSError": ["OSError(2, 'no', 'f')", "error(OSError, 'x')"],
    "UnicodeDecodeError": ["UnicodeDecodeError('utf-8', b'abc', 1, 2, 'why')"],
    "UnicodeEncodeError": ["UnicodeEncodeError('utf-8', 'abc', 1, 2, 'why')"],
    "SyntaxError": ["SyntaxError('m', ('f', 1, 2, 'text'))"],
    "StopIteration": ["StopIteration(3)"],
    "ImportError": ["ImportError('m', name='n', path='p')"],
    "BaseExceptionGroup": ["ExceptionGroup('g', [ValueError(1), TypeError(2)])",
                           "ExceptionGroup('g', [ExceptionGroup('h', [KeyError(1)]), OSError(2)])"],
    "enumerate": ["enumerate([1, 2])", "enumerate(Walk(ACT))"],
    "zip": ["zip([1, 2], 'ab')", "zip(Walk(ACT), Walk(ACT))"],
    "map": ["map(key(ACT), [1, 2])"],
    "filter": ["filter(None, [0, 1])", "filter(key(ACT), Walk(ACT))"],
    "reversed": ["reversed([1, 2])"],
    "type(iter([]))": ["iter([1, 2, 3])"],
    "type(iter({}))": ["iter({1: 2, 3: 4})"],
    "type({}.items())": ["{1: 2, 'a': EVIL}.items()"],
    "type({}.keys())": ["{1: 2, 'a': 3}.keys()"],
    "type({}.values())": ["{1: 2, 'a': EVIL}.values()"],
    "type(iter(range(3)))": ["iter(range(3))", "iter(range(2**70))"],
    "type(iter(''))": ["iter('abc')"],
    "type(iter(key, 1))": ["iter(key(ACT), 1)"],
    "type(type.__dict__)": ["Plain.__dict__"],
    "type(sys)": ["type(sys)('m')"],
    "type(list[int])": ["list[int]", "dict[str, list]"],
    "type(int | str)": ["int | str"],
    "type(gen.__code__)": ["gen.__code__"],
    "type((lambda x: lambda: x)(1).__closure__[0])": ["(lambda x: lambda: x)(EVIL).__closure__[0]"],
    "type(int.__add__)": ["int.__add__"],
    "type(str.join)": ["str.join", "dict.update"],
    "type(sys.implementation)": ["type(sys.implementation)(a=1)"],
    "type(error(KeyError).__traceback__)": ["error(KeyError, 1).__traceback__"],
    "collections.deque": ["collections.deque([1, 2, 3])", "collections.deque([EVIL, 1], 3)", "collections.deque()"],
    "collections.defaultdict": ["collections.defaultdict(key(ACT), {1: 2})", "collections.defaultdict(list)"],
    "collections.OrderedDict": ["collections.OrderedDict(a=1, b=2)"],
    "collections.Counter": ["collections.Counter('abca')"],
    "_functools.partial": ["_functools.partial(key(ACT), 1, a=2)"],
    "functools.lru_cache": [],
    "array.array": ["array.array('i', [1, 2, 3])", "array.array('d', [1.5])", "array.array('u', 'ab')", "array.array('b')"],
    "_struct.Struct": ["_struct.Struct('<ih')", "_struct.Struct('3s2x')"],
    "_random.Random": ["_random.Random(1)"],
    "_io.StringIO": ["_io.StringIO('abc\\ndef')", "_io.StringIO()"],
    "_io.BytesIO": ["_io.BytesIO(b'abc\\ndef')", "_io.BytesIO()"],
    "_io.BufferedReader": ["_io.BufferedReader(_io.BytesIO(b'abc\\ndef'))", "_io.BufferedReader(Raw(ACT))"],
    "_io.BufferedWriter": ["_io.BufferedWriter(_io.BytesIO())", "_io.BufferedWriter(Raw(ACT))", "_io.BufferedWriter(Raw(ACT), 2)"],
    "_io.BufferedRandom": ["_io.BufferedRandom(_io.BytesIO(b'abcdef'))", "_io.BufferedRandom(Raw(ACT), 4)"],
    "_io.TextIOWrapper": ["_io.TextIOWrapper(_io.BytesIO(b'abc\\r\\ndef'))", "_io.TextIOWrapper(Raw(ACT))",
                          "_io.TextIOWrapper(_io.BufferedRandom(Raw(ACT), 4))"],
    "_io.IncrementalNewlineDecoder": ["_io.IncrementalNewlineDecoder(None, True)"],
    "_weakref.ref": ["_weakref.ref(Plain)", "_weakref.ref(x0 := Plain(), key(ACT))"],
    "type(_weakref.proxy(Plain))": ["_weakref.proxy(Plain)"],
    "re.Pattern": ["re.compile('(a)(b)?')", "re.compile(b'[a-z]+')", "re.compile('(?P<n>x*)')"],
    "re.Match": ["re.match('(a)(b)?', 'ab')", "re.search('(?P<n>b)', 'abc')"],
    "itertools.tee": [],
    "_operator.itemgetter": ["_operator.itemgetter(1)", "_operator.itemgetter(0, 'a')"],
    "_operator.attrgetter": ["_operator.attrgetter('a.b')", "_operator.attrgetter('real')"],
    "_operator.methodcaller": ["_operator.methodcaller('clear')", "_operator.methodcaller('index', 1)"],
}
MODULES = """builtins math cmath itertools _functools _operator _collections _abc _struct array _random _codecs
    _string marshal _heapq _bisect binascii _weakref _io errno time _sre sys gc _warnings re copy functools
    collections string textwrap operator bisect heapq random struct reprlib types weakref""".split()
SKIP = set("""open open_code input breakpoint exit quit help FileIO OpenWrapper print __import__ eval exec compile
    __dir__ __sizeof__ sleep setrecursionlimit settrace setprofile set_asyncgen_hooks set_coroutine_origin_tracking_depth
    _debugmallocstats _clear_type_cache call_tracing addaudithook setswitchinterval setdlopenflags getsizeof intern
    _getframe _current_frames _current_exceptions getrefcount exc_info excepthook displayhook unraisablehook breakpointhook
    audit stdout stderr stdin modules set_debug get_objects get_referrers get_referents freeze unfreeze get_stats
    get_freeze_count getallocatedblocks set_int_max_str_digits gettrace _getquickenedcount collect get_count enable disable
    time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns thread_time thread_time_ns
    clock_gettime clock_gettime_ns clock_settime clock_settime_ns clock_getres pthread_getcpuclockid localtime gmtime ctime
    asctime strftime get_clock_info tzset mktime is_finalizing activate_stack_trampoline
    dump load _disable_dict_hash __loader__ __spec__ __build_class__ license credits copyright memory_in_use
    set_threshold get_threshold exit_thread _exit id getweakrefs seed random.seed SystemRandom urandom getswitchinterval
    register unregister lookup register_error _forget_codec hash __hash__ __doc__ globals locals vars dir
    _checkClosed _checkReadable _checkSeekable _checkWritable getcode __repr__ __getstate__ fileno isatty __subclasses__ getunicodeinternedsize _debug get_asyncgen_hooks
    getcodesize MAGIC set_iterator_fallback warn warn_explicit _filters_mutated showwarning getfilesystemencoding
    text_encoding version getdefaultencoding getfilesystemencodeerrors callstats setstate __setstate__ orig_argv
    platlibdir winver api_version hexversion path path_hooks path_importer_cache meta_path get_origin
    __call__types.coroutine""".split())
SKIP_IN = {"sys": set("exit".split()), "marshal": {"loads"}, "copy": {"__builtins__"}}

INTS = ["0", "1", "-1", "2", "3", "-2", "5", "10", "255", "256", "-129", "2**31", "2**31-1", "-2**31-1", "2**32", "2**62",
        "2**63-1", "2**63", "-2**63", "-2**63-1", "2**64", "10**30", "-10**40", "True", "0x10ffff", "0xd800", "1114112"]
FLOATS = ["0.0", "-0.0", "0.5", "1e308", "-1e-308", "float('inf')", "float('nan')", "3.0", "1e20", "2.5"]
STRINGS = ["''", "'a'", "'abc'", "'b'", "'\\xe9'", "'\\u20ac'", "'\\U0001f600'", "'\\ud800'", "'\\0'", "' a '", "'%s'", "'%d %(a)s'",
           "'{}'", "'{0.a[1]!r:>{w}}'", "'utf-8'", "'ascii'", "'strict'", "'ignore'", "'replace'", "'little'", "'big'", "'r'", "'i'",
           "'<i'", "'10'", "'-0x1f'", "'1e5'", "'>10,.3f'", "'^30s'", "'=+#08x'", "'a\\nb\\r\\nc'", "'real'", "'__class__'", "'__dict__'",
           "'a' * 300", "'aB' * 40", "'x y z'", "'nan'", "'1_000'", "'surrogateescape'", "'backslashreplace'", "'evil'", "'utf-16'", "'1.5j'",
           "'(a+)*b'", "'\\\\g<1>'", "'append'", "'I'", "'\\u0130\\u01c5'", "'\\xdf'", "'\\u0661'"]
BYTES = ["b''", "b'a'", "b'abc'", "b'\\xff\\xfe'", "b'a\\nb'", "bytearray(b'xyz')", "memoryview(b'abc')", "b'10'", "b'%d'",
         "array.array('H', [1, 2])", "bytearray(4)", "b'ab' * 100"]
CONTAINERS = ["[]", "[1, 2]", "['a', 'b']", "()", "(1,)", "(1, 2)", "('a', 1)", "{}", "{'a': 1}", "{1: 2}", "set()", "{1, 'a'}",
              "frozenset([1])", "range(3)", "slice(0, 2)", "slice(None, None, -1)", "loop()", "dict_loop()", "[(1, 2), (3, 4)]", "[[1], [2]]",
              "slice(-2**70, 2**70, 2)", "[0.5, 1]", "[b'a']", "['a', 1]", "[None]", "(2, 0, 1)", "[Dying(ACT)]", "{EVIL}",
              "{EVIL: EVIL}", "[EVIL, EVIL]", "(EVIL,)"]
OTHERS = ["None", "NotImplemented", "...", "1j", "complex('inf')", "object()", "int", "str", "list", "dict", "type", "object", "Plain", "Exception",
          "ValueError('v')", "len", "Plain()", "Slots()", "lambda *a: a", "lambda: 1", "gen", "gen()", "running()", "iter([1, 2])",
          "zip([1], [2])", "map(str, [1])", "enumerate('ab')", "sys", "property()", "int.__add__", "str.join", "gen.__code__",
          "list[int]", "int | None", "Meta", "WithMeta", "(ValueError, TypeError)", "error(KeyError, 1).__traceback__", "sys.implementation",
          "collections.deque([1])", "_io.StringIO('a')", "_io.BytesIO(b'a')", "re.compile('a')", "_weakref.ref(Plain)",
          "array.array('d', [1.0])", "_struct.Struct('i')", "itertools.chain([1], [2])", "itertools.islice([1, 2, 3], 2)",
          "_functools.partial(int, '5')", "collections.defaultdict(int)", "collections.OrderedDict(a=1)", "{}.items()", "{1: 2}.keys()"]
EVILS = ["EVIL", "handler(ACT)", "EVIL", "Walk(ACT)", "Walk(ACT, (3, 1, 2), 2**62)", "Walk(ACT, 'abc', -1)", "key(ACT)", "key(ACT, 1)",
         "key(ACT, True)", "Dying(ACT)", "SubInt(ACT, 1)", "SubStr(ACT, 'a')", "SubList(ACT, [1, 2])", "SubTuple(ACT, (1, 2))",
         "SubDict(ACT, {'a': 1})", "SubSet(ACT, (1, 2))", "SubFloat(ACT, 1.0)", "SubBytes(ACT, b'a')", "Evil(ACT, 'a')",
         "Evil(ACT, [1, 2])", "Evil(ACT, {1: 2})", "Evil(ACT, 0)", "Evil(ACT, 2**70)", "Evil(ACT, (1, 2))", "Liar(None)", "Liar(-1)", "Liar(2**70)", "Liar('a')",
         "Liar([])", "Liar(1)", "Liar(0.5)", "Liar(iter([1, 2]))", "Raiser()", "x", "x", "[x]", "(x, x)", "{'a': x}", "iter(x)"]
ACTIONS = ["x.clear()", "x.append(1)", "x.pop()", "x.__init__()", "x.__setitem__(slice(None), [])", "x.extend(range(50))", "x.insert(0, 7)",
           "x.update(range(40))", "x.update({i: i for i in range(40)})", "x.popitem()", "x.remove(1)", "x.discard(1)", "x.release()", "x.close()",
           "next(x)", "x.sort()", "x.__setstate__(5)", "x.reverse()", "x.__init__([1, 2, 3])", "x.truncate()", "x.seek(0)", "x.write('a')",
           "globals().__setitem__('x', None)", "x.__delitem__(0)", "x.resize(1)", "x.detach()", "x.__dict__.clear()", "a.clear()", "a.append(3)",
           "a.pop()", "globals().__setitem__('a', 1)", "b.clear()", "b.append(1)", "x.send(None)", "x.throw(KeyError)", "gc.collect()",
           "x.rotate(1)", "x.move_to_end('a')", "x.frombytes(b'1234')", "1/0", "x.__iadd__([1, 2])", "x.__setitem__(1, 2)"]
BINARY = "+ - * / // % ** @ & | ^ << >> == != < <= > >= in is".split() + ["not in", "is not"]
KEYWORDS = "key default reverse sep end encoding errors maxsplit start stop step a b x self obj strict base signed n r k initial maxlen".split()


def members(code):
    """What CPython finds: {type expression: [method names]} and {module: [function names]}."""
    p = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, cwd=HERE)
    if p.returncode:
        sys.exit(p.stderr)
    return eval(p.stdout)


def catalogue():
    return members(f"""
import sys, re, functools, itertools, collections, array, _functools, _struct, _random, _io, _weakref, _operator
from calls_child import *
types = {{}}
for t in {list(TYPES)!r}:
    cls = eval(t)
    types[t] = [n for n in dir(cls) if n not in {SKIP!r}] if isinstance(cls, type) else []
modules = {{}}
for m in {MODULES!r}:
    module = __import__(m)
    modules[m] = [n for n, v in sorted(vars(module).items()) if callable(v) and n not in {SKIP!r}
                  and n not in {SKIP_IN!r}.get(m, ()) and not n.startswith('__')]
print((types, modules))
""")


# ---- making cases

class Maker:
    def __init__(self, r, types, modules, known, only):
        self.r = r
        self.methods = [(t, n) for t in types for n in types[t] if TYPES[t]]
        self.functions = [(m, n) for m in modules if m in known for n in modules[m]]
        self.receivers = [t for t in TYPES if TYPES[t]]
        self.known = known
        if only:
            self.methods = [p for p in self.methods if only in ".".join(p)]
            self.functions = [p for p in self.functions if only in ".".join(p)]
        self.only = only

    def fill(self, text):
        while "EVIL" in text or "ACT" in text:
            text = text.replace("EVIL", f"Evil(ACT, {self.r.choice(['1', '1', '0', '2', '3.5', repr('a'), repr('b'), '[1]'])})", 1)
            text = text.replace("ACT", "lambda: " + self.r.choice(ACTIONS), 1)
        return text

    def value(self):
        r = self.r
        group = r.choices([INTS, FLOATS, STRINGS, BYTES, CONTAINERS, OTHERS, EVILS], [5, 2, 5, 2, 4, 3, 6])[0]
        if r.random() < 0.05:
            return self.fill(r.choice(TYPES[r.choice(self.receivers)]))
        return self.fill(r.choice(group))

    def receiver(self, t):
        return self.fill(self.r.choice(TYPES[t]))

    def arguments(self, name=""):
        r = self.r
        count = r.choices(range(6), [12, 36, 30, 14, 6, 2])[0]
        args = []
        shared = r.random()
        if count >= 1 and shared < 0.3:
            args.append("a")
        if count >= 2 and shared < 0.15:
            args.append("b")
        while len(args) < count:
            args.append(self.value())
        if r.random() < 0.1:
            args.append(f"{r.choice(KEYWORDS)}={self.value()}")
        if r.random() < 0.02:
            args.append(f"*{r.choice(CONTAINERS[:14])}")
        return self.fill(", ".join(args))

    def setup(self, lines, call):
        if re.search(r"\ba\b", call):
            lines.append("a = " + self.value())
        if re.search(r"\bb\b", call):
            lines.append("b = " + self.value())

    def method(self):
        t, name = self.r.choice(self.methods)
        lines = ["x = " + self.receiver(t)]
        if self.r.random() < 0.12:
            call = f"{t}.{name}({self.arguments()})"
        else:
            call = f"x.{name}({self.arguments()})"
        return f"{t}.{name}", lines, call

    def function(self):
        m, name = self.r.choice(self.functions)
        lines = ["x = " + (self.value() if self.r.random() < 0.5 else self.receiver(self.r.choice(self.receivers)))]
        lines[0] = lines[0] if not re.search(r"= .*\bx\b(?!\.)", lines[0]) or "lambda" in lines[0] else "x = [1, 2, 3]"
        arguments = self.arguments()
        if self.r.random() < 0.4:
            arguments = "x" + (", " + arguments if arguments else "")
        return f"{m}.{name}", lines, f"{m}.{name}({arguments})"

    def operator(self):
        t, r = self.r.choice(self.receivers), self.r
        lines = ["x = " + self.receiver(t)]
        v, w = self.value(), self.value()
        call = r.choice([
            lambda: f"x {r.choice(BINARY)} ({v})", lambda: f"({v}) {r.choice(BINARY)} x", lambda: f"x[{v}]",
            lambda: f"x[{v}:{w}]", lambda: f"x[{v}:{w}:{self.value()}]", lambda: f"f'{{x!r:{{{v}}}}}'",
            lambda: f"'%' + ''.join(['d', 's', 'x', 'c'][:1]) % ({v},)", lambda: f"-x, +x, ~x", lambda: f"[*x], {{*x}}",
            lambda: f"(lambda *p, **k: (p, k))(*x, **({v}))", lambda: f"{{**x, **({v})}}", lambda: f"[i for i in x if x.clear()]",
            lambda: f"x if x else not x", lambda: f"({v}) if ({w}) else x", lambda: f"x < ({v}) < ({w})",
            lambda: f"{r.choice([repr('%s'), repr('%r %d'), repr('%(a)s'), repr('%*.*f'), repr('%c%x'), repr('%-10.3g|')])} % (x, {v})",
            lambda: f"b'%s %d %a' % (x, {v}, {w})", lambda: f"{r.choice(STRINGS)}.format(x, {v}, w={w})",
        ])()
        return "operator " + t, lines, call

    def statement(self):
        t, r = self.r.choice(self.receivers), self.r
        lines = ["x = " + self.receiver(t)]
        v, w = self.value(), self.value()
        call = r.choice([
            lambda: f"\nx[{v}] = {w}", lambda: f"\ndel x[{v}]", lambda: f"\nx[{v}:{w}] = {self.value()}", lambda: f"\nx[{v}:{w}:{r.choice(INTS)}] = {self.value()}",
            lambda: f"\ndel x[{v}:{w}:{r.choice(INTS)}]", lambda: f"\nx {r.choice(BINARY[:13])}= {v}",
            lambda: f"\nr = []\nfor i in x:\n    r.append(i)\n    {r.choice(ACTIONS)}\n    if len(r) > 30: break",
            lambda: f"\np, *q = x\nr = p, q", lambda: f"\np, q = x\nr = p, q", lambda: f"\nx.{r.choice(['a', 'b', '__class__', '__dict__', '__name__', '__doc__', 'real', 'args', '__bases__', '__code__', '__qualname__', '__slots__', '__cause__', '__context__', '__traceback__', '__defaults__', '__kwdefaults__', 'default_factory', '__mro__', '__module__', '__annotations__', 'fget', 'cell_contents'])} = {v}\nr = 1",
            lambda: f"\ndel x.{r.choice(['a', '__class__', '__dict__', '__name__', 'real', 'args', '__code__', '__qualname__', '__cause__', '__annotations__', 'cell_contents', '__module__'])}\nr = 1",
            lambda: f"\nmatch x:\n    case [p, *q]: r = p, q\n    case {{'a': p, **q}}: r = p, q\n    case str(p) | int(p): r = p\n    case Plain(a=p): r = p",
            lambda: f"\nwith x as y: r = y", lambda: f"\nraise x", lambda: f"\nraise KeyError(1) from x", lambda: f"\ntry: raise KeyError(1)\nexcept x: r = 1",
            lambda: f"\nclass C(x): v = 1\nr = C", lambda: f"\nclass C({t}): pass\nr = C({v})", lambda: f"\nclass C(metaclass=x): pass\nr = C",
            lambda: f"\ndef g():\n    r = yield from x\n    return r\nr = list(g())", lambda: f"\nclass C:\n    p = x\nr = C().p\nC().p = {v}",
        ])()
        return "statement " + t, lines, call

    def case(self):
        kinds = [(self.method, 60), (self.function, 25), (self.operator, 10), (self.statement, 12)]
        if self.only:
            kinds = [(f, len(p)) for f, p in ((self.method, self.methods), (self.function, self.functions))]
        make = self.r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        name, lines, call = make()
        extra = []
        self.setup(extra, call + "".join(lines))
        if call.startswith("\n"):
            source = "\n".join(extra + lines) + call
        else:
            source = "\n".join(extra + lines + ["r = " + call])
        used = [m for m in self.known if re.search(rf"\b{m}\.", source)] + (["sys"] if re.search(r"\bsys\b", source) else [])
        return name, source, f"{' '.join(dict.fromkeys(used))}\t{source!r}"


# ---- running them

def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY * 3, MEMORY * 3))


def run(command, path, first, last, cwd, seconds, memory_limited):
    """Results of the cases first..last-1 as far as it got: {number: text}; and how it ended."""
    env = {"PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "ADDER_CHECK": "1",
           "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore", "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        p = subprocess.Popen([*command, str(HERE / "calls_child.py"), str(path), str(first), str(last)], cwd=cwd, env=env,
                             stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=limits if memory_limited else None)
        try:
            status = p.wait(seconds)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
            status = "timeout"
        out.seek(0)
        err.seek(0)
        text = out.read().decode("utf-8", "replace")
        errors = err.read().decode("utf-8", "replace")
    results = {}
    for chunk in text.split("@")[1:] if "\n@" not in text else re.split(r"(?:^|\n)@", text)[1:]:
        number, _, rest = chunk.partition("\n")
        results[number] = rest.rstrip("\n")
    ended = "end" in results
    results.pop("end", None)
    return {int(k): v for k, v in results.items() if k.isdigit()}, ended, status, errors


def run_all(command, path, count, cwd, memory_limited, skip):
    """Runs all cases, starting again behind those that end the process. (results, ends)"""
    results, ends = {}, {}
    first = 0
    while first < count:
        if first in skip:
            first += 1
            continue
        last = min([n for n in skip if n > first], default=count)
        got, ended, status, errors = run(command, path, first, last, cwd, 20, memory_limited)
        if ended and status == 0:
            results.update(got)
            first = last
            continue
        if ended:
            results.update(got)
            ends[(first, last)] = (status, errors)
            first = last
            continue
        at = max(got, default=first)
        got.pop(at, None)
        results.update(got)
        ends[at] = (status, errors)
        first = at + 1
    return results, ends


def narrow(command, path, first, last, cwd):
    """The single cases in first..last-1 after which the checks at exit fail."""
    got, ended, status, errors = run(command, path, first, last, cwd, 20, False)
    if ended and status == 0:
        return []
    if last - first == 1:
        return [(first, status, errors)]
    middle = (first + last) // 2
    return narrow(command, path, first, middle, cwd) + narrow(command, path, middle, last, cwd)


def scrub(text):
    text = re.sub(r"0x[0-9a-fA-F]{5,}", "0x", text)
    return re.sub(r"built-in function|built-in method|method-wrapper", "builtin", text)


def kind_of(a, b):
    """What differs: 'result', 'exception' or 'message'."""
    a0, b0 = a.split("\n")[0], b.split("\n")[0]
    if a0 == b0:
        return "state"
    ea, eb = (re.match(r"= '! (\w+)", t) or re.match(r'= "! (\w+)', t) for t in (a0, b0))
    if ea and eb:
        return "message" if ea[1] == eb[1] else "exception"
    return "result"


def tolerable(a, b):
    """Limits are reached at different places; and newer syntax is accepted."""
    return any(t in a + b for t in ("MemoryError", "RecursionError")) or "SyntaxError: f-string" in a


def difference(a, b):
    """The lines that differ."""
    a, b = a.split("\n"), b.split("\n")
    if len(a) != len(b):
        return "CPython " + "\n        ".join(a) + "\n        Adder   " + "\n        ".join(b)
    return "\n        ".join(f"CPython {p}\n        Adder   {q}" for p, q in zip(a, b) if p != q)


def summary(errors):
    lines = [line for line in errors.split("\n") if re.search(r"ERROR: Addr|runtime error|ssert|check failed|leaked|#[0-9] .*src/", line)]
    return "\n        ".join(lines[:9]) or errors[-400:]


class Report:
    def __init__(self, show, folder, crashes):
        self.groups, self.crashes = {}, crashes
        self.counts = collections.Counter()
        self.show, self.folder = show, folder

    def add(self, kind, name, source, detail, line):
        if self.crashes and kind not in ("crash", "check", "hang"):
            return
        key = kind, name, re.sub(r"'[^']*'|\d+", "", detail)[:160] if kind in ("crash", "check") else ""
        self.counts[kind] += 1
        if self.crashes and key not in self.groups:
            print(f"{kind} {name}\n    " + source.replace("\n", "\n    ") + "\n        " + detail, flush=True)
        group = self.groups.setdefault(key, [0, source, detail, line])
        group[0] += 1
        if len(source) < len(group[1]):
            group[1:] = source, detail, line

    def print(self):
        order = ["crash", "check", "hang", "result", "state", "exception", "message"]
        found = sorted(self.groups.items(), key=lambda g: (order.index(g[0][0]), -g[1][0]))
        with open(self.folder / "cases", "w", encoding="utf-8") as f:
            for (kind, name, _), (count, source, detail, line) in found[:self.show]:
                print(f"{kind} {name} ({count})\n    " + source.replace("\n", "\n    ") + "\n        " + detail)
                f.write(line + "\n")
        print("found: " + ", ".join(f"{v} {k}" for k, v in self.counts.items()))


def batch(maker, adder, folder, count, report, cases=None):
    cases = cases or [maker.case() for _ in range(count)]
    path = folder / "batch"
    path.write_text("".join(line + "\n" for _, _, line in cases), encoding="utf-8")
    with tempfile.TemporaryDirectory() as cwd:
        expected, slow = run_all([PYTHON, "-S"], path, len(cases), cwd, True, set())
        skip = {n for n in slow if isinstance(n, int)}
        actual, ends = run_all([adder, "--memory-limit", f"{MEMORY}"], path, len(cases), cwd, False, skip)
        for where, (status, errors) in ends.items():
            singles = [(where, status, errors)] if isinstance(where, int) else narrow(
                [adder, "--memory-limit", f"{MEMORY}"], path, *where, cwd)
            for number, status, errors in singles:
                kind = "hang" if status == "timeout" else "check" if status == 86 else "crash"
                name, source, line = cases[number]
                report.add(kind, name, source, f"status {status}\n        {summary(errors)}", line)
    for number, text in expected.items():
        a, b = scrub(text), scrub(actual.get(number, text))
        if a != b and not tolerable(a, b):
            name, source, line = cases[number]
            report.add(kind_of(a, b), name, source, difference(a, b), line)
    return len(cases)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(HERE.parent.parent / "build-asan" / "adder"))
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--only", help="only methods and functions whose name has this in it")
    parser.add_argument("--show", type=int, default=60)
    parser.add_argument("--replay")
    parser.add_argument("--crashes", action="store_true", help="do not look at results")
    args = parser.parse_args()
    adder = str(pathlib.Path(args.adder).resolve())
    known = [m for m in MODULES if subprocess.run([adder, "-c", "import " + m], capture_output=True).returncode == 0]
    seed = args.seed if args.seed is not None else int(time.time())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="adder-calls-"))
    report, done, end = Report(args.show, folder, args.crashes), 0, time.time() + args.minutes * 60
    if args.replay:
        lines = pathlib.Path(args.replay).read_text(encoding="utf-8").splitlines()
        batch(None, adder, folder, 0, report, [("", eval(line.split("\t")[1]), line) for line in lines])
    else:
        types, modules = catalogue()
        maker = Maker(random.Random(seed), types, modules, known, args.only)
        print(f"{len(maker.methods)} methods, {len(maker.functions)} functions; seed {seed}; modules missing:",
              " ".join(m for m in MODULES if m not in known) or "none", flush=True)
        while time.time() < end:
            done += batch(maker, adder, folder, BATCH, report)
    report.print()
    print(f"{done} cases; the shown ones are in {folder}/cases")
    return any(report.counts[k] for k in ("crash", "check", "hang"))


if __name__ == "__main__":
    sys.exit(main())
