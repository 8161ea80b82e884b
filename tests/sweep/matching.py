"""match, comprehensions, unpacking, assignments of all kinds."""


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def kind(v):
    match v:
        case 0 | 1:
            return "bit"
        case -2.5 | "s" | None | b"q":
            return "literal"
        case Point(x=0, y=yy):
            return ["axis", yy]
        case Point(a, b) if a == b:
            return ["diagonal", a]
        case Point():
            return "point"
        case [a, (b, *_), {"k": c, **rest}]:
            return a, b, c, rest
        case [first, *middle, last]:
            return first, middle, last
        case {"type": str() as t, "v": [*vs]}:
            return t, vs
        case {}:
            return "mapping"
        case int(n) | float(n):
            return n
        case str(text):
            return text
        case _:
            return "other"


values = [0, "s", -2.5, None, b"q", Point(0, [3]), Point(2, 2), Point(1, 2), [1, [2, 3], {"k": 4, "z": 5}], [1, 2, 3, 4], (1,),
          {"type": "t", "v": (1, 2)}, {"a": 1}, 7, 1.5, "text", object, [], range(3)]
assert [type(kind(v)).__name__ for v in values][:3] == ["str"] * 3
Point.__match_args__ = 5
try:
    kind(Point(1, 1))
except TypeError:
    pass
first, *rest = range(5)
(a, [b, *c]), d = (1, [2, 3, 4]), 5
*start, end = "abc"
x = y = [1]
x[0], x[0:0] = 2, [3, 4]
x += [5]
x[1] += 1
x[-1:] *= 2
o = Point(1, [2])
o.y += [3]
o.x, o.z = o.z, o.x = 1, 2
[i for i in range(10) if i % 2 if i > 3]
[(i, j) for i in range(3) for j in [i, i + 1]]
{i: [j for j in range(i)] for i in range(4)}
{(i, j) for i, *j in []}
nested = [[k * n for k in row] for n, row in enumerate([[1, 2], [3]])]
assert nested == [[0, 0], [3]]
g = (i + (yy := i) for i in range(3))
list(g)
for i, (p, q) in enumerate([(1, 2), (3, 4)]):
    if p == 3:
        break
else:
    raise AssertionError
while x:
    x.pop()
    if len(x) == 1:
        continue
else:
    x = None
i: int = 5
i //= 2
i **= 3
i <<= 70
i >>= 3
i |= 5
i &= ~0
i ^= 1
i %= 7
1 < i <= 10 != 11 is not None in [None] if i else 0
not i or i and 3
for bad in ("a, b = [1]", "a, b = [1, 2, 3]", "a, *b, c = [1]", "a, b = 5", "[i for i in 5]", "for a, b in [1]: pass",
            "x: int = undefined", "(lambda: 1)(2)", "with 5: pass", "del a.b"):
    try:
        exec(bad, {})
    except (ValueError, TypeError, NameError, AttributeError):
        pass
assert (lambda *a, k=1, **kw: (a, k, kw))(*[1], 2, **{"k": 3}) == ((1, 2), 3, {})
print(*[1, 2], sep="", end="")
