# list and tuple: slices, methods, order of deletion, growth, errors.
class Noisy:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        print("del", self.n, end="; ")

    def __repr__(self):
        return "N%d" % self.n


def line(*args):
    print(*args)


x = [Noisy(i) for i in range(5)]
del x
line("list")
x = tuple([Noisy(i) for i in range(5)])
del x
line("tuple")
x = [Noisy(i) for i in range(5)]
x.clear()
line("clear", x)
x = [Noisy(i) for i in range(8)]
del x[1:4]
line(x)
del x[::2]
line(x)
x[0:1] = [1, 2, 3]
line(x)
x[1] = None
x[-1] = None
line(x)
x = [Noisy(i) for i in range(4)]
x.pop()
line("popped")
x.pop(0)
line(x)
x.remove(x[0])
line(x)
x *= 0
line(x)


def indexes():
    return [None, 0, 1, 2, 5, 20, -1, -3, -20]


count = 0
sum = 0
for start in indexes():
    for stop in indexes():
        for step in (None, 1, 2, 3, -1, -2, 5, -9):
            s = slice(start, stop, step)
            items = list(range(7))
            assert items[s] == [items[i] for i in range(7)[s]], s
            assert tuple(items)[s] == tuple(items[s])
            assert range(7)[s] == range(*s.indices(7))
            sum = (sum * 31 + hash(tuple(items[s]))) % (2 ** 61 - 1)
            n = len(items[s])
            items[s] = [-1] * n
            sum = (sum * 31 + hash(tuple(items))) % (2 ** 61 - 1)
            items = list(range(7))
            del items[s]
            sum = (sum * 31 + hash(tuple(items))) % (2 ** 61 - 1)
            if step in (None, 1):
                items = list(range(7))
                items[s] = "abcde"
                sum = (sum * 31 + len(items) + items.index("c")) % (2 ** 61 - 1)
            count += 1
print(count, sum)

a = [1, 2, 3]
a[:] = a
a[1:1] = a
print(a)
a[::-1] = a
print(a)
a.extend(a)
a += (7,)
a += "xy"
a.insert(0, "first")
a.insert(-1, "last but one")
a.insert(100, "end")
print(a, len(a), a.count(2), a.index(3), a.index(3, 5), a.copy() == a)
a.reverse()
print(a)
b = [1, [2]]
b.append(b)
print(b, (b,), [b] * 2 == [b, b])
print([1, 2] < [1, 3], [1] < [1, 0], (1, 2) < (1,), [1] == [1.0], [] < [0], (1, "a") != (1, "a"))
nan = float("nan")
print([nan] == [nan], nan in (nan,), [nan].index(nan), [float("nan")] == [float("nan")])
print(hash((1, 2, 3)), hash(()), hash((1, (2.5, -1))), hash((True, 0)) == hash((1, False)))
print(() + (), (1,) * 3, 2 * (1, 2), (1, 2)[::-1], tuple("abc"), tuple([1]), (1,).__getnewargs__())
t = (1, 2)
print(t[:] is t, tuple(t) is t, t * 1 is t, t + () is t, [1][:] is t)


class Tuple(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)


class List(list):
    def __init__(self, *args):
        super().__init__(args)


t = Tuple(1, 2, 3)
t.extra = [5]
print(t, t.extra, t[1:], type(t[:]), type(t * 1), t == (1, 2, 3), hash(t) == hash((1, 2, 3)), len(t))
l = List(1, 2)
l.extra = 5
l += [3]
print(l, type(l), type(l + []), type(l[:]), l.extra, l == [1, 2, 3], type(l.copy()))
it = iter([1, 2, 3])
next(it)
print(it.__length_hint__(), it.__reduce__()[1:], list(it), it.__length_hint__(), it.__reduce__()[1:])
it = reversed([1, 2, 3])
next(it)
print(it.__length_hint__(), it.__reduce__()[1:], list(it))
it = iter([1, 2, 3])
it.__setstate__(2)
print(list(it), list[int], tuple[int, ...])
items = [1, 2, 3]
for i in items:
    if len(items) < 6:
        items.append(i * 10)
print(items)

for text in """[][0]
[1]["a"]
[1][1 << 70]
(1,)["a"]
(1,)[5]
[1] + (1,)
(1,) + [1]
[1] * "a"
[].pop()
[1].pop(5)
[].remove(1)
[].index(1)
[1].index(1, "a")
(1,).index(2)
[].insert()
[].append()
list(1)
list(1, 2)
list(x=1)
tuple(1, 2)
hash([])
[1, 2][::0]
[1, 2] < [1, "a"]
[1].__lt__(5)
[1].sort(1)
[1].sort(foo=1)
[].extend(5)
slice(1).indices(-1)
slice("a").indices(5)
slice(1, 2, 0).indices(5)
slice(1, 5), slice(None, None, -1).indices(2 ** 80), slice(1) == slice(1), slice(1, 2) < slice(1, 3)""".splitlines():
    try:
        print(text, "=>", eval(text))
    except Exception as e:
        print(text, "=>", type(e).__name__, e)


def assign(key, value):
    x = [0, 1, 2, 3]
    try:
        x[key] = value
        print(x)
    except Exception as e:
        print(type(e).__name__, e)


assign(9, 0)
assign("a", 0)
assign(slice(0, 2), 5)
assign(slice(None, None, 2), [1])
assign(slice(None, None, 2), 5)
assign(slice(3, 1), "ab")
assign(slice(None, None, 2), iter("xy"))
