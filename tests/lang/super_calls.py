class A:
    def m(self, x): return ('A', x)
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): return 3
    @property
    def p(self): return 9
class B(A):
    def m(self, x): return super().m(x)
    @classmethod
    def c(cls): return super().c()
    def s(self): return super().s()
    def q(self): return super().p
    def bad(self): return super().nope()
    def rep(self): return repr(super())
    def cls(self): return super().__class__
b=B()
print(b.m(1), B.c(), b.s(), b.q(), b.rep()[:20], b.cls())
try: b.bad()
except AttributeError as e: print(e)
def f(): return super().x()
try: f()
except RuntimeError as e: print(e)
class C(A):
    def m(self):
        del self
        return super().m()
try: C().m()
except RuntimeError as e: print(e)


class D(A):
    """super() where the name is found in an odd place, is no function, or was bound before."""
    twice = A.m

    def own(self):
        bound = super().m
        return bound(2), bound.__self__ is self, bound.__func__ is A.m

    def stored(self):
        s = super()
        s.m(1)
        return s.m(5), s.__self__ is self, s.__thisclass__ is D

    def unbound(self):
        return super(D).__self__, super(D, D).c()


import sys
d = D()
before = sys.getrefcount(d)
print(d.own(), d.stored(), d.unbound(), sys.getrefcount(d) - before)
