"""The random programs of graphs.py."""
import random

HEADER = '''\
import gc
import sys
import weakref
from _collections import deque, defaultdict

gc.disable()
gc.collect()
saved, kept = [], []


def show(*what):
    print(*what)


def unraisable(u):
    show("unraisable", type(u.exc_value).__name__, u.exc_value)


sys.unraisablehook = unraisable


def fill(attributes, name):
    """All objects get their attributes in one order: CPython releases them in the class's, Adder in the object's."""
    attributes.update(name=name, a=None, b=None, c=None, w=None, refs=[], next=None, prev=None, x=None)


class Plain:
    def __init__(self, name):
        self.name = name
        self.a = self.b = self.c = self.w = None
        self.refs = []
        self.next = self.prev = self.x = None

    def method(self):
        return self.name


class Final(Plain):
    def __del__(self):
        show("del", self.name)


class Child(Final):
    pass


class Revive(Plain):
    def __del__(self):
        show("revive", self.name)
        saved.append(self)


class Fails(Plain):
    def __del__(self):
        show("del", self.name)
        raise ValueError(self.name)


class Slots:
    __slots__ = ("name", "a", "b", "__weakref__")

    def __init__(self, name):
        self.name = name

    def __del__(self):
        show("del", self.name)


class Bare:
    __slots__ = ("name", "a", "b")

    def __init__(self, name):
        self.name = name


class Looks(Plain):
    """Its finalizer looks at weak references."""

    def __del__(self):
        show("del", self.name, [r() is None for r in self.__dict__.get("refs", ())])


class Empties(Plain):
    """Its finalizer lets go of what it has."""

    def __del__(self):
        show("del", self.name)
        self.__dict__.clear()


class Lst(list):
    def __init__(self, name):
        fill(vars(self), name)

    def __del__(self):
        show("del", self.name, len(self))


class Dct(dict):
    def __init__(self, name):
        fill(vars(self), name)


class St(set):
    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class Error(Exception):
    def __init__(self, name):
        super().__init__(name)
        fill(vars(self), name)

    def __del__(self):
        show("del", self.name)


class Ref(weakref.ref):
    pass


class Fancy(weakref.ref):
    def __init__(self, o, callback=None):
        super().__init__(o, callback)
        vars(self)["me"] = self


class Manager:
    def __init__(self, held):
        self.held = held

    def __enter__(self):
        return self.held

    def __exit__(self, kind, value, traceback):
        return True


def callback(name):
    def called(r):
        show("callback", name, r())
    return called


def rescuing(name):
    def called(r):
        show("callback", name, r())
        kept.append(r)
    return called


def failing(name):
    def called(r):
        show("callback", name, r())
        raise KeyError(name)
    return called


def proxied(name):
    def called(p):
        show("callback", name, type(p).__name__)
    return called


def generator(name, held):
    try:
        yield name
        yield held
    finally:
        show("closed", name)


def delegating(name, held):
    try:
        yield from generator(name, held)
    finally:
        show("left", name)


class Once:
    def __await__(self):
        yield self


async def coroutine(name, held):
    try:
        await Once()
    finally:
        show("closed", name)


def started(c):
    c.send(None)
    return c


async def agenerator(held):
    yield held


def raises(e):
    local = [e]
    raise e


def caught(e):
    try:
        raises(e)
    except Exception as x:
        return x


def chained(e):
    try:
        try:
            raises(e)
        except Error:
            raise KeyError(e)
    except KeyError as x:
        return x


def keeps_frame(held):
    try:
        1 / 0
    except ZeroDivisionError as x:
        return x.__traceback__


def closure(name, held):
    def inner():
        return held
    return inner


def counting(held):
    n = 0

    def inner():
        nonlocal n, held
        n += 1
        held = inner if n == 2 else held
        return held
    return inner


def managed(held, other):
    with Manager(held) as h, Manager(other):
        show(sys.getrefcount(h) - sys.getrefcount(held))
        raise Error("managed")


def called(a, *rest, k=None, **more):
    return sys.getrefcount(a), len(rest), len(more)


def loop(items, n):
    for item in items:
        n -= 1
        if n < 0:
            return item
    return None


def collect(generation=2):
    print("[")
    n = gc.collect(generation)
    print("]", n)


'''

