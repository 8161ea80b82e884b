"""Dictionaries and sets."""
d = {}
for i in range(40):
    d[i] = str(i)
for i in range(0, 40, 3):
    del d[i]
d.update({"a": 1}, b=2)
d |= {"c": [3]}
e = d | {"z": None}
assert list(d.items())[-1] == ("c", [3]) and len(e) == len(d) + 1
d.setdefault("l", []).append(1)
assert d.pop("a") == 1 and d.pop("a", None) is None
d.popitem()
dict.fromkeys("abc", [1]), dict(zip("ab", (1, 2))), dict([("x", 1)], y=2)
{**d, "k": 1}, {k: v for k, v in e.items() if v}
keys, values, items = d.keys(), d.values(), d.items()
keys & {1, 2}, keys | [77], keys - {1}, keys ^ {1, 99}, items & {(1, "1")}, list(reversed(d))
repr(d), repr(keys), repr(values), repr(items), d == e, d != e, 1 in d, keys <= set(d)
c = d.copy()
c.clear()
for k in list(d):
    d.pop(k)


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


keyed = {Key(i): i for i in range(8)}
assert keyed[Key(5)] == 5 and Key(9) not in keyed
del keyed[Key(2)]
try:
    for k in keyed:
        keyed[Key(k.n + 50)] = 1
except RuntimeError:
    pass
try:
    {[]: 1}
except TypeError:
    pass
s = {1, 2, 3}
for i in range(30):
    s.add(i * 7)
for i in range(10):
    s.discard(i * 7)
t = set("hello") | {Key(1), Key(4)}
s & t, s | t, s - t, s ^ t, s <= t, s.isdisjoint(t), s.union([1], (2,)), s.difference(t, [1])
s.intersection([1, 2, 3], {1}), s.symmetric_difference("ab")
s.update(t, "xyz"), s.intersection_update(list(t)), s.difference_update([1]), s.symmetric_difference_update("q")
s |= {4}
s &= {4, 5}
s -= {5}
s ^= {9}
f = frozenset([1, (2, 3), frozenset("x")])
hash(f), {f: 1}[f], repr(f), repr(s), f.copy(), set(f).copy(), f | {9}
t.pop(), t.clear()
try:
    {1, []}
except TypeError:
    pass
{x % 3 for x in range(9)}


class Missing(dict):
    def __missing__(self, key):
        self[key] = [key]
        return self[key]


m = Missing(a=1)
m["b"].append(m)
repr(m)


class SubSet(set):
    pass


ss = SubSet([1, 2])
ss.x = ss
ss | {3}, SubSet.__doc__
it = iter({1: 2, 3: 4}.items())
next(it)
it.__length_hint__()
type(it), list(it)
globals()["made"] = 1
assert made == 1
