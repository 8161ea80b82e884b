# decimal: arithmetic and its contexts, text, conversions, errors, subclasses, pickles.
import contextvars
import copy
import decimal
import gc
import math
import numbers
import operator
import pickle
import sys
import weakref
from decimal import *
from fractions import Fraction

D = Decimal


def shown(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def section(name):
    print("--", name)


section("construction")
for value in ("12.50", "-0", " 1_000.5\n", "1E+5", ".5e-3", "5.", "Infinity", "-inf", "nan", "sNaN0123", "\u0661\u0662.5",
              "1e999999999999999999", "1e-1999999999999999997"):
    print(repr(D(value)), end=" ")
print()
for value in ("", "x", "1e", "--1", "1.2.3", "infinit", "nanx", "1 2", "1e1000000000000000000", b"1", None, 1j, (1,),
              (2, (1,), 0), (0, (10,), 0), (0, (1,), "x"), (0, (1,), 1.5), (0, 12, 0), (0, (1,), 10**30)):
    print(shown(D, value))
print(D(10**40), D(-7), D(True), D(0.1), D(-2.5), D(float("-inf")), D(1e300).adjusted(), D(5e-324).adjusted())
print(D((1, (1, 2, 3), -2)), D([0, [0, 0, 5], 1]), D((0, (), "F")), D((1, (4, 5), "n")), D((0, (), 0)))
print(D(), D(value="3"), shown(D, 1, 2), shown(D, "1", context=None), D.from_float(0.5), D.from_float(3), shown(D.from_float, "x"))
x = D("1.5")
print(D(x) is x, +x is x, copy.copy(x) is x, copy.deepcopy(x) is x, x.canonical() is x, x.real is x, x.imag)

section("exact and rounded")
getcontext().prec = 28
print(D(1) / 3, D(2) / 3, D(1) / 8, D(100) / 7, D("1.10") + D("2.205"), D("1e30") + 1, D("1e28") - D("0.5"))
print(D("12.34") * D("-5.6"), D(10**27) * D(10**27), D("0.1") * 3, 2 * D("1.5"), 1 - D("0.9"), 7 / D(2), 7 // D(2), 7 % D(2))
print(D(-7) // 2, D(-7) % 2, divmod(D("-7.5"), 2), divmod(17, D(5)), D(7).remainder_near(4), D(2) ** 10, 2 ** D("0.5"))
print(D(2).sqrt(), D("0.01").sqrt(), D(144).sqrt(), D("1e-7").sqrt(), D(1).exp(), D(-3).exp(), D(10).ln(), D("1.0000001").ln())
print(D(1000).log10(), D(2).log10(), D("1.1") ** D("2.2"), D(3) ** -2, D("1.01") ** 365, pow(D(7), 20, 13))
for prec in (1, 3, 9, 50, 200):
    with localcontext() as c:
        c.prec = prec
        print(prec, D(1) / 7, D(2).sqrt(), D("0.5").exp(), D(3).ln(), D(5).log10(), D(17) ** 25)

section("roundings")
for rounding in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP):
    print(rounding, *(D(v).quantize(D("0.1"), rounding=rounding) for v in ("1.15", "-1.15", "1.25", "1.16", "-1.14", "1.05", "0.04")),
          *(D(v).to_integral_value(rounding) for v in ("2.5", "-3.5", "0.4")))
print(round(D("2.5")), round(D("3.5")), round(D("2.675"), 2), round(D("1234"), -2), math.floor(D("-1.5")), math.ceil(D("-1.5")),
      math.trunc(D("-1.5")), int(D("1e3")), shown(round, D(1), "a"), shown(int, D("nan")), shown(int, D("inf")))

section("special values")
inf, nan, snan = D("inf"), D("nan"), D("snan")
for f in (operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow, divmod):
    print(f.__name__, *(shown(f, a, b) for a, b in ((inf, -inf), (inf, 0), (D(0), 0), (D(1), 0), (nan, 1), (snan, 1), (D(0), inf))), sep=" | ")
print(nan == nan, nan != 1, shown(operator.lt, nan, 1), shown(operator.eq, snan, 1), shown(hash, snan), D("-nan12").as_tuple())
print([v.number_class() for v in map(D, ("1", "-0", "inf", "nan", "snan", "-1e-1000000"))])

section("comparison, hash")
print(D("1.50") == D("1.5") == 1.5 == Fraction(3, 2), D(1) == 1 + 0j, D(1) == 1 + 1j, D("0.1") == 0.1, D(2) > Fraction(3, 2), D(2) < 2.5)
print(hash(D("1.50")) == hash(1.5), hash(D(10**50)) == hash(10**50), hash(D("-1")), hash(D("0.25")) == hash(Fraction(1, 4)), hash(D("inf")))
print(sorted(map(D, "3 1.5 -2 0 -0.0 1e-5".split())), max(D(1), D("1.0")), shown(operator.lt, D(1), "a"), D(1).compare(D(2)))
print(D("1.0").compare_total(D("1")), D(-1).compare_total_mag(D(2)), D(1).max(D("nan")), D(-3).max_mag(2), D(-3).min_mag(2))

section("methods")
a = D("-12.3400")
print(a.normalize(), a.adjusted(), a.as_tuple(), a.as_integer_ratio(), a.copy_abs(), a.copy_negate(), a.copy_sign(1), a.logb(), a.radix())
print(a.next_plus(), a.next_minus(), D(1).next_toward(2), a.scaleb(3), a.shift(1), a.rotate(2), D(1011).logical_and(D(110)), D(1).logical_or(10))
print(D(11).logical_xor(1), D(101).logical_invert(), a.fma(2, 3), a.same_quantum(D("0.0001")), a.to_eng_string(), D("1E+7").to_eng_string())
print(a.is_signed(), a.is_zero(), a.is_finite(), a.is_normal(), a.is_subnormal(), a.is_nan(), a.is_qnan(), a.is_snan(), a.is_canonical())
print(float(D("1.1")), float(D("1e400")), complex(D("1.5")), shown(float, snan), bool(D("-0")), bool(D("0.1")), abs(a), -a, +D("-0"))
print(shown(a.quantize, 1, 2), shown(a.quantize, D("1e-30")), shown(a.sqrt), shown(a.ln), shown(a.sqrt, 3), shown(a.compare, "1"), shown(operator.add, a, 1.5))

section("text")
for value in ("1234567.891", "-0.00012", "1E+10", "0", "-0", "0e-7", "nan", "-inf", "9.995"):
    d = D(value)
    print(str(d), *(format(d, spec) for spec in ("", ".2f", ",.1f", "e", ".3e", ".3g", "%", "+", "012.3f", "*^14", "<14", "G", "z.2f")), sep=";")
print(f"{D('1234.5'):>12,.2f}|{D('1234.5'):=+12}|{D('0.5'):.0%}", shown(format, a, "_"), shown(format, a, "x"), shown(format, a, "5."), shown(a.__format__, 1))

section("contexts")
c = Context(prec=5, rounding=ROUND_DOWN, Emin=-10, Emax=10, capitals=0, clamp=1, flags=[Inexact], traps=[Overflow])
print(c, c.copy().prec, c.Etiny(), c.Etop(), c.flags[Inexact], c.traps[Overflow], len(c.flags), c.flags == c.traps)
print(c.create_decimal("3.1415926"), c.divide(1, 3), c.power(2, 10), c.fma(2, 3, 4), c.to_sci_string(D("1E+20")), c.multiply(3, 4), c)
c.clear_flags()
print(shown(c.add, D("9e10"), D("9e10")), c.divide(1, 0), [s.__name__ for s in c.flags if c.flags[s]])
for name, value in (("prec", 0), ("prec", 1.5), ("prec", 10**30), ("Emin", 1), ("Emax", -1), ("rounding", "x"), ("capitals", 2), ("clamp", 3),
                    ("flags", 1), ("traps", {}), ("nothing", 1)):
    print(name, shown(setattr, c, name, value))
print(shown(delattr, c, "prec"), shown(Context, prec=-1), shown(Context, traps=[1]), shown(c.flags.__getitem__, 1), shown(c.flags.__delitem__, Inexact))
print(repr(c.flags), c.flags.copy() == c.flags, shown(hash, c.flags))
print(DefaultContext, BasicContext, ExtendedContext, sep="\n")
setcontext(BasicContext)
print(getcontext() is BasicContext, getcontext().prec, D(1) / 3)
setcontext(Context(prec=28))
outer = getcontext()
with localcontext(prec=4) as inner:
    print(getcontext() is inner, D(1) / 3, outer.flags[Inexact])
print(getcontext() is outer, D(1) / 3, outer.flags[Inexact], shown(setcontext, 1), shown(localcontext, 1), shown(localcontext, foo=1))


def in_context():
    getcontext().prec = 3
    return D(1) / 3


print(contextvars.copy_context().run(in_context), D(1) / 3)
with localcontext() as c:
    c.traps[FloatOperation] = True
    print(shown(D, 0.5), shown(operator.lt, D(1), 0.5), D(1) == 1.0, shown(c.create_decimal, 0.5))
    c.traps[Inexact] = True
    for f in (lambda: D(1) / 3, lambda: D(1) / 0, lambda: D(0) / 0, lambda: D("x"), lambda: D(2) ** D("0.5"), lambda: D("1e999999") * 10):
        try:
            print(f())
        except DecimalException as e:
            print(type(e).__name__, type(e).__mro__[1].__name__, e.args)

section("limits")
with localcontext(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN) as c:
    print(D(2) ** 200 / 2**190, D(10**40).sqrt(), D("1.5") * D("1e100"), D(4) / 5)
with localcontext(prec=5, Emax=5, Emin=-5) as c:
    c.clear_traps()
    print(D("99999.4") * 10, D("1e-9") / 3, D("1e-10") * 1, D("5e-10") * 1, D(1) * D("1e-20"), c.flags[Underflow], c.flags[Clamped])
print(MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY, HAVE_THREADS, HAVE_CONTEXTVAR, DecimalTuple(0, (1,), 2))

section("subclasses, pickles")


class Money(Decimal):
    def __new__(cls, value, currency="EUR"):
        self = super().__new__(cls, value)
        self.currency = currency
        return self

    def __str__(self):
        return f"{self:.2f} {self.currency}"


m = Money("12.345")
big = Money("9" * 60, "USD")
print(m, big, repr(m), type(m + 1).__name__, m * 2, m.currency, big.currency, isinstance(m, numbers.Number), Money.from_float(0.5), D(m) == m, type(D(m)).__name__)
r = weakref.ref(big)
del big
gc.collect()
print(r(), shown(weakref.ref, D(1)))
for protocol in range(5):
    print(pickle.loads(pickle.dumps(D("-1.50"), protocol)), pickle.loads(pickle.dumps(Context(prec=7, flags=[Inexact]), protocol)).prec, end=" ")
print(copy.deepcopy(Context(prec=9)).prec)


class Own(Context):
    pass


own = Own(prec=6)
own.extra = 1
print(own.divide(1, 3), own.extra, type(own.copy()).__name__, shown(delattr, own, "extra"))

section("programs")
getcontext().prec = 50


def pi():
    last, t, s, n, na, d, da = 0, D(3), 3, 1, 0, 0, 24
    while s != last:
        last = s
        n, na = n + na, na + 8
        d, da = d + da, da + 32
        t = (t * n) / d
        s += t
    return +s


print(pi())
getcontext().prec = 28
balance, rate = D("1000.00"), D("0.0425") / 12
for _ in range(360):
    balance = (balance + balance * rate).quantize(D("0.01"))
print(balance, sum((D(i) / 7 for i in range(100)), D(0)), sum(map(D, range(1000))))
x = D(1)
for _ in range(8):
    x = (x + 2 / x) / 2
print(x, sys.getrefcount(x) < 5)
state = 1
total = D(0)
for i in range(300):
    state = state * 1103515245 + 12345 & 0x7FFFFFFF
    v = D(state).scaleb(-(state % 11))
    total += (v * v / (i + 1) - v).quantize(D("1e-6"))
print(total)
