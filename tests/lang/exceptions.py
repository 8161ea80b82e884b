# try, except, else, finally, raise from, chaining, custom exceptions, tracebacks left alone.
def f(kind):
    try:
        if kind == 1:
            raise ValueError("one")
        if kind == 2:
            return "returned"
        if kind == 3:
            raise KeyError("three")
    except ValueError as e:
        return "caught " + str(e)
    else:
        return "else"
    finally:
        print("finally", kind)


for k in (1, 2, 0):
    print(f(k))
try:
    f(3)
except KeyError as e:
    print(repr(e), e.args, str(e))


def g():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print("body", i)
        finally:
            print("cleanup", i)
    else:
        print("not reached")
    return i


print(g())


def override():
    try:
        return 1
    finally:
        return 2


print(override())


class MyError(Exception):
    def __init__(self, code, *args):
        super().__init__(code, *args)
        self.code = code


try:
    raise MyError(5, "extra")
except MyError as e:
    print(e.code, e.args, e, repr(e))
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("wrapped") from e
except RuntimeError as e:
    print(repr(e.__cause__), e.__suppress_context__, repr(e.__context__))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined_name
except NameError as e:
    print(repr(e), repr(e.__context__), e.__cause__)
try:
    raise ValueError from None
except ValueError as e:
    print(e.__cause__, e.__suppress_context__, e.args)
try:
    try:
        raise TypeError("inner")
    except TypeError:
        raise
except TypeError as e:
    print("again", e)
try:
    raise "text"
except TypeError as e:
    print(e)
try:
    raise
except RuntimeError as e:
    print(e)
try:
    e
except NameError as err:
    print(err)
for exc in (Exception, (ValueError, IndexError), LookupError, BaseException):
    try:
        [][1]
    except exc as e:
        print(type(e).__name__, e)
    except Exception as e:
        print("other", e)
try:
    try:
        raise KeyError(1)
    except 5:
        pass
except TypeError as e:
    print(e)


def nested():
    try:
        try:
            raise ValueError("a")
        finally:
            print("inner finally")
    except ValueError:
        print("outer except")
        try:
            raise KeyError("b")
        except KeyError:
            print("inner except")
    print("after")


nested()
import sys
print(sys.exc_info())
try:
    1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0].__name__, sys.exc_info()[1])
assert True, "never"
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print("assert", e)
try:
    assert []
except AssertionError as e:
    print("assert", repr(e))


class Ctx:
    def __init__(self, n, swallow=False):
        self.n, self.swallow = n, swallow

    def __enter__(self):
        print("enter", self.n)
        return self.n

    def __exit__(self, t, v, tb):
        print("exit", self.n, t.__name__ if t else None, v)
        return self.swallow


with Ctx(1) as a, Ctx(2) as b:
    print(a, b)
with Ctx(3, True), Ctx(4):
    raise ValueError("inside")


def with_return():
    with Ctx(5):
        return "value"


print(with_return())
for i in range(2):
    with Ctx(i):
        if i == 0:
            continue
        break
try:
    with 5:
        pass
except TypeError as e:
    print(e)
try:
    raise ExceptionGroup("group", [ValueError(1), TypeError(2), ExceptionGroup("sub", [KeyError(3)])])
except* ValueError as eg:
    print("values", eg.exceptions)
except* (TypeError, KeyError) as eg:
    print("others", eg, eg.exceptions)
e = ValueError("noted")
e.add_note("a note")
print(e.__notes__)
try:
    int("x")
except ValueError as err:
    print(err)
for bad in ("[1,2,3].index(9)", "int('12', 99)", "'abc'.index('z')", "[].pop()", "{}.popitem()", "chr(-1)",
            "next(iter([]))", "float('abc')", "[1].remove(2)", "'%d' % 'x'", "'{}'.format()", "open('/no/such/file')",
            "import_no_such", "__import__('no_such_module')", "None.x", "(1).real()", "setattr(1, 'x', 2)", "iter(5)",
            "hash([])", "sorted([1, 'a'])", "sum(['a'])", "dict([1])", "zip(1)", "range(0, 1, 0)", "''.join([1])"):
    try:
        eval(bad)
    except Exception as e:
        print(bad, "->", type(e).__name__, e)
