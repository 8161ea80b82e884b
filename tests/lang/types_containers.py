# dict and its views, set, frozenset, tuple, range, slice, bytearray, memoryview, complex: every method, and errors.
def attempt(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)


d = {"a": 1, "b": 2}
print(d.get("z"), d.get("z", 0), d.setdefault("c", 3), d.pop("c"), d.pop("q", None), d.items(), d.keys(), d.values(), list(reversed(d)), d | {"x": 9}, dict.fromkeys("ab", 0))
d |= [("y", 5)]; print(d, d.keys() & {"a"}, sorted(d.keys() - {"a"}), len(d.items() | {1}), {"a"} < d.keys(), d.keys().isdisjoint("q"), d.keys().mapping["a"], d.popitem())
for f in (lambda: d["nope"], lambda: d.pop("nope"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: dict([(1, 2, 3)]), lambda: dict(5), lambda: d | 5, lambda: d.update(5), lambda: d.fromkeys(5)): attempt(f)
def grow():
    for k in d: d[k + "x"] = 1
attempt(grow); d.clear(); d.update(b=1); d.update({"a": 2}, z=3); print(d, d.copy() == d, d == {"z": 3, "a": 2, "b": 1}, len(d), "a" in d, {1: 2} != {1: 3})
s = {1, 2, 3}
print(s | {4}, s & {1, 9}, s - {1}, s ^ {3, 4}, s <= {1, 2, 3, 4}, s > {1}, s.union([5], (6,)), s.intersection([1], [1, 2]), s.difference([1], [2]), s.symmetric_difference([1]), s.isdisjoint([9]), s.issubset([1, 2, 3]), s.issuperset([1]))
s.add(4); s.discard(9); s.remove(4); s.update([7], [8]); s.intersection_update([1, 7]); s.difference_update([7]); s.symmetric_difference_update([1, 2]); s |= {5}; s &= {5}; s -= {6}; s ^= {1}; print(s, s.copy(), s.pop() in (1, 5))
for f in (lambda: s.remove(99), lambda: set().pop(), lambda: {[]}, lambda: s | [1], lambda: hash(s), lambda: s < 5, lambda: frozenset().add): attempt(f)
fs = frozenset([1, 2]); print(fs, hash(fs) == hash(frozenset([2, 1])), fs | {3}, {3} | fs, fs == {1, 2}, {fs: 1}[frozenset({2, 1})], type(fs & {1}), set([{1} <= fs]), {1} in {fs, frozenset({1})}, frozenset(fs) is fs)
t = (1, 2, 1, [3])
print(t.count(1), t.index(2), t + (5,), t * 2, t[1:], (1, 2) < (1, 3), (1,) == (1.0,), t[-1], len(()), 1 in t, hash((1, 2)) == hash((1, 2)), tuple(range(3)))
for f in (lambda: t.index(9), lambda: t[9], lambda: t + [1], lambda: hash(t), lambda: t.__setitem__, lambda: (1,) < ("a",), lambda: () * "a", lambda: t["a"]): attempt(f)
r = range(10, 0, -3)
print(r, list(r), len(r), r[1], r[-1], r[1:], r[::-1], 4 in r, 5 in r, r.index(7), r.count(7), r == range(10, 1, -3), hash(range(0)) == hash(range(5, 5)), r.start, r.stop, r.step, range(10 ** 20)[-1], list(reversed(r)), bool(range(0)))
for f in (lambda: r[9], lambda: r.index(5), lambda: range(1.0), lambda: range(), lambda: range(1, 2, 0), lambda: len(range(10 ** 30))): attempt(f)
sl = slice(1, None, 2); print(sl, sl.indices(5), sl == slice(1, None, 2), slice(5).stop, slice(-3, None).indices(2), slice(1) < slice(2)); attempt(lambda: hash(sl)); attempt(lambda: slice()); attempt(lambda: slice(1, 2, 0).indices(5)); attempt(lambda: sl.indices(-1))
b = bytearray(b"abcabc"); b[0] = 65; b[1:3] = b"--"; del b[-1]; b += b"!"; b.extend([1, 2]); b.append(3); b.insert(0, 64); b.remove(45); b.reverse(); print(b, b.pop(), b.find(b"b"), b.upper(), b.hex(":"), bytearray.fromhex("ff 00"), b.split(b"!"), b % () if 0 else b.count(b"a"), b.startswith(b"\x03"), b.translate(None, b"a"), b.replace(b"c", b"CC"), b.copy() == b, bytearray(3), bytearray("é", "utf-8"))
for f in (lambda: b.__setitem__(0, 256), lambda: b.append("a"), lambda: bytearray("x"), lambda: b.remove(200), lambda: bytearray([256]), lambda: hash(b), lambda: bytearray().pop(), lambda: b.fromhex("f")): attempt(f)
m = memoryview(bytearray(b"abcdef"))
print(m[0], m[1:3].tobytes(), m.tolist(), m.format, m.itemsize, m.nbytes, m.shape, m.strides, m.ndim, m.readonly, m.contiguous, m[::2].tolist(), m == b"abcdef", m.hex(), len(m.cast("H")), m.cast("H").tolist(), memoryview(b"x").readonly, m.obj)
m[0] = 90; m[1:3] = b"YX"; print(m.obj, bytes(m), m.toreadonly().readonly, list(reversed(m))[0], 100 in m)
for f in (lambda: m[9], lambda: m.__setitem__(0, 300), lambda: m.__setitem__(slice(0, 2), b"x"), lambda: memoryview(b"x").__setitem__(0, 1), lambda: memoryview("x"), lambda: m.cast("q"), lambda: m.obj.append(1), lambda: hash(m)): attempt(f)
m.release(); attempt(lambda: m[0]); attempt(lambda: len(m))
z = 3 + 4j
print(z, abs(z), z.conjugate(), z.real, z.imag, z * 1j, z / 2, z ** 2, -z, z == 3 + 4j, complex("1+2j"), complex(1.5, -2), complex(" 3j "), repr(complex(-0.0, -0.0)), 1j ** 2, z + 1, 2 - z, hash(1 + 0j) == hash(1), f"{z:.2f}", f"{z:>12}", complex(float("inf"), float("nan")), bool(0j), z ** 0.5, z ** -1)
for f in (lambda: z < 1, lambda: int(z), lambda: z // 1, lambda: z % 2, lambda: complex("1 + 2j"), lambda: complex("a"), lambda: z / 0, lambda: 0j ** -1, lambda: complex("1", 2), lambda: f"{z:d}", lambda: float(z), lambda: round(z)): attempt(f)
for n in (10 ** 4300,):
    attempt(lambda: len(str(n))); attempt(lambda: int("1" * 4301)); attempt(lambda: int("0x" + "f" * 5000, 16) > 0); attempt(lambda: len(hex(n)) > 1)
