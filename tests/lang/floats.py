# float and complex: text, arithmetic, comparison with ints, rounding, errors.


def digest(values):
    sum = 0
    for v in values:
        sum = (sum * 1000003 + hash(v)) % (2 ** 61 - 1)
    return sum


def random_floats(n, state=12345):
    result = []
    for i in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        if i % 3 == 0:
            result.append((state >> 11) / 2 ** 53 * 1000)
        elif i % 3 == 1:
            result.append((state >> 40) / 100)
        else:
            result.append(((state >> 12) | 2 ** 52) * 2.0 ** ((state & 1023) - 600))
    return result


def checksum(text, state=[0]):
    for c in text:
        state[0] = (state[0] * 31 + ord(c)) % (2 ** 61 - 1)
    return state[0]


floats = random_floats(3000)
for x in floats:
    assert float(repr(x)) == x, x
    assert float.fromhex(x.hex()) == x, x
    n, d = x.as_integer_ratio()
    assert n / d == x, x
    checksum(repr(x) + x.hex())
    checksum("%.3f %.10e %g %.0f %#.5g" % (x, x, x, x, x))
    for digits in (-3, 0, 1, 2, 5, 17):
        checksum(repr(round(x, digits)))
print(checksum(""))
print(digest(floats), digest(int(x) for x in floats))
pairs = list(zip(floats, floats[1:]))
print(digest(a % b for a, b in pairs), digest(a // b for a, b in pairs), digest(divmod(a, -b) for a, b in pairs))
print(digest(a < int(b) for a, b in pairs), digest(int(a) == a for a, b in pairs))

for text in """1e16, 1e15, 123456789.123, 1e-5, 0.0001, -0.0, 1e308 * 10, 5e-324, 0.1 + 0.2, 1 / 3, 100.0, 1e22, 1e23
2.0 ** 53 == 2 ** 53, 2.0 ** 53 == 2 ** 53 + 1, 2.0 ** 53 < 2 ** 53 + 1, 1e300 > 10 ** 299, float("inf") > 10 ** 1000
float("nan") == float("nan"), float("nan") != 1, float("nan") < 10 ** 400, -1e308 > -10 ** 400
round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5, -2), round(1e20), round(0.5), round(1.5, 0)
round(1e308, -400), round(1.5, 400), round(5e-324, 323), round(-0.4), round(-0.0, 2), round(50.0, -2), round(150.0, -2)
round(1.7976931348623157e308, -308)
round(float("nan"))
round(float("inf"))
float("1e5"), float(" 12.5 "), float("-Infinity"), float("nan"), float("1_000.5"), float(".5"), float("5."), float(b"2.5")
float("1e400"), float("1e-400"), float("9" * 400), float("\\u0663.5")
float("x")
float("")
float(b"x")
float("1__0")
float("1_.5")
float("1e")
float([])
float(1j)
float(1, 2)
float(x=1)
1.0 / 0
1.0 // 0
1.0 % 0
divmod(1.0, 0)
0.0 ** -1
2.0 ** 10000
(-8) ** 0.5, 0.0 ** float("-inf"), 0.0 ** 0, float("nan") ** 0, 1 ** float("nan")
pow(2.0, 3, 5)
float("nan").as_integer_ratio()
float("inf").as_integer_ratio()
(0.1).as_integer_ratio(), (5e-324).as_integer_ratio()[1].bit_length(), (-2.5).as_integer_ratio(), (1e300).as_integer_ratio()[1]
(1.5).hex(), (0.0).hex(), (5e-324).hex(), float("-inf").hex(), (-0.1).hex()
float.fromhex("0x1.8p1"), float.fromhex("-1.8"), float.fromhex(" inf "), float.fromhex("0x1p-1075"), float.fromhex("0x.8p-1073")
float.fromhex("x")
float.fromhex("0x1p1024")
(1.5).is_integer(), (2.0).is_integer(), float("inf").is_integer(), (2.5).real, (2.5).imag, (2.5).conjugate()
(1.5).__floor__(), (1.5).__ceil__(), (-1.5).__trunc__(), (1.5).__getnewargs__()
hash(1.5), hash(0.1), hash(float("inf")), hash(-0.5), hash(1e100), hash(2.0 ** 70) == hash(2 ** 70)
5 // 0.3, 5 % 0.3, -5 // 0.3, -5 % 0.3, 5.0 % -3, -0.0 % 3, 0.0 // -3, divmod(-7.5, 2)
format(3.14159, ".2f"), format(1e10, "g"), format(1234567.891, ",.2f"), "%5.1f|%-8.3e|%+g" % (2.25, 12345.678, 1e-7)
3j, 1 + 2j, -1j, complex(0.0, -0.0), complex(-0.0, 1), complex("nan"), complex(float("inf"), float("nan")), 1e20j
complex("1+2j"), complex("(1-2j)"), complex("j"), complex(" -1e5j "), complex("1_0+2j"), complex(1.5), complex(1, 2j), complex(1j, 2j)
complex("x")
complex("1__0")
complex("1", 2)
complex(1, "2")
complex([])
complex(1, [])
(1 + 2j) * (3 - 1j), (1 + 2j) / (3 - 1j), (1 + 2j) ** 2, (1 + 2j) ** -2, (1 + 2j) ** 0.5, 2 ** 1j, abs(3 + 4j), -(1 + 2j)
1j / 0
0j ** -1
1j // 1
1j < 2
(1 + 0j) == 1, 1j == 1j, 1j != 1, (2 ** 53 + 0j) == 2 ** 53 + 1, hash(1 + 0j) == hash(1), (1 + 2j).conjugate(), (1 + 2j).real
int(1e20), int(-1e300) == -int(1e300), int(2.0 ** 63), int(-2.0 ** 63), bool(0.0), bool(1e-300), not 0j""".splitlines():
    try:
        print(text, "=>", eval(text))
    except Exception as e:
        print(text, "=>", type(e).__name__, e)


class Half:
    def __float__(self):
        return 0.5


class Two:
    def __index__(self):
        return 2


class Bad:
    def __float__(self):
        return "x"


class Sub(float):
    pass


print(float(Half()), float(Two()), Sub(1.5) + 1, type(Sub(1.5) + 1), Sub("2"), type(Sub.fromhex("0x1p3")))
try:
    float(Bad())
except TypeError as e:
    print(e)
