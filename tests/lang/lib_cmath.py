"""cmath: values over the plane, borders and errors."""
import cmath

REAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-320, 1e200, -1e308, 700.25, float("inf"), float("-inf")]
FUNCTIONS = """acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh polar
isnan isinf isfinite""".split()


def show(name, *args):
    try:
        print(name, *args, getattr(cmath, name)(*args))
    except (ValueError, OverflowError, ZeroDivisionError, TypeError) as e:
        print(name, *args, type(e).__name__, e)


for name in FUNCTIONS:
    for x in REAL:
        for y in REAL:
            show(name, complex(x, y))
for r in REAL:
    for phi in REAL:
        show("rect", r, phi)
for x in REAL:
    show("phase", complex(x, 1.0))
    show("log", complex(x, 2.0), 10)
    show("log", complex(x, 2.0), 1)
    show("log", 0, complex(x, 2.0))


class Number:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Index:
    def __index__(self):
        return 4


show("sqrt", -4)
show("sqrt", True)
print(cmath.sqrt(Number(3 + 4j)), cmath.sqrt(Index()))
show("sqrt", "1")
show("log")
show("log", 1, 2, 3)
show("rect", 1j, 2)
print(cmath.e, cmath.pi, cmath.tau, cmath.inf, cmath.infj, cmath.nan, cmath.nanj)
print(cmath.isclose(1, 1 + 1e-10j), cmath.isclose(1, 1.1), cmath.isclose(1, 1.1, rel_tol=0.1),
      cmath.isclose(0, 1e-9, abs_tol=1e-8), cmath.isclose(cmath.inf, cmath.inf), cmath.isclose(cmath.nan, cmath.nan))
try:
    cmath.isclose(1, 2, rel_tol=-1)
except ValueError as e:
    print(e)
