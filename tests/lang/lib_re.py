# The package re: matching, groups, substitution, splitting, errors.
import re
import copy


def show(*args):
    print(*args)


def attempt(f, *args, **kw):
    try:
        r = f(*args, **kw)
    except Exception as e:
        print(type(e).__name__ + ":", e)
    else:
        print(r)


def all_of(pattern, text, flags=0):
    p = re.compile(pattern, flags)
    for name in ("match", "fullmatch", "search"):
        m = getattr(p, name)(text)
        print(repr(pattern), name, m and (m.span(), m.groups(), m.lastindex, m.lastgroup, m.regs))
    print("   all", p.findall(text))
    print("   iter", [m.span() for m in p.finditer(text)])
    print("   split", p.split(text))
    print("   sub", p.subn("<>", text) if isinstance(text, str) else p.subn(b"<>", text))


patterns = [
    "", "a", "abc", "a*", "a+", "a?", "a*?", "a+?", "a??", "a{2}", "a{2,}", "a{1,2}?", "a{,2}",
    "[abc]", "[^abc]", "[a-c]+", "[^a-c]+?b", ".", ".*", ".*?c", "^a", "a$", "^$", r"\Aa", r"c\Z",
    r"\b\w", r"\B\w", r"\d+", r"\D+", r"\s+", r"\S+", r"\w+", r"\W+", "(a)(b)?", "(a)|(b)",
    "(a|ab)(c|bcd)(d*)", "(?:ab)+", "(?:ab)*?c", "((a)|(b))*", "(a*)*", "(a*)+", "(?:a*)*b",
    "(a*?)*?b", r"(a)\1", r"(.)\1", r"(?P<x>a)(?P=x)?", "(a)?(?(1)b|c)", "(?P<q>a)?(?(q)b)c?",
    "(?=ab)a", "(?!ab)a", "(?<=a)b", "(?<!a)b", "(?<=(a))b", "(?=(a))", "(?!(b))a",
    "(?>a*)b", "(?>a|ab)c", "a*+b", "a++", "a?+a", "(?:ab)*+a", "(?:a|ab)++c", "(a|b)*+c",
    "(?:(a)|b)*", "(?:(a)|(b))+?c", "(a+)+b", "(?:a|b|ab)*c", "(?i:AB)c", "(?s:.)c",
    "a(?#comment)b", "(?x: a b )", "[]a]", "[a\\]]", r"[\w-]+", r"[^\W\d]+", "(?:x*y?)*z",
    "(a(b(c)?)?)?", "(?:a(?:b(?:c)?)?)?$", "a|b|c|ab", "(?:aa|ab|ba)+", "(ab|a)(bc|c)?",
    "(a{2,3}){2}", "(?:a{0,2}b){1,3}?", "(?:a?){3,5}", "(?:){3}", "(?:a*){2}", "x*",
]
texts = ["", "a", "abc", "aabb", "ab abc\nabcd", "xaaab1 2_c", "bababcab", "aaaaaa", "ABc\n"]
for p in patterns:
    c = re.compile(p)
    for t in texts:
        m = c.match(t), c.fullmatch(t), c.search(t)
        print(repr(p), repr(t), [x and (x.span(), x.groups(), x.lastindex) for x in m],
              c.findall(t), c.split(t), c.sub("-", t))

