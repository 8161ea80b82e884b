"""Runs the cases of a file, one a line, and prints what each comes to. Started by calls.py, on both runtimes.

A case is a Python expression or statements in repr() form; it runs with the names below. Its result `r`
and what has become of its values `x` and `a` are shown.
"""
import _codecs
import _io
import itertools
import sys

sys.setrecursionlimit(200)


# ---- values that answer back: their special methods first do something to the case's values

class Limit:
    """What an evil value does at most a few times."""

    def __init__(self, act, times=3):
        self.act, self.times = act, times

    def __call__(self):
        if self.times > 0:
            self.times -= 1
            try:
                self.act()
            except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, BufferError):
                pass


def _evil_methods():
    def unary(name):
        def method(self, *args):
            self.limit()
            return getattr(self.v, name)(*args)
        return method

    names = """__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __len__ __iter__ __bool__ __str__
        __format__ __int__ __float__ __index__ __getitem__ __contains__ __add__ __mul__ __radd__ __rmul__ __mod__
        __next__ __neg__ __call__ __sub__ __and__ __or__ __xor__ __iadd__ __reversed__ keys""".split()
    return {name: unary(name) for name in names}


class Evil:
    """Does what the value v does, after having called act."""

    def __init__(self, act, v=1):
        self.limit, self.v = Limit(act), v

    def __repr__(self):
        return "<Evil>"

    locals().update(_evil_methods())


def sub(base):
    """A class derived from a built-in one whose comparisons and the like call act."""

    class Sub(base):
        act = staticmethod(lambda: None)

        def __repr__(self):
            return "<Sub " + base.__name__ + ">"

    for name in ("__eq__", "__lt__", "__len__", "__iter__", "__getitem__", "__contains__", "__index__", "__next__",
                 "__add__", "__bool__", "__str__", "__missing__", "__setitem__", "__float__", "__int__"):
        if hasattr(base, name):
            def method(self, *args, _name=name):
                self.limit()
                return getattr(super(Sub, self), _name)(*args)
            setattr(Sub, name, method)
    if base.__hash__:
        Sub.__hash__ = base.__hash__

    def make(act, *args):
        made = Sub(*args)
        made.limit = Limit(act)
        return made
    return make


SubInt, SubStr, SubList, SubTuple = sub(int), sub(str), sub(list), sub(tuple)
SubDict, SubSet, SubBytes, SubFloat = sub(dict), sub(set), sub(bytes), sub(float)


class Dying:
    """Calls act when it dies."""

    def __init__(self, act):
        self.limit = Limit(act)

    def __repr__(self):
        return "<Dying>"

    def __del__(self):
        self.limit()


class Walk:
    """An iterator that calls act at each step and may lie about its length."""

    def __init__(self, act, items=(1, 2, 3), hint=0):
        self.limit, self.it, self.hint = Limit(act), iter(items), hint

    def __iter__(self):
        return self

    def __next__(self):
        self.limit()
        return next(self.it)

    def __length_hint__(self):
        return self.hint

    def __repr__(self):
        return "<Walk>"


class Liar:
    """Special methods that return what they must not."""

    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return "<Liar>"

    def _lie(self, *args):
        return self.v

    __len__ = __iter__ = __bool__ = __hash__ = __index__ = __int__ = __float__ = __next__ = _lie
    __getitem__ = __contains__ = __format__ = __complex__ = __bytes__ = __fspath__ = _lie
    __add__ = __radd__ = __mul__ = __call__ = __enter__ = keys = __length_hint__ = __round__ = __trunc__ = _lie
    __class_getitem__ = __instancecheck__ = __subclasscheck__ = __abs__ = __divmod__ = __pow__ = __get__ = _lie


class Raiser:
    """Special methods that raise."""

    def __repr__(self):
        return "<Raiser>"

    def _fail(self, *args):
        raise ZeroDivisionError("raiser")

    __len__ = __iter__ = __bool__ = __hash__ = __index__ = __int__ = __float__ = __next__ = _fail
    __getitem__ = __contains__ = __format__ = __complex__ = __bytes__ = __eq__ = __lt__ = _fail
    __add__ = __radd__ = __mul__ = __call__ = __enter__ = keys = __length_hint__ = __round__ = __str__ = _fail


class Plain:
    class_value = 5

    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return "<Plain>"

    def method(self, *args):
        return args


class Meta(type):
    def __call__(cls, *args):
        return type.__call__(cls)


class WithMeta(metaclass=Meta):
    pass


class Slots:
    __slots__ = "a", "b"


def key(act, value=None):
    """A function that calls act."""
    limit = Limit(act)

    def function(*args):
        limit()
        return args[0] if value is None and args else value
    return function


