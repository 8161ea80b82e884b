# heapq and bisect
import bisect
import heapq
import _bisect
import _heapq


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


def numbers(n, seed=7):
    for _ in range(n):
        seed = seed * 1103515245 + 12345 & 0x7fffffff
        yield seed >> 8


data = list(numbers(500))
h = data[:]
heapq.heapify(h)
print(all(h[i] <= h[2 * i + 1] for i in range(249)), h[:8])
print([heapq.heappop(h) for _ in range(500)] == sorted(data), h)
for x in data:
    heapq.heappush(h, x)
print(h[:8], heapq.heappushpop(h, 0), heapq.heappushpop(h, 10**9) == min(data), heapq.heapreplace(h, 5), h[0])
print(heapq.nlargest(5, data) == sorted(data)[::-1][:5], heapq.nsmallest(5, data) == sorted(data)[:5],
      heapq.nlargest(3, data, key=lambda x: -x) == sorted(data)[:3], heapq.nsmallest(1, data), heapq.nlargest(0, data))
print(list(heapq.merge([1, 4, 7], [2, 5], [3], [])), list(heapq.merge('ca', 'b', reverse=True)))
m = data[:20]
_heapq._heapify_max(m)
print(m[0] == max(data[:20]), [_heapq._heappop_max(m) for _ in range(20)] == sorted(data[:20])[::-1])
m = [5]
print(_heapq._heapreplace_max(m, 9), m, heapq.heappop(m), heapq.heappushpop(m, 3))
for f in (heapq.heappop, heapq.heapify, heapq._heappop_max):
    error(f, 3)
    error(f, ())
error(heapq.heappop, [])
error(heapq.heapreplace, [], 3)
error(heapq._heapreplace_max, [], 3)
error(heapq.heappush, (), 1)
error(heapq.heappush, [], )
error(heapq.heappushpop, 3, 4)
error(heapq.heapify, [3, 'a', 2])
error(heapq.heappush, [3, 4], 'a')


class Evil:
    def __init__(self, heap):
        self.heap = heap

    def __lt__(self, other):
        self.heap.clear()
        return True


for name in ('heapify', 'heappop'):
    h = []
    h.extend(Evil(h) for _ in range(8))
    error(getattr(heapq, name), h)
h = []
h.extend(Evil(h) for _ in range(3))
error(heapq.heappush, h, Evil(h))


class K:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v


h = []
for x in (3, 1, 2):
    heapq.heappush(h, K(x))
print([heapq.heappop(h).v for _ in range(3)])

a = [1, 2, 2, 2, 3, 5]
for x in range(7):
    print(bisect.bisect_left(a, x), bisect.bisect_right(a, x), bisect.bisect(a, x, 2), bisect.bisect_left(a, x, 1, 3), end=' | ')
print()
b = []
for x in numbers(50, 3):
    bisect.insort(b, x)
print(b == sorted(b), len(b))
bisect.insort_left(b, b[3])
bisect.insort_right(b, -1, key=lambda x: x)
print(b == sorted(b), b[0])
print(bisect.bisect_left([3, 2, 1], -2, key=lambda x: -x), bisect.bisect_right(['a', 'bb', 'ccc'], 2, key=len))
w = ['a', 'ccc']
bisect.insort(w, 'bb', key=len)
print(w, bisect.bisect('abcd', 'c'), bisect.bisect_left((1, 2, 3), 3))
error(bisect.bisect, a, 'x')
error(bisect.bisect, a, 1, -1)
error(bisect.bisect, 3, 1)
error(bisect.bisect, a, 1, 0, 100)
error(bisect.bisect, a)
error(bisect.bisect, a, 1, 2, 3, 4)
error(bisect.insort, (1, 2), 3)
error(bisect.bisect, a, 1, 'x')
error(bisect.bisect, a, 1, 0, 'x')
error(bisect.bisect, a, 1, key=lambda x: 1 / 0)
print(bisect.bisect(a=a, x=2, lo=0, hi=None), _bisect.bisect_left is bisect.bisect_left)


class L(list):
    def insert(self, i, x):
        print('insert', i, x)
        super().insert(i, x)


l = L([1, 3])
bisect.insort(l, 2)
print(l)
