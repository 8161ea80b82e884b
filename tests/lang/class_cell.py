# __class__: the cell that super() and methods use, beside names of the class body that are spelt alike.
class A:
    def f(self):
        return "A"

    @classmethod
    def cm(cls):
        return cls, "A"


class B(A):
    def f(self):
        return super().f() + "B"

    __class__ = 413
    seen = __class__


b = B()
print(b.f(), b.__class__, B.seen, type(b) is B)


def outer():
    class X(A):
        def f(self):
            return __class__, super().f()

        try:
            inside = __class__
        except NameError as e:
            inside = str(e)
    return X


X = outer()
print(X().f()[0] is X, X().f()[1], X.inside)


class Y:
    def method(self):
        class Z:
            x = __class__

            def g(self):
                return __class__
        return Z


print(Y().method().x is Y, Y().method()().g().__name__)


class G:
    global __class__
    __class__ = 42

    def f(self):
        return __class__


print(__class__, G().f() is G)
del __class__


class N:
    def early():
        return __class__
    try:
        early()
    except NameError as e:
        print(type(e).__name__, e)


class M(type):
    def __new__(meta, name, bases, ns):
        print(sorted(k for k in ns if k != "__module__" and k != "__qualname__"))
        return super().__new__(meta, name, bases, ns)


class C(metaclass=M):
    def f(self):
        return __class__


print(C().f() is C, C.f.__closure__[0].cell_contents is C, C.f.__code__.co_freevars)


class D(A):
    def f(self):
        return [super(D, self).f() for _ in range(1)] + [__class__.__name__]

    @staticmethod
    def s():
        return __class__

    @classmethod
    def cm(cls):
        return super().cm()[1]


print(D().f(), D.s() is D, D.cm())
