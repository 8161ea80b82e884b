"""Dictionary churn: int, str and tuple keys come and go."""
import sys


def main(n):
    squares = {}
    for i in range(n):
        squares[i] = i * i
    total = 0
    for i in range(0, n, 3):
        total += squares.pop(i)
    for key in list(squares):
        if key % 5 == 0:
            del squares[key]
    names = {}
    for i in range(n):
        key = "k" + str(i % 5000)
        names[key] = names.get(key, 0) + i
    grid = {}
    for i in range(n):
        p = (i % 300, i % 70)
        if p in grid:
            grid[p].append(i)
        else:
            grid[p] = [i]
    small = 0
    for i in range(n):
        d = {"x": i, "y": i + 1}
        d["z"] = d["x"] + d["y"]
        small += d["z"] & 1
    print(total, len(squares), len(names), len(grid), small, sum(map(len, grid.values())))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 400000)
