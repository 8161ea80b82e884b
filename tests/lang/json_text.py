# The speed-ups of json give what its Python code would, errors and positions too.
import json
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except RecursionError as e: print('RecursionError', str(e)[:40])
    except Exception as e: print(type(e).__name__, e, getattr(e,'pos',None))
for x in ['{}','[]','[1,2,3]','{"a":1,"b":[1,2,{"c":null}]}',' [ 1 , 2.5e3, -0, -0.0, 1E5, 1e-3,1.5E+2] ','"a\\n\\u00e9\\ud83d\\ude00\\\\"','tru','[1,','[1','{"a"','{"a":','{"a":1','{"a":1,','{"a":1,}','{a:1}','[1 2]','{"a" 1}','"abc','"ab\\','"ab\\x"','"ab\\u12"','"ab\\u12G4"','"\\ud800\\u0041"','"\\ud800\\uZZZZ"','"\x01"','NaN','Infinity','-Infinity','-','1.','1.e5','1e','01','[NaN, -Infinity]','12345678901234567890123','-9223372036854775808','1'*19,'\u0434','"\u0434\\n\u20ac"','["\U0001f600", 1.5, 123456789012345678901]','', ' ', 'nul', '[true, false, null]','{"a":1,"a":2}','"\\/\\b\\f\\r\\t\\""','{"k":1 "j":2}','[,]', '{"\\u0061":1,"a":2}']:
    t(json.loads,x)
    t(json.loads,x,object_pairs_hook=lambda p:('P',p))
    t(json.loads,x,object_hook=lambda p:('H',p),parse_int=lambda s:'i'+s,parse_float=lambda s:'f'+s,parse_constant=lambda s:'c'+s)
t(json.JSONDecoder(strict=False).decode,'"\x01\n"')
d=json.JSONDecoder(); t(d.raw_decode,'[1] x'); t(d.raw_decode,'x',1); t(d.scan_once,'[1]',0); t(d.scan_once,'',0); t(d.scan_once,'[1]',-1); t(d.scan_once,5,0)
r=json.loads('[{"ab":1},{"ab":2}]'); print(list(r[0])[0] is list(r[1])[0])
t(json.loads,'['*100000)
class F(float): pass
class I(int):
    def __repr__(self): return 'bad'
class S(str): pass
class D(dict): pass
class L(list): pass
class O: pass
for x in [1,-5,2**70,1.5,float('nan'),float('inf'),-float('inf'),'a"b\\c\n\x00\x7f\xe9\u20ac\U0001f600','',None,True,[],{},(),[1,[2,[3]]],{'a':1,2:'b',None:1,True:2,1.5:3,float('inf'):4},F(1.5),I(7),S('x'),D(a=1),L([1,2]),{O:1},O(),[O()],{'a':{'b':O()}},{(1,2):3},b'x',{'z':1,'a':[1,2]},set()]:
    for k in [{},dict(ensure_ascii=False),dict(sort_keys=True),dict(skipkeys=True),dict(allow_nan=False),dict(separators=(',',':')),dict(indent=2),dict(default=lambda o:'D'),dict(check_circular=False)]:
        t(json.dumps,x,**k)
a=[]; a.append(a); t(json.dumps,a); t(json.dumps,a,check_circular=False)
b={}; b['x']=[b]; t(json.dumps,b)
t(json.dumps,O(),default=lambda o:o)
import _json
t(_json.scanstring,'abc"d',0); t(_json.scanstring,'abc"d',9); t(_json.scanstring,'a\nc"d',0,False); t(_json.scanstring,3,0)
t(_json.encode_basestring_ascii,3); t(_json.encode_basestring,'\x7f\u2028')
e=json.JSONEncoder(); print(type(e.iterencode([1,2],True)))
s=json.JSONDecoder().scan_once; print(s.strict,s.parse_int,s.object_hook,type(s))

t(_json.make_encoder,1,2,3); t(_json.make_encoder,1,None,None,None,'a','b',1,1,1); t(_json.make_scanner,3)
enc=_json.make_encoder({},None,lambda s:5,None,':',',',False,False,True); t(enc,'x',0); t(enc,[1,'x'],0)
enc=_json.make_encoder({},None,lambda s:'<'+s+'>',None,':',',',False,False,True); t(enc,['x',{1:2}],0)
