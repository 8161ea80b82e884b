"""Fills: calls, generators, classes, closures, exceptions, code, modules, recursion."""
import sys
import types


def fill_recursion():
    sys.setrecursionlimit(10**9)

    def down(n):
        return down(n + 1) + 1

    down(0)


def fill_recursion_methods():
    sys.setrecursionlimit(10**9)

    class Down:
        def __init__(self, above):
            self.above = above

        def go(self, *args, **named):
            return Down(self).go(*args, 1, **named)

    Down(None).go(a=1)


def fill_recursion_finally():
    sys.setrecursionlimit(10**9)
    done = []

    def down(n):
        try:
            down(n + 1)
        finally:
            done[:] = [n]

    down(0)


def fill_generators():
    def count():
        n = 0
        while True:
            yield n
            n += 1

    held = []
    while True:
        g = count()
        next(g)
        held.append(g)


def fill_generators_chained():
    def through(inner):
        yield from inner

    sys.setrecursionlimit(10**9)
    g = iter(int, 1)
    n = 0
    while True:
        g = through(g)
        n += 1
        if n % 20000 == 0:
            next(g)


def fill_generators_nested():
    sys.setrecursionlimit(10**9)

    def nest(n):
        if n % 20000 == 0:
            yield n
        yield from nest(n + 1)

    held = []
    while True:
        try:
            sum(nest(0))
        except RecursionError:
            held.append([0] * 100000)


def fill_coroutines():
    async def wait():
        pass

    import warnings
    warnings.simplefilter("ignore")
    held = []
    while True:
        held.append(wait())


def fill_iterators():
    held = iter([])
    while True:
        held = map(str, held)


def fill_itertools():
    import itertools
    held = []
    while True:
        a, b = itertools.tee(range(10))
        next(a)
        held.append((a, itertools.chain(a, b), itertools.islice(b, 2)))


def fill_tee_queue():
    import itertools
    a, b = itertools.tee(itertools.count(1000))
    for _ in a:
        pass


def fill_product():
    import itertools
    list(itertools.product(range(1000), repeat=3))


def fill_classes():
    held = []
    while True:
        class C:
            x = 1

            def method(self):
                return self.x

        held.append(C)


def fill_class_hierarchy():
    class C:
        pass

    while True:
        C = type("D", (C,), {"a": 1})
        if len(C.__mro__) > 200:
            D = C
            fill = []
            while True:
                fill.append(type("E", (D,), {}))


def fill_instances():
    class P:
        def __init__(self, x, y):
            self.x = x
            self.y = y

    held = []
    while True:
        held.append(P(1, held))


def fill_instances_linked():
    class Node:
        def __init__(self, next):
            self.next = next

    head = None
    while True:
        head = Node(head)


def fill_instances_slots():
    class P:
        __slots__ = "x", "y"

        def __init__(self, x, y):
            self.x = x
            self.y = y

    head = None
    while True:
        head = P(head, 1)


def fill_instances_in_cycles():
    class Node:
        pass

    held = []
    while True:
        a, b = Node(), Node()
        a.other, b.other = b, a
        held.append(a)


def fill_instance_attributes():
    class P:
        pass

    p = P()
    i = 0
    while True:
        setattr(p, f"name{i}", i)
        i += 1


def fill_instances_with_many_attributes():
    class P:
        pass

    held = []
    while True:
        p = P()
        for i in range(100):
            setattr(p, f"a{i}", held)
        held.append(p)


def fill_instances_with_finalizers():
    class P:
        def __del__(self):
            self.gone = True

    held = []
    while True:
        held.append(P())


def fill_weak_references():
    import weakref

    class P:
        pass

    held = []
    while True:
        p = P()
        held.append((p, weakref.ref(p), weakref.ref(p, print)))


def fill_weak_dictionary():
    import weakref

    class P:
        pass

    held = []
    table = weakref.WeakValueDictionary()
    i = 0
    while True:
        p = P()
        table[i] = p
        held.append(p)
        i += 1


def fill_bound_methods():
    held = []
    while True:
        held.append(held.append)
        held.append(Holder().method)


class Holder:
    def method(self):
        pass


def fill_closures():
    held = None
    while True:
        def closure(inner=held):
            return inner, held

        held = closure


def fill_lambdas():
    held = []
    while True:
        held.append(lambda x=1: x)


def fill_partials():
    import functools
    f = print
    while True:
        f = functools.partial(functools.partial, f, 1)
        f = [f].append and functools.partial(len, f)


def fill_cache():
    import functools

    @functools.lru_cache(maxsize=None)
    def square(n):
        return n * n

    i = 0
    while True:
        square(i)
        i += 1


def fill_exceptions():
    held = []
    while True:
        try:
            1 / 0
        except ZeroDivisionError as e:
            held.append(e)


def fill_exception_chain():
    last = None
    while True:
        try:
            raise ValueError("x") from last
        except ValueError as e:
            last = e


