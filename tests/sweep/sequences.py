# Lists, tuples, ranges, iterators; every allocation fails once.
l = [3, 1, 2]
l.append(4); l.extend((5, 6)); l += range(20); l.insert(2, 9); l.pop(); l.pop(0); l.remove(9); l.reverse(); l.sort(); l.sort(key=lambda x: -x)
l.sort(key=lambda x: (x, 1)); l[2:5] = "abc"; l[::3] = [0] * len(l[::3]); del l[1:4]; del l[::2]
l * 3; l + l; repr(l); l[1:3]; l[::2]; tuple(l); l.copy(); list(reversed([1, 2])); sorted("hello"); sorted([1.5, 2, 2 ** 70])
t = (1, 2, 3)
t + t; t * 2; t[1:]; t[::2]; repr(t); hash(t); t.index(2)
list(zip(t, t, strict=True)); list(map(lambda a, b: a, t, t)); list(filter(None, t)); list(enumerate(t)); list(range(2 ** 64, 2 ** 64 + 2))
range(10)[2:5]; repr(range(1, 5, 2)); hash(range(3)); slice(1, 2).indices(5); slice(1) == slice(2); list(reversed(range(2 ** 70, 2 ** 70 + 2)))
iter(t).__reduce__(); iter(l).__reduce__(); list[int]
class T(tuple):
    pass
T((1, 2)).__class__
class L(list):
    def __init__(self): self.append(1)
L()
def g():
    yield 1
    yield 2
a, *b = g(); list(g()); [*g(), *t]
