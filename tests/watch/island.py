# options: --only a,b,lonely
import gc


class Node:
    pass


a = Node()
b = Node()
a.next = b
b.next = a
hidden = "not drawn"
lonely = Node()
lonely = None
del a
del b
gc.collect()