def gen(n=3):
    for i in range(n):
        got = yield i
        if got is not None:
            yield got


def running():
    """A generator on its way."""
    g = gen()
    next(g)
    return g


def loop():
    """A list that holds itself."""
    values = [1]
    values.append(values)
    return values


def dict_loop():
    values = {"a": 1}
    values["self"] = values
    return values


def error(kind, *args):
    try:
        raise kind(*args)
    except BaseException as e:
        return e


def handler(act):
    """The name of an error handler of codecs that calls act."""
    limit = Limit(act)

    def function(e):
        limit()
        return "?", e.end
    _codecs.register_error("evil", function)
    return "evil"


class Raw(_io._RawIOBase):
    """A file in memory whose methods call act."""

    def __init__(self, act, data=b"one\ntwo\r\nthree"):
        self.limit, self.data, self.at = Limit(act), bytearray(data), 0

    def __repr__(self):
        return "<Raw>"

    def readable(self):
        self.limit()
        return True

    writable = seekable = readable

    @property
    def closed(self):
        if "limit" in self.__dict__:
            self.limit()
        return False

    def readinto(self, b):
        self.limit()
        n = min(len(b), len(self.data) - self.at)
        b[:n] = self.data[self.at:self.at + n]
        self.at += n
        return n

    def write(self, b):
        self.limit()
        self.data[self.at:self.at + len(b)] = b
        self.at += len(b)
        return len(b)

    def seek(self, at, whence=0):
        self.limit()
        self.at = max(0, at + (0, self.at, len(self.data))[whence])
        return self.at

    def tell(self):
        self.limit()
        return self.at

    def truncate(self, size=None):
        self.limit()
        return 0

    def flush(self):
        self.limit()


# ---- showing

def show(o, depth=0):
    """Text of o without addresses; sets in order; a few items of an iterator."""
    t = type(o)
    if depth > 3:
        return t.__name__
    if t in (set, frozenset):
        return t.__name__ + "{" + ", ".join(sorted([show(i, depth + 1) for i in o])) + "}"
    if t in (list, tuple):
        return t.__name__ + "(" + ", ".join([show(i, depth + 1) for i in o[:30]]) + ")"
    if t is dict:
        pairs = list(itertools.islice(o.items(), 30))
        return "{" + ", ".join([show(k, depth + 1) + ": " + show(v, depth + 1) for k, v in pairs]) + "}"
    if depth < 2 and hasattr(t, "__next__") and t not in (Walk, Evil, Liar, Raiser):
        return t.__name__ + show(list(itertools.islice(o, 8)), depth + 1)
    if isinstance(o, BaseException):
        return t.__name__ + show(o.args, depth + 1)
    text = repr(o)
    return text if len(text) < 400 else text[:200] + "..." + text[-100:]


def message(e):
    text = type(e).__name__
    try:
        text += ": " + str(e)
    except Exception as e2:
        text += " (" + type(e2).__name__ + ")"
    return text[:500]


def attempt(f, *args):
    try:
        return f(*args)
    except RecursionError:
        return "RecursionError"
    except MemoryError:
        return "MemoryError"
    except BaseException as e:
        return "! " + message(e)


def execute(code, names):
    exec(code, names)
    return show(names["r"]) if "r" in names else "-"


def quote(text):
    return ascii(text)


def main(path, first, last, out):
    with open(path, encoding="utf-8") as f:
        cases = [line.rstrip("\n") for line in f]
    common = {k: v for k, v in globals().items() if k not in ("main", "cases")}
    write, flush = out.write, out.flush
    for number in range(first, min(last, len(cases))):
        write("@%d\n" % number)
        flush()
        names = dict(common)
        names["__name__"] = "case"
        for module in cases[number].split("\t")[0].split():
            names[module] = __import__(module)
        source = eval(cases[number].split("\t")[1])
        try:
            code = compile(source, "<case>", "exec")
        except BaseException as e:
            write("= ! " + quote(message(e)) + "\n")
            continue
        write("= " + quote(attempt(execute, code, names)) + "\n")
        for name in ("x", "a", "b"):
            if name in names:
                write("  " + name + " " + quote(attempt(show, names[name])) + "\n")
        names.clear()
    write("@end\n")
    flush()


if __name__ == "__main__":
    real = sys.stdout
    # What cases print is of no interest; a stream of our own stays out of their reach.
    import io
    stream = io.open(sys.stdout.fileno(), "w", encoding="ascii", closefd=False)
    sys.stdout = io.StringIO()
    sys.stderr, real_err = io.StringIO(), sys.stderr
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), stream)
    sys.stdout, sys.stderr = real, real_err
