# abc and _abc.
import abc
import gc
import sys
import weakref
import _abc
from abc import ABC, ABCMeta, abstractmethod, abstractproperty, abstractclassmethod, abstractstaticmethod


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


class A(ABC):
    @abstractmethod
    def f(self):
        "the f"

    @property
    @abstractmethod
    def p(self):
        pass

    @classmethod
    @abstractmethod
    def c(cls):
        pass

    def ok(self):
        return 'ok'


print(sorted(A.__abstractmethods__), A.f.__isabstractmethod__)
error(A)


class B(A):
    def f(self):
        return 'B.f'


error(B)


class C(B):
    p = 1

    @classmethod
    def c(cls):
        return cls.__name__


print(C().f(), C().ok(), C.c(), C.__abstractmethods__)


class One(ABC):
    @abstractmethod
    def only(self): ...


error(One)
One.only = lambda self: 3
error(One)
abc.update_abstractmethods(One)
print(One().only())


# registering
class R(metaclass=ABCMeta):
    pass


class X:
    pass


class Y(X):
    pass


print(issubclass(X, R), isinstance(X(), R), R.register(X), issubclass(X, R), isinstance(Y(), R), issubclass(int, R))
token = abc.get_cache_token()
R.register(int)
print(abc.get_cache_token() - token, isinstance(True, R), isinstance(1.5, R))


@R.register
class Z:
    pass


print(isinstance(Z(), R), isinstance(3, R), R.register(Z) is Z)
error(R.register, 3)


class R2(R):
    pass


error(lambda: R2.register(R))
error(issubclass, 3, R)
print(issubclass(R2, R), isinstance(R2(), R), isinstance(3, R2))
R2.register(float)
print(isinstance(1.5, R), isinstance(1.5, R2), isinstance('', R))


# hooks
class Sized(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        if cls is Sized:
            return any('__len__' in B.__dict__ for B in C.__mro__) or NotImplemented
        return NotImplemented


class Sub(Sized):
    pass


print(issubclass(list, Sized), issubclass(int, Sized), issubclass(list, Sub), isinstance('', Sized))


class BadHook(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        return 5


error(issubclass, int, BadHook)


class RaisingHook(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        raise ValueError('hook')


error(issubclass, int, RaisingHook)
error(isinstance, 3, RaisingHook)


# what __class__ says
class Liar:
    @property
    def __class__(self):
        return X


print(isinstance(Liar(), R), isinstance(Liar(), R2))
print([type(x).__name__ for x in _abc._get_dump(R)], len(_abc._get_dump(R)[0]))
R._abc_caches_clear() if hasattr(R, '_abc_caches_clear') else None
_abc._reset_caches(R)
print(isinstance(X(), R))
_abc._reset_registry(R)
_abc._reset_caches(R)
print(isinstance(X(), R))

# classes that die leave
class W(ABC):
    pass


def make():
    class Temp:
        pass
    W.register(Temp)
    print(issubclass(Temp, W), len(_abc._get_dump(W)[0]))
    return weakref.ref(Temp)


r = make()
gc.collect()
print(r(), len(_abc._get_dump(W)[0]), len(_abc._get_dump(W)[1]))
error(_abc._abc_init, 3)
error(_abc._get_dump, int)
error(_abc._abc_instancecheck, 3)


class Broken(ABC):
    pass


Broken._abc_impl = 3
error(isinstance, 3, Broken)


class S(ABC):
    @abstractstaticmethod
    def a(): pass

    @abstractclassmethod
    def b(cls): pass

    @abstractproperty
    def c(self): pass


print(sorted(S.__abstractmethods__))
print(sys.getrefcount(X) < 100, R.__module__, ABC.__slots__, ABCMeta.__bases__)
print(isinstance(3, (R, X)), isinstance(R, ABCMeta), type(R).__name__)


class Meta(ABCMeta):
    def __instancecheck__(cls, o):
        return 'meta' if o == 1 else super().__instancecheck__(o)


class UsesMeta(metaclass=Meta):
    pass


print(isinstance(1, UsesMeta), isinstance(2, UsesMeta), isinstance(UsesMeta(), UsesMeta))


class Seq(ABC):
    __abc_tpflags__ = 1 << 5


class Mine(Seq):
    def __len__(self): return 2
    def __getitem__(self, i): return (5, 6)[i] if i < 2 else [][0]


match Mine():
    case [a, b]:
        print(a, b)
print('__abc_tpflags__' in Seq.__dict__)


class Later:
    def __len__(self): return 1
    def __getitem__(self, i): return ('later',)[i]


match Later():
    case [x]:
        print('matched early')
    case _:
        print('no sequence')
Seq.register(Later)
match Later():
    case [x]:
        print('now', x)
try:
    class Both(ABC):
        __abc_tpflags__ = 1 << 5 | 1 << 6
except TypeError as e:
    print(e)
