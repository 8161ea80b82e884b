"""A long-lived tree and array, short-lived trees built top down and bottom up beside them."""
import sys


class Node:
    def __init__(self, left=None, right=None):
        self.left = left
        self.right = right
        self.i = 0
        self.j = 0


def tree_size(depth):
    return (1 << (depth + 1)) - 1


def populate(depth, node):
    if depth <= 0:
        return
    depth -= 1
    node.left = Node()
    node.right = Node()
    populate(depth, node.left)
    populate(depth, node.right)


def make(depth):
    if depth <= 0:
        return Node()
    return Node(make(depth - 1), make(depth - 1))


def construct(depth, stretch):
    rounds = 2 * tree_size(stretch) // tree_size(depth)
    for _ in range(rounds):
        root = Node()
        populate(depth, root)
    for _ in range(rounds):
        make(depth)
    return rounds


def main(long_depth):
    stretch = long_depth + 1
    make(stretch)
    long_lived = Node()
    populate(long_depth, long_lived)
    array = [1.0 / (i + 1) for i in range(100000)]
    for depth in range(4, long_depth + 1, 4):
        print(construct(depth, stretch), "trees of depth", depth)
    print(long_lived.left is not None, array[1000] == 1.0 / 1001)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
