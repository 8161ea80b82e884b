# Operators, items, loops and tests by methods written in Python.
import sys
import traceback


class V:
    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return f"V({self.v})"

    def __add__(self, other):
        if isinstance(other, V):
            return V(self.v + other.v)
        if isinstance(other, int):
            return V(self.v + other)
        return NotImplemented

    def __radd__(self, other):
        return ("radd", self.v, other)

    def __sub__(self, other):
        raise ArithmeticError(f"{self} - {other}")

    def __eq__(self, other):
        return self.v == other.v if isinstance(other, V) else NotImplemented

    def __lt__(self, other):
        return NotImplemented

    def __gt__(self, other):
        return "yes" if isinstance(other, V) else ""

    def __getitem__(self, key):
        if key == 13:
            raise IndexError("unlucky")
        return (self.v, key)

    def __setitem__(self, key, value):
        print("set", key, value)
        if key is None:
            raise KeyError("none")

    def __contains__(self, item):
        return [item] if item else []

    def __bool__(self):
        return bool(self.v)

    def __pow__(self, other, modulus=None):
        return (self.v, other, modulus)

    def __mul__(self, *others):
        return others

    def __matmul__(self):
        return "never"

    def __and__(self, other, more=3):
        return other, more

    def __del__(self):
        if isinstance(self.v, str):
            print("del", self.v)


class W(V):
    def __radd__(self, other):
        return "W first"

    def __lt__(self, other):
        return "W lt"

    def __gt__(self, other):
        return "W gt"


class Other:
    def __radd__(self, other):
        return f"Other.__radd__({other})"

    def __rsub__(self, other):
        return "never"

    def __eq__(self, other):
        return "other eq"

    def __lt__(self, other):
        return "other lt"


class Grows:
    def __init__(self):
        self.seen = []

    def __iadd__(self, x):
        if x == "refuse":
            return NotImplemented
        self.seen.append(x)
        return self

    def __add__(self, x):
        return ("plain", x)

    def __isub__(self, x):
        return NotImplemented

    def __sub__(self, x):
        return NotImplemented


class RefusesInts:
    def __rsub__(self, other):
        return NotImplemented


class Int(int):
    def __rsub__(self, other):
        return f"{other} less Int"


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e, [s.name for s in traceback.extract_tb(e.__traceback__)])


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def less(a, b):
    if a < b:
        return "less"
    return "not less"


def more(a, b):
    return a > b


a, b, w, o = V(1), V(2), W(3), Other()
for x in (b, w, o, 5, "s", None, V):
    attempt(add, a, x)
attempt(lambda: a + 7)
attempt(lambda: 7 + a)
attempt(lambda: 7 + V("s"))
attempt(lambda: 7 - a)
attempt(lambda: 7 - Grows())
attempt(lambda: 7 - RefusesInts())
attempt(lambda: 7 * [0][:0] + Other())
attempt(lambda: 2 - Int(9))
attempt(sub, a, b)
attempt(sub, a, 3)
attempt(lambda: a - 3)
for x in (b, w, o, 1, "s"):
    attempt(less, a, x)
    attempt(more, a, x)
    attempt(lambda: a == x)
    attempt(lambda: a != x)
attempt(lambda: "equal" if a == 1 else "unequal")
attempt(lambda: "equal" if a == V(1) else "unequal")
attempt(lambda: a**2)
attempt(lambda: a * 2)
attempt(lambda: a @ b)
attempt(lambda: a & b)

g = Grows()
h = g
g += 1
g += "two"
print(h.seen, g is h)
g += "refuse"
print(g)
g = h
try:
    g -= 1
except TypeError as e:
    print(e)
try:
    a -= h
except ArithmeticError as e:
    print(str(e).split(" - ")[0])

# items
print(a[1], a["k"], a[1:2])
attempt(lambda: a[13])
a[0] = "x"
a["k"] = a[5]
try:
    a[None] = V("stored")
except KeyError as e:
    print("KeyError", e)
print(3 in a, 0 in a, 0 not in a, 3 not in a)
if 3 in a and "" not in a:
    print("both")


