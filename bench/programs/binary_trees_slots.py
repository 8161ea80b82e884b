"""Trees of slotted instances."""
import sys


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def make(depth):
    if depth == 0:
        return Node(None, None)
    depth -= 1
    return Node(make(depth), make(depth))


def main(depth):
    for d in range(4, depth + 1, 3):
        rounds = 1 << (depth - d + 3)
        total = 0
        for _ in range(rounds):
            total += make(d).check()
        print(rounds, "trees of depth", d, "check:", total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
