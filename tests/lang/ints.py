# int: arithmetic of every size (as check sums over many operands), text, bytes, errors.
import sys


class Numbers:
    """A reproducible stream of ints around the sizes where the representation changes."""

    def __init__(self, seed):
        self.state = seed

    def bits(self, n):
        result = 0
        for _ in range(n // 32 + 1):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
            result = result << 32 | self.state >> 32
        return result % 2 ** n

    def pick(self):
        kind = self.bits(3)
        if kind < 2:
            edge = [0, 1, 2, 5, 255, 256, 257, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62, 2 ** 63 - 1, 2 ** 63,
                    2 ** 63 + 1, 2 ** 64 - 1, 2 ** 64, 2 ** 127, 2 ** 128 - 1, 10 ** 18, 10 ** 19]
            n = edge[self.bits(16) % len(edge)]
        elif kind < 5:
            n = self.bits(9)
        else:
            n = self.bits([63, 64, 65, 127, 128, 129, 300, 1000][self.bits(3)])
            if kind == 7:
                n = n >> 40 << 40
        return -n if self.bits(1) else n


def digest(values):
    sum = 0
    for v in values:
        sum = (sum * 1000003 + hash(v)) % (2 ** 61 - 1)
    return sum


OPERATIONS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "//": lambda a, b: a // b, "%": lambda a, b: a % b, "divmod": divmod, "&": lambda a, b: a & b,
    "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "<": lambda a, b: a < b, "==": lambda a, b: a == b,
    "<<": lambda a, b: a << (b & 127), ">>": lambda a, b: a >> (b & 127), "**": lambda a, b: a ** (b & 7),
    "pow": lambda a, b: pow(a, abs(b), 10 ** 25 + 13), "round": lambda a, b: round(a, -(b & 31)),
    "to_bytes": lambda a, b: int.from_bytes(a.to_bytes(140, "little", signed=True), "little", signed=True) - a,
    "bits": lambda a, b: (a.bit_length(), a.bit_count(), ~a, -a, abs(a)),
    "text": lambda a, b: (int(str(a)) == a, int(hex(a), 16) == a, int(oct(b), 0) == b, int(bin(b), 2) == b),
}
for name, operation in OPERATIONS.items():
    numbers = Numbers(len(name) + 7)
    values = []
    for _ in range(400):
        a, b = numbers.pick(), numbers.pick()
        try:
            values.append(operation(a, b))
        except (ZeroDivisionError, OverflowError) as e:
            values.append(len(str(e)))
    print(name, digest(values))

numbers = Numbers(5)
for _ in range(200):
    a, b = numbers.pick(), numbers.pick()
    if b:
        q, r = divmod(a, b)
        assert a == q * b + r and (0 <= r < b or b < r <= 0), (a, b)
    assert (a & b) + (a | b) == a + b and a ^ b == (a | b) - (a & b), (a, b)
    assert int.from_bytes(a.to_bytes(200, "big", signed=True), "big", signed=True) == a

sys.set_int_max_str_digits(0)
big = 7 ** 20000
assert int(str(big)) == big and int("%x" % big, 16) == big
print(len(str(big)), str(big)[:20], str(big)[-20:])
sys.set_int_max_str_digits(4300)


class Seven:
    def __index__(self):
        return 7


class Eight:
    def __int__(self):
        return 8


class Nine:
    def __trunc__(self):
        return 9


class Sub(int):
    pass


for text in """int(Seven()), int(Eight()), int(Nine()), int(True), int(12.9), int(-12.9), int("  -12 "), int(b"12")
int("0x1f", 0), int("0b101", 0), int("0o17", 0), int("z", 36), int("1_000"), int("0x_1", 16), int("00", 0)
int("\\u0663\\u0664"), int("\\u00a012\\u2003")
int("1" * 5000)
str(10 ** 5000)
int("0" * 5000)
int("x")
int("x" * 300)
int(b"x")
int("")
int("1__0")
int("_1")
int("1_")
int("010", 0)
int("1", 1)
int("1", 37)
int(1, 2)
int("1", "2")
int(base=2)
int([])
int(float("nan"))
int(float("inf"))
int(1j)
int(1, 2, 3)
1 // 0
1 % 0
1 / 0
divmod(1, 0)
0 ** -1
1 << -1
1 >> -1
1 << (1 << 70)
0 << (1 << 70), 1 >> (1 << 70), -1 >> (1 << 70)
pow(2, -1, 4)
pow(2, -1, 5), pow(2, 3, -5), pow(0, 0, 1), pow(-3, 3, 2 ** 70)
pow(2, 3, 0)
(5).to_bytes(), (5).to_bytes(2, "little"), (-5).to_bytes(2, "big", signed=True)
(500).to_bytes()
(-5).to_bytes()
(5).to_bytes(1, "x")
(5).to_bytes(-1)
int.from_bytes(b"\\x01\\x02"), int.from_bytes([1, 2], "little"), int.from_bytes(b"\\xff\\xfe", signed=True)
int.from_bytes([1, 2, 300])
int.from_bytes(5)
round(15, -1), round(25, -1), round(-25, -1), round(5, -1), round(5, None)
round(5, "a")
10 ** 400 / 10 ** 399, 1 / 10 ** 400, 3 / 2 ** 70, (2 ** 70 + 1) / 2 ** 70
10 ** 400 / 1
float(10 ** 400)
Sub(5) + 1, type(Sub(5) + 1), +Sub(5), type(+Sub(5)), Sub(2 ** 70), Sub("12"), hash(Sub(2 ** 70)) == hash(2 ** 70)
type(Sub.from_bytes(b"\\5")), Sub(3) == 3, {3: "x"}[Sub(3)]
(7).real, (7).imag, (7).numerator, (7).denominator, (7).conjugate(), (7).as_integer_ratio()
sum([2 ** 62] * 3), sum(range(2 ** 62, 2 ** 62 + 3)), sum([2 ** 63 - 1, 1, -1]), sum(range(5), -3)
True + True, True & 1, True ^ True, True | False, ~True, type(True & True), type(True & 1), bool(5), bool()
(1).__add__(1.0)
hash(2 ** 61 - 1), hash(2 ** 61), hash(-1), hash(-2), hash(2 ** 100), hash(-(2 ** 61))""".splitlines():
    try:
        print(text, "=>", eval(text))
    except Exception as e:
        print(text, "=>", type(e).__name__, e)
