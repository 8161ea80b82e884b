"""Codecs and error handlers that programs and the library register."""
import codecs

print('é€'.encode('cp1252'), b'\x80\xe9'.decode('cp1252'))
try:
    print('abc'.encode('nope'))
except LookupError as e:
    print(e)
try:
    print('\u1234'.encode('cp437'))
except UnicodeEncodeError as e:
    print(e)
print('é\u1234'.encode('koi8-r','replace'), 'é'.encode('cp437','xmlcharrefreplace'))
try:
    print(b'\x81'.decode('cp1252'))
except UnicodeDecodeError as e:
    print(e)
print(codecs.lookup('utf8').name, codecs.encode('abc','rot13'), codecs.decode('nop','rot13'))
try:
    print('a'.encode('rot13'))
except LookupError as e:
    print(e)
codecs.register_error('foo', lambda e: ('<%d>'%e.start, e.end))
print('a\xff\u1234b'.encode('ascii','foo'), b'a\xffb'.decode('ascii','replace'))
codecs.register_error('bar', lambda e: ('?', e.end))
print(b'a\xff\xfeb'.decode('ascii','bar'), b'a\xff\xfeb'.decode('utf-8','bar'))
codecs.register_error('bad', lambda e: 5)
try:
    print(b'a\xff\xfeb'.decode('ascii','bad'))
except TypeError as e:
    print(e)
try:
    print('a\xff'.encode('ascii','bad'))
except TypeError as e:
    print(e)
codecs.register_error('oob', lambda e: ('x',99))
try:
    print('a\xff'.encode('ascii','oob'))
except IndexError as e:
    print(e)
codecs.register_error('by', lambda e: (b'\xfe',e.end))
print('a\xff'.encode('ascii','by'))
print(codecs.lookup_error('ignore')(UnicodeDecodeError('a',b'x',0,1,'z')))
for n in ('replace', 'backslashreplace', 'surrogateescape'):
    print(codecs.lookup_error(n)(UnicodeDecodeError('utf-8',b'ab\xffx',2,3,'z')))
for n in ('replace', 'backslashreplace', 'xmlcharrefreplace'):
    print(codecs.lookup_error(n)(UnicodeEncodeError('utf-8','ab\u1234x',2,3,'z')))
try:
    print(codecs.lookup_error('strict')(UnicodeEncodeError('utf-8','ab\u1234x',2,3,'z')))
except UnicodeEncodeError as e:
    print(e)
d=codecs.getincrementaldecoder('utf-8')()
print([d.decode(bytes([b])) for b in 'aé€𝒳'.encode()], d.decode(b'',True))
d=codecs.getincrementaldecoder('utf-16')()
print([d.decode(bytes([b])) for b in 'aé€𝒳'.encode('utf-16')], d.decode(b'',True))
e = codecs.getincrementalencoder('utf-16')()
print(e.encode('a'), e.encode('b'))
print(codecs.utf_8_decode(b'a\xe4\xb8'), codecs.utf_8_encode('é'), codecs.utf_16_ex_decode(b'\xff\xfea\0'), codecs.escape_decode(b'a\\n\\x41\\101'), codecs.escape_encode(b"a'\n\x00"), codecs.latin_1_decode(b'\xff'), codecs.unicode_escape_decode('\\u1234'))
print(codecs.charmap_encode('ab','strict',{97:1,98:b'xx',99:None}), codecs.charmap_decode(b'\0\1','strict','xy'), codecs.charmap_build('ab')is not None)
