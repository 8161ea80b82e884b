#!/usr/bin/env python3.11
"""Times small operations of the built-in types and modules on Adder and on CPython 3.11.

    bench/micro.py [--adder PATH] [--cpython PATH] [--rounds N] [--sort] [--over RATIO] [PATTERN]...

Each line of the table below is one operation: `group | name | setup | statement`, where `;;` ends a line.
The statement runs in a loop inside a function, as often as fills a few milliseconds; the best of
several rounds counts. Each interpreter times all operations in one process; the table printed has
nanoseconds a statement and the ratio to CPython (below 1: faster). PATTERN: only operations whose
`group: name` contains it.
"""
import sys
from time import process_time

TABLE = r'''
loop | empty | | pass
int | add | a = 12345; b = 678 | a + b
int | sub mul | a = 12345; b = 678 | a * b - a
int | floordiv | a = 1234567; b = 678 | a // b
int | mod | a = 1234567; b = 678 | a % b
int | divmod | a = 1234567; b = 678 | divmod(a, b)
int | truediv | a = 1234567; b = 678 | a / b
int | pow | a = 7 | a ** 5
int | pow mod | a = 123456789 | pow(a, 65537, 1000000007)
int | shift | a = 12345 | (a << 7) >> 3
int | and or xor | a = 12345; b = 678 | (a & b) | (a ^ b)
int | negate invert | a = 12345 | -a + ~a
int | compare | a = 12345; b = 678 | a < b
int | bit_length | a = 12345 | a.bit_length()
int | to_bytes | a = 123456789 | a.to_bytes(8, 'little')
int | from_bytes | a = b'12345678' | int.from_bytes(a, 'big')
int | str | a = 12345 | str(a)
int | str long | a = 1234567890123456789 | str(a)
int | int of str | a = '12345' | int(a)
int | int of str base | a = 'ff3a' | int(a, 16)
int | int of float | a = 1234.5 | int(a)
int | hex | a = 123456 | hex(a)
int | abs | a = -12345 | abs(a)
int | hash | a = 12345 | hash(a)
int | bool | a = 12345 | bool(a)
big | add 2 limbs | a = 3**70; b = 5**45 | a + b
big | sub 2 limbs | a = 3**70; b = 5**45 | a - b
big | mul 1x1 limbs | a = 3**39; b = 5**26 | a * b
big | mul 2x2 limbs | a = 3**70; b = 5**45 | a * b
big | mul 10x10 limbs | a = 3**400; b = 5**270 | a * b
big | add 10 limbs | a = 3**400; b = 5**270 | a + b
big | floordiv 4/2 | a = 3**160; b = 5**45 | a // b
big | mod 2/1 | a = 3**70; b = 1000000007 | a % b
big | floordiv small | a = 3**70; b = 10 | a // b
big | mul small | a = 3**70; b = 10 | a * b
big | pow | a = 3 | a ** 200
big | pow mod | a = 3**70; b = 5**45 | pow(a, 65537, b)
big | shift | a = 3**100 | (a << 70) >> 65
big | and or | a = 3**100; b = 5**70 | (a & b) | a
big | compare | a = 3**100; b = 3**100 + 1 | a < b
big | str | a = 3**100 | str(a)
big | str 1000 digits | a = 3**2000 | str(a)
big | int of str | a = '9' * 60 | int(a)
big | hash | a = 3**100 | hash(a)
big | negative | a = 3**100 | -a
big | gcd | import math; a = 3**70 * 77; b = 5**45 * 77 | math.gcd(a, b)
big | isqrt | import math; a = 3**100 | math.isqrt(a)
big | truediv | a = 3**100; b = 5**45 | a / b
big | bit_length | a = 3**100 | a.bit_length()
float | arithmetic | a = 1.5; b = 2.25 | a * b + a / b - a
float | floordiv mod | a = 123.5; b = 2.25 | a // b + a % b
float | pow | a = 1.5; b = 2.25 | a ** b
float | compare | a = 1.5; b = 2.25 | a < b
float | str short | a = 1.5 | str(a)
float | str long | a = 3.141592653589793 | str(a)
float | float of str | a = '3.14159' | float(a)
float | float of str long | a = '3.141592653589793' | float(a)
float | float of int | a = 12345 | float(a)
float | round | a = 1234.5678 | round(a)
float | round 2 | a = 1234.5678 | round(a, 2)
float | hash | a = 1234.5678 | hash(a)
float | is_integer | a = 1234.5 | a.is_integer()
float | sqrt | import math; a = 2.0 | math.sqrt(a)
float | sin | import math; a = 2.0 | math.sin(a)
float | floor | import math; a = 2.7 | math.floor(a)
float | hypot | import math; a = 2.7 | math.hypot(a, a)
float | complex | a = 1+2j | a * a + a
str | concat | a = 'hello '; b = 'world' | a + b
str | concat 3 | a = 'hello '; b = 'world' | a + b + a
str | augmented | a = 'x' | a += 'y'
str | repeat | a = 'ab' | a * 20
str | index | a = 'hello world' | a[4]
str | index non-latin | a = '\u0414\u0430 \u043d\u0435\u0442' | a[3]
str | slice | a = 'hello world' | a[2:7]
str | slice reverse | a = 'hello world' | a[::-1]
str | slice non-ascii | a = 'h\xe9llo w\u20acrld' | a[2:7]
str | len | a = 'hello world' | len(a)
str | in | a = 'hello world'; b = 'wor' | b in a
str | in char | a = 'hello world' | 'w' in a
str | find | a = 'hello world' * 20 + '!'; b = 'ld!' | a.find(b)
str | rfind | a = 'hello world' * 20; b = 'xx' | a.rfind(b)
str | count | a = 'hello world' * 20 | a.count('o')
str | index method | a = 'hello world' | a.index('wor')
str | startswith | a = 'hello world' | a.startswith('hello')
str | startswith tuple | a = 'hello world' | a.startswith(('x', 'hell'))
str | endswith | a = 'hello world' | a.endswith('world')
str | lower | a = 'Hello World' | a.lower()
str | upper long | a = 'Hello World' * 20 | a.upper()
str | lower non-ascii | a = 'H\xc9llo W\u0414rld' | a.lower()
str | title | a = 'hello world' | a.title()
str | capitalize swapcase | a = 'hello world' | a.capitalize().swapcase()
str | strip | a = '  hello world ' | a.strip()
str | strip chars | a = '--hello--' | a.strip('-')
str | rstrip newline | a = 'hello world\n' | a.rstrip('\n')
str | split | a = 'the quick brown fox jumps' | a.split()
str | split sep | a = 'a,bc,def,g,hij,kl' | a.split(',')
str | split sep long | a = ', '.join(map(str, range(100))) | a.split(', ')
str | split maxsplit | a = 'key=value=x' | a.split('=', 1)
str | rsplit | a = 'a.b.c.d' | a.rsplit('.', 1)
str | splitlines | a = 'one\ntwo\nthree\nfour\n' | a.splitlines()
str | partition | a = 'key=value' | a.partition('=')
str | join list | a = ['ab', 'cde', 'f'] * 10 | ''.join(a)
str | join sep | a = ['ab', 'cde', 'f'] * 10 | ', '.join(a)
str | join generator | a = ['ab', 'cde', 'f'] * 10 | ''.join(x for x in a)
str | join map str | a = list(range(30)) | ','.join(map(str, a))
str | replace | a = 'hello world' * 5 | a.replace('o', '0')
str | replace longer | a = 'hello world' * 5 | a.replace('world', 'everybody')
str | replace none | a = 'hello world' * 5 | a.replace('xyz', 'everybody')
str | translate | a = 'hello world'; t = str.maketrans('lo', 'xy') | a.translate(t)
str | isdigit isalpha | a = 'hello' | a.isdigit() or a.isalpha()
str | isspace isupper | a = 'hello' | a.isspace() or a.isupper()
str | isidentifier isalnum | a = 'hello' | a.isidentifier() and a.isalnum()
str | center zfill | a = 'hello' | a.center(20).zfill(30)
str | ljust | a = 'hello' | a.ljust(20)
str | ord chr | a = 'h' | chr(ord(a) + 1)
str | encode ascii | a = 'hello world' | a.encode()
str | encode non-ascii | a = 'h\xe9llo w\u20acrld' * 5 | a.encode('utf-8')
str | encode latin-1 | a = 'h\xe9llo world' | a.encode('latin-1')
str | decode | a = b'hello world' | a.decode()
str | decode non-ascii | a = ('h\xe9llo w\u20acrld' * 5).encode() | a.decode('utf-8')
str | equal | a = 'hello world'; b = 'hello ' + 'w'.lower() + 'orld' | a == b
str | less | a = 'hello world'; b = 'hello xorld' | a < b
str | hash new | a = 'hello' | hash(a + a)
str | iterate | a = 'hello world' * 5 | for c in a: pass
str | list | a = 'hello world' * 5 | list(a)
str | repr | a = 'hello world' | repr(a)
str | f-string | a = 'hello'; b = 12 | f'{a} {b}'
str | f-string float | a = 3.14159 | f'{a:.2f}'
str | f-string int width | a = 42 | f'{a:5d}'
str | f-string str width | a = 'abc' | f'{a:>10}'
str | f-string repr | a = 'abc' | f'{a!r}'
str | f-string hex | a = 255 | f'{a:04x}'
str | f-string comma | a = 1234567 | f'{a:,}'
str | format | a = 'hello'; b = 12 | '{} {}'.format(a, b)
str | format named | a = 'hello'; b = 12 | '{x} {y:>5}'.format(x=a, y=b)
str | percent s d | a = 'hello'; b = 12 | '%s %d' % (a, b)
str | percent f | a = 3.14159 | '%.2f' % a
str | percent mixed | a = 'x' | '%-5s|%5d|%05.1f|%x|%r' % (a, 42, 3.5, 255, a)
str | expandtabs | a = 'a\tb\tc' | a.expandtabs()
str | removeprefix | a = 'hello world' | a.removeprefix('hello ')
bytes | concat | a = b'hello '; b = b'world' | a + b
bytes | index | a = b'hello world' | a[4]
bytes | slice | a = b'hello world' | a[2:7]
bytes | join | a = [b'ab', b'cde', b'f'] * 10 | b''.join(a)
bytes | split | a = b'the quick brown fox' | a.split()
bytes | find | a = b'hello world' * 20 + b'!' | a.find(b'ld!')
bytes | replace | a = b'hello world' * 5 | a.replace(b'o', b'00')
bytes | hex | a = b'hello world' | a.hex()
bytes | fromhex | a = '68656c6c6f' | bytes.fromhex(a)
bytes | of list | a = [1, 2, 3] * 10 | bytes(a)
bytes | iterate | a = b'hello world' * 5 | for c in a: pass
bytes | startswith | a = b'hello world' | a.startswith(b'hello')
bytes | strip lower | a = b' Hello ' | a.strip().lower()
bytes | bytearray append | a = bytearray() | a.append(5)
bytes | bytearray extend | a = b'hello' | bytearray(a).extend(a)
bytes | bytearray set | a = bytearray(b'hello') | a[1] = 7
bytes | bytearray iadd | a = bytearray() | a += b'hello'
bytes | memoryview | a = memoryview(b'hello world' * 9) | a[5:20]
bytes | memoryview index | a = memoryview(b'hello world' * 9) | a[5]
bytes | compare hash | a = b'hello'; b = b'world' | a < b
list | display | a = 1 | [a, a, a]
list | index | a = list(range(10)) | a[5]
list | index negative | a = list(range(10)) | a[-1]
list | set item | a = list(range(10)) | a[5] = 7
list | slice | a = list(range(100)) | a[10:20]
list | slice step | a = list(range(100)) | a[::2]
list | slice reverse | a = list(range(100)) | a[::-1]
list | slice assign | a = list(range(100)); b = [1, 2, 3] | a[10:13] = b
list | del slice | a = list(range(20)) | b = a[:]; del b[5:10]
list | copy | a = list(range(100)) | a.copy()
list | append pop | a = [] | a.append(1); a.pop()
list | append loop | r = range(100) | b = [];;for x in r: b.append(x)
list | comprehension | r = range(100) | [x for x in r]
list | comprehension if | r = range(100) | [x * 2 for x in r if x & 1]
list | insert 0 pop 0 | a = list(range(50)) | a.insert(0, 1); a.pop(0)
list | extend | b = [1, 2, 3] | a = []; a.extend(b)
list | extend generator | b = [1, 2, 3] * 10 | a = []; a.extend(x for x in b)
list | iadd | b = [1, 2, 3] | a = [0]; a += b
list | concat | a = [1, 2, 3]; b = [4, 5] | a + b
list | repeat | a = [0] | a * 100
list | of range | r = range(1000) | list(r)
list | of generator | r = range(100) | list(x for x in r)
list | of tuple | a = tuple(range(100)) | list(a)
list | of dict | a = dict.fromkeys(range(100)) | list(a)
list | of map | a = list(range(100)) | list(map(str, a))
list | of filter | a = list(range(100)) | list(filter(None, a))
list | of zip | a = list(range(100)) | list(zip(a, a))
list | of enumerate | a = list(range(100)) | list(enumerate(a))
list | of reversed | a = list(range(100)) | list(reversed(a))
list | index method | a = list(range(100)) | a.index(50)
list | count | a = list(range(100)) | a.count(50)
list | in | a = list(range(100)) | 50 in a
list | in str | a = ['a', 'b', 'c', 'd']; b = 'd' | b in a
list | remove | a = list(range(50)) | a.remove(25); a.append(25)
list | reverse | a = list(range(100)) | a.reverse()
list | equal | a = list(range(100)); b = list(range(100)) | a == b
list | less | a = list(range(100)); b = list(range(100)) | a < b
list | unpack | a = [1, 2, 3] | x, y, z = a
list | unpack star | a = [1, 2, 3, 4, 5] | x, *y = a
list | display star | a = [1, 2, 3, 4, 5] | [*a, *a]
list | iterate | a = list(range(100)) | for x in a: pass
list | sort ints | import random; random.seed(1); a = [random.randrange(1000) for i in range(200)] | b = a[:]; b.sort()
list | sort floats | import random; random.seed(1); a = [random.random() for i in range(200)] | b = a[:]; b.sort()
list | sort strs | import random; random.seed(1); a = [str(random.random()) for i in range(200)] | b = a[:]; b.sort()
list | sort tuples | import random; random.seed(1); a = [(random.randrange(10), random.random()) for i in range(200)] | b = a[:]; b.sort()
list | sort sorted | a = list(range(200)) | b = a[:]; b.sort()
list | sorted key lambda | import random; random.seed(1); a = [random.randrange(1000) for i in range(200)] | sorted(a, key=lambda x: -x)
list | sorted key itemgetter | import random; from operator import itemgetter; random.seed(1); a = [(i, random.randrange(1000)) for i in range(200)]; k = itemgetter(1) | sorted(a, key=k)
list | sorted reverse | import random; random.seed(1); a = [random.randrange(1000) for i in range(200)] | sorted(a, reverse=True)
list | sorted key len | a = ['x' * (i % 7) for i in range(100)] | sorted(a, key=len)
list | repr | a = list(range(20)) | repr(a)
list | clear | a = [1, 2, 3] | b = a[:]; b.clear()
tuple | display | a = 1 | (a, a, a)
tuple | index | a = (1, 2, 3) | a[1]
tuple | slice | a = tuple(range(10)) | a[2:5]
tuple | concat | a = (1, 2, 3); b = (4, 5) | a + b
tuple | equal | a = (1, 2, 'x'); b = (1, 2, 'x', 3)[:3] | a == b
tuple | less | a = (1, 2, 'x'); b = (1, 2, 'y') | a < b
tuple | hash | a = (1, 2, 'x') | hash(a)
tuple | in | a = (1, 2, 3) | 3 in a
tuple | unpack | a = (1, 2, 3) | x, y, z = a
tuple | swap | x = 1; y = 2 | x, y = y, x
tuple | of list | a = list(range(30)) | tuple(a)
tuple | of generator | a = list(range(30)) | tuple(x for x in a)
tuple | repr | a = (1, 'x', 2.5) | repr(a)
tuple | iterate | a = tuple(range(100)) | for x in a: pass
dict | display | a = 1 | {'a': a, 'b': a}
dict | display 10 | a = 1 | {'a': a, 'b': a, 'c': a, 'd': a, 'e': a, 'f': a, 'g': a, 'h': a, 'i': a, 'j': a}
dict | get item | a = {'x': 1, 'y': 2} | a['y']
dict | get item int | a = dict.fromkeys(range(100)) | a[50]
dict | get item tuple | a = {(i, i): i for i in range(100)}; k = (5, 5) | a[k]
dict | set item | a = {'x': 1, 'y': 2} | a['y'] = 3
dict | set del | a = {'x': 1, 'y': 2} | a['z'] = 3; del a['z']
dict | grow | r = range(100) | b = {};;for x in r: b[x] = x
dict | grow str | r = [str(i) for i in range(100)] | b = {};;for x in r: b[x] = x
dict | count words | r = ['a', 'b', 'c', 'a'] * 10 | b = {};;for x in r: b[x] = b.get(x, 0) + 1
dict | get | a = {'x': 1, 'y': 2} | a.get('y')
dict | get default | a = {'x': 1, 'y': 2} | a.get('z', 0)
dict | setdefault | a = {'x': 1, 'y': 2} | a.setdefault('y', 0)
dict | setdefault list | r = [1, 2, 3, 1] * 5 | b = {};;for x in r: b.setdefault(x, []).append(x)
dict | pop | a = {'x': 1, 'y': 2} | a['z'] = 3; a.pop('z')
dict | pop default | a = {'x': 1, 'y': 2} | a.pop('z', None)
dict | popitem | a = {'x': 1, 'y': 2} | a['z'] = 3; a.popitem()
dict | in | a = {'x': 1, 'y': 2} | 'y' in a
dict | not in int | a = dict.fromkeys(range(100)) | 500 not in a
dict | copy | a = dict.fromkeys(range(100)) | a.copy()
dict | update | a = dict.fromkeys(range(100)) | b = {}; b.update(a)
dict | update keywords | b = {} | b.update(x=1, y=2)
dict | or | a = {'x': 1, 'y': 2}; b = {'z': 3} | a | b
dict | star display | a = {'x': 1, 'y': 2} | {**a, 'z': 3}
dict | keywords | | dict(x=1, y=2)
dict | of pairs | a = [(i, i) for i in range(30)] | dict(a)
dict | of zip | a = list(range(30)) | dict(zip(a, a))
dict | fromkeys | a = list(range(30)) | dict.fromkeys(a)
dict | comprehension | a = list(range(30)) | {x: x for x in a}
dict | iterate | a = dict.fromkeys(range(100)) | for x in a: pass
dict | iterate items | a = dict.fromkeys(range(100)) | for k, v in a.items(): pass
dict | iterate values | a = dict.fromkeys(range(100)) | for v in a.values(): pass
dict | list items | a = dict.fromkeys(range(100)) | list(a.items())
dict | sorted items | a = {i * 7 % 31: i for i in range(30)} | sorted(a.items())
dict | equal | a = dict.fromkeys(range(100)); b = dict.fromkeys(range(100)) | a == b
dict | keys and | a = dict.fromkeys(range(20)); b = dict.fromkeys(range(10, 30)) | a.keys() & b.keys()
dict | len | a = {'x': 1} | len(a)
dict | repr | a = {'x': 1, 'y': [2]} | repr(a)
dict | max key get | a = {i: i * 7 % 31 for i in range(30)} | max(a, key=a.get)
set | display | a = 1; b = 'x' | {a, b, 3}
set | of list | a = list(range(100)) | set(a)
set | of strs | a = [str(i) for i in range(100)] | set(a)
set | of generator | a = list(range(100)) | set(x for x in a)
set | comprehension | a = list(range(100)) | {x for x in a}
set | add discard | a = {1, 2, 3} | a.add(9); a.discard(9)
set | add loop | r = range(100) | b = set();;for x in r: b.add(x)
set | add remove str | a = {'a', 'b'} | a.add('c'); a.remove('c')
set | in | a = set(range(100)) | 50 in a
set | in str | a = {'a', 'b', 'c'} | 'b' in a
set | not in tuple | a = {(1, 2), (3, 4)}; b = (5, 6) | b not in a
set | and | a = set(range(100)); b = set(range(50, 150)) | a & b
set | or | a = set(range(100)); b = set(range(50, 150)) | a | b
set | sub | a = set(range(100)); b = set(range(50, 150)) | a - b
set | xor | a = set(range(100)); b = set(range(50, 150)) | a ^ b
set | ior | a = set(range(10)); b = set(range(5, 15)) | a |= b
set | update list | a = list(range(30)) | b = set(); b.update(a)
set | issubset | a = set(range(50)); b = set(range(100)) | a <= b
set | pop | a = list(range(10)) | b = set(a);;while b: b.pop()
set | iterate | a = set(range(100)) | for x in a: pass
set | copy | a = set(range(100)) | a.copy()
set | frozenset hash | a = list(range(10)) | hash(frozenset(a))
set | sorted | a = set(range(100)) | sorted(a)
set | equal | a = set(range(100)); b = set(range(100)) | a == b
iter | for range | r = range(100) | for x in r: pass
iter | for enumerate | a = list(range(100)) | for i, x in enumerate(a): pass
iter | for zip | a = list(range(100)) | for x, y in zip(a, a): pass
iter | for reversed | a = list(range(100)) | for x in reversed(a): pass
iter | for map | a = list(range(100)) | for x in map(str, a): pass
iter | map lambda | a = list(range(100)) | for x in map(lambda x: x, a): pass
iter | filter lambda | a = list(range(100)) | for x in filter(lambda x: x, a): pass
iter | generator | a = list(range(100)) | for x in (y for y in a): pass
iter | sum list | a = list(range(100)) | sum(a)
iter | sum floats | a = [i / 7 for i in range(100)] | sum(a)
iter | sum generator | a = list(range(100)) | sum(x for x in a)
iter | any generator | a = [0] * 100 | any(x for x in a)
iter | all generator | a = [1] * 100 | all(x for x in a)
iter | min max | a = list(range(100)) | min(a) + max(a)
iter | max 2 | a = 5; b = 7 | max(a, b)
iter | min key | a = list(range(100)) | min(a, key=lambda x: -x)
iter | max generator | a = list(range(100)) | max(x for x in a)
iter | next iter | a = [1, 2, 3] | next(iter(a))
iter | next default | a = [] | next(iter(a), None)
iter | zip star | a = [(1, 2), (3, 4), (5, 6)] | list(zip(*a))
iter | range | | range(10)
iter | range in | r = range(100) | 50 in r
iter | range index | r = range(100) | r[50]
builtin | len | a = [1] | len(a)
builtin | isinstance | a = 1 | isinstance(a, int)
builtin | isinstance tuple | a = 1 | isinstance(a, (str, int))
builtin | isinstance class | class A: pass;;class B(A): pass;;a = B() | isinstance(a, A)
builtin | issubclass | | issubclass(bool, int)
builtin | type | a = 1 | type(a) is int
builtin | getattr | class A: x = 1;;a = A() | getattr(a, 'x')
builtin | getattr default | class A: x = 1;;a = A() | getattr(a, 'y', None)
builtin | hasattr | class A: x = 1;;a = A() | hasattr(a, 'y')
builtin | setattr | class A: x = 1;;a = A() | setattr(a, 'y', 1)
builtin | callable | a = 1 | callable(a)
builtin | id | a = 1 | id(a)
builtin | repr object | class A: pass;;a = A() | repr(a)
builtin | sorted | a = [3, 1, 2] | sorted(a)
builtin | print | import io, sys; f = io.StringIO() | print('hello', 12, file=f)
builtin | bool none | a = [] | not a
builtin | ascii format | a = 5 | format(a, '03d')
builtin | bin oct | a = 5 | bin(a)
builtin | any list | a = [0] * 20 | any(a)
builtin | slice object | | slice(1, 2)
builtin | compile eval | | eval('1+2')
object | attribute | class A: pass;;a = A(); a.x = 1 | a.x
object | set attribute | class A: pass;;a = A(); a.x = 1 | a.x = 2
object | slots | class A: __slots__ = 'x',;;a = A(); a.x = 1 | a.x = a.x
object | class attribute | class A: x = 1 | A.x
object | method call | class A:;;  def f(self): pass;;a = A() | a.f()
object | bound method | class A:;;  def f(self): pass;;a = A(); f = a.f | f()
object | new | class A: pass | A()
object | new init | class A:;;  def __init__(self, x): self.x = x | A(1)
object | property | class A:;;  @property;;  def x(self): return 1;;a = A() | a.x
object | property set | class A:;;  @property;;  def x(self): return 1;;  @x.setter;;  def x(self, v): pass;;a = A() | a.x = 2
object | classmethod | class A:;;  @classmethod;;  def f(cls): pass | A.f()
object | staticmethod | class A:;;  @staticmethod;;  def f(): pass | A.f()
object | super | class A:;;  def f(self): pass;;class B(A):;;  def f(self): super().f();;a = B() | a.f()
object | add dunder | class A:;;  def __add__(self, o): return 1;;a = A() | a + a
object | eq dunder | class A:;;  def __eq__(self, o): return True;;a = A() | a == a
object | getitem dunder | class A:;;  def __getitem__(self, i): return i;;a = A() | a[1]
object | len dunder | class A:;;  def __len__(self): return 1;;a = A() | len(a)
object | call dunder | class A:;;  def __call__(self): return 1;;a = A() | a()
object | hash eq dict | class A:;;  def __init__(self, x): self.x = x;;  def __hash__(self): return hash(self.x);;  def __eq__(self, o): return self.x == o.x;;d = {A(1): 1}; a = A(1) | d[a]
object | lt sort | class A:;;  def __init__(self, x): self.x = x;;  def __lt__(self, o): return self.x < o.x;;a = [A(i * 7 % 31) for i in range(31)] | sorted(a)
object | iter dunder | class A:;;  def __iter__(self): return iter((1, 2, 3));;a = A() | for x in a: pass
object | next dunder | class A:;;  def __init__(self): self.n = 0;;  def __iter__(self): return self;;  def __next__(self):;;    self.n += 1;;    if self.n > 20: raise StopIteration;;    return self.n | for x in A(): pass
object | contains dunder | class A:;;  def __contains__(self, x): return True;;a = A() | 1 in a
object | getattr dunder | class A:;;  def __getattr__(self, n): return 1;;a = A() | a.foo
object | descriptor | class D:;;  def __get__(self, o, t): return 1;;class A: x = D();;a = A() | a.x
object | with | class A:;;  def __enter__(self): pass;;  def __exit__(self, *a): pass;;a = A() | with a: pass
object | bool dunder | class A:;;  def __bool__(self): return True;;a = A() | not a
object | str dunder | class A:;;  def __str__(self): return 'x';;a = A() | str(a)
object | subclass of list | class A(list): pass;;a = A() | a.append(1); a.pop()
object | subclass of dict | class A(dict): pass;;a = A() | a['x'] = 1; a['x']
object | subclass of int | class A(int): pass;;a = A(5) | a + 1
object | vars | class A: pass;;a = A(); a.x = 1 | a.__dict__['x']
object | define class | | class A:;;  def f(self): pass
call | function | def f(x): return x | f(1)
call | keywords | def f(x, y=2, *, z=3): return x | f(1, z=5)
call | defaults | def f(x, y=2, z=3): return x | f(1)
call | star args | def f(*a): return a;;a = (1, 2, 3) | f(*a)
call | star kwargs | def f(**k): return k;;a = {'x': 1} | f(**a)
call | args collected | def f(*a, **k): return a | f(1, 2, x=3)
call | lambda | f = lambda x: x | f(1)
call | closure | def g():;;  y = 1;;  def f(x): return x + y;;  return f;;f = g() | f(1)
call | make closure | | lambda: 1
call | decorator wraps | import functools;;def d(f):;;  @functools.wraps(f);;  def w(*a, **k): return f(*a, **k);;  return w;;@d;;def f(x): return x | f(1)
call | recursion | def f(n): return 1 if n < 2 else f(n - 1) + f(n - 2) | f(8)
call | generator | def f():;;  yield 1 | for x in f(): pass
call | yield from | def f():;;  yield from (1, 2, 3) | for x in f(): pass
call | send | def f():;;  while True:;;    x = yield;;g = f(); next(g) | g.send(1)
error | try | | try: pass;;except ValueError: pass
error | raise catch | e = ValueError('x') | try: raise ValueError('x');;except ValueError: pass
error | raise in call | def f(): raise ValueError('x') | try: f();;except ValueError as e: pass
error | deep | def f(n):;;  if n: f(n - 1);;  else: raise KeyError(1) | try: f(5);;except KeyError: pass
error | key error | a = {} | try: a['x'];;except KeyError: pass
error | index error | a = [] | try: a[1];;except IndexError: pass
error | attribute error | a = 1 | try: a.foo;;except AttributeError: pass
error | type error | a = 1 | try: a + 'x';;except TypeError: pass
error | int of text | a = 'x' | try: int(a);;except ValueError: pass
error | zero division | a = 0 | try: 1 / a;;except ZeroDivisionError: pass
error | finally | | try: pass;;finally: pass
error | StopIteration | a = iter([]) | try: next(a);;except StopIteration: pass
error | custom class | class E(Exception): pass | try: raise E;;except E: pass
error | raise from | | try:;;  try: raise KeyError;;  except KeyError as e: raise ValueError from e;;except ValueError: pass
collections | Counter | import collections; a = 'hello world' * 5 | collections.Counter(a)
collections | Counter add | import collections; c = collections.Counter() | c['x'] += 1
collections | most_common | import collections; c = collections.Counter('hello world' * 5) | c.most_common(3)
collections | defaultdict int | import collections; c = collections.defaultdict(int) | c['x'] += 1
collections | defaultdict list | import collections; r = [1, 2, 3, 1] * 5 | c = collections.defaultdict(list);;for x in r: c[x].append(x)
collections | deque append popleft | import collections; d = collections.deque() | d.append(1); d.popleft()
collections | deque rotate | import collections; d = collections.deque(range(50)) | d.rotate(3)
collections | deque iterate | import collections; d = collections.deque(range(100)) | for x in d: pass
collections | deque maxlen | import collections; d = collections.deque(maxlen=5) | d.append(1)
collections | deque index | import collections; d = collections.deque(range(100)) | d[50]
collections | OrderedDict set | import collections; d = collections.OrderedDict() | d['x'] = 1
collections | OrderedDict move | import collections; d = collections.OrderedDict.fromkeys('abc') | d.move_to_end('a')
collections | OrderedDict iterate | import collections; d = collections.OrderedDict.fromkeys(range(50)) | for k, v in d.items(): pass
collections | OrderedDict popitem | import collections; d = collections.OrderedDict.fromkeys('abc') | d['z'] = 1; d.popitem()
collections | namedtuple new | import collections; P = collections.namedtuple('P', 'x y') | P(1, 2)
collections | namedtuple get | import collections; p = collections.namedtuple('P', 'x y')(1, 2) | p.x
collections | namedtuple replace | import collections; p = collections.namedtuple('P', 'x y')(1, 2) | p._replace(x=5)
collections | ChainMap | import collections; c = collections.ChainMap({'x': 1}, {'y': 2}) | c['y']
dataclass | new | from dataclasses import dataclass;;@dataclass;;class P:;;  x: int;;  y: int = 0 | P(1, 2)
dataclass | equal | from dataclasses import dataclass;;@dataclass;;class P:;;  x: int;;  y: int = 0;;a = P(1); b = P(1) | a == b
dataclass | repr | from dataclasses import dataclass;;@dataclass;;class P:;;  x: int;;  y: int = 0;;a = P(1) | repr(a)
dataclass | frozen hash | from dataclasses import dataclass;;@dataclass(frozen=True);;class P:;;  x: int;;  y: int = 0;;a = P(1) | hash(a)
enum | member | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2 | C.A
enum | value name | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2;;c = C.A | c.value, c.name
enum | of value | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2 | C(2)
enum | of name | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2 | C['B']
enum | flag or | import enum;;class C(enum.Flag):;;  A = 1;;  B = 2 | C.A | C.B
enum | iterate | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2 | list(C)
enum | hash | import enum;;class C(enum.Enum):;;  A = 1;;  B = 2;;d = {C.A: 1}; c = C.A | d[c]
itertools | count islice | import itertools | list(itertools.islice(itertools.count(), 50))
itertools | chain | import itertools; a = [1, 2, 3] * 10 | list(itertools.chain(a, a))
itertools | chain from_iterable | import itertools; a = [[1, 2, 3]] * 10 | list(itertools.chain.from_iterable(a))
itertools | product | import itertools; a = [1, 2, 3] * 2 | list(itertools.product(a, a))
itertools | permutations | import itertools; a = [1, 2, 3, 4] | list(itertools.permutations(a))
itertools | combinations | import itertools; a = list(range(8)) | list(itertools.combinations(a, 3))
itertools | accumulate | import itertools; a = list(range(50)) | list(itertools.accumulate(a))
itertools | groupby | import itertools; a = 'aaabbbcc' * 5 | [k for k, g in itertools.groupby(a)]
itertools | zip_longest | import itertools; a = list(range(50)) | list(itertools.zip_longest(a, a[:40]))
itertools | starmap | import itertools; a = [(1, 2)] * 30 | list(itertools.starmap(max, a))
itertools | takewhile | import itertools; a = list(range(50)) | list(itertools.takewhile(lambda x: x < 40, a))
itertools | repeat | import itertools | list(itertools.repeat(5, 50))
itertools | cycle | import itertools; a = [1, 2, 3] | list(itertools.islice(itertools.cycle(a), 50))
itertools | tee | import itertools; a = list(range(20)) | x, y = itertools.tee(a); list(x); list(y)
itertools | pairwise | import itertools; a = list(range(50)) | list(itertools.pairwise(a))
itertools | compress | import itertools; a = list(range(50)) | list(itertools.compress(a, a))
functools | lru_cache hit | import functools;;@functools.lru_cache;;def f(x): return x;;f(1) | f(1)
functools | lru_cache 2 args | import functools;;@functools.lru_cache;;def f(x, y): return x;;f(1, 2) | f(1, 2)
functools | lru_cache miss | import functools, itertools;;@functools.lru_cache(maxsize=64);;def f(x): return x;;c = itertools.count() | f(next(c))
functools | cache recursion | import functools;;def g():;;  @functools.cache;;  def f(n): return n if n < 2 else f(n - 1) + f(n - 2);;  return f | g()(20)
functools | partial | import functools;;def f(x, y): return x;;p = functools.partial(f, 1) | p(2)
functools | reduce | import functools; a = list(range(50)) | functools.reduce(lambda x, y: x + y, a)
functools | cmp_to_key | import functools; a = [i * 7 % 31 for i in range(31)]; k = functools.cmp_to_key(lambda x, y: x - y) | sorted(a, key=k)
functools | cached_property | import functools;;class A:;;  @functools.cached_property;;  def x(self): return 1;;a = A() | a.x
functools | total_ordering | import functools;;@functools.total_ordering;;class A:;;  def __init__(s, x): s.x = x;;  def __eq__(s, o): return s.x == o.x;;  def __lt__(s, o): return s.x < o.x;;a = A(1); b = A(2) | a >= b
functools | singledispatch | import functools;;@functools.singledispatch;;def f(x): return x;;@f.register;;def _(x: int): return x | f(1)
operator | itemgetter | from operator import itemgetter; g = itemgetter(1); a = [1, 2] | g(a)
operator | itemgetter 2 | from operator import itemgetter; g = itemgetter(0, 1); a = [1, 2] | g(a)
operator | attrgetter | from operator import attrgetter; g = attrgetter('real'); a = 5 | g(a)
operator | methodcaller | from operator import methodcaller; g = methodcaller('upper'); a = 'x' | g(a)
operator | add | import operator; a = 5 | operator.add(a, a)
heapq | push pop | import heapq; h = list(range(100)) | heapq.heappush(h, 50); heapq.heappop(h)
heapq | heapify | import heapq; a = [i * 7 % 101 for i in range(100)] | b = a[:]; heapq.heapify(b)
heapq | tuples | import heapq; h = [(i, 'x') for i in range(100)] | heapq.heappush(h, (50, 'y')); heapq.heappop(h)
heapq | nsmallest | import heapq; a = [i * 7 % 101 for i in range(100)] | heapq.nsmallest(5, a)
heapq | merge | import heapq; a = list(range(30)) | list(heapq.merge(a, a))
heapq | heapreplace | import heapq; h = list(range(100)) | heapq.heapreplace(h, 50)
bisect | bisect | import bisect; a = list(range(100)) | bisect.bisect(a, 50)
bisect | insort | import bisect; a = list(range(100)) | bisect.insort(a, 50); a.pop(50)
re | match | import re; p = re.compile(r'(\w+) (\d+)') | p.match('hello 123')
re | match fail | import re; p = re.compile(r'\d+') | p.match('hello')
re | search | import re; p = re.compile(r'wor\w+') | p.search('hello world')
re | search long | import re; p = re.compile(r'\d+'); a = 'hello world ' * 20 + '12' | p.search(a)
re | findall | import re; p = re.compile(r'\w+'); a = 'the quick brown fox jumps' | p.findall(a)
re | finditer groups | import re; p = re.compile(r'(\w)(\w*)'); a = 'the quick brown fox' | [m.group(1) for m in p.finditer(a)]
re | sub | import re; p = re.compile(r'o'); a = 'hello world' | p.sub('0', a)
re | sub template | import re; p = re.compile(r'(\w+) (\w+)'); a = 'hello world' | p.sub(r'\2 \1', a)
re | sub function | import re; p = re.compile(r'\w+'); a = 'hello world' | p.sub(lambda m: m.group(), a)
re | split | import re; p = re.compile(r'[,;] *'); a = 'a, b;c, d' | p.split(a)
re | alternatives | import re; p = re.compile(r'foo|bar|world'); a = 'hello world' * 5 | p.search(a)
re | lazy | import re; p = re.compile(r'<(.*?)>'); a = 'x <b> y <i> z' | p.findall(a)
re | charset | import re; p = re.compile(r'[a-z]+@[a-z]+\.com'); a = 'write to me@example.com now' | p.search(a)
re | ignorecase | import re; p = re.compile(r'WORLD', re.I); a = 'hello world' | p.search(a)
re | backtrack | import re; p = re.compile(r'(a+)+b'); a = 'a' * 10 | p.match(a)
re | module function | import re; a = 'hello 12' | re.match(r'(\w+)', a)
re | group groups | import re; m = re.match(r'(\w+) (?P<n>\d+)', 'hello 12') | m.group(1), m['n'], m.groups(), m.start()
re | fullmatch | import re; p = re.compile(r'-?\d+(\.\d+)?') | p.fullmatch('3.14')
json | dumps | import json; a = {'name': 'x', 'list': [1, 2.5, None, True], 'sub': {'a': 'b'}} | json.dumps(a)
json | dumps list | import json; a = list(range(100)) | json.dumps(a)
json | dumps indent | import json; a = {'name': 'x', 'list': [1, 2.5, None, True], 'sub': {'a': 'b'}} | json.dumps(a, indent=2)
json | dumps str | import json; a = 'hello "w\xf6rld"\n' * 5 | json.dumps(a)
json | loads | import json; a = '{"name": "x", "list": [1, 2.5, null, true], "sub": {"a": "b"}}' | json.loads(a)
json | loads list | import json; a = json.dumps(list(range(100))) | json.loads(a)
json | loads objects | import json; a = json.dumps([{'id': i, 'name': 'n%d' % i, 'tags': ['a', 'b']} for i in range(20)]) | json.loads(a)
struct | pack | import struct | struct.pack('<IHB', 1, 2, 3)
struct | unpack | import struct; a = struct.pack('<IHB', 1, 2, 3) | struct.unpack('<IHB', a)
struct | Struct | import struct; s = struct.Struct('>d2i'); a = s.pack(1.5, 2, 3) | s.unpack(a)
struct | iter_unpack | import struct; a = bytes(80) | list(struct.iter_unpack('<q', a))
array | append | import array; a = array.array('i') | a.append(1)
array | index | import array; a = array.array('i', range(100)) | a[50]
array | iterate | import array; a = array.array('d', range(100)) | for x in a: pass
array | of list | import array; b = list(range(100)) | array.array('i', b)
array | sum | import array; a = array.array('i', range(100)) | sum(a)
math | factorial | import math | math.factorial(20)
math | gcd | import math; a = 1234567; b = 7654321 | math.gcd(a, b)
math | comb | import math | math.comb(40, 10)
math | isqrt | import math; a = 123456789 | math.isqrt(a)
math | fsum | import math; a = [0.1] * 20 | math.fsum(a)
math | prod | import math; a = list(range(1, 20)) | math.prod(a)
math | dist | import math; a = (1.0, 2.0); b = (3.0, 4.0) | math.dist(a, b)
math | log exp | import math; a = 2.5 | math.log(a) + math.exp(a)
math | log big | import math; a = 3**100 | math.log2(a)
random | random | import random | random.random()
random | randint | import random | random.randint(1, 100)
random | choice | import random; a = list(range(10)) | random.choice(a)
random | shuffle | import random; a = list(range(50)) | random.shuffle(a)
random | sample | import random; a = list(range(50)) | random.sample(a, 5)
random | gauss | import random | random.gauss(0, 1)
random | getrandbits | import random | random.getrandbits(64)
io | StringIO write | import io | f = io.StringIO(); f.write('hello'); f.write('world'); f.getvalue()
io | StringIO lines | import io; a = 'hello world\n' * 20 | for x in io.StringIO(a): pass
io | StringIO readline | import io; a = 'hello world\n' * 5 | io.StringIO(a).readline()
io | StringIO write loop | import io; f = io.StringIO() | f.write('hello')
io | BytesIO write | import io | f = io.BytesIO(); f.write(b'hello'); f.getvalue()
io | BytesIO read | import io; a = bytes(100) | f = io.BytesIO(a); f.read(10); f.read(10)
io | text file lines | import tempfile; f = tempfile.TemporaryFile('w+'); f.write('hello world\n' * 200); f.flush() | f.seek(0);;for x in f: pass
io | text file read | import tempfile; f = tempfile.TemporaryFile('w+'); f.write('hello world\n' * 200); f.flush() | f.seek(0); f.read()
io | text file readlines | import tempfile; f = tempfile.TemporaryFile('w+'); f.write('hello world\n' * 200); f.flush() | f.seek(0); f.readlines()
io | text file non-ascii | import tempfile; f = tempfile.TemporaryFile('w+', encoding='utf-8'); f.write('h\xe9llo w\u20acrld\n' * 200); f.flush() | f.seek(0); f.read()
io | text file write | import tempfile; f = tempfile.TemporaryFile('w+') | f.write('hello world\n')
io | print to file | import tempfile; f = tempfile.TemporaryFile('w+') | print('hello', 12, file=f)
io | binary file lines | import tempfile; f = tempfile.TemporaryFile('w+b'); f.write(b'hello world\n' * 200); f.flush() | f.seek(0);;for x in f: pass
io | open close | import os; p = os.devnull | open(p).close()
copy | copy list | import copy; a = [1, 2, 3] | copy.copy(a)
copy | deepcopy | import copy; a = {'x': [1, 2, {'y': 3}], 'z': (1, 2)} | copy.deepcopy(a)
copy | deepcopy object | import copy;;class A: pass;;a = A(); a.x = [1, 2]; a.y = 'z' | copy.deepcopy(a)
pickle | dumps | import pickle; a = {'x': [1, 2, {'y': 3}], 'z': (1, 2)} | pickle.dumps(a)
pickle | loads | import pickle; a = pickle.dumps({'x': [1, 2, {'y': 3}], 'z': (1, 2)}) | pickle.loads(a)
datetime | date | import datetime | datetime.date(2024, 1, 31)
datetime | timedelta | import datetime; d = datetime.datetime(2024, 1, 31); t = datetime.timedelta(days=1) | d + t
datetime | isoformat | import datetime; d = datetime.datetime(2024, 1, 31, 12, 30) | d.isoformat()
datetime | strftime | import datetime; d = datetime.datetime(2024, 1, 31, 12, 30) | d.strftime('%Y-%m-%d')
datetime | strptime | import datetime; f = datetime.datetime.strptime | f('2024-01-31', '%Y-%m-%d')
csv | reader | import csv; a = ['a,b,"c d",1'] * 10 | list(csv.reader(a))
csv | writer | import csv, io; f = io.StringIO(); w = csv.writer(f) | w.writerow(['a', 1, 'c d', 2.5])
hashlib | md5 | import hashlib; a = b'x' * 100 | hashlib.md5(a).hexdigest()
hashlib | sha256 | import hashlib; a = b'x' * 1000 | hashlib.sha256(a).hexdigest()
hashlib | sha1 | import hashlib; a = b'x' * 1000 | hashlib.sha1(a).hexdigest()
zlib | crc32 | import zlib; a = b'x' * 1000 | zlib.crc32(a)
binascii | hexlify | import binascii; a = b'x' * 100 | binascii.hexlify(a)
base64 | encode | import base64; a = b'x' * 100 | base64.b64encode(a)
base64 | decode | import base64; a = base64.b64encode(b'x' * 100) | base64.b64decode(a)
statistics | mean | import statistics; a = [1.5, 2.5, 3.5] * 5 | statistics.mean(a)
statistics | stdev | import statistics; a = [1.5, 2.5, 3.5] * 5 | statistics.stdev(a)
statistics | median | import statistics; a = [1.5, 2.5, 3.5] * 5 | statistics.median(a)
fractions | add | from fractions import Fraction; a = Fraction(1, 3); b = Fraction(2, 7) | a + b
decimal | add mul | from decimal import Decimal; a = Decimal('1.1'); b = Decimal('2.7') | a * b + a
decimal | div | from decimal import Decimal; a = Decimal('1.1'); b = Decimal('2.7') | a / b
decimal | of str | from decimal import Decimal | Decimal('3.14159')
textwrap | wrap | import textwrap; a = 'the quick brown fox jumps over the lazy dog ' * 3 | textwrap.wrap(a, 30)
string | Template | import string; t = string.Template('$x and $y') | t.substitute(x=1, y=2)
contextlib | contextmanager | import contextlib;;@contextlib.contextmanager;;def c(): yield | with c(): pass
abc | isinstance | import collections.abc; a = [1] | isinstance(a, collections.abc.Sequence)
typing | subscript | import typing | typing.List[int]
weakref | ref call | import weakref;;class A: pass;;a = A(); r = weakref.ref(a) | r()
weakref | new | import weakref;;class A: pass;;a = A() | weakref.ref(a)
weakref | value dict | import weakref;;class A: pass;;a = A(); d = weakref.WeakValueDictionary(); d['x'] = a | d['x']
uuid | uuid4 | import uuid | uuid.uuid4()
shlex | split | import shlex | shlex.split('a "b c" d')
pathlib | join | import pathlib; p = pathlib.PurePosixPath('/usr') | p / 'lib' / 'x.py'
os | path join | import os.path | os.path.join('/usr', 'lib', 'x.py')
os | path split | import os.path | os.path.splitext('/usr/lib/x.py')
time | perf_counter | import time | time.perf_counter()
threading | lock | import threading; l = threading.Lock() | with l: pass
queue | put get | import queue; q = queue.Queue() | q.put(1); q.get()
asyncio | coroutine | async def f(): pass | try: f().send(None);;except StopIteration: pass
ast | parse | import ast | ast.parse('x = 1 + 2')
tokenize | tokens | import tokenize, io; a = 'x = 1 + 2\n' | list(tokenize.generate_tokens(io.StringIO(a).readline))
array | bytes | import array; a = array.array('i', range(100)) | a.tobytes()
match | sequence | a = [1, 2, 3] | match a:;;  case [1, x]: pass;;  case [1, x, y]: pass
match | mapping class | a = {'k': 5} | match a:;;  case {'k': int(x)}: pass
comprehension | nested | r = range(10) | [[x * y for x in r] for y in r]
comprehension | str | a = 'hello world' | [c.upper() for c in a]
'''


