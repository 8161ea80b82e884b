# The module struct: sizes, packing, unpacking, errors.
import struct


def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ":", e)


class Five:
    def __index__(self):
        return 5


values = (0, 1, -1, 127, -128, 128, 255, 256, 32767, -32768, 40000, 65535, 70000, 1 << 31, -(1 << 31),
          1 << 32, (1 << 63) - 1, -(1 << 63), 1 << 63, (1 << 64) - 1, 1 << 64, -(1 << 64), 1.5, "x", True)
for order in "@=<>!":
    for c in "bBhHiIlLqQnNP?efd":
        out = []
        for v in values:
            try:
                b = struct.pack(order + c, v)
                out.append(b.hex() + "/" + repr(struct.unpack(order + c, b)[0]))
            except Exception as e:
                out.append(type(e).__name__ + ": " + str(e))
        print(order + c, out)
for x in (0.0, -0.0, 1.0, 1.5, 65504.0, 65520.0, 1e-8, 6e-8, 5.96e-8, 1e-5, 0.1, 1e38, 1e39, float("inf"),
          float("-inf"), float("nan"), 3.14159, 2049.0, 2051.0):
    for c in "<e", ">e", "f", "<f", ">f", "d", ">d":
        try:
            b = struct.pack(c, x)
            print(c, x, b.hex(), struct.unpack(c, b))
        except Exception as e:
            print(c, x, type(e).__name__, e)
for fmt in ("bi", "ib", "ibi0q", "<bi", "n", "bP", "", "3x", "b3xh", "10s", "0i", "b0i", "cc?", "@ i h", "2h3i",
            "bq", "!bq", "e", "be", "5p", "xhx", "h0l", "100000000000000000000i", "9223372036854775807i", "z",
            "3", "i3", "<n", "i<", "i\0", "é", 1, b"i", None):
    print(repr(fmt), end=" ")
    attempt(struct.calcsize, fmt)
for args in (("c", "a"), ("c", b"ab"), ("s", "x"), ("3s", b"abcdef"), ("5s", b"ab"), ("p", "x"), ("5p", b"abcdefgh"),
             ("5p", b"a"), ("x", 1), ("ii", 1), ("i", 1, 2), ("i", Five()), ("?", []), ("?", "a"), ("0s", b""), ("0i",),
             ("2c", b"a", b"b"), ("d", None), ("0p", b"x"), ("300p", b"a" * 299), ("3s", bytearray(b"xyz")), ()):
    attempt(struct.pack, *args)
attempt(struct.unpack, "i", b"abc"), attempt(struct.unpack, "i"), attempt(struct.unpack, "i", "abcd")
attempt(struct.unpack_from, "i", b"abcdefg", 4), attempt(struct.unpack_from, "i", b"abcdefg", -2)
attempt(struct.unpack_from, "i", b"abcdefg", -20), attempt(struct.unpack_from, "<h", b"abcdefg", offset=-3)
attempt(struct.unpack_from, ">h", buffer=b"abcdefg", offset=1), attempt(struct.unpack_from, "i", b"abc")
b = bytearray(8)
attempt(struct.pack_into, "<i", b, 2, 1), print(b)
attempt(struct.pack_into, ">h", b, -2, 258), print(b)
attempt(struct.pack_into, "i", b, -2, 1), attempt(struct.pack_into, "i", b, -20, 1)
attempt(struct.pack_into, "i", b"12345678", 0, 1), attempt(struct.pack_into, "i"), attempt(struct.pack_into, "i", b)
attempt(struct.pack_into, "i", b, 0), attempt(struct.pack_into, "i", b, "x", 1), attempt(struct.pack_into, "i", b, 6, 1)
print(list(struct.iter_unpack("<hb", b"abcdef")))
attempt(struct.iter_unpack, "h", b"abc"), attempt(struct.iter_unpack, "", b"")
s = struct.Struct(">ih")
print(s.size, s.format, type(s), s.pack(1, 2), s.unpack(b"\0\0\0\1\0\2"), s.unpack_from(b"x" * 10, 2))
it = s.iter_unpack(b"123456789012")
print(it.__length_hint__(), next(it), list(it), next(it, "end"), type(it))
attempt(s.pack, 1), attempt(s.pack, 1, 2, 3), attempt(s.unpack, b""), attempt(s.pack_into, bytearray(2), 0, 1, 2)
attempt(s.pack_into), attempt(s.pack_into, bytearray(2)), attempt(struct.Struct, 3), attempt(struct.Struct)
print(struct.error, struct.error.__mro__, struct.unpack("4s", memoryview(b"abcd")), struct.unpack("3p", b"\5ab"))
print(struct.unpack("<%dB" % 20, bytes(range(20))), struct.pack("<20B", *range(20)))
