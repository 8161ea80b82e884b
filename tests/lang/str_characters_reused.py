# Characters taken out of strings one after the other, their identity, sharing and reuse; what
# translate and split do quickly, at the edges.
import sys


def loop(text):
    kept, ids, out = [], [], []
    for c in text:
        if c in "xyz":
            kept.append(c)
        if c == "y":
            ids.append(id(c))
        out.append(ord(c))
    return kept, len(set(ids)) <= 1, out


print(loop("axbyczabyxé\u0100\U0001f600y"))


def changes(text):
    seen = {}
    i = 0
    while i < len(text):
        c = text[i]
        d = c
        c = text[i - 1]
        assert d == text[i] and c == text[i - 1], i
        seen[d] = seen.get(d, 0) + 1
        i += 1
    return seen


print(changes("hello, w\u00f6rld\xff\u0100!"))


def identity(text):
    c = text[0]
    a = id(c)
    c = text[1]
    b = id(c)
    return a == b


print(identity("qk"), identity("qq"))
s = "z"
for s in s:
    pass
print(s)
s = "w"
s = s[0]
s = s[-1]
print(s, [w[0] for w in "the quick fox".split()], [w[-1] for w in ("ab", "\u0100\u0101")])
h = {}
for c in "hash the same character twice":
    h[c] = hash(c) == hash(c + "")
print(all(h.values()), len(h))
for bad in ("", "ab"):
    for i in (0, 2, -3):
        try:
            print(bad[i])
        except IndexError as e:
            print(e)
try:
    print(""[0])
except IndexError as e:
    print(e)
try:
    1 in "abc"
except TypeError as e:
    print(e)


class S(str):
    def __contains__(self, o):
        return "mine"

    def __getitem__(self, i):
        return "mine %r" % (i,)

    def __iter__(self):
        return iter([1, 2])


for o in ("abc", S("abc"), "abc", ["abc"], b"abc", "xyz"):
    try:
        print("b" in o, o[0], o[-1], [c for c in o])
    except TypeError as e:
        print(e)
print("" in "", "" in "a", "a" in "", S("a") in "xa", "\u0100" in "abc", "\xe9" in "caf\xe9", "b" in "a\u0100b")

# translate
t = str.maketrans("abc", "xyz", "d")
print("abcd abcd".translate(t), "".translate(t), "e\u0100a".translate(t), "\xe9a".translate(t))
print("abc".translate({97: "long", 98: None, 99: 0x100}), "aXa".translate({97: 0xE9, 88: "\xe9"}))
print("aab".translate({97: 97}), "a\x80".translate({128: 65}), "x" * 100 + "y" == ("a" * 100 + "b").translate({97: "x", 98: "y"}))
for table in ({97: -1}, {97: 0x110000}, {97: 1.5}, {97: b"x"}, 5, {97: True}, [1] * 98):
    try:
        print(ascii("ba".translate(table)))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class Table(dict):
    def __missing__(self, c):
        return chr(c).upper() if c != 99 else None


print("abcabc".translate(Table({98: "<b>"})))
try:
    "abc".translate(type("T", (), {"__getitem__": lambda self, c: 1 / (c - 98)})())
except (ZeroDivisionError, TypeError) as e:
    print(type(e).__name__, e)

# split by one character
for text in ("", ",", ",,", "a", "a,b", ",a,b,", "a" * 15 + ",b", "a" * 16 + ",b", "," * 33, "ab," * 40, "\xe9,b\xff", "\u0100,b"):
    parts = text.split(",")
    assert ",".join(parts) == text and parts == text.split(",", len(text) + 1), text
    print(len(parts), ascii(parts[:3]), ascii(text.rsplit(",", 1)), text.encode("utf-8").split(b",")[-1])
print("a,b".split(",", 0), "a,b,c".split(",", 1), "a b".split(None, 1), "abab".split("b"), "a::b:::c".split("::"))
for args in ((1,), ("",), (",", "x")):
    try:
        "a,b".split(*args)
    except (TypeError, ValueError) as e:
        print(e)
print("a,b".split(sep=","), "a b".split(maxsplit=0), S("a,b").split(","), [type(x) for x in S("ab").split(",")])

# text under construction: short, growing, widening
for n in (0, 1, 2, 86, 87, 88, 89, 130, 131, 400):
    parts = ["x%d" % i for i in range(n)]
    a = "%s|" * n % tuple(parts)
    b = "".join(p + "|" for p in parts)
    assert a == b, n
    print(n, len(a), len(repr("\n" * n)), len(("a" * n + "\u0100").upper()), ascii(("%s" % ("\xe9" * n))[-2:]), len("%s\U0001f600%d" % ("q" * n, n)))