def fill_exception_context():
    last = None
    while True:
        e = KeyError(last)
        e.__context__ = last
        last = e


def fill_exception_groups_split():
    held = []
    while True:
        group = ExceptionGroup("group", [ValueError(i) for i in range(50)])
        held.append(group.split(lambda e: isinstance(e.args[0], int) and e.args[0] % 2))


def fill_exception_groups():
    e = ValueError(1)
    while True:
        e = ExceptionGroup("group", [e, TypeError(2)])


def fill_tracebacks():
    def fail(n):
        if n:
            fail(n - 1)
        raise ValueError(n)

    held = []
    while True:
        try:
            fail(50)
        except ValueError as e:
            held.append(e)


def fill_frames():
    held = []

    def keep():
        local = list(range(10))
        held.append(sys._getframe())
        return local

    while True:
        keep()


def fill_modules():
    held = []
    while True:
        m = types.ModuleType("m")
        exec("def f(x):\n    return x + 1\ny = [1, 2, 3]\n", m.__dict__)
        held.append(m)


def fill_imported_modules():
    import os
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "limit_module.py"), "w") as f:
            f.write("table = [[i] for i in range(1000)]\n\nclass C:\n    def f(self): return table\n")
        sys.path.insert(0, folder)
        try:
            held = []
            while True:
                import limit_module
                held.append(limit_module)
                del sys.modules["limit_module"]
        finally:
            sys.path.remove(folder)
            sys.modules.pop("limit_module", None)


def fill_library_modules():
    names = ("collections", "functools", "re", "textwrap", "string", "enum", "dataclasses", "json",
             "json.decoder", "json.encoder", "heapq", "bisect", "keyword", "operator", "reprlib", "types",
             "copy", "copyreg", "abc", "random", "statistics", "fractions", "decimal", "numbers")
    import importlib
    kept = dict(sys.modules)
    held = []
    try:
        while True:
            for name in names:
                if name not in kept:
                    sys.modules.pop(name, None)
            for name in names:
                if name not in kept:
                    try:
                        held.append(importlib.import_module(name))
                    except ImportError:
                        pass
            held.append([[i] for i in range(5000)])
    finally:
        held.clear()
        for name in list(sys.modules):
            if name not in kept:
                del sys.modules[name]


def fill_code_large_source():
    n = 1000
    while True:
        compile("x = 1\n" * n, "<many lines>", "exec")
        n *= 2


def fill_code_large_display():
    n = 1000
    while True:
        eval(compile("[" + "1, 'a', 2.5," * n + "]", "<display>", "eval"))
        n *= 2


def fill_code_large_function():
    n = 100
    while True:
        exec("def f(a):\n" + "    a = g(a, b=[x for x in a if x], c=lambda: a)\n" * n, {})
        n *= 2


def fill_code_nested_expression():
    n = 10
    while True:
        try:
            compile("(" * n + ")" * n, "<nested>", "eval")
            compile("-" * n + "1", "<minus>", "eval")
        except (SyntaxError, RecursionError):
            pass
        compile("1" + "+a" * n, "<sum>", "eval")
        n *= 2


def fill_code_objects():
    held = []
    while True:
        held.append(compile("def f(x, y=1):\n    return [x + y for x in range(y)]\n", "<c>", "exec"))


def fill_code_names():
    held = {}
    i = 0
    while True:
        exec(f"name_{i} = {i}; text_{i} = 'some text of its own {i}'", held)
        i += 1


def fill_code_strings():
    n = 1000
    while True:
        compile("x = '" + "a" * n + "'\ny = " + "9" * min(n, 4000), "<text>", "exec")
        n *= 2


def fill_locals():
    held = []
    i = 0
    while True:
        a, b, c = [i], (i,), {i}
        held.append(locals())
        held.append(dict(locals()))
        i += 1


def fill_globals():
    names = {}
    i = 0
    while True:
        names[f"g{i}"] = i
        eval("1", names)
        i += 1


def fill_interned():
    held = []
    i = 0
    while True:
        held.append(sys.intern(f"name{i}"))
        i += 1


def fill_call_arguments():
    n = 1000
    while True:
        (lambda *args: args)(*range(n))
        max(*range(n))
        n *= 2


def fill_call_named_arguments():
    n = 1000
    while True:
        (lambda **named: named)(**{f"a{i}": i for i in range(n)})
        n *= 2


def fill_properties():
    held = []
    while True:
        held.append((property(len), staticmethod(len), classmethod(len), slice(1, held), super(Holder, Holder())))


def fill_annotations():
    held = []
    while True:
        held.append(list[int] | dict[str, held.__class__])


def fill_except_handler():
    """The handler itself takes memory, too."""
    held = []
    try:
        while True:
            held.append([1])
    except MemoryError:
        for i in range(100):
            held.append(str(i))
        raise
