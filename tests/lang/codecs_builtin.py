"""Encoding and decoding, error handlers: expressions and what they give, or the error they raise."""

EXPRESSIONS = r"""
b'\x00\xd8'.decode('utf-16-le')
b'\x00\xd8\x00'.decode('utf-16-le')
b'\x00\xdc'.decode('utf-16')
b'\x00\xd8\x41\x00'.decode('utf-16')
b'\xff\xfea\x00\x00\xd8'.decode('utf-16')
b'\x00\x00\x11\x00'.decode('utf-32')
b'\x00\xd8\x00\x00'.decode('utf-32')
b'\x00\xd8\x00'.decode('utf-32')
'\ud800'.encode('utf-16')
'\ud800'.encode('utf-16-be')
'\ud800'.encode('utf-32')
'a\ud800\ud801b'.encode('utf-8')
b'\\x4'.decode('unicode_escape')
b'\\u123'.decode('unicode_escape')
b'\\U00110000'.decode('unicode_escape')
b'\\N{foo}'.decode('unicode_escape')
b'\\N{}'.decode('unicode_escape')
b'\\N'.decode('unicode_escape')
b'\\N{ab'.decode('unicode_escape')
b'a\\'.decode('unicode_escape')
b'\\u12'.decode('raw_unicode_escape')
b'\\U00110000'.decode('raw_unicode_escape')
b'\\q\\400\\n\\\\ \\x41\\u1234\\U00012345\\101\\7\xff'.decode('unicode_escape')
b'\\q\\400\\n\\\\u1234 \\x41\\u1234\\U00012345\\101\\7\xff\\'.decode('raw_unicode_escape')
'\xff\u1234'.encode('ascii')
'\u1234\u1235'.encode('latin-1')
b'\xe4\xb8'.decode()
b'\xe4\xb8a'.decode()
b'\xed\xa0\x80'.decode()
b'\xf4\x90'.decode()
b'\xf0\x90\x41'.decode()
b'a\xff'.decode('utf-8-sig')
b'a\xff'.decode('ascii')
'\ud800'.encode('utf-8','surrogatepass')
'\udcff'.encode('utf-16','surrogateescape')
'\udcff'.encode('ascii','surrogateescape')
b'\xff'.decode('ascii','xmlcharrefreplace')
b'\xff'.decode('ascii','foo')
'\xe9\u1234\U00012345'.encode('ascii','backslashreplace')
'\xe9\u1234'.encode('ascii','xmlcharrefreplace')
b'\xe4\xb8\xff'.decode('utf-8','replace')
b'\xed\xa0\x80'.decode('utf-8','replace')
b'\xed\xa0\x80'.decode('utf-8','surrogatepass')
b'\xff'.decode('utf-8','surrogatepass')
b'\xff\x00'.decode('utf-16-le','replace')
'é'.encode('UTF_8'),'é'.encode('Latin 1'),'é'.encode('ISO-8859-1'),'a'.encode('US-ASCII')
'a'.encode('utf8x')
'a'.encode('utf\x008')
'\u1234'.encode('unicode_escape'),'\\\n\x7f\xff'.encode('unicode_escape'),'\U00012345\\u'.encode('raw_unicode_escape')
[b'a\xff\xe4\xb8z\xf0\x9f'.decode('utf-8',e) for e in ('ignore','replace','backslashreplace','surrogateescape')]
[b'a\xff\x80z'.decode('ascii',e) for e in ('ignore','replace','backslashreplace','surrogateescape')]
['aé€𝒳\udc80z'.encode(c,e) for c in ('ascii','latin-1','utf-8') for e in ('ignore','replace','backslashreplace','xmlcharrefreplace')]
['a\udc80\ud800z'.encode(c,'surrogatepass') for c in ('utf-8','utf-16','utf-16-be','utf-32','utf-32-be')]
'a\udc80\ud800z'.encode('utf-8','surrogateescape')
'a\udc80\udcffz'.encode('utf-8','surrogateescape')
'a\ud800'.encode('ascii','surrogatepass')
[b.decode(c,'surrogatepass') for c,b in (('utf-8',b'a\xed\xb2\x80\xed\xa0\x80z'),('utf-16-le',b'\x00\xd8a\x00'),('utf-16-be',b'\xdc\x00\x00a'),('utf-32-le',b'\x00\xd8\x00\x00'))]
[b.decode(c,'ignore') for c,b in (('utf-16-le',b'\x00\xd8a\x00b'),('utf-32-le',b'\x00\xd8\x00\x00a\x00\x00\x00b'),('utf-16',b'\xfe\xff\x00a'),('utf-32',b'\x00\x00\xfe\xff\x00\x00\x00a'))]
['aé€𝒳'.encode(c).decode(c) for c in ('utf-8','utf-8-sig','utf-16','utf-16-le','utf-16-be','utf-32','utf-32-le','utf-32-be','unicode_escape','raw_unicode_escape')]
['aé€𝒳'.encode(c) for c in ('utf-8','utf-8-sig','utf-16','utf-16-le','utf-16-be','utf-32','utf-32-le','utf-32-be','unicode_escape','raw_unicode_escape')]
b'\xef\xbb\xbfabc'.decode('utf-8-sig'), b'\xef\xbb\xbfabc'.decode('utf-8'), b''.decode('utf-16'), b''.decode(), b'\xef\xbb'.decode('utf-8-sig','replace')
[(b'\xf0\x9f\x98'+x).decode('utf-8','replace') for x in (b'',b'\x80',b'a',b'\xff',b'\xf0')]
[bytes([a,b,c]).decode('utf-8','replace') for a in (0x7f,0x80,0xc1,0xc2,0xdf,0xe0,0xed,0xef,0xf0,0xf4,0xf5) for b in (0x41,0x80,0x8f,0x90,0x9f,0xa0,0xbf,0xc0) for c in (0x41,0x80,0xbf)]
[bytes([a,b,c,d]).decode('utf-8','backslashreplace') for a in (0xf0,0xf1,0xf4) for b in (0x80,0x8f,0x90,0xbf) for c in (0x80,0x41,0xbf) for d in (0x80,0x7f,0xff)]
[len(c.encode()) for c in ('\x00','\x7f','\x80','\u07ff','\u0800','\uffff','\U00010000','\U0010ffff')]
"""

for line in EXPRESSIONS.strip().split("\n"):
    try:
        result = repr(eval(line))
    except Exception as e:
        result = type(e).__name__ + ": " + str(e)
    print(line, "->", result)
