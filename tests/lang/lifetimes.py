"""When temporaries and variables die, and what counts say."""
import sys
class D:
    def __init__(s, n): s.n = n
    def __del__(s): print('del', s.n)
    def __add__(s, o): print('add'); return D(s.n + o.n)
    def __iadd__(s, o): print('iadd'); return D(s.n + '+' + o.n)
    def __getitem__(s, k): print('get'); return 1
    def __setitem__(s, k, v): print('set')
    def m(s, *a): print('m'); return 1
    def __enter__(s): print('enter'); return D('as')
    def __exit__(s, *a): print('exit')
    def __iter__(s): return iter([D('i1'), D('i2')])
    def __bool__(s): print('bool', s.n); return False
    def __lt__(s, o): print('lt'); return D('lt')
    def __contains__(s, o): return True
    def __call__(s, *a): print('call'); return D('res')
    def __eq__(s, o): print('eq'); return True
    def __hash__(s): return 1
def f(*a): print('f'); return 1
def run():
    D('a') + D('b'); print('-- 1')
    x = D('x'); x = D('x2'); print('-- 2')
    x += D('y'); print('-- 3')
    D('o')[D('k')]; print('-- 4')
    D('o')[D('k')] = D('v'); print('-- 5')
    f(D('1'), D('2')); print('-- 6')
    D('m').m(D('arg')); print('-- 7')
    with D('cm') as c: print('body')
    print('-- 8')
    for i in D('it'): print('loop', i.n)
    print('-- 9')
    if D('cond'): pass
    print('-- 10')
    y = D('or1') or D('or2'); print('-- 11')
    D('c1') < D('c2') < D('c3'); print('-- 12')
    D('in1') in D('in2'); print('-- 13')
    D('callee')(D('a1')); print('-- 14')
    [D('l1'), D('l2')]; print('-- 15')
    a, b = D('t1'), D('t2'); a, b = b, a; print('-- 16')
    del a; print('-- 17')
    print(f'{D("fs")!s:.1}'[:0]); print('-- 18')
    z = w = D('zw'); z = None; print('-- 19')
    D('at').n; print('-- 20')
    D('att').q = D('val'); print('-- 21')
    try: raise ValueError(D('exc'))
    except ValueError as e: print('caught')
    print('-- 22')
    try:
        try: raise ValueError(D('exc2'))
        finally: print('fin')
    except ValueError: print('c2')
    print('-- 23')
    [D('lc') for _ in range(2)]; print('-- 24')
    g = (D('g') for _ in range(2)); next(g); del g; print('-- 25')
    {D('k'): D('v')}; print('-- 26')
    x = [D('p'), D('q')][0]; print('-- 27')
    match D('subj'):
        case D(n='zz'): pass
        case D(n=nn): print(nn)
    print('-- 28')
    for j in [D('br1'), D('br2')]:
        break
    print('-- 29')
    lam = lambda d=D('def'): d
    del lam; print('-- 30')
    while D('wh'): pass
    assert not D('as')
    return D('ret').n
run(); print('-- end')
def ret_for():
    for i in D('rf'):
        return i
ret_for(); print('-- rf')
def gen():
    d = D('gl')
    yield D('yielded')
    print('resumed')
for v in gen(): print('got', v.n)
print('-- gen')
D('mod'); print('-- m1')
q = D('q1'); q = 5; print('-- m2')
def args(a, b): a = None; print('in'); return b
args(D('A'), D('B')); print('-- args')
def rc(a): return sys.getrefcount(a)
o = object(); print(sys.getrefcount(o), rc(o), rc(object()))
def rcs():
    o = object(); l = [o, o]; t = (o,); d = {1: o}
    print(sys.getrefcount(o), rc(o), [sys.getrefcount(o) for _ in range(1)], [sys.getrefcount(z) for z in l])
    for z in l: print(sys.getrefcount(z))
    def cl(): return sys.getrefcount(o)
    print(cl(), sys.getrefcount(o))
    try: raise ValueError
    except ValueError as e: print(sys.getrefcount(e))
    try: raise ValueError
    except ValueError: print(sys.getrefcount(sys.exc_info()[1]))
    a, b = o, o
    print(sys.getrefcount(a))
    class X: k = o
    print(sys.getrefcount(o), sys.getrefcount(X))
    f = lambda x=o: sys.getrefcount(x)
    print(f(), f(o))
rcs()
