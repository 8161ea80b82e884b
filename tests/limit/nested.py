"""Fills: deeply nested data, and what walks through it; libraries."""
import sys


def nest_lists(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


def fill_nested_lists():
    x = []
    while True:
        x = [x]


def fill_nested_dicts():
    x = {}
    while True:
        x = {1: x}


def fill_nested_repr():
    sys.setrecursionlimit(10**9)
    held = []
    while True:
        x = nest_lists(2000 + len(held))
        repr(x)
        held.append(x)
        held.append([0] * 100000)


def fill_nested_compare():
    sys.setrecursionlimit(10**9)
    n = 100
    while True:
        x, y = nest_lists(n), nest_lists(n)
        try:
            x == y
        except RecursionError:
            pass
        n *= 2


def fill_nested_hash():
    sys.setrecursionlimit(10**9)
    x = ()
    n = 0
    while True:
        x = (x,)
        n += 1
        if n % 50000 == 0:
            try:
                hash(x)
            except RecursionError:
                pass


def fill_nested_str_methods():
    sys.setrecursionlimit(10**9)

    class Wrap:
        def __init__(self, inner):
            self.inner = inner

        def __repr__(self):
            return f"<{self.inner!r}>"

    n = 100
    while True:
        x = None
        for _ in range(n):
            x = Wrap(x)
        try:
            repr(x)
        except RecursionError:
            pass
        n *= 2


def fill_nested_getattr():
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(Deep(), name + "x")

    held = []
    while True:
        try:
            Deep().a
        except RecursionError:
            held.append([0] * 100000)


def fill_deepcopy():
    import copy
    x = {"a": [1, 2, {"b": (3, 4)}], "c": "text"}
    held = []
    while True:
        held.append(copy.deepcopy(x))


def fill_json_dumps():
    import json
    n = 4000
    while True:
        json.dumps([{"name": "x", "list": [1, 2.5, None]}] * n)
        n *= 4


def fill_json_loads():
    import json
    n = 4000
    while True:
        json.loads("[" + '{"name": "x", "list": [1, 2.5, null]},' * n + "0]")
        n *= 4


def fill_re_findall():
    import re
    n = 100
    while True:
        re.findall(r"(\w+)-(\d+)", "word-123 " * n)
        n *= 2


def fill_re_sub():
    import re
    n = 100
    while True:
        re.sub("a", lambda m: m.group() * 5, "a" * n)
        n *= 2


def fill_re_backtracking():
    import re
    n = 100
    while True:
        re.match(r"(?:(a)|(b))*?c", "ab" * n)
        re.match(r"(.|\n)*x", "ab" * n)
        n *= 2


def fill_re_patterns():
    import re
    held = []
    i = 0
    while True:
        held.append(re.compile(f"a{i}(b|c)*[d-f]"))
        held.append(held[-1].match(f"a{i}bbb"))
        held.append([0] * 2000)
        i += 1


def fill_struct():
    import struct
    n = 100
    while True:
        struct.unpack(f"{n}i", struct.pack(f"{n}i", *range(n)))
        n *= 2


def fill_marshal():
    import marshal
    n = 100
    while True:
        marshal.loads(marshal.dumps([(1, "abc", 2.5)] * n))
        n *= 2


def fill_pickle():
    import pickle
    n = 4000
    while True:
        pickle.loads(pickle.dumps([[i, "abc"] for i in range(n)]))
        n *= 4


def fill_random():
    import random
    held = []
    while True:
        held.append(random.random())
        held.append(random.getrandbits(1000))


def fill_textwrap():
    import textwrap
    n = 100
    while True:
        textwrap.fill("some words " * n)
        n *= 2


def fill_dataclasses():
    import dataclasses

    @dataclasses.dataclass
    class P:
        x: int
        y: list

    held = []
    while True:
        held.append(P(1, [2]))


def fill_enum_classes():
    import enum
    held = []
    while True:
        held.append(enum.Enum("E", "A B C"))
        held.append([0] * 1000)


def fill_collected_objects():
    import gc
    held = []
    while True:
        held.append([held])
        if len(held) % 1000 == 0:
            held.append(gc.get_objects())


def fill_callbacks_and_finalizers():
    import weakref

    class P:
        pass

    held = []
    while True:
        p = P()
        p.me = p
        weakref.finalize(p, len, ())
        held.append(p)


def fill_sys_tables():
    held = []
    while True:
        held.append(sys.exc_info())
        held.append(dir(str))
