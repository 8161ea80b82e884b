"""Unreachable islands are found; what is reachable from outside is kept, with all it reaches."""
import gc


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


def ring(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.links.append(b)
    return nodes[0]


gc.collect()
gc.disable()
island = ring(10)
held = ring(10)
bridge = Node("bridge")
bridge.links.append(held)
held = None
assert gc.collect() == 0
island = None
assert gc.collect() == 20  # ten nodes and ten lists of links
count, node = 0, bridge.links[0]
while True:
    count += 1
    node = node.links[0]
    if node is bridge.links[0]:
        break
assert count == 10
bridge = node = None
assert gc.collect() == 20
