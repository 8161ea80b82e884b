#!/usr/bin/env python3.11
"""Writes src/lib/unicodedata_tables.h: what python3.11's unicodedata (14.0) knows of characters
beyond what the utf8proc installed here tells."""
import ctypes
import unicodedata


class Property(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint16) for name in
                ("category", "combining", "bidi", "decomposition", "sequence", "fold", "upper",
                 "lower", "title", "compose")] + \
               [(name, ctypes.c_uint, 1) for name in "mirrored exclusion ignorable control".split()] + \
               [("width", ctypes.c_uint, 2), ("pad", ctypes.c_uint, 2), ("bound", ctypes.c_uint, 8)]


utf8proc = ctypes.CDLL("libutf8proc.so.2")
utf8proc.utf8proc_get_property.restype = ctypes.POINTER(Property)
utf8proc.utf8proc_decompose_char.restype = ctypes.c_ssize_t
WIDE, NARROW = 11, 12


def known(c):
    return unicodedata.category(chr(c)) != "Cn"


def width_runs(width):
    runs = []
    for c in filter(known, range(0x110000)):
        p = utf8proc.utf8proc_get_property(c).contents
        guess = {WIDE: "F", NARROW: "H"}.get(p.decomposition, "W" if p.width == 2 else "N")
        if unicodedata.east_asian_width(chr(c)) == width != guess:
            if runs and runs[-1][1] == c - 1:
                runs[-1] = (runs[-1][0], c)
            else:
                runs.append((c, c))
    return runs


def numbers():
    """Runs of numbers that are not decimal digits: first, length, the first's value."""
    runs = []
    for c in range(0x110000):
        value = unicodedata.numeric(chr(c), None)
        if value is None or unicodedata.category(chr(c)) == "Nd":
            continue
        if runs and sum(runs[-1][:2]) == c and runs[-1][2] + runs[-1][1] == value:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1, runs[-1][2])
        else:
            runs.append((c, 1, value))
    return runs


def decompositions():
    """Those that do not follow from the full decomposition as unicodedata_module.c guesses."""
    buffer, last = (ctypes.c_int32 * 40)(), ctypes.c_int()
    result = []
    for c in range(0x110000):
        *kind, rest = unicodedata.decomposition(chr(c)).rpartition("> ")
        if not rest:
            continue
        codes = [int(x, 16) for x in rest.split()]
        n = utf8proc.utf8proc_decompose_char(c, buffer, 40, 0x10 | (4 if kind[0] else 0),
                                             ctypes.byref(last))
        full = "".join(map(chr, buffer[:n]))
        if kind[0]:
            guess = unicodedata.normalize("NFC", full) if 0x3300 <= c < 0x3358 else full
            if 0x3380 <= c < 0x33E0 and full[-1] in "23":
                guess = full[:-1] + ("\xB2" if full[-1] == "2" else "\xB3")
        else:
            guess = unicodedata.normalize("NFC", full[:-1]) + full[-1]
        if [ord(x) for x in guess] != codes:
            assert len(codes) <= 4, codes
            result.append((c, *codes, *[0] * (4 - len(codes))))
    return result


def table(kind, name, items, form):
    print(f"static const {kind} {name}[] = {{")
    line = "   "
    for item in items:
        text = " " + form.format(*item) + ","
        if len(line) + len(text) > 100:
            print(line)
            line = "   "
        line += text
    print(line)
    print("};\n")


def main():
    print("/* Facts of Unicode 14.0 that utf8proc does not tell. Made by tools/unicode_data.py. */")
    print("#ifndef ADDER_LIB_UNICODEDATA_TABLES_H")
    print("#define ADDER_LIB_UNICODEDATA_TABLES_H\n")
    print("#include <stdint.h>\n")
    print("/* clang-format off */")
    print("/* East Asian width: first and last of runs. */")
    for width, name in ("A", "ambiguous"), ("Na", "narrow"), ("W", "wide"), ("H", "half"):
        table("uint32_t", name + "_runs", width_runs(width), "0x{:X}, 0x{:X}")
    runs = numbers()
    values = sorted({value for _, _, value in runs})
    print("/* Numbers that are not decimal digits: runs whose values go up by 1; character << 11 |")
    print(" * length; and which value the first has. */")
    table("uint32_t", "number_runs", [(c << 11 | n,) for c, n, _ in runs], "0x{:X}")
    table("uint8_t", "number_first", [(values.index(v),) for _, _, v in runs], "{}")
    table("double", "number_values", [(v,) for v in values], "{!r}")
    print("/* Decompositions that do not follow from the full ones; 0: none. */")
    table("struct { uint32_t c, parts[4]; }", "decompositions", decompositions(),
          "{{0x{:X}, {{0x{:X}, 0x{:X}, 0x{:X}, 0x{:X}}}}}")
    print("/* clang-format on */\n\n#endif")


main()
