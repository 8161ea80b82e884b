"""Strings, bytes and formatting."""
a = "abc" * 5 + "é" + "€" + "\U0001f40d"
a.upper(), a.title(), a.encode(), a.encode("utf-16"), a.encode("latin-1", "replace"), a.encode("ascii", "xmlcharrefreplace")
a.split("b"), a.rsplit("b", 1), a.partition("c"), "a b  c".split(), "x\ny\r\nz".splitlines(True)
a.replace("b", "€€"), a.find("c"), a.count("ab"), a[::-1], a[2:5], a[-1], a.index("€")
"-".join(["a", "é", "€"]), ",".join(str(i) for i in range(9))
a.center(60, "é"), a.ljust(50), a.zfill(60), a.strip("ab"), a.translate({97: "XX", 98: None, 99: 100})
"%s %r %5d %-5s| %05.2f %x %c %%" % ("a", "b", 3, "d", 2.5, 255, "z"), "%(k)s" % {"k": [1]}
"{} {0!r:>10} {name:^8}".replace("{}", "{0}").format("é", name="n"), "{0[1]}{1.real}".format([1, 2], 3)
f"{a!r:.10} {3.14159:10.3f} {1000000:,} {255:#x} {True!s:>{8}} {'€'!a}"
x = 5
f"{x=} {x + 1 = :>5}"
repr(a), ascii(a), str(b"ab", "utf-8"), a.casefold(), a.swapcase(), a.expandtabs(), "ﬁ".upper(), "ǆ".title()
"abc" < "abd", "a" in a, a == a[:], hash(a), a.isalpha(), "12".isdigit(), "a_b".isidentifier()
"\x41\u00e9\101"
int("12"), int("ff", 16), float("1e5"), complex("1+2j"), int("9" * 40), str(10 ** 50), repr(1e100), format(12345.678, ",.1f")
b = b"abc\xff" * 3
b.hex(), bytes.fromhex("00ff"), b.split(b"c"), b.replace(b"a", b"XX"), b[1:4], b[0], b.find(b"c"), b.upper(), b + b"x"
b.decode("latin-1"), b.decode("utf-8", "replace"), b.decode("ascii", "backslashreplace"), repr(b), b.join([b"1", b"2"])
b"%s %d" % (b"a", 3), b.translate(bytes(range(256)), b"a"), list(b)[:2], bytes(5), bytes([1, 2]), bytes("é", "utf-8")
ba = bytearray(b"hello")
ba += b" world"
ba[0] = 72
ba[1:3] = b"EEE"
del ba[::2]
ba.append(1), ba.extend([2, 3]), ba.pop(), ba.insert(0, 9), ba.reverse(), bytes(ba), repr(ba), ba.clear()
m = memoryview(bytearray(b"abcdef"))
m[0] = 65
m[1:3] = b"zz"
bytes(m), m[::2].tolist(), m.cast("H").tolist(), m.hex(), m == b"Azzdef", repr(m)[:5]
m.release()
for bad in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: "{".format(), lambda: "%d" % "x", lambda: "%" % 1,
            lambda: "{}".format(), lambda: int("x"), lambda: "a".join([1]), lambda: format(3, "zz"), lambda: float("q"),
            lambda: "a".index("b"), lambda: bytes([256]), lambda: "a".split(""), lambda: chr(2 ** 40)):
    try:
        bad()
    except (ValueError, TypeError, IndexError, KeyError, OverflowError):
        pass
s = ""
for i in range(30):
    s += chr(97 + i * 7)
print(s, a, b, [a], {"k": a}, sep="|", end="!\n", flush=True)


class S(str):
    def __str__(self):
        return "S!" + self[1:]

    def __format__(self, spec):
        return spec


v = S("text")
str(v), f"{v:q}", v + "x", "".join([v, v]), {v: 1}["text"], "%s" % v, v.upper()
