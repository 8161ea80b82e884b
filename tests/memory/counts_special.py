"""Counts that special methods see of their arguments. No loops: CPython's warm code counts differently."""
import sys


class V:
    def __init__(self, v=None):
        self.v = v

    def __add__(self, o):
        print("add", sys.getrefcount(self), sys.getrefcount(o))
        return self

    __radd__ = __iadd__ = __add__

    def __getitem__(self, i):
        print("getitem", sys.getrefcount(self), sys.getrefcount(i))
        return self

    def __eq__(self, o):
        print("eq", sys.getrefcount(self), sys.getrefcount(o))
        return True

    def __len__(self):
        print("len", sys.getrefcount(self))
        return 1

    def __enter__(self):
        print("enter", sys.getrefcount(self))
        return self

    def __exit__(self, *a):
        print("exit")

    def __iter__(self):
        print("iter", sys.getrefcount(self))
        return self

    def __next__(self):
        print("next", sys.getrefcount(self))
        raise StopIteration

    def __contains__(self, o):
        print("contains", sys.getrefcount(self), sys.getrefcount(o))
        return True

    def __bool__(self):
        print("bool", sys.getrefcount(self))
        return True

    def __del__(self):
        print("del", sys.getrefcount(self))


p, q = V(), V()
p + q
p += q
p[q]
p == q
len(p)
with p:
    pass
q in p
if p:
    pass
not p
V() + V()
V()[V()]
len(V())
print(sys.getrefcount(V()))
del p, q