def operations(patterns):
    """(group, name, setup, statement) of each line that is asked for."""
    for line in TABLE.strip().split('\n'):
        group, name, rest = line.split(' | ', 2)
        setup, statement = ('', rest[2:]) if rest.startswith('| ') else rest.split(' | ', 1)
        label = group + ': ' + name
        if not patterns or any(p in label for p in patterns):
            yield label, setup.replace(';;', '\n'), statement.replace(';;', '\n')


def make_function(setup, statement):
    """f(n): runs the statement n times, after the setup; gives the seconds of the loop."""
    lines = ['def measured(n, clock):']
    lines += ['    ' + l for l in setup.split('\n') if setup]
    lines += ['    times = range(n)', '    start = clock()', '    for count in times:']
    lines += ['        ' + l for l in statement.split('\n')]
    lines += ['    return clock() - start']
    space = {}
    exec('\n'.join(lines), space)
    return space['measured']


def measure(setup, statement, rounds, goal=0.004):
    """Nanoseconds a statement: the best round."""
    f = make_function(setup, statement)
    n = 4
    while True:
        seconds = f(n, process_time)
        if seconds > goal / 4 or n > 1 << 20:
            break
        n *= 4
    n = max(1, int(n * goal / max(seconds, 1e-9)))
    return min(f(n, process_time) for _ in range(rounds)) / n * 1e9


