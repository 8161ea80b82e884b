#!/usr/bin/env python3
"""Writes src/types/float_powers.h: the powers of ten that shortest float text needs.

Entry k - POWER_MIN is 10**k scaled by a power of two to 128 bits and rounded up.
"""

POWER_MIN, POWER_MAX = -292, 324


def scaled(k):
    n, d = (10**k, 1) if k >= 0 else (1, 10**-k)
    shift = 128 - (n.bit_length() - d.bit_length())
    while True:
        num, den = (n << shift, d) if shift >= 0 else (n, d << -shift)
        g = -(-num // den)
        if g.bit_length() == 128:
            return g
        shift += 128 - g.bit_length()


def main():
    print("/* Powers of ten, 128 bits each, rounded up. Made by tools/float_powers.py. */")
    print("#ifndef ADDER_TYPES_FLOAT_POWERS_H")
    print("#define ADDER_TYPES_FLOAT_POWERS_H\n")
    print("#include <stdint.h>\n")
    print(f"enum {{ POWER_MIN = {POWER_MIN}, POWER_MAX = {POWER_MAX} }};\n")
    print("static const struct {\n    uint64_t high, low;\n} float_powers[POWER_MAX - POWER_MIN + 1] = {")
    entries = [f"{{0x{g >> 64:016X}, 0x{g & (1 << 64) - 1:016X}}}," for g in
               map(scaled, range(POWER_MIN, POWER_MAX + 1))]
    for i in range(0, len(entries), 2):
        print("    " + " ".join(entries[i:i + 2]))
    print("};\n\n#endif")


main()
