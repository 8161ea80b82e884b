# Characters by name.
print("\N{LATIN SMALL LETTER A}\N{latin small letter b}\N{Snowman}\N{GRINNING FACE}")
print(ascii("\N{LF}\N{NULL}\N{NO-BREAK SPACE}\N{ZWJ}\N{BELL}\N{VARIATION SELECTOR-256}"))
print("\N{CJK UNIFIED IDEOGRAPH-4E00}\N{CJK UNIFIED IDEOGRAPH-2A6DF}\N{HANGUL SYLLABLE GAG}")
print("\N{HANGUL SYLLABLE A}\N{HANGUL SYLLABLE HIH}\N{HANGUL SYLLABLE GGYAESS}")
print(f"{1}\N{COMET}{2:\N{DIGIT FIVE}}{'x':\N{BLACK STAR}>3}")
print(b"\N{x}", r"\N{x}", rb"\N{x}")
print(b"\\N{DIGIT ONE}\\N{digit two}".decode("unicode_escape"))
for name in ("nope", "", "CJK UNIFIED IDEOGRAPH-4E0", "CJK UNIFIED IDEOGRAPH-4e00", "KEYCAP DIGIT ONE",
             "CJK UNIFIED IDEOGRAPH-F900", "HANGUL SYLLABLE GAGX", "HANGUL SYLLABLE ", "x" * 300):
    for source in (f"'\\N{{{name}}}'", f"'ab\\N{{{name}'", f"b'\\\\N{{{name}}}'.decode('unicode_escape')"):
        try:
            print(ascii(eval(source)))
        except (SyntaxError, UnicodeDecodeError) as error:
            print(str(error)[:120])