def run_child(rounds, patterns):
    for label, setup, statement in operations(patterns):
        try:
            print(label, measure(setup, statement, rounds), sep='\t', flush=True)
        except Exception as e:
            print(label, 'failed: ' + type(e).__name__ + ': ' + str(e)[:60], sep='\t', flush=True)


def ask(command, rounds, patterns):
    import subprocess
    p = subprocess.run([*command, __file__, '--child', str(rounds), *patterns], stdout=subprocess.PIPE, text=True)
    return dict(line.split('\t', 1) for line in p.stdout.splitlines() if '\t' in line)


def main():
    import argparse
    import math
    import pathlib
    default = pathlib.Path(__file__).resolve().parent.parent / 'build' / 'adder'
    parser = argparse.ArgumentParser()
    parser.add_argument('--adder', default=str(default))
    parser.add_argument('--cpython', default='/usr/bin/python3.11')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--sort', action='store_true', help='slowest in comparison first')
    parser.add_argument('--over', type=float, default=0, help='only ratios above this')
    parser.add_argument('patterns', nargs='*')
    args = parser.parse_args()
    ours = ask([args.adder], args.rounds, args.patterns)
    theirs = ask([args.cpython], args.rounds, args.patterns)
    rows = []
    for label, _, _ in operations(args.patterns):
        try:
            a, c = float(ours[label]), float(theirs[label])
            rows.append((a / c, label, a, c))
        except (KeyError, ValueError):
            print(f'{label:<36} adder: {ours.get(label)}, cpython: {theirs.get(label)}')
    if args.sort:
        rows.sort(reverse=True)
    print(f'{"operation":<36}{"adder ns":>12}{"cpython ns":>12}{"ratio":>8}')
    for ratio, label, a, c in rows:
        if ratio > args.over:
            print(f'{label:<36}{a:>12.1f}{c:>12.1f}{ratio:>8.2f}')
    if rows:
        mean = math.exp(math.fsum(math.log(r[0]) for r in rows) / len(rows))
        print(f'{len(rows)} operations, geometric mean {mean:.2f}, '
              f'{sum(r[0] > 1 for r in rows)} slower than CPython')


if __name__ == '__main__':
    if sys.argv[1:2] == ['--child']:
        run_child(int(sys.argv[2]), sys.argv[3:])
    else:
        main()
