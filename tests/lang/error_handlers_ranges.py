"""Error handlers of codecs called with ranges that lie outside of what they describe, or end before they begin."""
import codecs

RANGES = [(1, 2), (1, 4), (4, 5), (0, 10**8), (-1, -10**8), (1, 0), (1, 1)]
for name in ["ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"]:
    handler = codecs.lookup_error(name)
    for start, end in RANGES:
        errors = [UnicodeEncodeError("x", "abc", start, end, "r")]
        if name in ("ignore", "backslashreplace"):
            errors += [UnicodeDecodeError("x", b"abc", start, end, "r"), UnicodeTranslateError("abc", start, end, "r")]
        for e in errors:
            if name != "namereplace" or end == start:
                print(name, type(e).__name__, start, end, handler(e))
