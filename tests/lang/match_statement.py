"""Patterns of every kind."""
class P:
    __match_args__ = ('x', 'y')
    def __init__(s, x, y): s.x, s.y = x, y

class Color: RED = 1; BLUE = 'b'
def m(v):
    match v:
        case 0: return 'zero'
        case -1 | 2.5 | 1+2j: return 'num'
        case True: return 'true'
        case None: return 'none'
        case 'a' | 'b' as s: return 's' + s
        case b'x': return 'bytes'
        case Color.BLUE: return 'blue'
        case []: return 'empty'
        case [x]: return ('one', x)
        case [1, x, *rest]: return ('1', x, rest)
        case (2, *_, last): return ('2', last)
        case [3, (4, y) | (y, 4), z] if z > y: return ('34', y, z)
        case [*a, 'end']: return ('end', a)
        case {'k': v, 'j': [p, q]}: return ('kj', v, p, q)
        case {'k': 1, **r}: return ('k1', r)
        case {}if len(v) == 1: return ('map', v)
        case P(0, y): return ('P0', y)
        case P(x=1, y=[a, b]): return ('P1', a, b)
        case P(x, y) if x == y: return ('Peq', x)
        case P(): return 'P'
        case int(n) if n > 100: return ('big', n)
        case int() | float(): return 'number'
        case str(t): return ('str', t)
        case [P(x=xx), [_, [inner]]] : return (xx, inner)
        case w: return ('other', w)
for v in (0, -1, 2.5, 1+2j, True, None, 'a', 'b', b'x', [], [5], [1,2], [1,2,3,4], (2,3,4), (2,5), [3,(4,1),2], [3,(7,4),9], [3,(4,9),2], [1], ['q','r','end'],
          {'k':1,'j':[1,2]}, {'k':1}, {'k':1,'z':2}, {'m':1}, {}, {1:2,3:4}, P(0,5), P(1,[1,2]), P(3,3), P(4,5), 101, 50, 1.5, 'xyz', [P(1,2),[0,[7]]], {1}, (1,), range(3), [9,9,9]):
    print(v if not isinstance(v, P) and 'P object' not in repr(v) else 'P', '->', m(v) if 'object' not in repr(m(v)) else '..')
def n(x):
    match x:
        case [a, b]: pass
        case _: a = b = None
    return a, b
print(n([1,2]), n(3))
def o(x):
    match x:
        case {'a': {'b': [*_, {'c': deep}]}}: return deep
        case [[[[z]]]]: return z
print(o({'a': {'b': [1, {'c': 3}]}}), o([[[[4]]]]), o(1))
def g(x):
    for i in x:
        match i:
            case 1: continue
            case 2: break
            case int(k) if (lambda: k > 5)(): print('lam', k)
            case other: print(other)
g([1, 7, 3, 2, 9])
match 5, 6:
    case x, y: print(x, y)
match = 1; case = 2
print(match, case)
try:
    match P(1,2):
        case P(1,2,3): pass
except TypeError as e: print(e)
try:
    match 1:
        case Color.RED(): pass
except TypeError as e: print(e)
class S:
    def __eq__(s, o): print('eq', o); return False
match S():
    case 1 | 'x' | 300: pass
    case 70000: pass
    case x: print('x')
