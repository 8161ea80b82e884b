"""bytes, bytearray and memoryview: expressions and what they give, or the error they raise."""

EXPRESSIONS = r"""
b'a'.find('a')
b'a'.find(256)
b'a'.find(1.5)
b'a'.find()
b'a'.count('a')
b'a'.index(b'x')
b'a'.index(5)
b'a'.startswith('a')
b'a'.startswith(('a',))
b'a'.startswith(1)
b'a'.join(1)
b'a'.join(['a'])
b'a'.join([b'a',1])
b'a'.split('a')
b'a'.split(b'')
b'a'.split(1)
b'a'.strip('a')
b'a'.strip(1)
b'a'.replace('a','b')
b'a'.replace(b'a')
b'a'.center(3,'a')
b'a'.center(3,b'ab')
b'a'.center(3,97)
b'a'.center()
b'a'.ljust(3,bytearray(b'x'))
b'a'.zfill('a')
b'a'.partition('a')
b'a'.partition(b'')
b'a'.removeprefix('a')
b'a'.removeprefix(1)
b'a'.translate()
b'a'.translate(b'a')
b'a'.translate(None,b'a')
b'a'.translate(None,delete='a')
b'a'.translate('a')
b'a'.translate(1)
bytes.maketrans(b'a',b'bc')
bytes.maketrans('a',b'bc')
bytes.maketrans(b'a')
bytes.fromhex('zz')
bytes.fromhex('a')
bytes.fromhex('aa b')
bytes.fromhex(1)
bytes.fromhex(' aa bb ')
bytes.fromhex('aé')
b'abc'.hex(':')
b'abcde'.hex(':',2)
b'abcde'.hex(':',-2)
b'a'.hex(1)
b'a'.hex('ab')
b'a'.hex('é')
b'a'.hex(b':')
b'a'.hex('')
b'a'.decode(1)
b'\xff'.decode()
b'a'.decode('ascii','x')
b'a'.expandtabs('a')
b'a'.splitlines('a')
b'a'['b']
b'a'[5]
b'a'[1.5]
b'a'+'a'
b'a'+1
b'a'*'b'
'a' in b'a'
256 in b'a'
b'a'<'a'
bytes('a')
bytes('a',1)
bytes('a','utf-8',1)
bytes(1,'utf-8')
bytes(encoding='utf-8')
bytes(errors='x')
bytes(b'a',errors='x')
bytes('a',errors='x')
bytes(-1)
bytes([256])
bytes([-1])
bytes(['a'])
bytes(1.5)
bytes(object())
bytes(range(5))
bytes(1,2,3,4)
bytes(foo=1)
bytearray('a')
bytearray([256])
bytearray(['a'])
bytearray(1.5)
bytearray(-1)
bytearray(b'a',errors='x')
bytearray(1,'utf-8')
bytearray(b'a').append(256)
bytearray(b'a').append('a')
bytearray(b'a').extend('a')
bytearray(b'a').extend(1)
bytearray(b'a').extend([256])
bytearray(b'a').insert(0,256)
bytearray(b'').pop()
bytearray(b'a').pop(5)
bytearray(b'a').pop('a')
bytearray(b'a').remove(5)
bytearray(b'a').remove('a')
bytearray(b'a').remove(256)
bytearray(b'a')[0:1].__setitem__(0,256)
bytearray(b'a').__setitem__(5,1)
bytearray(b'a').__setitem__(0,'a')
bytearray(b'a').__setitem__('a',1)
bytearray(b'a').__setitem__(slice(0,1),'a')
bytearray(b'a').__setitem__(slice(0,1),5)
bytearray(b'abc').__setitem__(slice(0,3,2),b'a')
bytearray(b'a').__delitem__(5)
bytearray(b'a')+'a'
bytearray(b'a').__iadd__('a')
bytearray(b'a').__iadd__(1)
bytearray(b'a')['a']
bytearray(b'a')[5]
bytearray(b'a').__contains__('a')
bytearray(b'a').__reduce__()
bytearray(b'a').__reduce_ex__(2)
bytearray(b'a').__reduce_ex__(4)
hash(bytearray())
b'a'.__getnewargs__()
bytearray(b'a\'"')
b'a\'"\n\t\r\x00\xff\\'
bytearray(b"x'")
memoryview(1)
memoryview('a')
memoryview(b'a')['a']
memoryview(b'a')[5]
memoryview(b'a')[0]
memoryview(b'a').__setitem__(0,1)
memoryview(bytearray(b'a')).__setitem__(0,256)
memoryview(bytearray(b'a')).__setitem__(0,'a')
memoryview(bytearray(b'a')).__setitem__(5,1)
memoryview(bytearray(b'abc')).__setitem__(slice(0,2),b'abc')
memoryview(bytearray(b'abc')).__setitem__(slice(0,2),5)
memoryview(bytearray(b'abc')).__delitem__(0)
memoryview(b'abcd').cast('i')[0]
memoryview(b'abcd').cast('z')
memoryview(b'abc').cast('i')
memoryview(b'abcd').cast('i').cast('h')
memoryview(b'abcd').cast('B',[2,3])
memoryview(b'abcd').cast(1)
memoryview(b'abcd').tolist()
memoryview(b'abcd')[::2].tobytes()
memoryview(b'abcd')[::-1].tolist()
memoryview(b'abcd')[::2].cast('B')
memoryview(b'abcd').hex(':')
memoryview(b'abcd').format,memoryview(b'abcd').itemsize,memoryview(b'abcd').shape,memoryview(b'abcd').strides,memoryview(b'abcd').ndim,memoryview(b'abcd').suboffsets,memoryview(b'abcd').nbytes,memoryview(b'abcd').c_contiguous,memoryview(b'abcd').f_contiguous,memoryview(b'abcd').contiguous,memoryview(b'abcd').readonly,memoryview(b'abcd').obj
memoryview(b'a')==b'a'
memoryview(b'a')=='a'
memoryview(b'a')<b'a'
hash(memoryview(b'a'))==hash(b'a')
hash(memoryview(bytearray(b'a')))
memoryview(b'abcd').cast('c')[0]
memoryview(b'abcd').cast('?')[0]
memoryview(b'abcd').cast('f').tolist()
memoryview(b'a').release()
memoryview()
memoryview(b'a').tobytes('X')
memoryview(b'a').tobytes(order='F')
memoryview(b'ab')[0,0]
memoryview(b'ab')[...]
memoryview(b'ab')[()]
list(memoryview(b'ab'))
1 in memoryview(b'ab')
97 in memoryview(b'ab')
memoryview(b'ab').index
b'%c'.__mod__(1)
b'abc'.rfind(99)
b'ab'.isalpha(1)
bytes.join(b'',[bytearray(b'x'),memoryview(b'y')])
b'a'.replace(b'a',b'b','c')
bytearray(b'ab').copy()
bytearray.fromhex('aa')
bytearray(b'ab').hex()
bytearray(b'a').translate(None)
b'a'.__add__(1)
b'a'.__contains__('x')
bytes(memoryview(b'abcd')[::2])
b''.join([memoryview(b'abcd')[::2]])
bytearray(memoryview(b'abcd')[::2])
b'abc'+memoryview(b'abcd')[::2]
bytes.fromhex('aa\u1234')
b'a'.decode(errors='x')
b'a'.__rmul__(3)
bytearray(b'a').__imul__(3)
bytearray(b'a').__imul__(-3)
b'hello World 12'.title(), b'hello World'.swapcase(), b'aB'.upper(), b'aB'.lower(), b'hELLO'.capitalize(), b'a1'.isalnum(), b'\xe9'.isalpha(), b'Ab Cd'.istitle(), b'AB'.isupper(), b'ab1'.islower(), b' \t\x0b'.isspace(), b'\x1c'.isspace(), b'12'.isdigit(), b'a\xff'.isascii(), b''.isascii(), b''.isalpha()
b'a b  c '.split(), b' a b c'.split(None,1), b' a b c '.rsplit(None,1), b'a,b,c'.split(b',',1), b'a,b,c'.rsplit(b',',1), b'a\x1cb'.split(), b'a\nb\r\nc\x0bd'.splitlines(), b'a\n'.splitlines(True), b''.split(), b''.split(b','), bytearray(b'a b').split(), bytearray(b'a,b').partition(b','), b'abc'.partition(b'b'), b'abc'.rpartition(b'x'), bytearray(b'abc').partition(b'x')
b'abcabc'.find(b'c'), b'abcabc'.rfind(b'ab'), b'abc'.find(98), b'abc'.index(b'b',1), b'aaa'.count(b'a'), b'aaa'.count(97,1), b'abc'.count(b''), b'abc'.find(b'',4), 97 in b'abc', b'bc' in b'abc', b'' in b'', bytearray(b'abc').find(bytearray(b'c'))
b'abc'.replace(b'b',b'XX'), b'aaa'.replace(b'a',b'',2), b'abc'.replace(b'',b'-'), b'abc'.replace(b'',b'-',2), bytearray(b'abc').replace(b'c',b'd'), b'xxaxx'.strip(b'x'), b' a '.strip(), b'abc'.lstrip(b'ba'), bytearray(b' a ').rstrip(), b'a'.center(4,b'*'), b'-5'.zfill(4), b'a\tb'.expandtabs(4), b'a'.rjust(3), b'abc'.removeprefix(b'ab'), b'abc'.removesuffix(b'bc'), b'abc'.translate(bytes.maketrans(b'ab',b'xy'),b'c')
b'abc'[0], b'abc'[1:], b'abc'[::-1], b'abc'[::2], b'abc'[-1], bytearray(b'abc')[1:], bytearray(b'abc')[::-1], b'abc'<b'abd', b'abc'==bytearray(b'abc'), bytearray(b'abc')==b'abc', bytearray(b'a')<b'b', b'a'!=b'b', b'ab'>b'a', b'a'==1, bytearray(b'a')=='a', b'abc'*2, 2*b'ab', bytearray(b'ab')*2, b'a'+bytearray(b'b'), bytearray(b'a')+b'b', b'a'*0
bytes(), bytes(3), bytes(b'abc'), bytes([1,2]), bytes('é','utf-8'), bytes('é','latin-1'), bytes(bytearray(b'x')), bytes((x for x in [1,2])), bytes('aé','ascii','replace'), bytearray(), bytearray(3), bytearray(b'a'), bytearray([1]), bytearray('é','utf-8'), bytes({5}), list(b'abc'), list(bytearray(b'ab')), list(reversed(b'abc')), bytes(memoryview(b'abc'))
hash(b'abc')==hash(b'abc'), b'abc'.__len__(), b'abc'.__bytes__(), repr(b'abc'), str(b'abc'), iter(b'abc').__length_hint__(), iter(bytearray(b'ab')).__length_hint__(), b"it's", b'"', b'\'"'
[memoryview(bytearray(range(16))).cast(f).tolist() for f in 'bBhHiIlLqQnN?c']
memoryview(b'abc')==memoryview(bytearray(b'abc')), memoryview(b'abcd')[1:3].tobytes(), memoryview(b'abcd')[1:3][0], memoryview(memoryview(b'abc')).obj, memoryview(b'abcd').cast('H')==memoryview(b'abcd'), memoryview(b'a\0')==memoryview(b'a\0\0\0').cast('H'), memoryview(b'')==b'', len(memoryview(b'abcd').cast('H')), memoryview(b'abcd')[::2]==b'ac', memoryview(b'abc').readonly, memoryview(bytearray(b'abc')).toreadonly().readonly, memoryview(b'abcd')[::2].contiguous
[(b.append(98),b.extend(b'cd'),b.extend([101]),b.insert(0,64),b.pop(),b.pop(0),b.remove(99),b.reverse(),b) for b in [bytearray(b'a')]]
[(b.__setitem__(slice(1,3),b'XYZ'),b.__setitem__(slice(0,0),[1,2]),b.__delitem__(slice(0,2)),b.__setitem__(slice(None,None,2),b'123'),b.__delitem__(slice(None,None,2)),b) for b in [bytearray(b'abcde')]]
[(b.__setitem__(slice(1,1),b),b.__iadd__(b),b.extend(b),b.__setitem__(0,65),b.__delitem__(-1),b) for b in [bytearray(b'abc')]]
[(b.__delitem__(slice(5,0,-2)),b.__delitem__(slice(3,1)),b) for b in [bytearray(b'abcdefgh')]]
[(b.clear(),b,b.__imul__(3),b.extend(range(3)),b.__imul__(2),b.copy()) for b in [bytearray(b'abc')]]
[(m.__setitem__(0,65),m.__setitem__(slice(1,3),b'BC'),m[::-1].__setitem__(slice(0,2),b'xy'),b) for b in [bytearray(b'abcdef')] for m in [memoryview(b)]]
[(m.cast('H').__setitem__(1,0x4142),m.cast('b').__setitem__(0,-1),m.cast('c').__setitem__(1,b'z'),m.cast('?').__setitem__(4,1),b) for b in [bytearray(b'abcdef')] for m in [memoryview(b)]]
[b.append(1) for b in [bytearray(b'abc')] for m in [memoryview(b)]]
[b.clear() for b in [bytearray(b'abc')] for m in [memoryview(b)[1:]]]
[(m.release(),b.append(1),m.release(),b) for b in [bytearray(b'abc')] for m in [memoryview(b)]]
[m.release() or m[0] for m in [memoryview(b'abc')]]
[m.release() or len(m) for m in [memoryview(b'abc')]]
[m.release() or m.obj for m in [memoryview(b'abc')]]
[m.release() or m==m for m in [memoryview(b'abc')]]
[m.release() or m==b'abc' for m in [memoryview(b'abc')]]
[m.release() or m.tolist() for m in [memoryview(b'abc')]]
[m.release() or m.__enter__() for m in [memoryview(b'abc')]]
[m.__exit__(None,None,None) for m in [memoryview(b'abc')]]
memoryview(bytearray(4)).cast('H').__setitem__(0,70000)
memoryview(bytearray(4)).cast('c').__setitem__(0,'a')
memoryview(bytearray(4)).cast('c').__setitem__(0,b'ab')
memoryview(bytearray(4)).cast('f').__setitem__(0,'a')
memoryview(bytearray(4)).cast('b').__setitem__(0,-129)
b'abc'.hex(' ',0), b''.hex(':'), b'ab'.hex('-',5), bytes.fromhex(''), bytes.fromhex('0a0B\tff'), bytearray.fromhex('00 ff')
"""

for line in EXPRESSIONS.strip().split("\n"):
    try:
        result = repr(eval(line))
    except Exception as e:
        result = type(e).__name__ + ": " + str(e)
    print(line, "->", result)
