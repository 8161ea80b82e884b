# marshal: values there and back.
import marshal


def error(f, *args):
    try:
        print('no error', f(*args))
    except Exception as e:
        print(type(e).__name__ + ':', e)


values = [None, True, False, ..., StopIteration, 0, 1, -1, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**62, -2**63, 2**63,
          2**64, 10**50, -10**50, 3**1000, 0.0, -0.0, 1.5, float('inf'), 1e300, 1 + 2j, '', 'abc', 'é', '\ud800',
          'x' * 300, '€😀', b'', b'abc', bytes(range(256)), (), (1, 2), ((),), [], [1, [2, [3]]], {}, {1: 'a', 'b': (2,)},
          set(), {1}, frozenset(), frozenset([1, 2]), (None, True), 2**15, 2**30, 2**45, 2**60 - 1, 2**75]
for v in values:
    back = marshal.loads(marshal.dumps(v))
    print(type(back).__name__, back == v, repr(back)[:40])
for version in range(5):
    print(marshal.loads(marshal.dumps([1, 'a', 2.5], version)))
print(marshal.loads(marshal.dumps(bytearray(b'ab'))), marshal.loads(bytearray(marshal.dumps(5))), marshal.version)
# as other versions of the format write it
for data in (b'\xe9\x01\x00\x00\x00', b'\xec\xfd\xff\xff\xff\x00\x00\x00\x00\x00\x04', b'\xda\x03abc', b'Z\x01a', b'\xfa\x02ab',
             b'\xa9\x02\xe9\x01\x00\x00\x00r\x01\x00\x00\x00', b'A\x01\x00\x00\x00a', b't\x01\x00\x00\x00a',
             b'\xdb\x02\x00\x00\x00\xda\x01ar\x01\x00\x00\x00', b'S', b'l\x00\x00\x00\x00'):
    print(marshal.loads(data))
for data in (b'', b'q', b'(', b'i\1', b'0', b'[\x01\x00\x00\x00', b'[\x01\x00\x00\x000', b'{NN', b'r\x05\x00\x00\x00', b'u\xff\xff\xff\xff',
             b'l\x01\x00\x00\x00\x00\x00', b'l\x01\x00\x00\x00\xff\xff', b'g123', b's\x05\x00\x00\x00ab', b'l\x00\x00\x00\x80'):
    error(marshal.loads, data)
error(marshal.loads, 3)
error(marshal.dumps, object())
error(marshal.dumps, [object()])
error(marshal.load, 3)
error(marshal.dump, 3, 4)
error(marshal.dumps, 1, 2, 3)
error(marshal.dumps)
x = deep = []
for i in range(2500):
    x.append([])
    x = x[0]
error(marshal.dumps, deep)
cycle = []
cycle.append(cycle)


class File:
    def write(self, data):
        self.data = data
        return len(data)


f = File()
print(marshal.dump((1, 'a'), f) > 5, marshal.loads(f.data))
