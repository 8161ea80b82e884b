"""Loops, try, with, conditions, and what leaves them."""
def tf(n):
    r=[]
    for i in range(n):
        try:
            if i == 1: continue
            if i == 3: break
            r.append(i)
        finally:
            r.append(('f', i))
    else:
        r.append('else')
    return r
print(tf(2), tf(5))
def ret():
    try:
        return 'a'
    finally:
        print('fin')
print(ret())
def ret2():
    for i in range(3):
        try:
            return i
        finally:
            continue
    return 'end'
print(ret2())
def ret3(x):
    try:
        try:
            1/x
        except ZeroDivisionError as e:
            return repr(e)
        else:
            return 'else'
        finally:
            print('inner')
    finally:
        print('outer')
print(ret3(0), ret3(1))
def nest():
    try:
        raise ValueError(1)
    except ValueError as e:
        try:
            raise KeyError(2)
        except KeyError as e2:
            print(repr(e2.__context__), repr(e))
        import sys
        print(sys.exc_info()[1])
    try:
        e
    except UnboundLocalError as x:
        print(x)
nest()
def reraise():
    try:
        try:
            raise ValueError('x')
        except TypeError:
            print('no')
        except ValueError:
            print('in')
            raise
    except ValueError as v:
        print('got', v, v.__traceback__.tb_lineno, v.__traceback__.tb_next)
reraise()
class CM:
    def __init__(self, n, sw=False): self.n=n; self.sw=sw
    def __enter__(self): print('enter', self.n); return self.n
    def __exit__(self, *a): print('exit', self.n, a[0], a[1]); return self.sw
def w():
    with CM(1) as a, CM(2, True) as (b):
        print(a, b)
        raise ValueError('in with')
    print('after')
    for i in range(3):
        with CM(i):
            if i == 1: break
            continue
    with CM('r'):
        return 'ret'
print(w())
def w2():
    try:
        with CM('x'):
            with CM('y'):
                1/0
    except ZeroDivisionError as e:
        print(type(e))
w2()
def loops():
    i = 0
    while i < 5:
        i += 1
        if i == 2: continue
        if i == 4: break
    else: print('no')
    print(i)
    while True:
        i += 1
        if i > 10: break
    print(i)
    while i > 0: i -= 3
    else: print('else', i)
    for a, (b, *c), d in [(1,(2,3,4),5),(6,(7,),8)]:
        print(a,b,c,d)
    for i in (): pass
    else: print(i)
loops()
def chained(a,b,c):
    x = a < b < c
    y = a < b > c != 3
    if a < b < c: print('asc')
    if not a < b < c: print('not')
    while a < b < c: a += 1
    return x, y, a, a == 1 == 2 or 'z'
print(chained(1,2,3), chained(3,2,1), chained(1, 5, 7))
class T:
    def __init__(s, v): s.v=v; 
    def __bool__(s): print('bool', s.v, end=' '); return s.v
t, f = T(True), T(False)
def bo():
    print((t and f or t).v)
    print((f or f and t).v)
    print((t or f).v, (f and t).v)
    if t and not f: print('A')
    if (t and f) or (f or t): print('B')
    x = f or t
    print(x.v)
    print(not (t and f))
    print((f if t else t).v)
    y = t if f else f
    print(y.v)
    t and print('side')
    f or print('side2')
    assert t and not f, 'm'
    return f and t
print(bo().v)
def u():
    try: print(zz)
    except NameError as e: print(e)
    try: del q
    except NameError as e: print(e)
    try:
        print(r)
        r = 1
    except UnboundLocalError as e: print(e)
    r = 5
    del r
    try: r
    except UnboundLocalError as e: print(e)
    q = 1
u()
def cond_bound(x):
    if x: y = 1
    try: return y
    except UnboundLocalError as e: return str(e)
print(cond_bound(1), cond_bound(0))
def loopdel():
    a = 1
    for i in range(2):
        try:
            print(a)
            del a
        except UnboundLocalError as e: print('unbound', i)
loopdel()
def fin_unbound(z):
    try:
        if z: raise ValueError
        v = 1
    except ValueError:
        pass
    finally:
        try: print(v)
        except UnboundLocalError: print('unb')
fin_unbound(0); fin_unbound(1)
x = 10
def wal():
    if (n := len('abc')) > 2 and (m := n * 2): print(n, m)
    print([y := 1, y**2], y)
    print([last := i for i in range(4)], last)
    a = 5
    r = a + (a := 7) + a
    l = [a, (a := 9), a]
    d = {a: (a := 2), a: a}
    print(r, l, d, a)
    def f(*x): return x
    print(f(a, (a := 3), a), a < (a := 50) < a, a)
    while (k := next(it, None)) is not None: print(k, end=' ')
    print()
it = iter([1,2,3])
wal()
def fibo(n):
    a, b = 0, 1
    for _ in range(n): a, b = b, a + b
    return a
print(fibo(30))
def sw():
    a, b, c = 1, 2, 3
    a, b, c = c, a, b
    print(a, b, c)
    [a, b] = b, a
    (a, *b), c = (1, 2, 3), 4
    print(a, b, c)
    l = [0, 1, 2]
    i = 0
    i, l[i] = 1, 9
    print(i, l)
    l[0], l[1] = l[1], l[0]
    print(l)
    x = y = z = []
    print(x is y is z)
    x = l[0] = y = 'v'
    print(x, l, y)
sw()
def aug():
    class A: pass
    a = A(); a.x = 1; a.x += 5; a.x **= 2
    l = [1,2]; l[0] -= 4; l[-1] <<= 3; l += [5]; l *= 2
    s = 'a'; s += 'b'; s *= 3
    global x
    x += 1; x //= 2
    print(a.x, l, s, x)
aug()
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2), KeyError(3)])
except* ValueError as e:
    print('v', e.exceptions)
except* TypeError:
    print('t')
except* KeyError as e:
    print('k', e.exceptions)
def star():
    try:
        try:
            raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
        except* ValueError as e:
            raise KeyError('new')
    except BaseException as e:
        print(repr(e))
    try:
        raise OSError(3)
    except* OSError as e:
        print(repr(e))
star()
