# OrderedDict: order changed and compared, iterators that notice, subclasses, copies.
from collections import OrderedDict
import collections, copy, pickle, weakref, sys
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e)
O=OrderedDict
d=O([('a',1),('b',2),('c',3)])
print(d, O(), list(d), list(reversed(d)), d.keys(), d.values(), d.items())
d.move_to_end('a'); print(d); d.move_to_end('c',last=False); print(d); d.move_to_end('c',False); d.move_to_end('b',False); print(d)
t(d.move_to_end,'zz'); t(O().move_to_end,'x'); t(O().popitem); t(d.popitem,last=False); t(d.popitem); print(d)
for n in (6,8,9,20,100,300):
    d=O.fromkeys(range(n))
    for i in range(n): d.move_to_end(i*7%n, last=bool(i&1))
    print(n, list(d)==list(dict.fromkeys(d)), sum(list(d)[:5]), d.popitem(False), d.popitem(), len(d), list(d)[:4])
    for i in range(n*3): d['k%d'%i]=i; d.popitem(last=False)
    print(list(d)[:3], len(d)); d.move_to_end(list(d)[1], last=False); print(list(d)[:3]); d['new']=1; print(list(reversed(d))[:2])
    del d['new']; d.move_to_end(next(iter(d))); print(list(d)[-1], list(d.items())[0], list(reversed(d.items()))[0])
a=O(a=1,b=2); b=O(b=2,a=1)
print(a==b, a!=b, a=={'b':2,'a':1}, {'a':1,'b':2}==a, a==O(a=1,b=2), a==3)
t(hash,a); t(lambda:a<b)
print(a|b, a|{'z':3}, {'z':3}|a, type({'z':3}|a)); t(lambda:a|[1]); a|=[('q',9)]; print(a)
t(a.pop,'q'); t(a.pop,'q'); t(a.pop,'q',5); t(a.pop,key='a',default=1); t(a.setdefault,'s'); t(a.setdefault,'s',3); t(a.setdefault,key='v',default=[]); print(a)
t(O,1,2); t(O,5); t(O,[1]); t(O,[(1,)]); t(O,[(1,2,3)]); t(O,[()]); t(a.update,1,2); a.update(x=1); a.update({'y':2},z=3); print(a); t(O.update)
d=O.fromkeys('abc'); it=iter(d); next(it); d.move_to_end('a'); t(next,it); t(next,it)
it=iter(d); next(it); d['zz']=1; t(next,it)
it=iter(d); next(it); d['zz']=2; t(next,it)
it=iter(d.items()); print(list(it), list(it)); it=iter(d); [x for x in it]; d['w']=1; t(next,it)
it=iter(d); next(it); print(it.__reduce__()[1], type(it).__name__, type(d.keys()), type(iter(d.items())))
d.x=5; print(d.__dict__, d.__reduce__()[:4], list(d.__reduce__()[4])); e=d.copy(); print(e, e.__dict__); e=copy.copy(d); print(e, e.__dict__); e=copy.deepcopy(d); print(e, e.x); e=pickle.loads(pickle.dumps(d)); print(e,e.x,e==d)
r=weakref.ref(d); print(r() is d); 
class S(O):
    def __setitem__(self,k,v): print('set',k); super().__setitem__(k,v)
    def __delitem__(self,k): print('del',k); super().__delitem__(k)
    def __getitem__(self,k): print('get',k); return super().__getitem__(k)
s=S(a=1,b=2); s.update({'c':3}); print(s.pop('a')); print(s.popitem()); print(s.popitem(last=False)); t(s.popitem); print(s.setdefault('k',1), s.setdefault('k',2)); print(repr(s.copy()), s); print(S.fromkeys('xy')); s2=s|{'m':1}; print(type(s2), s2); print(list(reversed(s)))
class M(O):
    def __missing__(self,k): return 'miss'
print(M()['q'], M(a=1)); t(M().pop,'x')
d=O(); d['self']=d; print(d)
d=O(a=1); k=d.keys(); print('a' in k, k & {'a','b'}, k | {'z'}=={'a','z'}, len(k), k=={'a'}, d.items()=={('a',1)}, k.isdisjoint('b'), list(reversed(d.values())), k-{'a'})
print(isinstance(d,dict), issubclass(O,dict), O.__name__, O.__module__, O.__mro__[1], bool(O()), d.get('a'), d.get('b',7), 'a' in d)
class E:
    def keys(self): return ['p','q']
    def __getitem__(self,k): return k*2
class I:
    def items(self): return [('i',1)]
print(O(E()), O(I()), O(zip('ab',[1,2])))
print(O.fromkeys('ab',value=3), dict(O(a=1)), {**O(a=1)}, O(O(b=1)), sorted(O(b=1,a=2)))
d.clear(); print(d, len(d)); print(collections.ChainMap(O(a=1)).maps)
d=O.fromkeys(range(5)); 
for k in list(d): del d[k]; d[k]=1
print(d); del d[0]; d.move_to_end(4); print(d, d==O([(1,1),(2,1),(3,1),(4,1)]))
class H:
    def __init__(s,v): s.v=v
    def __hash__(s): return s.v%3
    def __eq__(s,o): return isinstance(o,H) and s.v==o.v
    def __repr__(s): return 'H%d'%s.v
d=O.fromkeys(map(H,range(12))); d.move_to_end(H(3)); d.move_to_end(H(7),False); print(list(d)); print(d.popitem(False), d.pop(H(5)), list(d))
