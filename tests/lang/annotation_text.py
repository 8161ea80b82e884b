"""Annotations as text: from __future__ import annotations."""
from __future__ import annotations, division
def f(a: int, b: 'str', c: List[int] = 1, *d: (x if y else z), e: lambda q, *r, s=1, **t: q + r, **g: a.b[1:2, ::3, ...]) -> not x or y and z: pass
print(f.__annotations__)
class A:
    a: [1 + 2 * 3 ** -4 ** 5]
    b: [(1 + 2) * 3]
    c: [-x ** 2, (-x) ** 2]
    d: [a < b <= c != d is not e not in f]
    e: [[x for x in y if z if (w, v)]]
    f_: [{x: y for x, y in z}, {1, 2}, {}, {'a': 1, **b}, {x for x in y}]
    g: [f(x for x in y)]
    h: [f(a, *b, c=d, **e)]
    i: [f'{x!r:>{w}} {{}} {y}']
    j: ["it's" 'x\n']
    k: [b'\x00', 1e100, 1e400, 3j, 1_0, 0xff, ..., None, True]
    l: [(a, ), (), [a, ], a[b, ], a[b, c], a[*b]]
    m: (3)
    n: [a @ b // c % d << e >> f & g | h ^ i]
    o: [(lambda: 1)(), (lambda x, /, y, *, z: 1), lambda *a: a, (a if b else c) if d else e]
    p: [1 .real, 1.5.real, 'x'.y, (a.b).c]
    q: [not a, ~b, +c, not (a and b), (not a) and b]
    r: [x[1:2], x[:], x[::2], x[a:b:c], x[(1, 2)]]
    s: [(a and b) or c and (d or e)]
    t: [a ** b ** c, (a ** b) ** c, -(a ** b), a - (b - c), a - b - c]
    u: [u'x', f'{a}' f"{b!s}", f'{a:{b}}', f"{ {1:2} }", f'{x:%Y-%m}', f"a"]
    v: [(x for x in y), [*a, *b], {*a}, f(**a), (await_)]
    w: [a if b else (c if d else e), (a, b) if c else d]
    x: [(a < b) < c, a < (b < c), (a == b) is c]
    y: [10**40, 1e-5, 1.0, -1, -1.5, 12345678901234567890, 0.1]
    z: [List['A'], Dict[str, Tuple[int, ...]], Callable[[int], str]]
    __p: [__q]
for k, v in A.__annotations__.items(): print(k, v)
x: undefined = 1
print(__annotations__)
def g():
    y: also.undefined = 2
    print(y)
g()
print(f.__code__.co_flags & 0x1000000 != 0)
