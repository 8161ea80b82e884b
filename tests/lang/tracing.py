# sys.settrace and sys.setprofile: which events come, in which order, with which lines and arguments.
import sys

events = []


def show(arg):
    if isinstance(arg, tuple) and len(arg) == 3 and isinstance(arg[0], type):
        return (arg[0].__name__, str(arg[1]), arg[2] and arg[2].tb_lineno)
    if type(arg).__name__ in ("Context", "cell", "Local"):
        return type(arg).__name__
    if callable(arg):
        return getattr(arg, "__qualname__", arg)
    return arg


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, show(arg)))
    return tracer


def traced(f, *args):
    events.clear()
    sys.settrace(tracer)
    try:
        f(*args)
    except Exception as e:
        sys.settrace(None)
        print(f.__name__, "raised", type(e).__name__, e)
    sys.settrace(None)
    print(f.__name__)
    for e in events:
        print("   ", *e)


def straight(x):
    y = x + 1

    z = (y,
         x)
    return z


def branches(n):
    if n > 1:
        r = "big"
    elif n:
        r = "one"
    else:
        r = "none"
    return r


def loops():
    t = 0
    for i in range(2):
        t += i
    else:
        t = -t
    while t < 1:
        t += 1
        if t == 0:
            continue
    for i in "ab": t = i
    return [k for k in range(2)]


def callee(a, b=2):
    pass


def caller():
    callee(1)
    callee(
        b=1,
        a=callee(2),
    )


def raiser():
    try:
        1 / 0
    except ZeroDivisionError as e:
        caught = e
    finally:
        done = 1
    callee(0)
    raise KeyError("k")


def through():
    try:
        raiser()
    except KeyError:
        return "handled"


def gen(n):
    for i in range(n):
        got = yield i
    return "end"


def generators():
    g = gen(2)
    next(g)
    g.send(5)
    for x in gen(1):
        pass
    try:
        g.throw(ValueError("thrown"))
    except ValueError:
        pass
    list(gen(1))


def delegating():
    yield from gen(1)


def delegates():
    for x in delegating():
        x


class Context:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True

    @property
    def prop(self):
        return 1


def with_block():
    with Context() as c:
        c.prop
        raise OSError
    return c


def makes_class():
    class Local:
        x = 1

        def m(self): return super
    return Local().m()


@staticmethod
def decorated():
    f = lambda: 5
    return f()


def deep(n):
    if n:
        deep(n - 1)
    else:
        raise RuntimeError("bottom")


for f, *args in ((straight, 1), (branches, 5), (branches, 1), (branches, 0), (loops,), (caller,), (raiser,), (through,),
                 (generators,), (delegates,), (with_block,), (makes_class,), (decorated,), (deep, 2)):
    traced(f, *args)


# The local trace function, and what it returns.
def only_calls(frame, event, arg):
    events.append((frame.f_code.co_name, event))


def local_once(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_trace is None))
    frame.f_trace_lines = False
    return local_once


for t in (only_calls, local_once):
    events.clear()
    sys.settrace(t)
    straight(1)
    caller()
    print(sys.gettrace() is t)
    sys.settrace(None)
    print(events)


def bad(frame, event, arg):
    if event == "line":
        raise ValueError("from the tracer")
    return bad


sys.settrace(bad)
try:
    straight(1)
except ValueError as e:
    print(e, sys.gettrace())


def opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    events.append(event)
    return opcodes


events.clear()
sys.settrace(opcodes)
straight(1)
sys.settrace(None)
print(sorted(set(events)))


def profiler(frame, event, arg):
    events.append((frame.f_code.co_name, event, show(arg)))


def profiled():
    x = [3, 1]
    x.append(len(x))
    x.sort(key=lambda v: -v)
    sorted(x)
    int("5")
    str.upper("a")
    try:
        x.index(99)
    except ValueError:
        pass
    print(*[], end="")
    "".join(y for y in "ab")
    callee(*[1], **{})
    max(1, key=None, *[2])
    return x


events.clear()
sys.setprofile(profiler)
profiled()
len([])
print(sys.getprofile() is profiler)
sys.setprofile(None)
for e in events:
    print("   ", *e)
for f in (sys.settrace, sys.setprofile):
    f(None)
print(sys.gettrace(), sys.getprofile())


# Set from within, for the caller.
def set_here():
    frame = sys._getframe().f_back
    frame.f_trace = tracer
    sys.settrace(tracer)


def stopped():
    a = 1
    set_here()
    b = 2
    callee(b)
    sys.settrace(None)
    c = 3


events.clear()
stopped()
for e in events:
    print("   ", *e)
try:
    sys._getframe().f_lineno = 5
except (ValueError, AttributeError) as e:
    print(type(e).__name__)
