# Names and objects: one object 100, many references to it.
x = 100
y = 100
z = [100, 100]
del z
y = 7
x = 2


# A call pushes a frame with its own names; its return takes them away.
def twice(n):
    doubled = n * 2
    return doubled


x = twice(300)


# Two nodes that keep each other alive until the collector looks.
class Node:
    pass


a = Node()
b = Node()
a.next = b
b.next = a
del a, b

import gc
gc.collect()
