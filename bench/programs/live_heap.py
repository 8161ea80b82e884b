"""A large live heap that grows while dead cycles are made beside it: what the collector costs."""
import sys


class Node:
    def __init__(self, previous):
        self.previous = previous
        self.next = None


def main(n):
    head = last = Node(None)
    dead = 0
    for i in range(n):
        node = Node(last)
        last.next = node
        last = node
        if i % 4 == 0:
            a = Node(None)
            b = Node(a)
            a.next = b
            dead += 1
    count = 0
    node = head
    while node is not None:
        count += 1
        node = node.next
    print(count, dead)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 400000)
