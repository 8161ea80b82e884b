"""Trees of plain instances, built and walked: allocation and release of many small objects."""
import sys


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def check(node):
    if node.left is None:
        return 1
    return 1 + check(node.left) + check(node.right)


def main(depth):
    stretch = depth + 1
    print("stretch tree of depth", stretch, "check:", check(make(stretch)))
    long_lived = make(depth)
    for d in range(4, depth + 1, 4):
        rounds = 1 << (depth - d + 4)
        total = 0
        for _ in range(rounds):
            total += check(make(d))
        print(rounds, "trees of depth", d, "check:", total)
    print("long lived tree of depth", depth, "check:", check(long_lived))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
