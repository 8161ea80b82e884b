# What the engine knows of a pattern beforehand (first characters, what follows a run) must not
# change what it finds.
import re


def show(pattern, *texts, flags=0):
    p = re.compile(pattern, flags)
    for text in texts:
        m = p.search(text)
        print(
            repr(pattern), repr(text), m and (m.span(), m.groups(), m.lastindex),
            [x.span() for x in p.finditer(text)], p.split(text, 2), bool(p.fullmatch(text)),
        )


# Runs that what follows cannot begin in, can begin in, or may be empty.
show(r"\d+\.", "12.5", "12", "1.2.", "")
show(r"(\d+)(\d)", "1234", "1", "x12")
show(r"(\w*)(x?)$", "abcx", "", "ab ")
show(r'"([^"]*)"', 'a "b" c""', '"open', '"Ā"', "\u0100\"é\"")
show(r"[a-z]{2,3}[0-9]", "abcd1", "ab1", "a1", "abc")
show(r"(.*?),(.*)", "a,b,c", "none", "\n,x")
show(r"<(.*?)>", "x <b> y <> z", "<open", "<\n>")
show(r"a*?b", "aaab", "b", "aac")
show(r"(?:ab?)+c", "ababac", "abab", "xc abc")
show(r"(?:a|b*)*c", "abbc aac c", "aabb")
show(r"(?:(a)|b)*d", "abd", "d", "cbad")
show(r"((?:x|y)*?)(z|$)", "xyxz", "xy")
# Alternatives by their first characters.
show(r"(?P<n>\d+)|(?P<w>[a-z]+)|(?P<s>\s)|(.)", "ab 12;é", "Ā1")
show(r"foo|bar|(baz)?", "xbazfoo", "")
show(r"(?:|a)b", "ab", "b")
show(r"\bfoo|^bar", "a foo bar", "bar", "xfoo")
show(r"(?i:straße|ſ|K)", "STRASSE", "straSSe straße", "s", "k \u212a")
show(r"[^\W\d]+", "12ab_3", "é1Ā2")
show(r"(?=a)\w|(?!a)\d", "a1b", "b")
show(r"(?<=x)y+|z", "xyy yz", "y")
show(r"(?>a+)b|(a++)c", "aab", "aac", "aaa")
show(r"(a)?(?(1)b|c)", "ab", "c", "ac")
show(r"(a+)\1b", "aaaab", "aab", "ab")
show(r"é+x", "ééx", "\u0100éx", "x")
show(r"[\u0100-\u0200]+a", "\u0101\u0102a", "a")
show(r".\Z", "ab\n", "a", flags=re.S)
show(r"^\s*$", "a\n \n\nb", "", flags=re.M)
show(rb"[\x80-\xff]+a|b", b"\x80\x81a", b"ab", b"\x80")

# Many classes, more than there is room for.
many = "|".join("[%s-%s]%d" % (chr(97 + i % 20), chr(98 + i % 20 + i // 20), i) for i in range(90))
print([m.group() for m in re.finditer(many, "a0 b1 t19 d83 z9 b20 e44 q76")])
print(re.findall("|".join("w%dx" % i for i in range(100)), "w5x w99x w100x"))
print(len(re.findall("(?:" * 70 + "a?" + ")?" * 70 + "b", "aabab")))

# A limit cuts the text.
p = re.compile(r"\w+(?= )")
print(p.search("abc def", 0, 3), p.search("abc def", 1, 5), p.match("abc ", 0, 4))
print(re.compile(r"a+b").search("aab", 0, 2), re.compile(r"\d").search("a1", 0, 1))

# Templates and literals in sub.
print(re.sub(r"(\w+) (\w+)", r"\2 \1!", "hello world, foo bar"))
print(re.sub(r"(a)|b", r"[\1]", "abab"), re.sub("b", r"\n", "abc"), re.sub("", "-", "ab\u0100"))
print(re.subn(r"(?P<x>\d)", r"<\g<x>\g<0>>", "1a2", 1), re.subn("q", r"\\", "abc"))
print(re.sub("b", "\u0100", "abc"), re.sub("\u0100", "b", "a\u0100c").isascii())
s = "unchanged"
print(re.sub("q", "x", s) is s, re.sub("q", r"\n", s) is s)


class S(str):
    pass


print(type(re.sub("q", "x", S("ab"))), re.sub("a", S("x"), "ab"), re.sub("(a)", S(r"\1\1"), "ab"))
for bad in (r"\2", r"\g<nope>", r"\q"):
    try:
        re.sub("(a)", bad, "a")
    except (re.error, IndexError) as e:
        print(type(e).__name__, e)
for repl in (5, b"x", None):
    try:
        print(re.sub("a", repl, "a"))
    except TypeError as e:
        print(e)
print(re.sub("a", lambda m: None and "" or "<%s>" % m.group(), "banana", count=2))
m = re.match(r"(?P<a>x)(y)?", "x")
print(m.groups("-"), m.groups(), m["a"], m[2], m.group(0, 1, 2), m.group("a"))
for g in (3, -1, "z", 1.5, None):
    try:
        print(m.group(g))
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)