# truth
class Odd:
    def __bool__(self):
        return 1


def truth(x):
    if x:
        return "true"
    return "false"


print(truth(V(0)), truth(V(2)), truth(V(True)))
attempt(truth, Odd())
n = 0
c = V(3)
while c:
    n += 1
    c = V(c.v - 1)
print(n)


# loops
class Count:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __iter__(self):
        return self

    def __next__(self):
        if self.i == self.n:
            raise StopIteration("done")
        self.i += 1
        if self.i == 4:
            raise ValueError("four")
        return (self.i, -self.i)


class Gen:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        for x in self.items:
            yield x


class NoIter:
    def __iter__(self):
        return [1, 2]


def loop(it):
    out = []
    for p, q in it:
        out.append(p * q)
    else:
        out.append("end")
    return out


attempt(loop, Count(3))
attempt(loop, Count(5))
attempt(loop, Gen((1, 2), (3, 4)))
attempt(loop, NoIter())
attempt(lambda: [x for x in Gen(1, 2, 3)])
attempt(lambda: [x for x in NoIter()])


def generator():
    x = V(0)
    for i in range(3):
        x = x + V(i)
        got = yield x
        if x == got:
            yield "same"


it = generator()
print(next(it), it.send(V(0)), list(it))


# Counts, and the order of destruction
class Counted:
    def __add__(self, other):
        return sys.getrefcount(self), sys.getrefcount(other)

    def __getitem__(self, key):
        return sys.getrefcount(self), sys.getrefcount(key)

    def __lt__(self, other):
        print(sys.getrefcount(self), sys.getrefcount(other))
        return True

    def __contains__(self, other):
        print(sys.getrefcount(self), sys.getrefcount(other))
        return True

    def __setitem__(self, key, value):
        print(sys.getrefcount(self), sys.getrefcount(key), sys.getrefcount(value))

    def __bool__(self):
        print(sys.getrefcount(self))
        return True


def counts():
    c, d = Counted(), Counted()
    print(c + d, c[d], Counted() + d, c[Counted()], Counted() + Counted())
    c[d] = Counted()
    if c < d or Counted() < d:
        print(d in c, Counted() in Counted())
    if c and Counted():
        c[Counted()] = d


counts()


def temporaries():
    print((V("a") + V("b")).v)
    print(V("c")[V("d")][0])
    V("e")[V("f")] = V("g")
    try:
        print(V("h"), V("i") - V("j"))
    except ArithmeticError as e:
        print(e)
    print(V("k") == V("l"), V("m") in V("n"))
    if V("o") == V("p"):
        pass
    print(bool(V("q") > V("r")))


temporaries()


# Deep, and not too deep
class Deep:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return self if self.n <= 0 else Deep(self.n - 1) + other

    def __getitem__(self, i):
        return self[i]

    def __bool__(self):
        if self:
            return True

    def __eq__(self, other):
        return self == other

    def __contains__(self, x):
        return x in self


print((Deep(300) + 1).n)
for f in (
    lambda d: d + 1,
    lambda d: d[0],
    lambda d: d[d],
    lambda d: 1 if d else 2,
    lambda d: 1 if d == 1 else 2,
    lambda d: 1 in d,
):
    try:
        f(Deep(10**9))
    except RecursionError:
        print("RecursionError")


# The method goes away, or another takes its place, while it runs
class Changes:
    def __repr__(self):
        return "Changes()"

    def __add__(self, other):
        del Changes.__add__
        Changes.__radd__ = lambda s, o: "new radd"
        return NotImplemented


class Late(Changes):
    pass


x = Changes()
attempt(add, x, o)
attempt(add, x, 1)
attempt(add, 1, x)


# Tracing begins inside
class Tracing:
    def __add__(self, other):
        sys.settrace(tracer)
        return 1

    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name in ("__add__", "__next__", "__iter__"):
        events.append((frame.f_code.co_name, event))
        return tracer


t = Tracing()
t + 1
t + 1
for _ in t:
    pass
sys.settrace(None)
print(events)
