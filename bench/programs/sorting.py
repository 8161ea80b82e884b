"""Sorting: by the built-in sort on several kinds of keys, and by quicksort and heapsort in Python."""
import sys


def numbers(n):
    state, out = 42, []
    for _ in range(n):
        state = (state * 1664525 + 1013904223) % 4294967296
        out.append(state)
    return out


def quicksort(a, lo, hi):
    while lo < hi:
        pivot = a[(lo + hi) // 2]
        i, j = lo, hi
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        quicksort(a, lo, j)
        lo = i


def heapsort(a):
    n = len(a)
    for start in range(n // 2 - 1, -1, -1):
        sift(a, start, n)
    for end in range(n - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift(a, 0, end)


def sift(a, root, end):
    value = a[root]
    while True:
        child = 2 * root + 1
        if child >= end:
            break
        if child + 1 < end and a[child] < a[child + 1]:
            child += 1
        if value >= a[child]:
            break
        a[root] = a[child]
        root = child
    a[root] = value


n = int(sys.argv[1]) if len(sys.argv) > 1 else 60000
base = numbers(n)
ordered = sorted(base)
a = base[:]
quicksort(a, 0, len(a) - 1)
b = base[:]
heapsort(b)
pairs = sorted(((x % 100, x) for x in base), key=lambda p: (p[0], -p[1]))
texts = sorted(str(x) for x in base)
floats = sorted((x / 7.0 for x in base), reverse=True)
print(a == ordered, b == ordered, pairs[0], texts[0], floats[0] > floats[-1])
