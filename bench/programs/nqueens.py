"""All ways to place n queens, by generators over permutations with pruning."""
import sys


def place(n, row, columns, diagonals, antidiagonals, queens):
    if row == n:
        yield tuple(queens)
        return
    for col in range(n):
        if col in columns or row + col in diagonals or row - col in antidiagonals:
            continue
        columns.add(col)
        diagonals.add(row + col)
        antidiagonals.add(row - col)
        queens.append(col)
        yield from place(n, row + 1, columns, diagonals, antidiagonals, queens)
        queens.pop()
        columns.discard(col)
        diagonals.discard(row + col)
        antidiagonals.discard(row - col)


n = int(sys.argv[1]) if len(sys.argv) > 1 else 8
for _ in range(16):
    solutions = list(place(n, 0, set(), set(), set(), []))
print(len(solutions), solutions[0])
