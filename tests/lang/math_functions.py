# The module math.
import math

state = 1


def random():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
    return (state >> 11) / 2 ** 53


def digest(values):
    sum = 0
    for v in values:
        sum = (sum * 1000003 + hash(v)) % (2 ** 61 - 1)
    return sum


ONE = """acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs floor frexp gamma
lgamma log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp""".split()
TWO = "atan2 copysign fmod pow remainder nextafter hypot log".split()
for name in ONE + TWO:
    function = getattr(math, name)
    values = []
    for i in range(200):
        x, y = (random() - 0.5) * 10 ** (i % 4), (random() - 0.5) * 20
        try:
            values.append(function(x) if name in ONE else function(x, y))
        except (ValueError, OverflowError) as e:
            values.append(len(str(e)))
    print(name, digest(values))
vectors = [[(random() - 0.5) * 10.0 ** (20 * random() - 10) for _ in range(n)] for n in range(30)]
print(digest(math.fsum(v) for v in vectors), digest(math.hypot(*v) for v in vectors))
print(digest(math.dist(v, v[::-1]) for v in vectors), digest(math.prod(v) for v in vectors))
print(digest(math.comb(n, k) for n in range(40) for k in range(45)), digest(math.perm(n, k) for n in range(20) for k in range(25)))
print(digest(math.factorial(n) for n in range(60)), digest(math.isqrt(n ** 3) for n in range(300)), math.factorial(1000) % (10 ** 20 + 39))
print(digest(math.gcd(a * 6, b * 10) for a in range(30) for b in range(30)), digest(math.lcm(a, b, 6) for a in range(20) for b in range(20)))
print(math.gcd(2 ** 100 * 15, 3 ** 50 * 10), math.isqrt(10 ** 50 + 1), math.lcm(2 ** 70, 6), math.comb(10 ** 20, 3), math.comb(1000, 500) % 10 ** 20)


class Whole:
    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __trunc__(self):
        return "trunc"

    def __float__(self):
        return 4.0


w = Whole()
print(math.floor(w), math.ceil(w), math.trunc(w), math.sqrt(w))
for text in """math.sqrt(-1)
math.log(0)
math.log(-1)
math.log(10 ** 400), math.log2(2 ** 2000), math.log10(10 ** 400), math.log(8, 2)
math.log(2, 1)
math.log()
math.log("x")
math.exp(1000)
math.factorial(-1)
math.factorial(5.0)
math.comb(-1, 2)
math.comb(1.0, 2)
math.perm(5), math.perm(5, None), math.perm(5, 9)
math.perm(5, -1)
math.isqrt(-1)
math.gcd(), math.lcm(), math.gcd(-4, 0), math.lcm(0, 5)
math.gcd(1.5, 2)
math.fsum([0.1] * 10), math.fsum([]), math.fsum([1e16, 1, -1e16]), math.fsum([float("inf"), 1])
math.fsum([1e308, 1e308])
math.fsum([float("inf"), float("-inf")])
math.fsum(["a"])
math.prod([1, 2, 3]), math.prod([1.5, 2]), math.prod([], start=5), math.prod(["a", 3])
math.dist([1, 2], [3])
math.dist([1, 2], [4, 6]), math.hypot(), math.hypot(3, 4), math.hypot(1e308, 1e308), math.hypot(5e-324, 5e-324)
math.floor(float("nan"))
math.floor("a")
math.trunc("a")
math.frexp(8), math.frexp(0.0), math.ldexp(0.5, 4), math.ldexp(1, -10 ** 100), math.modf(-1.5), math.modf(float("-inf"))
math.ldexp(1, 10000)
math.ldexp(1, 1.5)
math.pow(-8, 0.5)
math.pow(0, -1)
math.pow(1e300, 2)
math.pow(0.0, float("-inf")), math.pow(1, float("nan")), math.pow(float("inf"), -1)
math.fmod(1, 0)
math.remainder(5, 3), math.fmod(-5, 3), math.fmod(5, float("inf"))
math.gamma(-1)
math.gamma(200)
math.gamma(5), math.gamma(0.5), math.lgamma(100), math.lgamma(-0.5)
math.acos(2)
math.atanh(1)
math.sin(float("inf"))
math.isclose(1, 1.0000000001), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(float("inf"), float("inf"))
math.isclose(1, 1.1, rel_tol=-1)
math.nextafter(1, 2), math.ulp(1.0), math.ulp(0.0), math.ulp(float("inf"))
math.isnan(float("nan")), math.isinf(1e400), math.isfinite(5)
math.e, math.pi, math.tau, math.inf, math.nan""".splitlines():
    try:
        print(text, "=>", eval(text))
    except Exception as e:
        print(text, "=>", type(e).__name__, e)