NODES = ("Plain", "Final", "Child", "Revive", "Fails", "Slots", "Bare", "Looks", "Empties", "Lst", "Dct", "St", "Error")
ATTRIBUTES = ("Plain", "Final", "Child", "Revive", "Fails", "Looks", "Empties", "Lst", "Dct", "Error", "instance")
INSTANCES = ("Plain", "Final", "Child")
SLOTTED = ("Slots", "Bare")
WEAK = ("Plain", "Final", "Child", "Revive", "Fails", "Slots", "Looks", "Empties", "Lst", "Dct", "Error", "closure",
        "generator", "coroutine", "method", "set", "deque", "instance", "lambda")
# Not classes: CPython's have a weak reference from their base.
HASHABLE = ("Plain", "Final", "Child", "Revive", "Slots", "Bare", "Looks", "Error", "closure", "ref", "class",
            "generator", "method", "tuple of one")
CONTAINERS = ("list", "tuple", "tuple of one", "dict", "set", "frozenset", "deque", "class", "instance", "iterator",
              "method", "property", "slice", "ref")
WEAK_KEYS = ("Plain", "Final", "Child", "Slots", "Looks", "Error", "closure")


class Maker:
    """Writes one block of a program. kinds says what each name holds."""

    def __init__(self, rng, number):
        self.rng = rng
        self.number = number
        self.kinds = {}
        self.lines = []

    def emit(self, line):
        self.lines.append(line)

    def fresh(self, kind):
        """A name to bind: a new one, or one in use, whose object then loses a reference."""
        self.number += 1
        if len(self.kinds) > 12 or (self.kinds and self.rng.random() < 0.15):
            name = self.rng.choice(sorted(self.kinds))
        else:
            name = f"v{self.number}"
        self.kinds[name] = kind
        return name

    def pick(self, *kinds):
        names = [n for n, k in sorted(self.kinds.items()) if not kinds or k in kinds]
        return self.rng.choice(names) if names else None

    def any(self):
        return self.pick() or "saved"

    def make(self, kind, text):
        """text: {n} stands for the object's own number."""
        name = self.fresh(kind)
        self.emit(f"{name} = " + text.replace("{n}", str(self.number)))
        return name

    def one_of(self, choices):
        return self.make(*self.rng.choice(choices))

    # --- making

    def node(self):
        kind = self.rng.choice(NODES)
        self.make(kind, f'{kind}("{kind[0].lower()}{{n}}")')

    def container(self):
        a, b = self.any(), self.any()
        h = self.pick(*HASHABLE) or "Plain"
        self.one_of([
            ("list", f"[{a}, {b}]"), ("list", f"[{a}]"), ("tuple", f"({a}, {b})"), ("tuple", f"({a},)"),
            ("tuple of one", f"({h},)"), ("dict", f"{{'a': {a}, 1: {b}}}"), ("dict", f"dict(k={a})"),
            ("list", "[]"), ("dict", "{}"), ("set", "set()"), ("set", f"{{{h}}}"), ("frozenset", f"frozenset([{h}])"),
            ("deque", f"deque([{a}])"), ("deque", f"deque([{a}, {b}], 2)"), ("dict", f"defaultdict(None, k={a})"),
            ("dict", f"{{{h}: {a}}}"), ("tuple", f"('z', 'a', ({a}, (2.5, {b})))"), ("list", "[('y', ('a', ('x',)))]"),
            ("dict", "{'a': 1, 'b': ('c', 'd')}"), ("list", f"[x for x in ({a}, {b})]"),
            ("dict", f"{{k: {a} for k in 'ab'}}"), ("list", f"[*({a}, {b})] * 2"), ("tuple", f"tuple([{a}, 'l'])")])

    def unusual(self):
        held = self.any()
        target = self.pick("list") or "[1]"
        method = self.pick(*INSTANCES)
        choices = [("closure", f'closure("c{{n}}", {held})'), ("generator", f'generator("g{{n}}", {held})'),
                   ("generator", f'delegating("g{{n}}", {held})'), ("closure", f"counting({held})"),
                   ("iterator", f"iter({target})"), ("iterator", f"map(len, {target})"),
                   ("iterator", f"filter(None, {target})"), ("iterator", f"reversed({target})"),
                   ("class", f'type("T{{n}}", (), {{"held": {held}}})'), ("slice", f"slice({held}, 1)"),
                   ("iterator", f"iter(({held}, 'i'))"), ("method", f"[{held}].append"),
                   ("lambda", f"lambda x={held}: x"), ("property", f"property({held})"),
                   ("coroutine", f'started(coroutine("o{{n}}", {held}))'), ("agenerator", f"agenerator({held})"),
                   ("traceback", f"keeps_frame({held})"), ("generator", f"(x for x in [{held}])"),
                   ("iterator", f"iter({{{'1'}: {held}}})"), ("view", f"{{'v': {held}}}.values()"),
                   ("wrapper", f"staticmethod({held})"), ("wrapper", f"classmethod({held})")]
        if method:
            choices += [("method", f"{method}.method"), ("method", f"{method}.__init__"),
                        ("super", f"super(Plain, {method})")]
        name = self.one_of(choices)
        if self.kinds[name] == "wrapper":
            self.emit(f"{name}.__dict__")  # Adder makes it now, CPython before
        if self.kinds[name] == "generator" and self.rng.random() < 0.7:
            self.emit(f"next({name})")

    def classes(self):
        """A class made at run time, and an instance of it."""
        base = self.rng.choice(("Plain", "Final", "Child", "Slots", "Bare"))
        made = self.make("class", f'type("C{{n}}", ({base},), {{"held": {self.any()}}})')
        if self.rng.random() < 0.7:
            o = self.make("instance", f'{made}("i{{n}}")')
            if self.rng.random() < 0.5 and made in self.kinds and self.kinds[made] == "class":
                self.emit(f"{made}.one = {o}")

    def error(self):
        e = self.pick("Error")
        if e:
            self.one_of([("Error", f"caught({e})"), ("Error", f"caught({e})"), ("exception", f"chained({e})"),
                         ("traceback", f"caught({e}).__traceback__"), ("frame", f"caught({e}).__traceback__.tb_frame")])

    def forget_traceback(self):
        e = self.pick("Error", "exception")
        if e:
            self.emit(f"{e}.__traceback__ = None")
            if self.rng.random() < 0.3:
                self.emit(f"{e}.args = ({self.any()},)")

    def weakref(self):
        o = self.pick(*WEAK)
        if not o:
            return
        n = self.number
        text = self.rng.choice([f"weakref.ref({o})", f'weakref.ref({o}, callback("w{n}"))',
                                f'weakref.ref({o}, rescuing("w{n}"))', f"Ref({o})", f'Ref({o}, callback("w{n}"))',
                                f'weakref.ref({o}, callback("w{n}"))', f'weakref.ref({o}, failing("w{n}"))',
                                f'Fancy({o}, callback("w{n}"))'])
        where = self.rng.random()
        holder = self.pick("Looks")
        target = self.pick(*ATTRIBUTES)
        if where < 0.25 and holder:
            self.emit(f'{holder}.refs.append({text})')
        elif where < 0.5 and target:
            self.emit(f"{target}.w = {text}")
        else:
            self.make("ref", text)

    def proxy(self):
        o = self.pick("Plain", "Final", "Revive", "Slots")
        if o:
            self.one_of([("proxy", f'weakref.proxy({o}, proxied("p{{n}}"))'), ("proxy", f"weakref.proxy({o})")])

    def weak_container(self):
        o, value = self.pick(*WEAK_KEYS), self.any()
        if o:
            self.one_of([("weak set", f"weakref.WeakSet([{o}])"), ("weak keys", f"weakref.WeakKeyDictionary({{{o}: {value}}})"),
                         ("weak values", f"weakref.WeakValueDictionary(a={o})")])

    def weak_use(self):
        o, held = self.pick(*WEAK_KEYS), self.any()
        s, k, v = self.pick("weak set"), self.pick("weak keys"), self.pick("weak values")
        if s:
            self.emit(self.rng.choice([f"{s}.add({o})" if o else f"len({s})", f"show(len({s}))",
                                       f"show(sorted(x.name for x in {s} if hasattr(x, 'name')))", f"{s}.clear()"]))
        if k:
            self.emit(self.rng.choice([f"{k}[{o}] = {held}" if o else f"len({k})", f"show(len({k}))",
                                       f"show(len(list({k}.items())))", f"{k}.pop({o}, None)" if o else "pass"]))
        if v:
            self.emit(self.rng.choice([f"{v}['b'] = {o}" if o else f"len({v})", f"show(sorted({v}))",
                                       f"show(len({v}), {v}.get('a') is None)", f"{v}.pop('a', None)"]))

    def finalize(self):
        o = self.pick(*WEAK_KEYS)
        if o:
            name = self.make("finalize", f'weakref.finalize({o}, show, "finalize", {{n}})')
            if self.rng.random() < 0.5:
                self.emit(f"{name}.atexit = False")
            if self.rng.random() < 0.2:
                self.emit(self.rng.choice([f"{name}()", f"{name}.detach() is None", f"show({name}.alive)"]))

    def weak_method(self):
        o = self.pick(*INSTANCES)
        if o:
            self.one_of([("ref", f"weakref.WeakMethod({o}.method)"),
                         ("ref", f'weakref.WeakMethod({o}.method, callback("m{{n}}"))')])

    # --- changing

    def attribute(self):
        o = self.pick(*ATTRIBUTES)
        if o:
            self.emit(f"{o}.{self.rng.choice('abcx')} = {self.any()}")
        s = self.pick(*SLOTTED)
        if s:
            self.emit(f"{s}.{self.rng.choice('ab')} = {self.any()}")

    def class_attribute(self):
        c = self.pick("class")
        if c:
            self.emit(f"{c}.{self.rng.choice(('a', 'held'))} = {self.any()}")
        f = self.pick("closure", "lambda")
        if f:
            self.emit(self.rng.choice([f"{f}.a = {self.any()}", f"{f}.__defaults__ = ({self.any()},)",
                                       f"{f}.__dict__"]))

    def change_class(self):
        o = self.pick(*INSTANCES)
        if o:
            kind = self.rng.choice(INSTANCES)
            self.emit(f"vars({o})\n{o}.__class__ = {kind}")
            self.kinds[o] = kind

    def delete_attribute(self):
        o, name = self.pick(*ATTRIBUTES, *SLOTTED), self.rng.choice("xxxab")
        if o:
            name = name if self.kinds[o] in SLOTTED else "x"
            self.emit(f"if 'x' in {o}.__dict__: del {o}.x" if self.kinds[o] in INSTANCES else
                      f"try: del {o}.{name}\nexcept AttributeError: pass")

    def fill(self):
        o = self.pick("list", "dict", "Lst", "Dct")
        if not o:
            return
        v, h = self.any(), self.pick(*HASHABLE) or "Plain"
        if self.kinds[o] in ("list", "Lst"):
            self.emit(self.rng.choice([f"{o}.append({v})", f"{o}.append({v})", f"{o}[:0] = [{v}]", f"{o} += [{v}, {v}]",
                                       f"{o}[-1:] = [{v}]", f"{o}.insert(0, {v})", f"del {o}[:1]", f"{o}.clear()",
                                       f"{o}.reverse()", f"{o}.extend(({v},))", f"{o}[1:1] = {o}",
                                       f"if {o}: {o}.pop()", f"{o}.sort(key=lambda x: 1)", f"del {o}[::2]"]))
        else:
            self.emit(self.rng.choice([f"{o}['k'] = {v}", f"{o}[2] = {v}", f"{o}.setdefault('s', {v})", f"{o}.pop('k', None)",
                                       f"{o}.update(u={v})", f"{o}.clear()", f"{o}['a'] = {o}", f"{o}[{h}] = {v}",
                                       f"if {o}: {o}.popitem()", f"{o} |= {{'i': {v}}}", f"{o}.update([('p', {v})])"]))

    def fill_others(self):
        d, s = self.pick("deque"), self.pick("set", "St")
        v, h = self.any(), self.pick(*HASHABLE) or "Plain"
        if d:
            self.emit(self.rng.choice([f"{d}.append({v})", f"{d}.appendleft({v})", f"{d}.rotate(1)", f"{d}.clear()",
                                       f"if {d}: {d}.popleft()", f"{d}.extend([{v}, {d}])"]))
        if s:
            # One element: the order in which a set lets go of several is that of their addresses.
            self.emit(self.rng.choice([f"if not {s}: {s}.add({h})", f"if not {s}: {s}.add({h})", f"{s}.discard({h})",
                                       f"{s}.clear()", f"{s} |= set({s})", f"{s} ^= {s} or {{{h}}}", f"{s} &= {{{h}}}",
                                       f"if not {s}: {s}.add(iter({s}))"]))

    def cycle(self):
        a, b = self.pick(*ATTRIBUTES), self.pick(*ATTRIBUTES)
        if a and b:
            self.emit(f"{a}.next, {b}.prev = {b}, {a}")

    def instance_dict(self):
        o = self.pick(*INSTANCES)
        if o and self.rng.random() < 0.3:
            self.make("dict", f"{o}.__dict__")
        elif o:
            self.emit(self.rng.choice([f"{o}.__dict__['x'] = {self.any()}", f"vars({o}).pop('x', None)"]))

    def rebind(self):
        names = sorted(self.kinds)
        if len(names) > 1:
            a, b = self.rng.sample(names, 2)
            self.kinds[a], self.kinds[b] = self.kinds[b], self.kinds[a]
            self.emit(f"{a}, {b} = {b}, {a}")

    def drop(self):
        name = self.pick()
        if name:
            del self.kinds[name]
            self.emit(f"del {name}")

    def use(self):
        g, c, i = self.pick("generator"), self.pick("closure", "lambda"), self.pick("iterator")
        if g and self.rng.random() < 0.5:
            self.emit(self.rng.choice([f"next({g}, None)", f"{g}.close()",
                                       f"try: {g}.throw(ValueError)\nexcept (ValueError, StopIteration): show('thrown')"]))
        if c and self.rng.random() < 0.3:
            self.emit(f"{c}()")
        if i and self.rng.random() < 0.3:
            self.emit(f"try: next({i}, None)\nexcept (TypeError, RuntimeError) as e: show(type(e).__name__)")
        o = self.pick("coroutine")
        if o and self.rng.random() < 0.3:
            self.emit(self.rng.choice([f"try: {o}.send(None)\nexcept (StopIteration, RuntimeError): show('sent')", f"{o}.close()"]))

    def call(self):
        a, b = self.any(), self.any()
        self.emit(self.rng.choice([f"show(called({a}), called({a}, {b}), called({a}, k={b}))", f"show(*called({a}, *[{b}, {a}]))",
                                   f"try: managed({a}, {b})\nexcept Error: pass", f"show(called(**{{'a': {a}, 'z': {b}}})[1:])",
                                   f"loop([{a}, {b}], 1)", f"show(len(sorted([{a}, {b}], key=lambda x: 1)), max({a}, {b}, key=lambda x: 1) is None)",
                                   f"show([sys.getrefcount(x) for x in ({a}, {b})])"]))

    # --- looking

    def counts(self):
        names = sorted(self.kinds)
        if names:
            some = self.rng.sample(names, min(4, len(names)))
            self.emit("show(" + ", ".join(f"sys.getrefcount({n})" for n in some) + ")")

    def class_counts(self):
        self.emit("show(" + ", ".join(f"sys.getrefcount({n})" for n in self.rng.sample(NODES, 3)) + ")")

    def look(self):
        o = self.any()
        w = self.pick(*WEAK)
        r = self.pick("ref")
        self.emit(f"show(gc.is_tracked({o}), gc.is_finalized({o}))")
        if w:
            self.emit(f"show(weakref.getweakrefcount({w}), len(weakref.getweakrefs({w})))")
        if r:
            self.emit(f"show({r}() is None, {r}.__callback__ is None)")
        p = self.pick("proxy")
        if p:
            self.emit(f"try: show({p}.name)\nexcept ReferenceError: show('ReferenceError')")

    def referents(self):
        o = self.pick(*NODES, *CONTAINERS)
        if o:
            self.emit(f"show(sorted(type(r).__name__ for r in gc.get_referents({o}) if r is not None and type(r) is not str))")

    def referrers(self):
        o = self.pick(*NODES)
        if o:
            self.emit(f"show(sorted(type(r).__name__ for r in gc.get_referrers({o}) if type(r).__name__ != 'frame'))")

    def collect(self):
        self.emit(self.rng.choice(["collect()", "collect()", "collect(0)", "collect(1)"]))

    def save_all(self):
        if self.rng.random() < 0.4:
            self.emit("gc.set_debug(gc.DEBUG_SAVEALL)\ncollect()\ngc.set_debug(0)\n"
                      "show(sorted(type(o).__name__ for o in gc.garbage))")
            self.emit("gc.garbage.clear()")

    def revived(self):
        self.emit(self.rng.choice(["show(sorted(s.name for s in saved if hasattr(s, 'name')))", "saved.clear()", "kept.clear()",
                                   "show(len(kept), len(saved))"]))

    def freeze(self):
        if self.rng.random() < 0.3:
            self.emit(self.rng.choice(["gc.freeze(); gc.unfreeze()", "gc.freeze()", "gc.unfreeze()"]))

    WEIGHTS = {"node": 14, "container": 9, "unusual": 9, "classes": 2, "error": 3, "forget_traceback": 1, "weakref": 8,
               "proxy": 2, "weak_container": 2, "weak_use": 3, "finalize": 1, "weak_method": 1, "attribute": 14,
               "class_attribute": 2, "change_class": 1, "delete_attribute": 3, "fill": 10, "fill_others": 4, "cycle": 6,
               "instance_dict": 3, "rebind": 4, "drop": 12, "use": 4, "call": 3, "counts": 6, "class_counts": 2, "look": 6,
               "referents": 2, "referrers": 2, "collect": 4, "save_all": 1, "revived": 3, "freeze": 1}

    def block(self, length):
        names, weights = list(self.WEIGHTS), list(self.WEIGHTS.values())
        for name in self.rng.choices(names, weights, k=length):
            getattr(self, name)()
        return self.lines


