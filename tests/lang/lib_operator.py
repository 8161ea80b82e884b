# operator and _operator.
import copy
import operator as o
import _operator


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(sorted(n for n in dir(_operator) if not n.startswith('__')))
print(o.lt(1, 2), o.le(2, 2), o.eq(1, 1.0), o.ne(1, 1), o.gt(1, 2), o.ge(1, 2))
print(o.not_([]), o.truth([1]), o.is_(None, None), o.is_not(1, None))
print(o.add(1, 2), o.sub(1, 2), o.mul('a', 3), o.truediv(1, 4), o.floordiv(7, 2), o.mod(7, 3), o.pow(2, 10),
      o.lshift(1, 5), o.rshift(32, 2), o.and_(6, 3), o.or_(6, 3), o.xor(6, 3))
print(o.neg(3), o.pos(-3), o.invert(5), o.inv(5), o.abs(-4), o.index(True))
print(o.concat([1], [2]), o.contains('abc', 'b'), o.countOf([1, 2, 1.0], 1), o.indexOf('abc', 'c'),
      o.getitem({'a': 1}, 'a'), o.length_hint(iter([1, 2])), o.length_hint(3, 7), o.call(max, 3, 5, key=lambda x: -x))
x = [1]
y = o.iadd(x, [2])
print(x is y, x, o.iconcat(x, (3,)), o.imul(x, 2), o.isub(5, 3), o.ipow(2, 3), o.ior({1}, {2}), o.iand(6, 3),
      o.ixor(6, 3), o.ifloordiv(7, 2), o.itruediv(7, 2), o.imod(7, 4), o.ilshift(1, 3), o.irshift(8, 1))
d = {}
o.setitem(d, 'a', 1)
print(d)
o.delitem(d, 'a')
print(d)
for args in [(o.add, 1), (o.add, 1, 'a'), (o.neg,), (o.neg, 'a'), (o.lt, 1, 'a'), (o.concat, 1, 2), (o.concat, [1], 2),
             (o.iconcat, 1, 2), (o.contains, 1, 2), (o.countOf, 1, 2), (o.indexOf, [1], 2), (o.getitem, [], 0),
             (o.setitem, 1, 2, 3), (o.setitem, 1), (o.delitem, {}, 1), (o.length_hint, 1, 'a'), (o.index, 1.5),
             (o.call,), (o.matmul, 1, 2), (o.imatmul, 1, 2), (o.not_,), (o.is_, 1), (o.truth, 1, 2), (o.concat, {}, {})]:
    error(*args)


class Hint:
    def __init__(self, v):
        self.v = v

    def __length_hint__(self):
        if isinstance(self.v, type):
            raise self.v
        return self.v


print(o.length_hint(Hint(5)), o.length_hint(Hint(NotImplemented), 4), o.length_hint(Hint(TypeError), 3))
error(o.length_hint, Hint('a'))
error(o.length_hint, Hint(-1))
error(o.length_hint, Hint(ValueError))

# itemgetter
g = o.itemgetter(1)
print(g('abc'), g, o.itemgetter(1, 2)('abc'), o.itemgetter('a', slice(1))('x') if 0 else '', o.itemgetter(slice(1, 3))('abcd'))
print(o.itemgetter(1, 'a'), copy.copy(g)('xyz'), o.itemgetter(0, -1).__reduce__())
print(sorted([(2, 'a'), (1, 'b')], key=o.itemgetter(0)))
error(o.itemgetter)
error(o.itemgetter, 1, a=2)
error(g)
error(g, 1, 2)
error(g, 'abc', a=1)
error(g, 'a')
error(o.itemgetter('x'), [])


# attrgetter
class A:
    pass


a = A()
a.b = A()
a.b.c = A()
a.b.c.d = 'deep'
a.x = 1
print(o.attrgetter('x')(a), o.attrgetter('b.c.d')(a), o.attrgetter('x', 'b.c.d')(a), o.attrgetter('b.c', 'x'))
print(copy.copy(o.attrgetter('b.c.d'))(a), o.attrgetter('b.c', 'x').__reduce__())
error(o.attrgetter)
error(o.attrgetter, 1)
error(o.attrgetter('y'), a)
error(o.attrgetter('b.y'), a)
error(o.attrgetter('x'))
error(o.attrgetter('x'), a, a)
error(o.attrgetter, 'x', k=1)
error(o.attrgetter('.x'), a)
error(o.attrgetter('b..c'), a)

# methodcaller
m = o.methodcaller('split', ',', maxsplit=1)
print(m('a,b,c'), m, o.methodcaller('upper')('x'), o.methodcaller('f', 1, 'a'), copy.copy(m)('1,2,3'))
print(o.methodcaller('upper').__reduce__())
error(o.methodcaller)
error(o.methodcaller, 3)
error(m)
error(m, 'a', 'b')
error(m, 3)
error(o.methodcaller('upper'), 'a', x=1)
print(type(m).__module__, type(g).__name__)
error(lambda: type('X', (o.itemgetter,), {}))
error(setattr, g, 'x', 1)
print(_operator._compare_digest('abc', 'abc'), _operator._compare_digest(b'abc', bytearray(b'abd')), _operator._compare_digest('', 'a'))
error(_operator._compare_digest, 'é', 'a')
error(_operator._compare_digest, 'a', b'a')
error(_operator._compare_digest, 1, 2)
