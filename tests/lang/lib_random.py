# The module random: the same sequences as everywhere; bisect, heapq, binascii.
import random
import bisect
import heapq
import binascii
import base64
import _random


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__ + ":", e)


for seed in (0, 1, 42, -42, 10 ** 30, "text", b"bytes", bytearray(b"ba"), 1.5, True):
    random.seed(seed)
    print(repr(seed), random.random(), random.getrandbits(10), random.getrandbits(100), random.randrange(1000),
          random.choice("abcdef"), random.uniform(1, 2))
random.seed(42)
x = list(range(20))
random.shuffle(x)
print(x, random.sample(range(1000), 5), random.choices("abc", weights=[1, 2, 3], k=8), random.gauss(0, 1))
print(random.normalvariate(0, 1), random.expovariate(2), random.triangular(), random.betavariate(1, 2),
      random.gammavariate(2, 1), random.paretovariate(3), random.vonmisesvariate(1, 2), random.randbytes(5))
state = random.getstate()
a = [random.random() for _ in range(700)]
random.setstate(state)
print(a == [random.random() for _ in range(700)], len(state[1]), state[0], random.getrandbits(0))
r = random.Random(5)
print(r.random(), r.randint(1, 6), type(random.SystemRandom().random()))
for f in (lambda: _random.Random(1, 2), lambda: r.getrandbits(-1), lambda: _random.Random().setstate(1),
          lambda: _random.Random().setstate((1,)), lambda: _random.Random(x=1), lambda: _random.Random([]),
          lambda: r.getrandbits("a"), lambda: r.randrange(0), lambda: r.choice([]), lambda: random.seed([])):
    attempt(f)
print(_random.Random(7).random(), _random.Random(7).getstate()[:3])

print("-- bisect")
a = [1, 2, 2, 2, 3, 5, 8]
for v in (0, 1, 2, 2.5, 3, 8, 9):
    print(v, bisect.bisect(a, v), bisect.bisect_left(a, v), bisect.bisect_right(a, v, 2, 5), bisect.bisect_left(a, v, lo=3))
print(bisect.bisect([(1, "a"), (2, "b")], 1, key=lambda t: t[0]))
b = []
for v in [5, 3, 9, 1, 5.0, 7]:
    bisect.insort(b, v)
c = []
for v in ["bb", "a", "ccc", "dd"]:
    bisect.insort_left(c, v, key=len)
print(b, c)
attempt(bisect.bisect, [1], 1, -1), attempt(bisect.bisect, [1, 2], "a"), attempt(bisect.bisect, 1, 2)
attempt(bisect.insort, (1,), 2), attempt(bisect.bisect)

print("-- heapq")
h = []
for v in [5, 3, 8, 1, 9, 2, 7]:
    heapq.heappush(h, v)
print(h, heapq.heappop(h), h, heapq.heapreplace(h, 0), heapq.heappushpop(h, 4), h)
h = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
heapq.heapify(h)
print(h, heapq.nlargest(3, h), heapq.nsmallest(3, h), heapq.nsmallest(2, ["aaa", "b", "cc"], key=len))
print(list(heapq.merge([1, 4, 7], [2, 5], [0, 9])), heapq._heappop_max([9, 3, 5]))
h = [3, 1, 2]
heapq._heapify_max(h)
print(h, heapq._heapreplace_max(h, 0), h)
attempt(heapq.heappop, []), attempt(heapq.heappush, 1, 2), attempt(heapq.heapreplace, [], 1)
attempt(heapq.heapify, ()), attempt(heapq.heappushpop, [], 1), attempt(heapq.heappush, [1], "a"), attempt(heapq.heappush, [])
random.seed(3)
h = [random.random() for _ in range(3000)]
heapq.heapify(h)
print([heapq.heappop(h) for _ in range(3000)] == sorted(h) or len(h))

print("-- binascii")
for f in [lambda: binascii.hexlify(b"abc\xff"), lambda: binascii.hexlify(b"abc", "-"), lambda: binascii.hexlify(b"abcd", "-", 2),
          lambda: binascii.unhexlify("616Aff"), lambda: binascii.unhexlify(b"6162"), lambda: binascii.unhexlify("abc"),
          lambda: binascii.unhexlify("zz"), lambda: binascii.unhexlify("é0"), lambda: binascii.hexlify("a"),
          lambda: binascii.unhexlify(1), lambda: binascii.a2b_base64(1), lambda: binascii.Error.__mro__,
          lambda: binascii.b2a_base64(b"abc", newline=False), lambda: binascii.b2a_base64(b"a"), lambda: binascii.b2a_base64(b""),
          lambda: binascii.crc32(b"abc"), lambda: binascii.crc32(b"abc", 5), lambda: binascii.crc_hqx(b"abc", 5),
          lambda: binascii.crc32(b"hello world" * 100), lambda: binascii.a2b_uu(b"#86)C\n"), lambda: binascii.b2a_uu(b"abc"),
          lambda: binascii.b2a_uu(b"x" * 46)]:
    attempt(f)
for text in ("YWJj", "YWJj\n", "abc", "a", "YWJj==", "YW!Jj", "=YWJj", "YQ==a", "Y=Q=", "YQ==", "YQ=", "é", "", "YQ=a=", "YWJj=",
             "YW Jj", "YQ", "====", "Y", "YWJjZ"):
    print(repr(text), end=" ")
    attempt(binascii.a2b_base64, text)
    print("   strict", end=" ")
    attempt(binascii.a2b_base64, text, strict_mode=True)
print(base64.b64encode(bytes(range(50))), base64.b64decode("aGVsbG8="), base64.urlsafe_b64encode(b"\xff\xfe"),
      base64.b32encode(b"hello"), base64.b16decode("6162"), base64.b85encode(b"hello world"), base64.encodebytes(b"x" * 60))
