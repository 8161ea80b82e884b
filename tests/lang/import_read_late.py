# Functions of a module that comes from a compiled file: what they know before they are first run, and afterwards.
import importlib
import os
import sys
import tempfile
import traceback
import types
import weakref

SOURCE = '''"of the module"
BIG = 10 ** 30

def plain(a, b=2, /, *c, d, e=5, **f):
    "of plain"
    return a, b, c, d, e, f, "a text with blanks", (1.5, "x"), 70000, BIG

def other():
    return "a text with blanks", (1.5, "x"), 70000

def undocumented(): return 1

def outer(x):
    "of outer"
    def inner(y):
        "of inner"
        return x + y
    return inner

def gen(n):
    "of gen"
    try:
        for i in range(n): yield i
    finally:
        print("finally")

async def co():
    "of co"
    return 42

def fails(x):
    y = x
    return (1 /
            y)

class C:
    "of C"
    z = 1
    def method(self):
        "of method"
        return __class__, self.z
    @property
    def prop(self):
        "of prop"
        return 3
    @classmethod
    def cm(cls): return cls.__name__
    @staticmethod
    def sm(): return "static"
    def __add__(self, other): return ("add", other)
    def __iter__(self): return iter([1, 2])
    def __getitem__(self, i): return i
    def __bool__(self): return False
    def __eq__(self, other): return True
    __hash__ = None
    def __init__(self, *a): self.a = a

lam = lambda q: [q * i for i in range(3) if i]
'''

scratch = tempfile.TemporaryDirectory()
sys.path.insert(0, scratch.name)
sys.dont_write_bytecode = False
with open(os.path.join(scratch.name, "late.py"), "w") as f:
    f.write(SOURCE)


def fresh():
    sys.modules.pop("late", None)
    import late
    return late


def codes(code):
    yield code
    for k in code.co_consts:
        if isinstance(k, types.CodeType):
            yield from codes(k)


fresh()
m = fresh()
file = m.__file__
source = {c.co_qualname: c for c in codes(compile(SOURCE, file, "exec"))}
for f in (m.plain, m.other, m.outer, m.gen, m.co, m.fails, m.lam, m.C.method, m.C.__add__, m.C.prop.fget):
    c, s = f.__code__, source[f.__qualname__]
    print(f.__name__, c == s, hash(c) == hash(s), c.co_consts[:2] == s.co_consts[:2], c.co_varnames, c.co_names == s.co_names,
          list(c.co_lines()) == list(s.co_lines()), list(c.co_positions()) == list(s.co_positions()),
          c.co_filename == file, c.co_firstlineno, c.co_code == s.co_code, c.co_freevars, c.co_cellvars)

m = fresh()
print([f.__doc__ for f in (m, m.plain, m.undocumented, m.outer, m.gen, m.co, m.C, m.C.method, m.C.prop, m.lam)])
print(m.plain.__doc__ is m.plain.__doc__, m.outer(1).__doc__, m.outer.__doc__)
m.plain.__doc__ = "new"
del m.outer.__doc__
m.gen.__doc__ = None
print(m.plain.__doc__, m.outer.__doc__, m.gen.__doc__, m.outer(1)(2))

m = fresh()
print(m.plain(1, d=4)[:6], m.plain.__defaults__, m.plain.__kwdefaults__)
print(m.plain(1, d=4)[6] is m.other()[0], m.plain(1, d=4)[7] is m.other()[1], m.plain(1, d=4)[8] is m.other()[2])
try:
    m.plain()
except TypeError as e:
    print(e)
try:
    m.undocumented(1, 2)
except TypeError as e:
    print(e)
m.other.__code__ = m.undocumented.__code__
m.lam.__code__ = m.plain.__code__.replace(co_name="renamed")
print(m.other(), m.other.__doc__, m.lam(9, 8, d=1, e=2)[0], m.lam.__code__.co_name, m.lam.__doc__)

m = fresh()
print(list(m.gen(2)), m.lam(3), m.outer(1)(2))
try:
    m.co().send(None)
except StopIteration as e:
    print(e.value)
try:
    m.fails(0)
except ZeroDivisionError as e:
    tb = e.__traceback__.tb_next
    print(tb.tb_lineno, traceback.extract_tb(tb)[0].line, tb.tb_frame.f_locals)
c = m.C(1, 2)
print(c.a, c.method(), c.prop, c.cm(), c.sm(), c + 1, list(c), c[5], bool(c), c == 3)
for _ in range(30):
    x = m.C()
    x + 1, x.prop, x[1], x == 1, not x
    for y in x:
        pass
r = weakref.ref(m.plain)
g = m.undocumented
del m
sys.modules.pop("late")
importlib.import_module("gc").collect()
print(r() is g.__globals__["plain"], g())

m = fresh()
lines = []


def trace(frame, event, arg):
    if frame.f_code.co_filename == file:
        lines.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
        return trace


sys.settrace(trace)
m.outer(1)(2)
list(m.gen(1))
sys.settrace(None)
print(lines)
