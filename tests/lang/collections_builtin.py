# list, tuple, dict, set, range, slice and their methods.
a = [3, 1, 2]
a.append(4); a.extend([5, 6]); a.insert(0, 9); print(a, a.pop(), a.pop(0), a.index(2), a.count(1))
a.sort(); print(a); a.sort(reverse=True); print(a); a.reverse(); print(a, a.copy(), len(a))
a.remove(3); print(a); del a[0]; print(a); a.clear(); print(a)
b = list(range(10))
print(b[2:5], b[::2], b[::-1], b[-3:], b[:-3], b[5:2], b[8:100], b[-1])
b[2:4] = ["x", "y", "z"]; print(b); b[::3] = [0] * len(b[::3]); print(b); del b[1:3]; print(b); del b[::2]; print(b)
try:
    b[::2] = [1]
except ValueError as e:
    print(e)
print([1, 2] + [3], [1, 2] * 2, [1, 2] == [1, 2], [1, [2, 3]], [1, 2] > [1], 2 in [1, 2])
print(sorted([3, 1, 2], key=lambda x: -x), min([3, 1]), max("a", "b"), sum([1.5, 2]))
r = [1]; r.append(r); print(r)
t = (1, 2, 3); print(t[1], t[1:], t + (4,), t * 2, t.index(2), t.count(3), len(t), (1,), ())
d = {"a": 1, 2: "b", (1, 2): [3]}
print(d, d["a"], d.get("zz"), d.get("zz", 0), "a" in d, len(d), list(d), list(d.values()), list(d.items()))
d["new"] = 5; d.update(x=1, y=2); d.update({"a": 9}); d.setdefault("s", []).append(1); print(d)
print(d.pop("x"), d.pop("nope", None), d.popitem()); del d["y"]; print(d)
print({**{"a": 1}, "b": 2}, {"a": 1} | {"b": 2}, dict([("k", "v")]), dict(a=1), dict.fromkeys("ab", 0))
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {1: 1} == {1: 2})
print(d.keys() & {"a", "q"}, sorted(map(str, d.keys() | {"z"})), {1: 2}.items() == {(1, 2)})
for k in ([], {}, set()):
    try:
        {k: 1}
    except TypeError as e:
        print(e)
s = {1, 2, 3}
s.add(4); s.discard(9); s.remove(1); print(s, 2 in s, len(s))
print({1, 2} | {3}, {1, 2} & {2}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} < {1, 2}, {1, 2} >= {2}, {1}.isdisjoint({2}))
print(set(), frozenset([1, 2]), {frozenset([1]): 1}, set("a"), {1, 2}.union([5], [6]), {1} == {1.0})
s.update([7], (8,)); s.intersection_update({7, 8, 2}); print(s); s -= {7}; s |= {1}; print(s)
try:
    s.remove(99)
except KeyError as e:
    print("KeyError", e)
print(range(5), range(1, 10, 3), list(range(5, 0, -2)), len(range(0, 100, 7)), 14 in range(0, 100, 7), range(10)[2:5])
print(range(3) == range(0, 3, 1), range(10)[-1], range(10).index(4), slice(1, 2, 3), slice(None).indices(5))
nested = {"l": [1, {"t": (1, 2)}]}
print(nested["l"][1]["t"][0])
print(list("abc"), tuple("ab"), set("aa"), list({"k": 1}), dict(zip("ab", [1, 2])))
print([x for x in zip(*[(1, 2), (3, 4)])], list(zip()), bool({}), bool({0}), not ())
m = [[0] * 3 for _ in range(2)]; m[0][1] = 5; print(m)
print([1, 2, 3].__len__(), (1, 2).__contains__(1), {}.__class__, [].__class__.__name__)
print(str([1, "a", None, 1.5, (1,), {2: 3}, {4}]), repr({"q": [1]}))
x = [1, 2, 3]; x[1:1] = [9, 9]; print(x); x += (4,); x *= 2; print(x)
print([1, 2, 3, 2].index(2, 2), [4, 5][-2], "abc"[-1], (1, 2, 3)[::-1])
big = list(range(1000)); print(big[::250], sum(big), big.index(999))
q = dict.fromkeys(range(20)); [q.pop(i) for i in range(0, 20, 2)]; print(list(q)); q[0] = 1; print(list(q)[-1])
print(list(reversed({"a": 1, "b": 2})), sorted({"b": 1, "a": 2}.items()), max({"a": 1, "b": 5}, key={"a": 1, "b": 5}.get))
