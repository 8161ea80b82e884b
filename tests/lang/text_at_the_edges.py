# Slices with steps, numbers by %, strip, sets of characters, comparisons: their quick forms at the edges.
for n in range(40):
    s = ''.join(chr(97 + i % 26) for i in range(n)); u = s + 'é'; w = s + 'Ā'
    for x in (s, u, w):
        for st in (-1, -2, 2, 3, -7):
            for a in (None, 3, -3, 30, 17):
                for b in (None, 1, -1, 9):
                    y = x[a:b:st]
                    assert y == ''.join(list(x)[a:b:st]), (x, a, b, st)
                    assert y.isascii() == all(ord(c) < 128 for c in y)
for n in (0, 7, 123456):
    for f in ('%d', '%5d', '%-5d|', '%05d', '%+d', '% d', '%x', '%#x', '%#06X', '%o', '%#o', '%.4d', '%8.4d', '%-8.4x|', '%60d', '%-60d|', '%060d', '%+.50d', '%X'):
        for v in (n, -n, n * 12345678901):
            print(f, f % v, end=' ')
    print()
print('%s %s' % ('a', 'é'), '%5s|%-5s|%.1s' % ('ab', 'cd', 'Āb'), 'é%s' % 'x', '%s' % ('t',), '%d%%' % 5, b'%d %s %x' % (5, b'x', 255), '%0s|%3s' % ('a', 'b'), '%s' % 5, '%d' % 5.7, '%d' % True, '%s' % None, '%c%c' % ('x', 65))
for f, a in (('%s %s', ('a',)), ('%s', ('a', 'b')), ('%d', 'x'), ('%', 1), ('%z', 1), ('%(a)s', 1), ('%x', 1.5), ('%*d', (1.5, 2))):
    try: print(f % a)
    except Exception as e: print(type(e).__name__, e)
class I(int):
    def __str__(self): return 'I!'
    def __format__(self, s): return 'F'
class S(str):
    def __str__(self): return 'S!'
print('%d %s %x' % (I(5), I(5), I(255)), '%s' % S('abc'), '%5s' % S('abc'), sorted(set('hello wörldĀĀ')), frozenset('aab') == frozenset('ba'), set(S('abc')) == set('abc'))
print('abcxyzcba'.strip('abc'), 'éaé'.strip('é'), 'abcdefghijklmnop!'.strip('abcdefghijklmnop'), ' x '.strip(' '), 'xx'.strip('x'), 'Āx'.strip('x'), 'xĀ'.lstrip('Āx'), 'a'.strip(''))
print('a' < 'b', 'a' <= 'a', ['b' > 'a', 'é' < 'Ā', '' == '', 'ab' != 'ac', 'ab' >= 'b'], S('a') == 'a', 'a' + S('b'), 'abc'.encode(), 'é'.encode(), 'a'.encode('ascii'), 'ab' + 'é' + 'Ā')
