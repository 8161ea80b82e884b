"""Fills: lists, tuples, dicts, sets and what else holds objects."""
import array
import collections


def fill_list_of_ints():
    items = []
    i = 1000
    while True:
        items.append(i)
        i += 1


def fill_list_one_object():
    items = []
    while True:
        items.append(None)


def fill_list_extend():
    items = [0]
    while True:
        items.extend(items)


def fill_list_repeat():
    n = 1000
    while True:
        [0] * n
        n += n


def fill_list_slices():
    base = list(range(1000))
    held = []
    while True:
        held.append(base[:])


def fill_list_insert():
    items = []
    while True:
        items[0:0] = [1] * (1000 + len(items) // 4)


def fill_list_comprehension():
    [[i] for i in range(10**9)]


def fill_list_sorted():
    items = list(range(100000))
    held = []
    while True:
        held.append(sorted(items, key=lambda x: -x))


def fill_lists_in_cycles():
    held = []
    while True:
        x = []
        x.append(x)
        held.append(x)


def fill_list_from_iterator():
    list(iter(lambda: 1.5, None))


def fill_tuples():
    held = None
    while True:
        held = (held, 1, 2)


def fill_tuple_from_iterator():
    tuple(i for i in range(10**9))


def fill_tuple_repeat():
    t = (1, 2, 3)
    while True:
        t = t + t


def fill_dict_of_ints():
    d = {}
    i = 0
    while True:
        d[i] = i
        i += 1


def fill_dict_of_strings():
    d = {}
    i = 0
    while True:
        d[f"key {i}"] = (i,)
        i += 1


def fill_dicts():
    held = []
    while True:
        held.append({"a": 1, "b": held})


def fill_dict_comprehension():
    {i: [i] for i in range(10**9)}


def fill_dict_update():
    d = {}
    n = 1000
    while True:
        d.update(dict.fromkeys(range(n)))
        n *= 2


def fill_dict_setdefault():
    d = {}
    i = 0
    while True:
        d.setdefault(i, []).append(i)
        i += 1


def fill_set_of_ints():
    s = set()
    i = 0
    while True:
        s.add(i)
        i += 1


def fill_sets():
    held = []
    while True:
        held.append({1, 2, 3})


def fill_frozensets():
    held = frozenset()
    while True:
        held = frozenset([held, 1])


def fill_set_operations():
    s = set(range(1000))
    n = 1000
    while True:
        s = s | {-x for x in range(n)}
        s ^= set(range(n, 3 * n))
        n *= 2


def fill_deque():
    d = collections.deque()
    while True:
        d.append([])


def fill_deque_of_one():
    d = collections.deque()
    while True:
        d.appendleft(1)


def fill_array():
    a = array.array("d")
    while True:
        a.append(1.5)


def fill_array_extend():
    a = array.array("q", range(100))
    while True:
        a.extend(a)


def fill_arrays():
    held = []
    while True:
        held.append(array.array("i", [1, 2, 3]))


def fill_memoryviews():
    data = bytearray(1000)
    held = []
    while True:
        held.append(memoryview(data)[1:-1])


def fill_ordered_dict():
    d = collections.OrderedDict()
    i = 0
    while True:
        d[i] = i
        i += 1


def fill_counter():
    c = collections.Counter()
    i = 0
    while True:
        c[i] += 1
        i += 1


def fill_defaultdict():
    d = collections.defaultdict(list)
    i = 0
    while True:
        d[i].append(i)
        i += 1


def fill_namedtuples():
    Point = collections.namedtuple("Point", "x y")
    held = []
    while True:
        held.append(Point(1, held))


def fill_heap():
    import heapq
    heap = []
    i = 0
    while True:
        heapq.heappush(heap, (-i, i))
        i += 1


def fill_zip_of_many():
    held = []
    while True:
        held.append(list(zip(range(1000), range(1000))))
