# str methods, formatting, f-strings, bytes.
s = "Hello, World"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.capitalize(), s.center(20, "*"), s.ljust(15) + "|", s.rjust(15))
print(s.find("o"), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.replace("l", "L"), s.replace("l", "L", 1))
print(s.split(", "), "a b  c ".split(), "a,b,,c".split(","), "abc".split("b", 1), "x-y-z".rsplit("-", 1), "l1\nl2\r\nl3".splitlines())
print(s.startswith("He"), s.endswith(("x", "ld")), s.partition(", "), s.rpartition("z"), "-".join(["a", "b"]), "  x ".strip() + "|", "xxaxx".strip("x"))
print("abc".isalpha(), "123".isdigit(), "a1".isalnum(), " ".isspace(), "Ab".istitle(), "ab".islower(), "AB".isupper(), "a_1".isidentifier())
print("abc"[1], "abc"[-1], "abcdef"[1:4], "abcdef"[::-1], "abc" * 2, "a" + "b", len("añ€😀"), "añ€😀"[::-1], "b" in "abc")
print(repr("it's"), repr('say "hi"'), repr("a\n\t\\\x00\x7f"), repr("é"), ascii("é€😀"), "\u00e9")
print("%s %r %d %5d|%-5d|%05d %x %X %o %e %.2f %g %c %%" % ("s", "r", 42, 42, 42, 42, 255, 255, 8, 1234.5, 3.14159, 0.0001, "c"))
print("%(a)s %(b)03d" % {"a": 1, "b": 2}, "%s" % (1,), "%s" % [1], "%5.1f|%+d|% d" % (2.25, 3, 4), "%*d" % (5, 42))
print("{} {} {0}".format(1) if False else "{} {}".format(1, 2), "{0} {1} {0}".format("a", "b"), "{x:>5}|{y:<5}|{z:^5}".format(x=1, y=2, z=3))
print("{:,} {:_} {:.3f} {:e} {:%} {:08.2f} {:+d} {:#x} {:b} {:o} {!r}".format(1234567, 1234567, 3.14159, 12345.678, 0.25, 3.14159, 5, 255, 5, 8, "q"))
print("{0[1]} {1.real} {2[k]}".format([1, 2], 5, {"k": "v"}), "{:{w}}|".format("x", w=4), "{{}}".format())
x, name = 3.14159, "bob"
print(f"{x:.2f} {name!r:>8} {name:*^9} {x=} {1 + 1 = } {{}} {'nested ' + f'{name}'} {x:{5}.{3}}")
print(f"{'a' if x > 3 else 'b'} {[i for i in range(3)]} { {'k': 1}['k'] } {(lambda q: q * 2)(4)}")
print(f"{1234567.891:,.2f} {255:#06x} {-5:d} {0.1 + 0.2} {1e100} {1e16} {123456789012345678} {1e-5} {100.0} {float('inf')} {float('nan')}")
print("abc" < "abd", "a" < "B", "" < "a", "abc" == "abc", "é" > "z")
print(b"bytes\x00\xff", b"abc"[0], b"abc"[1:], b"a" + b"b", bytes([65, 66]), bytes(3), "é".encode(), b"\xc3\xa9".decode(), len(b"abc"))
print(b"a,b".split(b","), b"abc".upper(), b"abc".find(b"c"), b"-".join([b"x", b"y"]), bytearray(b"abc"), b"abc".hex(), bytes.fromhex("00ff"), 97 in b"abc")
ba = bytearray(b"abc"); ba[0] = 120; ba.append(33); ba += b"zz"; del ba[1]; print(ba, bytes(ba), ba.pop())
print("tab\tx".expandtabs(4), "z".zfill(3), "-5".zfill(4), "abc".translate(str.maketrans("ab", "xy", "c")), "ß".upper(), "Straße".casefold())
print(str(1.0), str(1e22), str(123.456), repr(0.1), str(1 / 3), 1e15, 1e17, 2.5e-7, -0.0, 5e-324, 1.7976931348623157e308)
print(int("42"), int("-0x1f", 16), int("0b11", 0), int(" 7 "), int("1_000"), float("1.5e3"), float(" inf "), int(3.9), int(-3.9), round(2.5), round(3.5), round(2.675, 2), round(1234, -2))
print(ord("a"), chr(8364), hex(255), oct(8), bin(5), hex(-255), str(None), str(True), str([1]), bool(""), "a".join("xyz"))
print("a\
b", 'single' "double", """triple
line""", r"raw\n", "\x41\101\u0041", u"u")
for bad in ("'abc'[10]", "'a' + 1", "'%d' % 'a'", "'{x}'.format()", "'{0}'.format()", "int('')", "'a'.encode('nope')", "b'\\xff'.decode()", "'é'.encode('ascii')",
            "'%s %s' % 1", "'%s' % (1, 2)", "'a'.center()", "''.join(5)", "f'{1:z}'", "format('s', 'd')", "'abc'.replace('a')", "ord('ab')", "'{:d}'.format('x')", "bytes([256])"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, "->", type(e).__name__, e)
print("%-10s|%10s|" % ("left", "right"), "%.3s" % "abcdef", "%r" % "é", "%a" % "é", "%i" % 3.7, "%s" % None, "%5s%%" % 50)
print(" ".join(f"{n:>{w}}" for n, w in ((1, 3), (22, 5))), "a".ljust(3, ".") + "b", "x".center(4, "-"), "ab".rjust(1))
print("one two".title(), "don't".title(), "ǅ".lower(), "İ".lower() == "i̇", "ﬁ".upper(), "ABC".isascii(), "é".isascii(), "½".isnumeric(), "²".isdigit())
print(s.removeprefix("Hello"), s.removesuffix("ld"), "a.b.c".rsplit(".", maxsplit=1), "x".isprintable(), "\n".isprintable(), "%s" % b"x", str(b"x"), str(b"x", "ascii"))
