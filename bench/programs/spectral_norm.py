"""Power iteration on an infinite matrix: calls of a small function in nested loops."""
import sys


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    return [sum([a(i, j) * x for j, x in enumerate(v)]) for i in range(len(v))]


def transposed(v):
    return [sum([a(j, i) * x for j, x in enumerate(v)]) for i in range(len(v))]


def main(n):
    u = [1.0] * n
    for _ in range(10):
        v = transposed(times(u))
        u = transposed(times(v))
    vbv = sum(x * y for x, y in zip(u, v))
    vv = sum(y * y for y in v)
    print("%0.9f" % (vbv / vv) ** 0.5)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 220)
