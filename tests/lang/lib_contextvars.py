# contextvars: variables, tokens, contexts, what they say when misused.
import re
from contextvars import Context, ContextVar, Token, copy_context


def clean(text):
    return re.sub(r"0x[0-9a-f]+", "0x", str(text))


def attempt(f, *args, **kwargs):
    try:
        print(clean(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, clean(e))


v, w = ContextVar("v"), ContextVar("w", default=[1])
print(clean(v), clean(w), v.name)
attempt(v.get)
print(v.get(5), w.get(), w.get(7))
t = v.set(1)
print(clean(t), t.var is v, t.old_value, Token.MISSING is t.old_value)
t2 = v.set(2)
print(v.get(), t2.old_value)
v.reset(t2)
print(v.get(), clean(t2))
attempt(v.reset, t2)
attempt(w.reset, t)
attempt(v.reset, 5)
attempt(Token)
attempt(ContextVar)
attempt(ContextVar, 5)
attempt(Context, 1)
attempt(setattr, v, "name", "q")
attempt(hash, Context())
attempt(hash, t)
print(ContextVar[int], Token[int], hash(v) == hash(v))


def change(value, *args, **kwargs):
    before = v.get()
    v.set(value)
    return before, v.get(), args, kwargs


c = copy_context()
print(c[v], v in c, w in c, len(c), c.get(w), c.get(w, 3), [x.name for x in c], list(c.values()))
print([(k.name, x) for k, x in c.items()], [k.name for k in c.keys()])
print(c.run(change, 10, 1, key=2), v.get(), c[v])
attempt(c.__getitem__, w)
attempt(c.__getitem__, "w")
attempt(c.get, 1)
attempt(lambda: "x" in c)
print(c == c.copy(), c == copy_context(), c != Context(), c == 1)
attempt(c.run, lambda: v.reset(t))
attempt(c.run, lambda: c.run(print, "inner"))
attempt(c.run)
attempt(c.run, lambda: 1 / 0)
print(v.get())
d = Context()
print(d.run(lambda: (len(copy_context()), w.get(), v.get("none"))))
print(d.run(lambda: d.run is not None and [d2.run(lambda: w.set(3)) and w.get() for d2 in (Context(),)]), w.get())
v.reset(t)
attempt(v.get)
attempt(type, "Sub", (ContextVar,), {})


def gen():
    v.set("from the generator")
    yield v.get()


print(list(gen()), v.get())
import decimal

print(decimal.Decimal("1.10") + decimal.Decimal("2.205"), decimal.getcontext().prec)
with decimal.localcontext() as ctx:
    ctx.prec = 5
    print(decimal.Decimal(1) / 3)
import fractions

print(fractions.Fraction(3, 6) + fractions.Fraction("0.25"))
