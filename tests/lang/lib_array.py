# The module array.
import array
import copy

A = array.array


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = A("i", [1, 2, 3])
for f in [
    lambda: A("i"), lambda: A("z"), lambda: A(), lambda: A("ii"), lambda: A("i", 5), lambda: A("i", "abc"),
    lambda: A("u", "abc"), lambda: A("i", [1.5]), lambda: A("d", ["x"]), lambda: A("b", [200]),
    lambda: A("B", [-1]), lambda: A("H", [70000]), lambda: A("I", [-1]), lambda: A("I", [1 << 32]),
    lambda: A("L", [1 << 64]), lambda: A("q", [1 << 63]), lambda: A("Q", [-1]), lambda: A("h", [40000]),
    lambda: A("l", [1 << 63]), lambda: A("i", [1 << 31]), lambda: A("i", b"12345678"), lambda: A("i", b"123"),
    lambda: A("i", bytearray(4)), lambda: A("d", A("i", [1])), lambda: A("u", ["ab"]), lambda: A("u", [1]),
    lambda: A("i", A("u", "a")), lambda: A("f", [1, 0.1]), lambda: A("i", (i for i in range(3))), lambda: A("i", x=1),
    lambda: A("u", "é😀"), lambda: A("Q", [(1 << 64) - 1]), lambda: A("b", [-128, 127]), lambda: A("d", [float("nan")]),
    lambda: x[5], lambda: x["a"], lambda: x[1:], lambda: x[::-1], lambda: x[-1], lambda: x[::2], lambda: x[5:],
    lambda: x + A("d"), lambda: x + [1], lambda: x + x, lambda: x * 2, lambda: 2 * x, lambda: x * -1, lambda: x * "a",
    lambda: x.pop(9), lambda: A("i").pop(), lambda: x.remove(9), lambda: x.index(9), lambda: x.index(2, 5),
    lambda: x.index(3, -1), lambda: x.count(2), lambda: x.append("a"), lambda: x.extend(A("d")),
    lambda: x.extend([4, "a"]), lambda: x, lambda: x.fromlist((1,)), lambda: x.fromlist([5, "z"]), lambda: x,
    lambda: x.frombytes(b"abc"), lambda: x.frombytes("a"), lambda: x.tobytes(), lambda: x.tolist(),
    lambda: x.tounicode(), lambda: A("u", "ab").tounicode(), lambda: x.fromunicode("a"), lambda: x.byteswap(),
    lambda: x, lambda: x.buffer_info()[1], lambda: x.itemsize, lambda: x.typecode, lambda: x < A("i", [9]),
    lambda: x == A("d", [1]), lambda: A("i", [1]) == A("d", [1.0]), lambda: A("i", [1]) < [1], lambda: hash(x),
    lambda: A("i", [1, 2]) < A("i", [1, 2, 3]), lambda: A("i", [1, 3]) > A("i", [1, 2, 3]),
    lambda: A("i", [1, 2]).__reduce_ex__(2), lambda: A("i", [1, 2]).__reduce_ex__(3)[1:],
    lambda: memoryview(x).format, lambda: memoryview(x).itemsize, lambda: memoryview(A("d", [1.5])).tolist(),
    lambda: x.insert(0, "a"), lambda: x.__setitem__(0, "a"), lambda: x.__setitem__(slice(0, 1), [1]),
    lambda: x.__setitem__(slice(0, 1), A("d")), lambda: x.__setitem__(slice(0, 2, 2), A("i", [1, 2])),
    lambda: x.__setitem__("a", 1), lambda: x.__setitem__(99, 1), lambda: x.__delitem__(99),
    lambda: 97 in A("B", b"ab"), lambda: x.fromfile(1, 2), lambda: x.__iadd__([1]), lambda: list(iter(x)),
    lambda: A("b").byteswap(), lambda: bytes(A("H", [258])), lambda: 5 in x, lambda: list(reversed(A("i", [1, 2]))),
    lambda: max(A("i", [3, 1])), lambda: sorted(A("d", [2, 1])), lambda: sum(A("d", [0.5, 1]))]:
    attempt(f)
y = A("i", range(10))
y[2:4] = A("i", [20, 30, 40])
print(y)
del y[0]
del y[::3]
print(y)
y[::2] = A("i", [7] * len(y[::2]))
y[1:1] = y
print(y, len(y))
y.insert(2, -5), y.insert(-1, -6), y.insert(100, -7), y.reverse()
print(y, y.pop(), y.pop(0), y.remove(-6), y)
y += A("i", [1])
y *= 2
print(y, copy.copy(y) == y, copy.deepcopy(y) is not y)
z = A("h")
for i in range(1000):
    z.append(i)
print(len(z), z[999], sum(z), z.typecode)
m = memoryview(z)
m[0] = 77
print(z[0], m[1:3].tolist(), len(m))
attempt(lambda: z.append(1))
attempt(lambda: z.pop())
m.release()
z.append(1)
print(len(z))
class Sub(A):
    def __init__(self, *args):
        self.name = "sub"


s = Sub("i", [1, 2])
s.attr = 3
print(s, s.attr, s.name, type(s[:1]), s.__reduce_ex__(2)[2], isinstance(s, A), A.__module__, array.typecodes)
print(array._array_reconstructor(A, "h", 5, b"\0\1\0\2"), array._array_reconstructor(A, "h", 4, b"\1\0"))
it = iter(A("u", "ab"))
print(next(it), it.__reduce__()[1:], list(it), it.__reduce__()[1:], type(it))
