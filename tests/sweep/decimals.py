# Decimal numbers of all sizes, their contexts and errors.
import sys

sys.path[:] = [p for p in sys.path if p and not p.endswith("sweep")]  # numbers is the library's here
from _decimal import Context, Decimal, DivisionByZero, Inexact, getcontext, localcontext, setcontext

a, b = Decimal("12.50"), Decimal("-0.003")
print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b), a**3, a**b, -a, abs(b), +a)
print(a == b, a < 1, a == 12.5, hash(a), int(a), float(a), round(a), round(a, 1), a.as_tuple(), a.as_integer_ratio())
print(f"{a:>10.3f}|{a * 1000000:,}|{b:e}|{a:012}", a.sqrt(), a.exp(), a.ln(), a.log10(), a.quantize(Decimal("1e-5")))
with localcontext(prec=700) as c:
    x = Decimal("1" + "7" * 200 + ".5")
    y = 1 / x
    print(len(str(x * x)), len(str(y)), x.sqrt() < x, len(str(Decimal(2).ln())), x + y > x, pow(x // 1, 3, 97))
    print(int(x) % 1000, Decimal(int(x)) - x, Decimal(0.1), x.logical_invert is not None, hash(x), x.normalize() == x)
try:
    a / 0
except DivisionByZero as e:
    print(e)
print(Context(prec=3, traps=[Inexact]), getcontext().flags[Inexact], getcontext().traps.copy() == {})
setcontext(Context(prec=4))


class Own(Decimal):
    pass


o = Own("9" * 50)
o.name = "own"
print(o + 1, o.name, Decimal((0, (1, 2, 3) * 9, -3)), Context(prec=5).create_decimal("3.14159265"), Decimal("1_0"), Decimal.from_float(0.5))
