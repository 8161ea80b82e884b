# Results that only serve the next operation: overflow, other kinds and errors in the middle.
import sys
import traceback


class Num:
    def __init__(self, log): self.log = log
    def __radd__(self, o): self.log.append(('radd', o)); return o + 1
    def __rmul__(self, o): self.log.append(('rmul', o)); return o * 2
    def __add__(self, o): self.log.append(('add', o)); return 100
    def __mod__(self, o): self.log.append(('mod', o)); return 7
    def __rmod__(self, o): self.log.append(('rmod', o)); return 9
    def __lt__(self, o): self.log.append(('lt', o)); return True
    def __gt__(self, o): self.log.append(('gt', o)); return False
    def __index__(self): return 1


def chain(a, b, c, d):
    return (a * b + c, a + b * c, (a + b) * (c - d), a - b - c - d, (a * b + c) % d, (a + b) // d,
            a * b * c * d, (a - b) * 2 + 1, 3 * a - b, -1 * a + b, a * 2 % 7)


def bits(a, b, c, d):
    return ((a & b | c) ^ d, (a << 3) + b, (a + b >> 2) - c, (a ^ b) & 255, (a | b) << 5 & 1023, (a + b) << c % 64,
            (a << 62) - b, (a ^ b) % 1000 * 3)


def tests(a, b, c):
    r = []
    if a % 2 == 0: r.append('even')
    if a * a + b * b <= c * c: r.append('in')
    if a + b > c: r.append('gt')
    if c < a + b: r.append('lt')
    if a - b != 0: r.append('ne')
    if not a + 1 >= b: r.append('not')
    if a // 2 < 10 and b * 2 > 5 or c - 1 == 0: r.append('bool')
    while a * b > 100: a -= 7
    r.append(a)
    return r


def run(f, *cases):
    for _ in range(3):
        for args in cases:
            try:
                print(f.__name__, args, f(*args))
            except Exception as e:
                print(f.__name__, args, type(e).__name__, e)


big, top = 2 ** 64 + 1, 2 ** 63 - 1
run(chain, (3, 4, 5, 6), (3.5, 4.25, -5.0, 2.0), (3, 4.5, 5, 2.5), (2.5, 4, 5, 3), (top, top, top, 2), (-top - 1, -1, 1, -1),
    (big, 3, -4, 5), (3, big, 4, big), (3, 4, 5, 0), (1.5, 2.5, 3.5, 0.0), (True, False, True, True), ('ab', 2, 3, 4),
    (3, 'ab', 'c', 4), (1j, 2, 3, 4), (1, 2, None, 4), (top, 1, 1, 10), (1e308, 10.0, -1e308, 3.0), (float('nan'), 1.0, 2.0, 3.0))
run(bits, (3, 4, 5, 6), (top, top, 1, 3), (-1, -2, -3, -4), (big, 3, 4, 5), (3, 4, 5, 6.5), (3.5, 4, 5, 6), (True, True, False, True),
    (1, 2, -1, 4), (2 ** 40, 2 ** 41, 3, 4))
run(tests, (3, 4, 5), (30, 40, 50), (3.5, 4.5, 6.0), (3, 4.5, 5), (40.0, 7.0, 1.0), (top, -1, 1), (float('nan'), 1.0, 1.0), (True, 3, 2))


def with_objects():
    for _ in range(3):
        log = []
        n = Num(log)
        a, b = 5, 6
        print(a * b + n, (a + b) * n + 1, (a - b) % n, n + (a * b), n % (a + 1), (a * b < n), (n < a + b), (a + 1 > n))
        x, y = 1.5, 2.5
        print(x * y + n, (x + y) * n, n + (x - y))
        items = [10, 20, 30]
        print(items[a - 4], items[-(a - 4)], items[a - 6], items[(a * b) % 3], items[a * b % 3 - 3])
        items[a - b + 1] = a * b
        items[a - b] += a * 2
        print(items, log)


def destruction():
    class Loud:
        def __init__(self, name): self.name = name
        def __del__(self): print('gone', self.name)
        def __radd__(self, o): return o
    for k in range(3):
        a, b = 3, 4
        print(a * b + Loud('x%d' % k) + 1)
        items = [Loud('y'), 2, 3]
        items[a - b + 1] = 5
        print('stored')


def positions():
    def f(a, b, c):
        return (a * b
                + c) % (
            a - a)
    def g(a, items):
        x = items[
            a * 2
            + 1]
        return x
    for case in ((1, 2, 3), (1.5, 2.0, 3.0), (1, 2, 'x'), (1, 2, 3)):
        try:
            f(*case)
        except Exception as e:
            print(type(e).__name__, e, [s.lineno - f.__code__.co_firstlineno for s in traceback.extract_tb(e.__traceback__)][1:])
    for case in ((1, [1, 2]), (0, [1, 2]), (1, (1, 2)), (1, 'ab'), (1, {}), (1.0, [1])):
        try:
            print(g(*case))
        except Exception as e:
            print(type(e).__name__, e, [s.lineno - g.__code__.co_firstlineno for s in traceback.extract_tb(e.__traceback__)][1:])


def traced():
    events = []
    def tracer(frame, event, arg):
        if frame.f_code is work.__code__:
            events.append((event, frame.f_lineno - work.__code__.co_firstlineno))
        return tracer
    def work(n):
        total = 0
        while n * 2 + 1 > 3:
            total += n * 3 % 4
            n -= 1
        return total
    plain = work(4)
    sys.settrace(tracer)
    again = work(4)
    sys.settrace(None)
    print(plain, again, events)


def shared():
    kept = []
    for i in range(6):
        x = i * 50 + 7
        y = x % 100 - 3
        kept.append((x, y, x + y * 2))
    print(kept)
    s = 0.0
    values = []
    for i in range(5):
        t = s
        s = s * 0.5 + i * 1.5
        values.append(s)
        assert t == (values[-2] if i else 0.0)
    print(values)
    def generator(n):
        a, b = 0, 1
        for _ in range(n):
            yield a * 10 + b % 10
            a, b = b, a + b
    print(list(generator(95))[-3:])


with_objects()
destruction()
positions()
traced()
shared()
