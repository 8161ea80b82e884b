# Forms that the evaluation loop takes for common operations: what they must not change.
import sys
import math


class Loud:
    def __init__(self, name): self.name = name
    def __add__(self, o): return ('add', self.name, o)
    def __radd__(self, o): return ('radd', self.name, o)
    def __mul__(self, o): return ('mul', self.name, o)
    def __rmul__(self, o): return ('rmul', self.name, o)
    def __and__(self, o): return ('and', self.name, o)
    def __rand__(self, o): return ('rand', self.name, o)
    def __or__(self, o): return ('or', self.name, o)
    def __ror__(self, o): return ('ror', self.name, o)
    def __xor__(self, o): return ('xor', self.name, o)
    def __rxor__(self, o): return ('rxor', self.name, o)
    def __sub__(self, o): return ('sub', self.name, o)
    def __rsub__(self, o): return ('rsub', self.name, o)
    def __lt__(self, o): return ('lt', self.name, o)
    def __gt__(self, o): return ('gt', self.name, o)
    def __eq__(self, o): return o == 70000
    def __index__(self): return 1


def immediates():
    a = Loud('a')
    for _ in range(3):
        print(a + 5, 5 + a, a * 4294967295, 4294967295 * a, a & 255, 255 & a)
        print(3 | a, a | 3, 6 ^ a, a ^ 6, 9 - a, a - 9, -1 * a, a + -1)
        print(a < 100000, 100000 < a, a == 70000, a == 70001, 70000 == a)
        print(2 * 3 + a, 2 * a * 3, 1 + a, 140737488355327 + a, 140737488355328 + a,
              -140737488355328 + a, -140737488355329 + a)
    for x in (5, 5.5, True, 2 ** 70, -2 ** 63, 2 ** 63 - 1):
        print(x + 4294967295, 4294967295 + x, x * 140737488355327, 140737488355328 * x, 2 * x,
              x - 2147483648, x < 2147483647, x > 2147483648, x >= -2147483649, x == 5,
              x != 4294967296)
        if not isinstance(x, float):
            print(x & 0xFFFFFFFF, 0xFFFFFFFF & x, x | 0x100000000, 1 ^ x, x // 65536, x % 65537,
                  x << 3, x >> 33)
        if x > 2147483646:
            print('over')
        if x < -2147483648:
            print('under')
    for text in ('1 + "a"', '"a" + 1', '2 * None', 'None * 2', '[] & 3', '3 & []', '"a" * 2.0', '7 % ""',
                 '1 // 0', '1 % 0', 'x << -1', 'x >> -1', 'x // 0', 'x % 0', 'x / 0'):
        for x in (3, 2 ** 80, 3.5):
            try:
                print(text, eval(text))
            except Exception as e:
                print(text, type(e).__name__, e)


def rows(m, i, j, v):
    m[i][j] = v
    m[i][j] += 1
    return m[i][j], m[i][0], m[i][-1]


class MyList(list):
    def __getitem__(self, i): return ('got', i)
    def __setitem__(self, i, v): print('set', i, v)


class Index:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n


def matrices():
    m = [[1, 2, 3], [4, 5, 6], (7, 8, 9)]
    for i, j in ((0, 0), (1, 2), (-1, -1), (0, -3), (1, -1), (True, False), (Index(1), Index(2))):
        try:
            print(rows(m, i, j, 40))
        except TypeError as e:
            print('TypeError', e)
    for i, j in ((0, 3), (3, 0), (-4, 0), (1, -4), (2 ** 70, 0), (0, 2 ** 70), ('a', 0), (0, 'a')):
        try:
            rows(m, i, j, 1)
        except (IndexError, TypeError) as e:
            print(type(e).__name__, e, sys.exc_info()[2].tb_next.tb_lineno - rows.__code__.co_firstlineno)
    print(m)
    m = [MyList([1, 2]), [3, 4], MyList([1, 2])]
    for i in (1, 0, 2, 1):
        try:
            print(rows(m, i, 1, 9))
        except TypeError as e:
            print('TypeError', e)
    m = MyList([[1, 2], [3, 4]])
    try:
        rows(m, 0, 1, 5)
    except TypeError as e:
        print(e)
    m = {0: [1, 2], 1: {0: 5, 1: 6, -1: 7}}
    print(rows(m, 0, 1, 5), rows(m, 1, 1, 5))
    words = ['abc', 'déf', b'xyz', bytearray(b'uvw'), (1, 2, 3), range(5)]
    for w in range(6):
        print([words[w][k] for k in (0, 1, -1)], words[w][1], words[w][0])


