#!/usr/bin/env python3.11
"""Writes src/types/unicode_names.h: which character a Unicode name means.

    unicode_names.py [FILE]

The names are those that python3.11's unicodedata knows. It cannot list aliases: lines of FILE (such
as perl's unicore/Name.pl) that it accepts as names of one character are taken too. Names that have
their number in them (ideographs, Hangul) are left to the code.

An entry is a hash of the name, shifted left by 21, and the code point.
"""
import sys
import unicodedata

BY_NUMBER = ("CJK UNIFIED IDEOGRAPH-", "HANGUL SYLLABLE ")
CODE_BITS = 21


def hash_name(name):
    """FNV-1a, as hash_of in unicode_names.c."""
    h = 0xCBF29CE484222325
    for c in name.encode():
        h = (h ^ c) * 0x100000001B3 & (1 << 64) - 1
    return h


def collect(candidates):
    names = {}
    for c in range(0x110000):
        name = unicodedata.name(chr(c), None)
        if name and not name.startswith(BY_NUMBER):
            names[name] = c
    for name in candidates:
        name = name.strip()
        if name and name not in names and not name.startswith(BY_NUMBER):
            try:
                text = unicodedata.lookup(name)
            except KeyError:
                continue
            if len(text) == 1:
                names[name.upper()] = ord(text)
    return names


def main():
    candidates = open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else ()
    entries = sorted(
        hash_name(name) >> CODE_BITS << CODE_BITS | c for name, c in collect(candidates).items()
    )
    hashes = [e >> CODE_BITS for e in entries]
    assert len(set(hashes)) == len(hashes), "two names have the same hash"
    print("/* Hashes of the names of characters, Unicode 14.0. Made by tools/unicode_names.py. */")
    print("#ifndef ADDER_TYPES_UNICODE_NAMES_H")
    print("#define ADDER_TYPES_UNICODE_NAMES_H\n")
    print("#include <stdint.h>\n")
    print("/* clang-format off */")
    print(f"static const uint64_t unicode_names[{len(entries)}] = {{")
    for i in range(0, len(entries), 4):
        print("    " + " ".join(f"0x{e:016X}," for e in entries[i : i + 4]))
    print("};\n/* clang-format on */\n\n#endif")


main()