class Program:
    """Statements, each with the function they are in (None: the module)."""

    def __init__(self, seed):
        rng, number = random.Random(seed), 0
        self.statements = []
        for i in range(rng.randint(1, 5)):
            maker = Maker(rng, number)
            inside = f"block{i}" if rng.random() < 0.5 else None
            lines = maker.block(rng.randint(5, 60))
            number = maker.number
            if inside:
                lines.append("show('end of block')")
            else:
                lines += [f"del {name}" for name in rng.sample(sorted(maker.kinds), len(maker.kinds)) if rng.random() < 0.7]
            self.statements += [(inside, line) for line in lines]
            if rng.random() < 0.7:
                self.statements.append((None, "collect()"))
            self.statements.append((None, "show(len(saved), len(kept))"))
        if rng.random() < 0.7:
            self.statements += [(None, line) for line in ("saved.clear()", "kept.clear()", "collect()", "show('end')")]

    def without(self, at, size):
        smaller = object.__new__(Program)
        smaller.statements = self.statements[:at] + self.statements[at + size:]
        return smaller

    def text(self):
        parts, inside = [], None
        for function, statement in self.statements + [(None, "")]:
            if function != inside:
                if inside:
                    parts.append(f"\n\n{inside}()\n")
                if function:
                    parts.append(f"\n\ndef {function}():\n")
                inside = function
            parts += ["    " * bool(function) + line + "\n" for line in statement.splitlines()]
        return "".join(parts)