print("-- flags")
all_of("abc", "ABC abc aBc", re.I)
all_of("^b.c$", "a\nbxc\nb\nc", re.M)
all_of("^b.c$", "a\nbxc\nb\nc", re.M | re.S)
all_of(r"\w+", "straße naïve", re.A)
all_of(r"\w+", "straße naïve ÀÉ \u0661\u0662")
all_of(r"\d+", "12 \u0661\u0662 \uff11")
all_of(r"\s", "a\u2003b\xa0c\x1cd")
all_of("[à-é]+", "ÀÉàé", re.I)
all_of("ß|ẞ", "ßẞss", re.I)
all_of("\u017f", "sS\u017f", re.I)
all_of("[k]", "kK\u212a", re.I)
all_of("σ", "ΣσςΣ", re.I)
all_of("[σ]", "ΣσςΣ", re.I)
all_of("[^σ]", "ΣσςΣa", re.I)
all_of(r"(.)\1", "aAbBéÉ", re.I)
all_of("[\U00010400-\U00010410]", "\U00010428\U00010405", re.I)
all_of("\u0130", "i\u0130I\u0131", re.I)
all_of("[\u0400-\u04ff]+x", "привет ПРИВЕТx", re.I)
all_of("[a-z\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff]+", "abc привет ひらがな 漢字!")
all_of("[^a-z\U0001F600-\U0001F64F]+", "abc😀X😁 Y")
all_of("(?i)(?-i:a)b", "abaBABAb")
all_of(b"a(.)", b"ab\nac")
all_of(rb"[\x80-\xff]+", b"a\x80\xffb\x90")
all_of(rb"\w+", b"ab \xe9t")
all_of(rb"(?i)[a-c]+", b"aBCd")
print(re.compile(b"A", re.I | re.L).findall(b"aA"))
print(re.compile(b"[A-C]x", re.I | re.L).findall(b"bXAxdx"))
print(re.compile(rb"(a)\1", re.I | re.L).findall(b"aAAa"), re.compile(rb"\b\w", re.L).findall(b"a bc"))

print("-- positions")
p = re.compile("^b|b")
print(p.match("abc", 1), p.search("abc", 1), p.search("abc", 0, 1), p.findall("bbb", 1, 2))
print(re.compile("(?<=a)b").search("ab", 1), re.compile(r"\bb").search("ab", 1))
print(re.compile("b$").search("abc", 0, 2), re.compile("").match("abc", 5).span())
m = re.compile("b").search("abc", 1, 2)
print(m.pos, m.endpos, m.string, m.re, m.span(0), m.start(), m.end())
print(re.compile("a").search("a", -5, 100).span())

print("-- match objects")
m = re.match(r"(?P<first>\w+) (?P<second>\w+)(?P<third>!)?", "hello world")
print(m, m.group(), m.group(0, 1, 2), m.group("first"), m["second"], m[3], m[0])
print(m.groups(), m.groups("-"), m.groupdict(), m.groupdict(default=1))
print(m.start("second"), m.end(2), m.span("third"), m.lastgroup, m.lastindex, m.regs)
print(m.expand(r"\2-\1-\g<first>-\g<0>"), m.re.groupindex, m.re.groups, m.re.flags)
attempt(m.group, 9), attempt(m.group, "no"), attempt(m.start, -1), attempt(m.span, 1, 2)
attempt(lambda: m[1.5]), attempt(lambda: m[None]), attempt(m.groups, x=1), attempt(len, m)
print(copy.copy(m) is m, copy.deepcopy(m) is m, bool(m), isinstance(m, re.Match))
print(re.match("a*", "a" * 100), re.match(b"x", b"x"), re.search("é+", "caféé"))

print("-- pattern objects")
p = re.compile(r"(?P<n>a)\.(b)", re.I | re.X | re.M)
print(p, p.pattern, p.flags, p.groups, dict(p.groupindex), p == re.compile(p.pattern, p.flags))
print(hash(p) == hash(re.compile(r"(?P<n>a)\.(b)", re.I | re.X | re.M)), p == re.compile("a"))
print(p != re.compile("a"), p == 1, copy.copy(p) is p, copy.deepcopy(p) is p)
print(re.compile("x" * 250), re.compile(b"abc", re.A), re.compile("a", re.A | re.S), re.compile("'"))
attempt(lambda: p < p), attempt(re.Pattern), attempt(lambda: p.search(1)), attempt(p.search)
attempt(p.search, b"a"), attempt(re.compile(b"a").search, "a"), attempt(p.match, "a", x=1)
attempt(p.sub, "x"), attempt(p.sub, lambda m: 1, "a.b"), attempt(p.split, "a", "b")
print(re.Pattern[str], re.Match[bytes], type(p), type(m), type(p.scanner("a")))

