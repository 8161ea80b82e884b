# sort and sorted: stability, keys, mixed kinds, comparisons that misbehave, order of comparisons.
state = 1


def random(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
    return (state >> 33) % n


def check(items, **options):
    result = sorted(enumerate(items), key=options.get("key", lambda p: p[1]), reverse=options.get("reverse", False))
    return [i for i, _ in result]


def digest(values):
    sum = 0
    for v in values:
        sum = (sum * 1000003 + v) % (2 ** 61 - 1)
    return sum


makers = {
    "ints": lambda n: random(n),
    "large ints": lambda n: random(n) * 2 ** 40 - 2 ** 60,
    "huge ints": lambda n: (random(n) - n // 2) * 2 ** 70,
    "floats": lambda n: random(n) / 8 - 3,
    "strings": lambda n: "".join("abc"[random(3)] for _ in range(random(12))),
    "wide strings": lambda n: "".join("aé日𝄞"[random(4)] for _ in range(random(6))),
    "mixed numbers": lambda n: [random(n), random(n) / 2, True, 2 ** 65 - random(9)][random(4)],
    "tuples": lambda n: (random(4), "xyz"[random(3)]),
    "float tuples": lambda n: (random(4) / 2 - 0.0, random(n)),
    "mixed tuples": lambda n: ([1, 2.0, True][random(3)], random(n)),
    "lists": lambda n: [random(3)] * random(4),
    "bytes": lambda n: bytes([random(256), random(256)]),
}
for name, make in makers.items():
    sum = 0
    for n in (0, 1, 2, 3, 10, 63, 64, 65, 200, 700):
        items = [make(n) for _ in range(n)]
        for _ in range(2):
            order = check(items)
            sum = (sum * 31 + digest(order)) % (2 ** 61 - 1)
            assert all(not items[order[i + 1]] < items[order[i]] for i in range(n - 1))
            assert all(order[i] < order[i + 1] for i in range(n - 1) if items[order[i]] == items[order[i + 1]])
            backwards = check(items, reverse=True)
            assert all(backwards[i] < backwards[i + 1] for i in range(n - 1)
                       if items[backwards[i]] == items[backwards[i + 1]])
            plain = items[:]
            plain.sort()
            assert plain == [items[i] for i in order]
            items = sorted(items[::2]) + sorted(items[1::2], reverse=True)
    print(name, sum)


class Counting:
    compared = 0

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Counting.compared += 1
        return self.n < other.n


for n in (5, 50, 500):
    for arrange in (lambda i: random(n), lambda i: i, lambda i: -i, lambda i: i % 7, lambda i: i // 50 + random(3)):
        items = [Counting(arrange(i)) for i in range(n)]
        Counting.compared = 0
        items.sort()
        print(n, Counting.compared, digest(c.n for c in items))


class Meddling:
    def __init__(self, n, what):
        self.n = n
        self.what = what

    def __lt__(self, other):
        self.what()
        return self.n < other.n


victim = []
for what in (lambda: victim.append(1), lambda: (victim.append(1), victim.clear()), lambda: victim.extend([1, 2]),
             lambda: victim.sort(), lambda: None):
    victim[:] = [Meddling(i, what) for i in (3, 1, 2)]
    try:
        victim.sort()
    except ValueError as e:
        print(e, end=" ")
    print([m.n for m in victim])


class Failing:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if 3 in (self.n, other.n):
            raise RuntimeError("three")
        return self.n < other.n


items = [Failing(i) for i in (5, 4, 3, 2, 1) * 30]
try:
    items.sort()
except RuntimeError as e:
    print(e, sorted(f.n for f in items) == sorted((5, 4, 3, 2, 1) * 30))
items = [3, 1, 2]
try:
    items.sort(key=lambda x: x / 0)
except ZeroDivisionError as e:
    print(e, items)
for bad in ([1, "a"], [None, None], [(1, "a"), (1, 2)], [1j, 2j], ["a", b"a"]):
    try:
        bad.sort()
    except TypeError as e:
        print(e)
nan = float("nan")
print(sorted([3, nan, 1, 2, nan, 0]), sorted([(nan, 1), (0.0, 2), (-0.0, 1), (1, 0)]))
print(sorted("hello"), sorted({"b": 1, "a": 2}), sorted(["b", "A", "c"], key=str.lower), sorted([3, 1, 2], reverse=True))
print(sorted([], key=None), sorted([1], key=lambda x: [].undefined if x > 1 else x), sorted((2, 1), reverse=1))
