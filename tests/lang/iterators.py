# range, reversed, enumerate, zip, map, filter, iter.
class Squares:
    def __len__(self):
        return 4

    def __getitem__(self, i):
        if i >= 4:
            raise IndexError
        return i * i


print(list(Squares()), list(reversed(Squares())), 9 in Squares(), list(enumerate(Squares(), 5)))
it = iter(Squares())
print(next(it), it.__length_hint__(), list(it), list(it), type(it))
calls = []


def call():
    calls.append(len(calls))
    return len(calls)


it = iter(call, 4)
print(list(it), list(it), calls, type(it))
print(list(range(5, 0, -2)), list(range(2 ** 70, 2 ** 70 + 3)), list(range(2 ** 63 - 2, 2 ** 63 + 1)), list(range(3, 3)))
print(list(reversed(range(5))), list(reversed(range(2 ** 70, 2 ** 70 + 3))), list(reversed(range(0))), list(reversed(range(1, 10, 4))))
print(range(10)[2:5], range(10)[::-2], range(2 ** 70)[-1], range(2 ** 70)[5:][3], range(10)[-3], range(0, 2 ** 80, 2 ** 78)[1:])
print(3 in range(5), 2 ** 70 in range(2 ** 71), 5 in range(0, 10, 2), 4.0 in range(5), "a" in range(5), True in range(2))
print(range(0, 10, 2) == range(0, 9, 2), range(0) == range(5, 5), range(1) == range(0, 1, 7), range(3) != range(4), hash(range(1, 9, 3)) == hash(range(1, 8, 3)))
print(range(10).index(3), range(10).count(3), range(10).count(11), range(0, 10, 3).index(9.0), range(5).start, range(1, 5, 2).step)
print(range(5), range(1, 5), range(1, 5, 2), bool(range(0)), bool(range(1)), len(range(0, 100, 7)), range(5).__reduce__())
it = iter(range(10))
it.__setstate__(3)
next(it)
function, args = it.__reduce__()[:2]
print(it.__length_hint__(), type(it), function, list(it))
it = iter(range(2 ** 70, 2 ** 70 + 4))
next(it)
print(it.__length_hint__(), next(it) - 2 ** 70, type(it), len(list(it)))
print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), dict(zip("ab", (1, 2))))
seen = [id(pair) for pair in zip([1, 2, 3], [4, 5, 6])]
kept = [pair for pair in zip([1, 2, 3], [4, 5, 6])]
print(len(set(seen)), kept)
seen = [id(pair) for pair in enumerate("abc")]
print(len(set(seen)), list(enumerate("ab")), list(enumerate("ab", 2 ** 63 - 1)), list(enumerate("ab", start=-1)))
print(list(map(lambda a, b: a + b, [1, 2, 3], [4, 5])), list(map(str, range(3))), list(map(max, [1, 5], [4, 2], [3, 3])))
print(list(filter(None, [0, 1, "", "x", None, [0]])), list(filter(bool, [0, 2])), list(filter(lambda x: x % 2, range(6))))


class MyZip(zip):
    pass


class MyMap(map):
    def __next__(self):
        return [super().__next__()]


z = MyZip([1], [2])
z.name = "z"
print(z.name, list(z), list(MyMap(abs, [-1, -2])))


def failing():
    yield 1
    raise KeyError("inside")


for make in (lambda: list(zip(failing(), [1, 2])), lambda: list(map(abs, failing())), lambda: list(filter(None, failing())),
             lambda: list(enumerate(failing())), lambda: list(map(lambda x: x / 0, [1]))):
    try:
        make()
    except Exception as e:
        print(type(e).__name__, e)
for text in """range()
range(1, 2, 0)
range("a")
range(1.5)
range(1, 2, 3, 4)
range(5)[10]
range(5)["a"]
range(5).index(7)
range(5).index("a")
len(range(1 << 70))
enumerate()
enumerate([], start="a")
enumerate(5)
zip(5)
zip([], 5)
zip([], strict=1, x=2)
map()
map(abs)
filter(1)
filter(1, 2)
reversed(5)
reversed({1})
reversed()
iter(5)
iter(5, 6)
list(zip([1], [], strict=True))
list(zip([], [1], strict=True))
list(zip([1], [1], [], strict=True))
list(zip([], [], [1], strict=True))
list(zip([1], [2], [], [], strict=True))
list(zip([1], [2], strict=True))
iter([1]).__reduce__(), iter(()).__reduce__(), reversed([]).__reduce__(), iter(abs, 5).__reduce__()""".splitlines():
    try:
        print(text, "=>", eval(text))
    except Exception as e:
        print(text, "=>", type(e).__name__, e)
