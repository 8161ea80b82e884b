# deque, defaultdict, counting, fields; heaps and places in lists; abstract classes
from _collections import deque, defaultdict, _count_elements, _tuplegetter
import _heapq
import _bisect
import _abc


class D(deque):
    pass


d = D([1, [2], (3,)], 5)
d.extend('abcd')
d.appendleft([0])
d.extendleft('xy')
d.rotate(2)
d.insert(1, 2) if len(d) < 5 else d.pop()
e = d.copy() + deque([9] * 20)
e += [1]
e *= 2
del e[3]
e.remove(9)
x = (list(reversed(e)), repr(e), e == d, e < deque(e), e.index(9), e.count(1), e.__reduce__(), 5 in e)
for i in range(30):
    e.popleft() if i % 2 else e.append(i)
d.append(d)
f = defaultdict(list, {'a': [1]}, b=2)
f['c'].append(3)
y = (repr(f), f.copy(), f | {'q': 1}, f.__reduce__())
counts = {}
_count_elements(counts, 'abracadabra')
g = _tuplegetter(1, 'doc')
z = (repr(g), g.__get__((1, 2), None), g.__reduce__())
h = []
for i in (5, 3, 8, 1, 9, 2):
    _heapq.heappush(h, i)
    _bisect.insort_right(h, i + 1000)
_heapq.heapify(h)
_heapq.heappop(h), _heapq.heapreplace(h, 4), _heapq.heappushpop(h, 6)


class ABCMeta(type):
    def __new__(mcls, name, bases, namespace, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc._abc_init(cls)
        return cls

    def register(cls, subclass):
        return _abc._abc_register(cls, subclass)

    def __instancecheck__(cls, instance):
        return _abc._abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, subclass):
        return _abc._abc_subclasscheck(cls, subclass)


def abstract(f):
    f.__isabstractmethod__ = True
    return f


class A(metaclass=ABCMeta):
    @abstract
    def f(self):
        pass


class B(A):
    pass


class C(B):
    def f(self):
        return 1


A.register(int)
print(isinstance(3, A), isinstance('', A), issubclass(C, A), issubclass(bool, A), B.__abstractmethods__, C().f())
try:
    B()
except TypeError as error:
    print(error)
print(_abc._get_dump(A)[3] is not None)
