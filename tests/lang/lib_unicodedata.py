# unicodedata: names, properties, decompositions and normal forms.
import unicodedata as u


def attempt(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


for c in "A\u00e9\u0130\u01c4\u20ac\u3042\uac01\u4e00\u0378\ud800\U0001f600\U0001e030\x00\u0f77\u33af\u212b\ufb2c":
    print(ascii(c), u.name(c, None), u.category(c), u.bidirectional(c), u.combining(c),
          u.mirrored(c), u.east_asian_width(c), u.decomposition(c))
for c in "7\u0663\u00b2\u2460\u00bd\u2155\u4e00\u5146x\U0001d7d9":
    print(ascii(c), u.decimal(c, None), u.digit(c, None), u.numeric(c, None))
for name in ("snowman", "HANGUL SYLLABLE GAG", "CJK UNIFIED IDEOGRAPH-4E00", "LINE FEED", "NBSP",
             "KATAKANA LETTER AINU P", "CJK UNIFIED IDEOGRAPH-00", "no such", "", "VARIATION SELECTOR-17",
             "CJK COMPATIBILITY IDEOGRAPH-F900", "NUSHU CHARACTER-1B170", "x" * 300, "\u00e9"):
    attempt(u.lookup, name)
for c in range(0x300):
    name = u.name(chr(c), None)
    assert name is None or u.lookup(name) == chr(c), name
samples = ["caf\u00e9", "cafe\u0301", "\u1e9b\u0323", "\ufb01", "\uac00\u11a8", "\u1100\u1161\u11a8",
           "a\u0315\u0300\u05ae\u0062", "\u212b", "\u33a5", "", "plain", "\u0344", "\u2126\ud800",
           "q\u0307\u0323", "\ufdfa"]
for form in "NFC", "NFD", "NFKC", "NFKD":
    print(form, [ascii(u.normalize(form, s)) for s in samples],
          "".join("01"[u.is_normalized(form, s)] for s in samples))
text = "plain"
print(u.normalize("NFC", text) is text, u.unidata_version)
attempt(u.normalize, "NFX", "a")
attempt(u.normalize, "NFC", 1)
attempt(u.normalize, "NFC")
attempt(u.name, "\x00")
attempt(u.name, "ab")
attempt(u.name, 1)
attempt(u.name)
attempt(u.category, "")
attempt(u.decimal, "x")
attempt(u.digit, "\u00bd")
attempt(u.numeric, "x")
attempt(u.lookup, 3)
print("\N{LATIN SMALL LETTER E WITH ACUTE}\N{nbsp}".encode("unicode_escape"))
attempt(u.lookup, b"snowman")
