"""Parameters, closures, classes, comprehensions, decorators, displays."""
def f(a, b=2, /, c=3, *args, d, e=5, **kw): return (a,b,c,args,d,e,kw)
print(f(1, d=4), f(1,2,3,4,5,d=6,z=7), f(*[1,2], **{'d':3,'q':4}), f(1, *(2,3), 4, *[5], d=1, **{'x':1}, y=2, **{'z':3}))
for call in ("f()", "f(1)", "f(1,2,3,d=1,a=3)", "f(b=1,d=2)", "f(1,d=1,**{'d':2})", "f(*5)", "f(**5)", "f(1,**{1:2})", "print(*1, *2)", "f(x=1,**{'x':2})", "len(*[1],*[2])"):
    try: print(eval(call))
    except TypeError as e: print(call, '->', e)
def outer():
    x = 1
    def get(): return x
    def set(v):
        nonlocal x
        x = v
    def g():
        def h():
            nonlocal x
            x += 1
            return x
        return h
    set(5)
    print(get(), g()(), get())
    fs = [lambda: i for i in range(3)]
    print([k() for k in fs])
    fs = [lambda i=i: i for i in range(3)]
    print([k() for k in fs])
    def p(a, b):
        def q(): return a
        a += b
        return q()
    print(p(1, 2))
    del x
    try: get()
    except NameError as e: print(type(e), e)
    try: x
    except NameError as e: print(type(e), e)
outer()
class A:
    """doc A"""
    y = 1
    z = [_ for _ in range(y)]
    def m(self): 
        "doc m"
        return __class__
    def s(self): return super().__repr__()[:10]
    @property
    def p(self): return self.y
    @staticmethod
    def st(): return 'st'
    @classmethod
    def cl(cls): return cls.__name__
    __priv = 3
    def gp(self): self.__q = 1; return self.__priv, self.__dict__
    class B:
        def f(self): return A.y
        __x = 9
    def lc(self): return [self.__priv for __t in (1,)]
a = A()
print(A.__doc__, A.m.__doc__, a.m(), a.s(), a.p, a.st(), a.cl(), a.gp(), a.B().f(), A.B.__qualname__, a.lc())
print(A.m.__qualname__, A.__module__, outer.__code__.co_cellvars, sorted(A.__dict__))
class M(type):
    def __new__(m, name, bases, ns, **kw): print('new', name, kw, list(ns)); return super().__new__(m, name, bases, ns)
    def __init__(c, *a, **kw): super().__init__(*a)
    @classmethod
    def __prepare__(m, *a, **k): return {'prep': 1}
class C(A, metaclass=M, k=1):
    x: int = 3
    w: 'str'
    if True:
        def z(self): return super().m(), prep
print(C().z.__qualname__, C.__annotations__)
try: C().z()
except NameError as e: print(e)
def ann(a: int, b: 'str' = 1, *c: float, d: list = [], **e: dict) -> bool: x: undefined_thing = 3; return x
print(ann.__annotations__, ann(1), ann.__defaults__, ann.__kwdefaults__)
x: int
y: str = 'v'
print(__annotations__)
def deco(n):
    print('deco', n)
    def d(f):
        print('apply', n, f.__name__)
        return f
    return d
@deco(1)
@deco(2)
def df(): pass
@deco('c')
class DC: pass
lam = lambda *a, k=1, **kw: (a, k, kw)
print(lam(1,2,k=3,z=4), lam.__name__, lam.__qualname__)
def gscope():
    global gv
    gv = 1
    class K:
        global gw
        gw = 2
        def f(self): return gv
    def inner():
        global gv
        gv += 1
    inner()
    return K().f()
print(gscope(), gv, gw)
def defaults(a=1, b=(1,2), c="x", d=None, e=-1): return a,b,c,d,e
print(defaults.__defaults__, defaults())
print((lambda: (yield))().__class__)
def rec(n): return 0 if n == 0 else 1 + rec(n-1)
print(rec(500))
try: rec(10**6)
except RecursionError as e: print(e)
def classfree():
    v = 'outer'
    class X:
        v = v
        w = [v for _ in range(1)]
        def get(self): return v
    v = 'changed'
    return X.v, X.w, X().get()
try: print(classfree())
except NameError as e: print(e)
def cf2():
    v = 1
    class X:
        print(v)
        if v: u = v
        locals()['v'] = 5
        print(v)
        def m(self): return v
    return X().m()
print(cf2())
print([[(i,j,k) for k in range(j)] for i in range(3) for j in range(i) if i != j])
print({i%3 for i in range(10)}, {i: i*i for i in range(3) if i}, sum(i for i in range(5)))
g = (x*y for x in [1,2] for y in [x, x+1] if y)
print(next(g), list(g))
print([z for z in [y for y in (x for x in range(3))]], [a+b for a in 'ab' for b in [a*2]])
def star(*, a, b=1): return a, b
print(star(a=1))
print("%s-%r-%5s|%-4s|%.2s" % (1, 'x', 2, 3, 'abc'), "%d%%" % 5, "%s" % (1,), f"{1!r:>4}|{'a':{5}}|{3.14159:.2f}|{{}}|{x if False else 2}" if False else f"{1!r:>4}|{'a':{5}}|{3.14159:.2f}|{{}}")
print(f"{'a'}{1+1}{[1,2]!s}", f"", f"{gv=}", f"{gv = !r}")
assert (lambda a, /, b: a+b)(1, b=2) == 3
def kwonly_order(**k): return list(k)
print(kwonly_order(z=1, a=2, **{'m': 3}))
big = [0,1,2,3,4,5,6,7,8,9]*3
def bigcall(): return dict(a0=0,a1=1), max(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33)
print(bigcall())
print(1 if 0 else 2, not 1, -(-5), ~3, +True, 2**10, 7//2, 7%3, 1<<4, 5&3|8^1, 'a'*3, (1,2)+(3,), 1_000_000, 0x10, 1e3, 3j*2, b'ab'[0], 'abc'[1], (1,2,3)[-1])
print(1 in (1,2), 3 in [1,2], 'a' in {'a','b'}, 1 not in {2:3}, None is None, [] is not None, ... is Ellipsis)
print(__name__, __debug__, type(__builtins__))
def unp():
    a, *b, c = range(5); print(a,b,c)
    *a, = 'xy'; print(a)
    (a, b), [c, *d] = (1,2), 'pqr'; print(a,b,c,d)
    try: a, b = 1,
    except ValueError as e: print(e)
    try: a, b = range(3)
    except ValueError as e: print(e)
    try: a, *b, c = [1]
    except ValueError as e: print(e)
    try: a, b = 5
    except TypeError as e: print(e)
unp()
print([*range(3), *'ab'], (*[1], 2), {*[1,2], 3}, {**{'a':1}, 'b':2, **{'a':3}})
del a
try: a
except NameError as e: print(e)
l = list(range(10)); del l[0], l[1:3], l[-1]; print(l, l[::2], l[1:], l[:-1], l[::-1], l[1:4:2]); l[1:2] = [9,9]; print(l)
print(eval("1+1"), eval("[x for x in range(3)]"))
exec("q=1\ndef ff(): return q+1\nprint(ff())")
ns={}; exec("x=5\nclass A: y=x", ns); print(ns['A'].y)