class Tracked:
    def __init__(self, name): self.name = name
    def __del__(self): print('gone', self.name)


def destruction():
    def table(name):
        return [[Tracked(name), 2], [3, 4]]
    a = table('a')
    i, j = 0, 0
    for k in range(2):
        print('before', k)
        a[i][j] = k
        print('after', k)
    for k in range(2):
        x = table('t%d' % k)[i][1]
        print('item', x)
    for k in range(2):
        table('u%d' % k)[i][j] = k
        print('stored')
    b = [1, 2, 3]
    for k in range(3):
        b[i + 1] = Tracked('b%d' % k)
        print(k)
    b[i + 1] = None
    for k in range(3):
        Tracked('discarded %d' % k)
        list('ab')
        b.append(Tracked('appended'))
        b.pop()
        print('popped', k)


def keys(seq, i, n):
    return seq[i + 1], seq[i - 1], seq[n - i], seq[i * 2 % n], seq[(i ^ 1) & 1], seq[i // 2 - 1]


def computed_keys():
    for seq in ([10, 11, 12, 13], (10, 11, 12, 13), 'abcd', 'αβγδ', b'abcd', bytearray(b'abcd'), range(10, 14),
                {k: k * 10 for k in range(-9, 9)}, MyList([1, 2, 3, 4])):
        for i in (0, 1, 2, True):
            print(keys(seq, i, 3))
        for i in (3, -6, 2 ** 62, 2 ** 63 - 1):
            try:
                keys(seq, i, 3)
            except Exception as e:
                print(type(e).__name__, e)
    for i in (1, 1.5, 'a', None, Index(1)):
        try:
            print(keys([1, 2, 3], i, 3))
        except TypeError as e:
            print(e)
    a = [0] * 5
    for i in range(4):
        a[i + 1] = a[i] + 2
        a[i - 1] += 1
        a[i + 1], a[i] = a[i], a[i + 1]
    print(a)
    try:
        for i in range(9):
            a[i + 1] = i
    except IndexError as e:
        print(e, i, a)
    a = [1, 2, 3]
    k = 1
    print(a[k + 1], k, a[k - 1], k)


def byte_items():
    for b in (b'abc', bytearray(b'abc')):
        for i in (0, 2, -1, True, 3, -4, 2 ** 70, 'x'):
            try:
                print(b[i])
            except (IndexError, TypeError) as e:
                print(type(e).__name__, e)
    b = bytearray(5)
    for i, v in ((0, 255), (4, 1), (-1, 7), (5, 1), (0, 256), (0, -1), (1, True), (0, 'a'), (1, Index(9)), (Index(2), 3)):
        try:
            b[i] = v
        except (IndexError, TypeError, ValueError) as e:
            print(type(e).__name__, e)
    print(b)


def lines():
    seen = []
    def tracer(frame, event, arg):
        if event == 'line':
            seen.append(frame.f_lineno - first)
        return tracer
    def loops():
        n = 0
        while n < 3:
            n += 1
            if n == 2: continue
        else:
            n = 10
        while n > 8: n -= 1
        while n and (n & 1 or n > 4):
            n -= 1
            if n == 5:
                break
        for i in range(2):
            m = [[1, 2], [3, 4]]
            m[i][0] = 5
        return n
    first = loops.__code__.co_firstlineno
    sys.settrace(tracer)
    loops()
    sys.settrace(None)
    print(seen)


def whiles():
    log = []
    def test(x, result):
        log.append(x)
        return result
    n = 0
    while test('a', n < 3) and (test('b', n != 1) or test('c', True)):
        n += 1
        if n == 2:
            continue
        log.append(n)
    else:
        log.append('else')
    print(log)
    while (k := n * 2) < 20 and not (stop := k > 14):
        n += 1
    print(n, k, stop)
    n = 5
    while n: n -= 1
    print(n)
    items = [1, 2, 3]
    while items:
        items.pop()
    node = (1, (2, (3, None)))
    total = 0
    while node is not None:
        value, node = node
        total += value
    print(items, total)
    x = 0.0
    while x < 1:
        x += 0.25
    while not x <= 0:
        x -= 0.5
    print(x)
    def generator():
        while (yield) != 'stop':
            pass
        return 'done'
    g = generator()
    next(g)
    g.send(1)
    try:
        g.send('stop')
    except StopIteration as e:
        print(e.value)
    try:
        while [1, 2][n] < 9:
            n += 1
    except IndexError as e:
        print(e, n)
    def unbound():
        while n2 < 3:
            n2 = 1
    try:
        unbound()
    except UnboundLocalError as e:
        print(e)
    def deleted(n):
        x = 1
        while n:
            n -= 1
            print(x)
            del x
    try:
        deleted(2)
    except UnboundLocalError as e:
        print(e)


class Says:
    def __str__(self): return 'said'
    def __int__(self): return 7
    def __float__(self): return 2.5
    def __bool__(self): raise ValueError('no truth')


def types():
    for _ in range(3):
        print(int('12'), int(3.9), float(3), float('1.5'), str(12), bool([]), complex(1, 2), list('ab'), tuple([1]),
              bytes(2), int(True), float(2 ** 40), type(str(Says())), int(Says()), float(Says()))
        for f, a in ((int, ('x',)), (float, ([],)), (bool, (Says(),)), (int, (1, 2, 3)), (list, (1,)), (float, (2 ** 2000,)),
                     (str, (1, 2)), (bool, (1, 2)), (object, (1,))):
            try:
                print(f(*a))
            except Exception as e:
                print(type(e).__name__, e)
            try:
                if len(a) == 1:
                    f(a[0])
            except Exception as e:
                print(type(e).__name__, e)
    for t in (int, float, str, list, Says, int):
        print(type(t()).__name__)


class Appender(list):
    def append(self, x): print('append', x)


def append():
    lists = [[], [], Appender(), [], Appender()]
    for l in lists:
        for i in range(2):
            print(l.append(i))
            l.append(i)
    print(lists)
    f = [].append
    for i in range(3):
        f(i)
    print(f.__self__)
    try:
        for i in range(2):
            l.append()
    except TypeError as e:
        print(e)


def small_ints():
    a = 5
    before = id(a)
    for i in range(300):
        b = i % 7
        if b == 5:
            assert b is a and id(b) == before
    kept = [i for i in range(250, 260)]
    again = [i for i in range(250, 260)]
    print([x is y for x, y in zip(kept, again)])
    x = 1000
    y = x
    x -= 900
    print(x, y)
    x = 100
    y = [x]
    x += 1
    print(x, y)
    total = 0
    for i in range(-7, 5):
        k = i
        k += 3
        total += k * i
        assert k - i == 3
    print(total, i, k)
    n = 260
    while n > 250:
        m = n
        n -= 1
        assert m - n == 1
    print(sys.getrefcount(kept))


def big():
    for a in (2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, 2 ** 64, -2 ** 63, -2 ** 63 - 1, 2 ** 127, 10 ** 38, -10 ** 57, 10 ** 19, 0):
        for b in (1, -1, 2 ** 32, 2 ** 63, 2 ** 64 - 1, 10 ** 9 + 7, -2 ** 64, 2 ** 70):
            print(a + b, a - b, a * b, a // b, a % b, a & b, a | b, a ^ b, a < b, sep=' ')
        assert int(str(a)) == a and int(hex(a), 16) == a and int(oct(a), 8) == a
        print(a << 0, a << 65, a >> 1, a >> 64, a + 1, a - 1, 3 * a, a & 0xFFFFFFFF, a // 10, a % 10)
        s = a
        s += 2 ** 64
        s *= 3
        s //= 2
        print(s)
    print(math.prod([2] * 62), math.prod([2] * 70), math.prod([2, 3.5, 4]), math.prod([], start=7), math.prod([-1] * 63),
          math.prod([2 ** 40, 2 ** 40, 'a' * 0 or 1]), math.prod([3, 'ab']), math.prod([1.5, 2], start=2 ** 65))
    try:
        math.prod([2, None])
    except TypeError as e:
        print(e)


immediates()
matrices()
destruction()
computed_keys()
byte_items()
lines()
whiles()
types()
append()
small_ints()
big()
