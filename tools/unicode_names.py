#!/usr/bin/env python3.11
"""Writes src/types/unicode_names.h: the names of characters, and which character a name means.

    unicode_names.py [FILE]

The names are those that python3.11's unicodedata knows. It cannot list aliases and sequences: lines
of FILE (such as perl's unicore/Name.pl) that it accepts as names are taken too. Names that have
their number in them (ideographs, Hangul) are left to the code.

The names, in the order of their characters and then the other names, are compressed with a grammar:
as long as a pair of neighbouring symbols is frequent, a new symbol stands for it. Symbols are
numbered by how often they are left in the names; the frequent ones take one byte, others two.
Symbol 0 ends a name; the letter $ stands for the character's number in hexadecimal.
"""
import collections
import heapq
import sys
import unicodedata

BY_NUMBER = ("CJK UNIFIED IDEOGRAPH-", "HANGUL SYLLABLE ")
PAIR_MIN = 5
BLOCK = 16  # names: the address of each block's first is kept


def collect(candidates):
    """(code points, name): of every character, then of other names."""
    named = []
    for c in range(0x110000):
        name = unicodedata.name(chr(c), None)
        if name and not name.startswith(BY_NUMBER):
            named.append(([c], name))
    known = {name for _, name in named}
    more = []
    for name in candidates:
        name = name.strip().upper()
        if name and name not in known and not name.startswith(BY_NUMBER):
            try:
                text = unicodedata.lookup(name)
            except KeyError:
                continue
            known.add(name)
            more.append(([ord(c) for c in text], name))
    return named, more


def compress(names):
    """The symbols of all names, and the pairs that symbols from 256 on stand for."""
    symbols = [s for name in names for s in [*name.encode(), 0]]
    n = len(symbols)
    after, before = list(range(1, n + 1)), list(range(-1, n - 1))
    places = collections.defaultdict(set)
    for i in range(n - 1):
        if symbols[i] and symbols[i + 1]:
            places[symbols[i], symbols[i + 1]].add(i)
    queue = [(-len(where), pair) for pair, where in places.items()]
    heapq.heapify(queue)
    rules = []
    while queue:
        count, pair = heapq.heappop(queue)
        where = places[pair]
        if len(where) != -count:
            heapq.heappush(queue, (-len(where), pair))
            continue
        if -count < PAIR_MIN:
            break
        new = 256 + len(rules)
        rules.append(pair)
        touched = set()
        for i in sorted(where):
            j = after[i]
            if symbols[i] != pair[0] or j >= n or symbols[j] != pair[1]:
                continue
            left, right = before[i], after[j]
            if left >= 0 and symbols[left]:
                places[symbols[left], pair[0]].discard(left)
                places[symbols[left], new].add(left)
                touched.add((symbols[left], new))
            if right < n and symbols[right]:
                places[pair[1], symbols[right]].discard(j)
                places[new, symbols[right]].add(i)
                touched.add((new, symbols[right]))
            symbols[i], symbols[j], after[i] = new, -1, right
            if right < n:
                before[right] = i
        del places[pair]
        for p in touched:
            heapq.heappush(queue, (-len(places[p]), p))
    return [s for s in symbols if s >= 0], rules


def number(symbols, rules):
    """New numbers by frequency: the symbols, what each stands for, and how many take one byte."""
    counts = collections.Counter(symbols)
    counts[0] = len(symbols)
    used = {c for pair in rules for c in pair if c < 256} | set(counts)
    used |= set(range(256, 256 + len(rules)))
    order = sorted(used, key=lambda s: (-counts[s], s))
    numbers = {s: i for i, s in enumerate(order)}
    meaning = [(numbers[rules[s - 256][0]], numbers[rules[s - 256][1]]) if s >= 256 else (s, 0)
               for s in order]
    single = max(t for t in range(256) if len(order) - t <= (256 - t) << 8)
    return [numbers[s] for s in symbols], meaning, single


def hash_of(name):
    """The first byte of 32-bit FNV-1a; as in src/types/unicode_names.c."""
    h = 2166136261
    for c in name.encode():
        h = (h ^ c) * 16777619 & 0xFFFFFFFF
    return h >> 24


def table(kind, name, items, form="{}"):
    print(f"static const {kind} {name}[{len(items)}] = {{")
    line = "   "
    for item in items:
        text = " " + (form.format(*item) if isinstance(item, tuple) else form.format(item)) + ","
        if len(line) + len(text) > 100:
            print(line)
            line = "   "
        line += text
    print(line)
    print("};\n")


def main():
    named, more = collect(
        open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else ())
    texts = []
    for (c, *_), name in named:
        code = f"{c:04X}"
        texts.append(name[: -len(code)] + "$" if name.endswith(code) else name)
    texts += [name for _, name in more]
    symbols, meaning, single = number(*compress(texts))
    data, blocks, count, at_start = bytearray(), [], 0, True
    for s in symbols:
        if at_start and count % BLOCK == 0:
            blocks.append(len(data))
        at_start = s == 0
        count += at_start
        data += bytes([s]) if s < single else bytes([single + (s - single >> 8), s - single & 255])
    runs = []
    for i, ((c, *_), _) in enumerate(named):
        if not runs or runs[-1][0] - runs[-1][1] != c - i:
            runs.append((c, i))
    runs.append((0x110000, len(named)))
    all_names = [name for _, name in named + more]
    starts, codes = [], []
    for chars, _ in more:
        starts.append(len(codes))
        codes += chars
    starts.append(len(codes))
    print("/* The names of characters, Unicode 14.0. Made by tools/unicode_names.py. */")
    print("#ifndef ADDER_TYPES_UNICODE_NAMES_H")
    print("#define ADDER_TYPES_UNICODE_NAMES_H\n")
    print("#include <stdint.h>\n")
    print(f"enum {{ NAME_COUNT = {len(all_names)}, NAME_CHARS = {len(named)}, "
          f"NAME_BLOCK = {BLOCK}, NAME_SINGLE = {single} }};\n")
    print("/* clang-format off */")
    print("/* What a symbol stands for: two others; or a letter (the second is 0). */")
    table("uint16_t", "name_symbols", [x for pair in meaning for x in pair])
    print("/* All names, and where every NAME_BLOCK-th begins. */")
    table("uint8_t", "name_data", list(data))
    table("uint32_t", "name_blocks", blocks)
    print("/* A hash of each name, for looking it up. */")
    table("uint8_t", "name_hashes", [hash_of(name) for name in all_names])
    print("/* Runs of characters: the first, and the number of its name. */")
    table("struct { uint32_t first, name; }", "name_runs", runs, "{{0x{:X}, {}}}")
    print("/* What the names after those of the characters mean: where its characters begin. */")
    table("uint16_t", "name_more", starts)
    table("uint32_t", "name_more_chars", codes, "0x{:X}")
    print("/* clang-format on */\n\n#endif")
    print(len(data), len(meaning), len(all_names), len(runs), file=sys.stderr)


main()
