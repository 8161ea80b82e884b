# Numbers of all kinds; every allocation fails once.
import math
a = 2 ** 70; b = -3 ** 50
for f in (lambda: a + b, lambda: a * b, lambda: a // b, lambda: a % b, lambda: divmod(a, b), lambda: a ** 5, lambda: pow(a, 7, b),
          lambda: a << 100, lambda: a >> 3, lambda: a & b, lambda: a | b, lambda: ~a, lambda: str(a * b), lambda: int("123456789012345678901234567890"),
          lambda: a / b, lambda: round(a, -5), lambda: a.to_bytes(20, "big"), lambda: int.from_bytes(b"12345678901234567890", "big"),
          lambda: float("1.5"), lambda: 1.5 ** 2, lambda: repr(1.25), lambda: (2.5).hex(), lambda: (2.5).as_integer_ratio(), lambda: round(2.567, 2),
          lambda: complex("1+2j") * 2j, lambda: repr(1 + 2j), lambda: math.factorial(30), lambda: math.comb(50, 20), lambda: math.fsum([1e300, 1, 2] * 20),
          lambda: math.hypot(*range(20)), lambda: math.prod([1, 2, 3]), lambda: math.gcd(a, b), lambda: math.isqrt(a)):
    f()
class I(int):
    pass
x = I(2 ** 70); x.y = 1; x = I("55")