print("-- substitution")
print(re.sub("b", "[\\g<0>]", "abcb"), re.sub("b", r"\\", "abc"), re.sub("(a)|b", r"<\1>", "ab"))
print(re.sub("a", lambda m: m.group().upper() * 2, "banana"), re.sub("a", "", "banana", count=2))
print(re.subn("x*", "-", "abxd"), re.sub("x*", "-", "xx"), re.sub(r"\n", "\n\n", "a\nb"))
print(re.sub(b"b+", b"<\\g<0>>", b"abbcb"), re.sub("(?P<w>[a-z])", r"\g<w>\g<1>", "ab1"))
print(re.sub("a", lambda m: None, "bab"), re.sub("a", r"\n\t", "a"), re.sub("", "-", "añ漢"))
attempt(re.sub, "a", r"\2", "a"), attempt(re.sub, "a", r"\g<x>", "a"), attempt(re.sub, "a", r"\q", "a")
attempt(re.sub, "a", b"b", "a"), attempt(re.sub, "a", 1, "a")


class S(str):
    pass


class B(bytes):
    pass


print(type(re.sub("x", "y", S("abc"))), type(re.sub(b"x", b"y", B(b"abc"))), re.split("b", S("abc")))
print(re.findall(b"b", bytearray(b"abcb")), re.findall(b"b", memoryview(b"abcb")))
print(re.search(b"b", bytearray(b"abc")), re.sub(b"b", b"x", bytearray(b"abc")))

print("-- split")
print(re.split(",", "a,b,,c"), re.split("(,)", "a,b"), re.split("(,)|(;)", "a,b;c"))
print(re.split("x*", "axbc"), re.split("", "abc"), re.split(",", "a,b,c", maxsplit=1))
print(re.split(r"\b", "a bc"), re.split(r"(?=b)", "abab"), re.split("b", b"abc".decode()))

print("-- scanner")
s = re.compile(r"\d").scanner("1a2")
print(s.pattern, s.match(), s.match(), s.match(), s.search())
s = re.compile(r"\d").scanner("1a2")
print(s.search(), s.search(), s.search(), s.search())
sc = re.Scanner([(r"\d+", lambda s, t: int(t)), (r"[a-z]+", lambda s, t: t), (r"\s+", None)])
print(sc.scan("12 ab 3 !x"))
it = re.finditer("a", "banana")
print(type(it).__name__, [m.start() for m in it], list(it))

print("-- errors of the compiler")
for bad in ["(", ")", "[", "a**", "*a", "(?P<1>a)", "(?P<a>b)(?P<a>c)", r"\1", "(?(1)a|b|c)", "a{3,2}",
            "[b-a]", "(?<=a*)b", "(?z)", "(?P=x)", "\\", "(?i", "a(?i)b", "(?:", "x{99999999999}",
            "(?P<a", "(?<", "(?#", r"\x1", r"\u12", "a(?P<é>b)"]:
    try:
        print(bad, re.compile(bad))
    except re.error as e:
        print(repr(bad), e, e.msg, e.pos, e.lineno, e.colno)
    except Exception as e:
        print(repr(bad), type(e).__name__, e)

print("-- long")
t = "ab" * 50000
print(re.match("(?:ab)*", t).end(), re.match("(?:ab)*?$", t).end(), re.match("(?:a|b)*", t).end())
print(re.match("(a|b)*c", t), re.match("(?:(a)|(b))*", t).groups(), re.fullmatch("(?:.b)*+", t).end())
print(len(re.findall("ab", t)), len(re.sub("a", "xy", t)), re.search("b(?!a)", t).span())
print(re.match("(?:(?:ab){2})+", t).end(), re.match("((?:ab)*)*", t).span(1))
print(re.search("c", t), re.search("[cd]", t), re.search("abc|abd", t), re.match(".*?c", t))

print("-- escape and such")
print(re.escape("a.b*c\n é-"), re.escape(b"a.b"), re.fullmatch(re.escape("[x](y)"), "[x](y)"))
print(re.I, re.I | re.M, re.RegexFlag(0), re.NOFLAG)
print(re.findall(r"(?m)^(\w+)\s*=\s*(.*)$", "a = 1\nb= 2\n# c\nd =3"))
print(re.findall(r"""("(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(\S)""",
                 'x = "a\\"b" + 3.14 * foo_1'))
print(re.sub(r"(?<!^)(?=[A-Z])", "_", "CamelCaseName").lower())
print(re.sub(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", r"\g<d>/\g<m>/\g<y>", "on 2024-01-31 and"))
