"""Trees of tuples."""
import sys


def make(depth):
    if depth == 0:
        return (None, None)
    depth -= 1
    return (make(depth), make(depth))


def check(tree):
    left, right = tree
    if left is None:
        return 1
    return 1 + check(left) + check(right)


def main(depth):
    for d in range(4, depth + 1, 3):
        rounds = 1 << (depth - d + 3)
        total = 0
        for _ in range(rounds):
            total += check(make(d))
        print(rounds, "trees of depth", d, "check:", total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
