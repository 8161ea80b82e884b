# Arithmetic, bits, comparison, truth, precedence.
print(7 + 3, 7 - 3, 7 * 3, 7 / 2, 7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 2 ** 10, 2 ** -1)
print(1 << 70, (1 << 70) >> 68, -1 >> 5, 6 & 3, 6 | 3, 6 ^ 3, ~6, -(-5), +5)
print(10 ** 20 + 1, 10 ** 20 * 10 ** 20, -10 ** 20 // 7, 10 ** 20 % 7, (10 ** 20) ** 3)
print(divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), pow(3, 100, 7), pow(2, -1, 7))
print(1.5 + 2, 3 * 0.1, 1e308 * 10, -1e308 * 10, 5.0 // 2, -5.5 % 2, 2 ** 0.5)
print(1 < 2 < 3, 1 < 2 > 3, 1 == 1.0, 1 != 2, "a" < "b", [1, 2] < [1, 3], (1,) < (1, 0))
print(1 is 1, None is None, [] is [], 3 in [1, 2, 3], 4 not in (1, 2), "b" in "abc")
print(not 0, not [], not "x", 1 and 2, 0 and 2, 0 or 3, 1 or 3, None or [] or "last")
print(True + True, True * 5, bool([]), bool([0]), int(True))
x = 5
x += 2; print(x)
x -= 1; x *= 3; x //= 2; x **= 2; x %= 50; x <<= 2; x >>= 1; x |= 1; x &= 0xFF; x ^= 3
print(x)
a = [1]
b = a
a += [2]
print(b, a is b)
a = a + [3]
print(b, a)
t = (1,)
u = t
t += (2,)
print(u, t)
print(1 if x else 2, (lambda y: y * 2)(4))
print("a" "b" 'c', 'x' * 3, [0] * 3, 3 * (1,))
print(0b101, 0o17, 0xff, 1_000_000, 1e3, .5, 5., 1E-2, 3j, (1 + 2j) * (3 - 1j), abs(3 + 4j))
for op in (lambda: 1 / 0, lambda: 1 % 0, lambda: 1.0 // 0, lambda: "a" + 1, lambda: 1 + "a", lambda: [] + (),
           lambda: -"a", lambda: 1 < "a", lambda: 2 ** -1 ** 0.5 if False else {} < {}, lambda: 1 << -1,
           lambda: [1, 2]["a"], lambda: (1, 2)[5], lambda: {}["k"], lambda: len(5)):
    try:
        print(op())
    except Exception as e:
        print(type(e).__name__, e)
