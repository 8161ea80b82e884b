"""Subclasses of str, bytes and bytearray; objects that stand in for numbers, text and bytes."""
import sys, gc
class S(str):
    def __init__(self, *a): self.x = 5
s = S('abc'); print(s, repr(s), type(s), s.x, len(s), s+'d', type(s+'d'), type(s[:]), type(s.upper()), type(str(s)), s=='abc', hash(s)==hash('abc'), {s:1}['abc'])
s.y=[s]; del s; print(gc.collect() >= 1)
class T(str):
    __slots__=('a','b')
t=T('héé'); t.a=1; t.b=[2]; print(t,t.a,t.b); 
try: t.c=1
except AttributeError as e: print(e)
try: print(S().x, repr(S()), S(b'ab','ascii'), S(5))
except Exception as e: print(type(e).__name__, e)
class U(str):
    def __str__(self): return S('sub')
    def __format__(self, spec): return 'F'+spec
    def __repr__(self): return 'R'
u=U('x'); print(str(u), type(str(u)), f'{u}', f'{u:abc}', '%s %r'%(u,u), '{} {!r} {!s:>5}'.format(u,u,u), u.join(['a','b']), [u])
class B(bytes): pass
b=B(b'abc'); b.z=1; print(b, type(b), b.z, type(b[1:]), b+b'd', type(b.upper()), B(3), type(b[:]), bytes(b) is b, type(bytes(b)), b.__bytes__(), type(b.__bytes__()))
class BA(bytearray):
    def __init__(self, x=b'', n=0): super().__init__(x); self.n=n
print(S.fromhex if hasattr(S,'fromhex') else 'no', B.fromhex('61'), type(B.fromhex('61')), type(BA.fromhex('61')))
class M(dict):
    def __missing__(self,k): return '<'+k+'>'
print('{a} {b}'.format_map(M(a=1)), '%(a)s %(q)s' % M(a=2))
class D:
    def __getitem__(self, c):
        if c==97: return 'AA'
        if c==98: return None
        if c==99: raise KeyError
        raise LookupError
print('abcd'.translate(D()))
def gen():
    yield 'a'; raise RuntimeError('boom')
try: ','.join(gen())
except RuntimeError as e: print(e)
class I:
    def __index__(self): return 1
print('abc'[I()], 'abc'[I():], 'ab'*I(), 'abc'.find('c', I()), b'abc'[I()], bytes(I()), 'a'.center(I()))
class Bad:
    def __index__(self): raise ZeroDivisionError
for f in (lambda:'abc'[Bad()], lambda:'a'*Bad(), lambda:'a'.find('a',Bad()), lambda:bytes(Bad()), lambda:'%c'%Bad(), lambda: b'%c'%Bad(), lambda:'%x'%Bad(), lambda: bytearray([Bad()])):
    try: print(f())
    except Exception as e: print(type(e).__name__)
with memoryview(b'abc') as m: print(m[0])
try: m[0]
except ValueError as e: print(e)
ba=bytearray(b'abc'); it=iter(ba); next(it); ba.extend(b'def'); print(list(it)); 
try: ba[10]
except IndexError as e: print(e)
print(sys.intern('abc') is sys.intern('ab'+'c'), 'abc'[0] is 'xa'[1])
class E:
    def __bytes__(self): return b'bytes!'
print(bytes(E()), b'%s %b'%(E(),E()))
class E2:
    def __bytes__(self): return 'x'
try: bytes(E2())
except TypeError as e: print(e)
try: '\ud800'.encode()
except UnicodeEncodeError as e: print(e.encoding,ascii(e.object),e.start,e.end,e.reason,e.args[0],e)
try: b'\xff'.decode()
except UnicodeDecodeError as e: print(e.encoding,e.object,e.start,e.end,e.reason,e)
a='x'*10; b=a; a+='y'; print(a,b)
d={'k':'v'}; d['k']+='w'; print(d)
class O: pass
o=O(); o.s='a'; o.s+='b'; o.s+='c'; print(o.s)
def loc():
    s='ab'; t=s; s+='c'; s+='d'; return s,t
print(loc())
l=['ab']; l[0]+='c'; print(l)
s='abc'; s+=s; print(s); s*=2; print(s)
x=bytearray(b'abc'); x[1:1]=(i for i in range(3)); print(x); x[:]=b''; print(x); x.extend('abc'.encode()); x[::2]=b'XY'; print(x)
print('{:>{}}'.format('x',5), '{0.real}'.format(3), '{0[k]}'.format({'k':1}), '{:{}{}}'.format(3,'>',5))
print("%s" % S('q'), type('%s' % S('q')), type('{}'.format(S('q'))), type(f"{S('q')}"), type(''.join([S('q')])), type(S('q').strip()), type(S('')+S('')), type(S('a').replace('b','c')), type(S('a')*1), type(S('abc').ljust(2)))
print(str.__add__('a','b'), str.__contains__('abc','b'), 'abc'.__getitem__(slice(1)), bytes.__getitem__(b'abc',0), 'a'.__mod__(()), '%s'.__rmod__('%s') )
print(type('a').__doc__ is not None, str.__name__, 'a'.upper.__name__, 'a'.upper.__self__, str.upper.__qualname__)
