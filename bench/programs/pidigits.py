"""Digits of pi by an unbounded spigot: integers of thousands of digits."""
import sys


def digits():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = q * 10, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = (q * k, (2 * q + r) * l, t * l, k + 1,
                                (q * (7 * k) + 2 + r * l) // (t * l), l + 2)


n = int(sys.argv[1]) if len(sys.argv) > 1 else 2500
out = []
for i, d in enumerate(digits(), 1):
    out.append(str(d))
    if i == n:
        break
print("".join(out[:20]), "".join(out[-20:]))
