# The module io: in-memory files, layers over raw files, text, errors.
import io
import os
import sys


def attempt(f, *args, **kw):
    try:
        r = f(*args, **kw)
    except Exception as e:
        print(type(e).__name__ + ":", e)
    else:
        print(repr(r))


path = "/tmp/adder_lib_io_%d.txt" % os.getpid()


def mask(o):
    return repr(o).replace(path, "PATH")


print("-- BytesIO")
b = io.BytesIO(b"line1\nline2\nrest")
print(b.read(3), b.readline(), b.readline(3), b.readlines(), b.read(), b.tell())
b.seek(0)
print(list(b), b.seek(-4, 2), b.read(), b.seek(2, 1), b.read(), b.seek(0, 0))
print(b.write(b"XY"), b.getvalue(), b.seek(20), b.write(bytearray(b"end")), b.getvalue())
print(b.truncate(4), b.getvalue(), b.tell(), b.readable(), b.writable(), b.seekable(), b.isatty())
ba = bytearray(3)
b.seek(0)
print(b.readinto(ba), ba, b.read1(), b.getbuffer().tobytes())
m = b.getbuffer()
m[0:2] = b"zz"
attempt(b.write, b"x" * 100)
attempt(b.close)
m.release()
print(b.getvalue(), b.writelines([b"a", b"b"]), b.getvalue(), b.closed)
for f in (lambda: io.BytesIO("x"), lambda: b.read("x"), lambda: b.seek(-1), lambda: b.seek(0, 9),
          lambda: b.write("x"), lambda: b.truncate(-1), b.fileno, lambda: b.readinto(b"x"), b.detach):
    attempt(f)
b.close()
for f in (b.read, b.getvalue, b.readable, b.flush, lambda: next(b), b.__enter__, b.getbuffer):
    attempt(f)
print(b.closed)
with io.BytesIO(b"a\nb") as c:
    print([x for x in c], c)if 0 else print([x for x in c])
c = io.BytesIO(b"q")
c.attribute = 1
print(c.__dict__, c.__getstate__())

print("-- StringIO")
s = io.StringIO("one\ntwo\r\nthree\rfour")
print(s.readlines(), s.seek(0), s.read(4), s.readline(), s.tell(), s.newlines)
print(s.seek(0, 2), s.write("é漢😀"), repr(s.getvalue()), s.seek(3), s.read(2), s.seek(40), s.write("x"))
print(repr(s.getvalue()), s.truncate(5), repr(s.getvalue()))
for newline in (None, "", "\n", "\r", "\r\n"):
    s = io.StringIO("a\nb\rc\r\nd", newline=newline)
    s.write("")
    print(repr(newline), repr(s.getvalue()), s.readlines(), s.newlines)
    s = io.StringIO(newline=newline)
    s.write("x\ny\r\nz")
    print("   ", repr(s.getvalue()), s.newlines)
s = io.StringIO("abc")
for f in (lambda: io.StringIO(b"x"), lambda: s.seek(1, 1), lambda: s.seek(-1), lambda: s.seek(0, 9),
          lambda: s.write(b"x"), lambda: s.truncate(-1), s.fileno, lambda: io.StringIO(newline="x"),
          lambda: s.read("x"), lambda: io.StringIO(newline=1), s.detach, s.isatty, s.readable):
    attempt(f)
print(s.line_buffering, s.encoding, s.errors, s.__getstate__())
print("p", "q", sep="-", file=s)
print(s.getvalue())
s.close()
attempt(s.read), attempt(s.getvalue), attempt(lambda: next(s)), print(s.closed)


class Sub(io.StringIO):
    def write(self, text):
        return super().write(text.upper())


x = Sub()
print("hello", file=x)
print(repr(x.getvalue()), isinstance(x, io.TextIOBase), isinstance(x, io.IOBase))

print("-- files")
f = open(path, "w", encoding="utf-8")
print(mask(f), mask(f.buffer), mask(f.buffer.raw), f.mode, f.closed, f.encoding, f.errors)
print(f.write("héllo\n"), f.writelines(["a\n", "b"]), f.tell(), f.flush(), f.readable(), f.writable())
attempt(f.read), attempt(f.write, b"x"), attempt(f.readline), attempt(f.seek, 1, 1), attempt(f.seek, -1)
attempt(f.buffer.read), attempt(f.buffer.raw.read), print(f.__dict__)
f.close()
for g in (f.read, lambda: f.write(""), f.readline, lambda: next(f), f.tell, f.flush, f.fileno, f.isatty,
          f.__enter__, f.detach, f.close, f.reconfigure):
    attempt(g)
print(f.closed, mask(f), mask(f.buffer), mask(f.buffer.raw))
with open(path, encoding="utf-8") as f:
    print(f.read(2), f.tell(), f.readline(), f.tell(), f.readlines(), f.tell(), f.seek(3), f.read())
    print(f.seek(0), next(f), f.newlines)
    attempt(f.tell)
    print([line for line in f], f.tell())
with open(path, "rb") as f:
    print(f.read(3), f.peek(2)[:2], f.tell(), f.seek(-1, 2), f.read(), f.read(), f.seek(0), f.readline())
    print(f.readinto(ba), ba, list(f), f.name == path, f.mode, mask(f), f.raw.closefd)
    attempt(f.write, b"x"), attempt(f.read, -2), attempt(f.read, "x"), attempt(f.seek, 0, 5)
    attempt(f.readinto, b""), attempt(f.truncate, 0), attempt(f.raw.write, b"x"), attempt(f.seek, -1)
r = f.raw
for name in ("read", "read1", "peek", "readline", "tell", "flush", "fileno", "isatty", "readable",
             "seekable", "writable", "truncate", "__enter__", "detach", "readlines", "__iter__"):
    print(name, end=" ")
    attempt(getattr(f, name))
for name in ("read", "readall", "tell", "fileno", "isatty", "readable", "writable", "truncate",
             "__enter__", "readlines", "readline"):
    print(name, end=" ")
    attempt(getattr(r, name))
with open(path, "r+b") as f:
    print(mask(f), f.read(2), f.write(b"ZZ"), f.tell(), f.read(3), f.seek(0), f.read())
    print(f.truncate(5), f.seek(0), f.read(), f.mode)
with open(path, "a+", encoding="latin-1") as f:
    print(f.tell(), f.write("tail"), f.seek(0), f.read(), f.buffer.mode)
with open(path, "wb", buffering=0) as f:
    print(mask(f), f.write(b"raw"), f.tell())
with open(path, "w", newline="\r\n") as f:
    f.write("a\nb\n")
print(open(path, "rb").read(), open(path).read(), open(path, newline="").readlines())
with open(path, "wb") as f:
    f.write(b"a\rb\r\nc\nd" + "é".encode() * 5000)
for newline in (None, "", "\n", "\r", "\r\n"):
    with open(path, newline=newline, encoding="utf-8") as f:
        lines = f.readlines()
        print(repr(newline), [x[:3] for x in lines], len(lines[-1]), f.newlines)
    with open(path, newline=newline, encoding="utf-8") as f:
        print("   ", f.readline(), f.read(1), len(f.read(4000)))
for encoding in ("utf-16", "utf-32", "utf-8-sig", "utf-16-be", "latin-1", "ascii"):
    text = "añ\nb😀\n" if encoding.startswith("utf") else "ab\ncd\n"
    with open(path, "w", encoding=encoding) as f:
        f.write(text)
        f.write("x")
    print(encoding, open(path, "rb").read(), open(path, encoding=encoding).readlines())
with open(path, "w", encoding="ascii", errors="backslashreplace") as f:
    f.write("aé")
print(open(path).read())
with open(path, "w", encoding="ascii") as f:
    attempt(f.write, "é")
with open(path, "wb") as f:
    f.write(b"\xff\xfe a")
attempt(open(path, encoding="utf-8").read)
print(open(path, encoding="utf-8", errors="replace").read().encode("unicode_escape"))
for args, kw in (((path, "zz"), {}), ((path, "rw"), {}), ((path, ""), {}), ((path, "r", 0), {}),
                 ((path, "rb"), {"encoding": "x"}), ((1.5,), {}), ((-1,), {}), ((path, "x"), {}),
                 (("/nonexistent/x",), {}), (("/tmp",), {}), (("a\0b",), {}), ((path, "U"), {}),
                 ((path, "bt"), {}), ((path,), {"newline": "x"}), ((path,), {"encoding": "nope"}),
                 ((path,), {"encoding": 1}), ((path, "rb"), {"newline": ""}), ((path, 3), {}),
                 ((path, "rr"), {}), ((path,), {"closefd": False})):
    try:
        print(mask(open(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, str(e).replace(path, "PATH"))
fd = os.open(path, os.O_RDONLY)
with open(fd, "rb", closefd=False) as f:
    print(f.name == fd, f.read())
os.close(fd)
with open(path, "rb", opener=lambda p, flags: os.open(p, flags)) as f:
    print(f.read())

print("-- layers")
raw = io.BytesIO()
w = io.BufferedWriter(raw, 4)
print(w.write(b"ab"), raw.getvalue(), w.write(b"cdefg"), w.flush(), raw.getvalue(), w.tell(), w)
print(w.detach() is raw)
attempt(w.write, b"x")
r = io.BufferedReader(io.BytesIO(b"0123456789\nabc"), 4)
print(r.peek(1), r.read(2), r.tell(), r.read1(10), r.readline(), r.readinto(ba), ba, r.read(), r.seek(3))
print(r.read(2), r.tell(), r.raw)if 0 else print(r.read(2), r.tell())
t = io.TextIOWrapper(io.BytesIO(b"x\r\ny\n"), encoding="utf-8", newline="")
print(t.readlines(), t, t.line_buffering, t.write_through)
raw = io.BytesIO()
t = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
print(t.write("é"), raw.getvalue(), t.detach() is raw)
attempt(t.read), attempt(lambda: t.closed)
t = io.TextIOWrapper(raw, encoding="utf-8", line_buffering=True)
raw.seek(0, 2)
t.write("one")
print(raw.getvalue(), t.write("\n"), raw.getvalue())
t.reconfigure(line_buffering=False, newline="\r\n", errors="replace")
print(t.write("two\n"), t.flush(), raw.getvalue(), t.errors)
p = io.BufferedRWPair(io.BytesIO(b"read"), io.BytesIO())
print(p.read(2), p.write(b"w"), p.peek(), p.readable(), p.writable(), p.close(), p.closed)
for bad in (lambda: io.BufferedReader(1), lambda: io.BufferedReader(io.BytesIO(), 0),
            lambda: io.TextIOWrapper(1), lambda: io.TextIOWrapper(io.BytesIO(), newline="q"),
            lambda: io.TextIOWrapper.__new__(io.TextIOWrapper).read(), io.IOBase().readline,
            lambda: io.BufferedReader.__new__(io.BufferedReader).read(), io.IOBase().fileno,
            lambda: io.IOBase().seek(0), io.RawIOBase().read, io.BufferedIOBase().read,
            io.TextIOBase().read, io.IOBase().tell, io.IOBase().truncate):
    attempt(bad)


class Raw(io.RawIOBase):
    def __init__(self, data):
        self.data = data
        self.written = []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, b):
        n = min(len(b), len(self.data), 3)
        b[:n] = self.data[:n]
        self.data = self.data[n:]
        return n

    def write(self, b):
        self.written.append(bytes(b))
        return len(b)


raw = Raw(b"abc\ndefgh\nij")
print(raw.read(2), raw.readline(), raw.readall(), raw.read(), raw.closed, raw.seekable())
br = io.BufferedReader(Raw(b"abc\ndefgh\nij"))
print(br.read(1), br.readline(), list(br), br.read())
bw = io.BufferedWriter(raw, 8)
print(bw.write(b"12345"), raw.written, bw.write(b"6789"), raw.written, bw.close(), raw.written, raw.closed)
print(list(io.TextIOWrapper(io.BufferedReader(Raw("é\nñ\r\nz".encode())), encoding="utf-8")))


class Base(io.IOBase):
    def close(self):
        print("closing", self.closed)
        super().close()


x = Base()
print(x.readable(), x.closed, x.isatty())
del x
with Base() as x:
    pass
print(x.closed)
attempt(x.flush), attempt(x.writelines, [])

d = io.IncrementalNewlineDecoder(None, True)
print(repr(d.decode("a\r")), repr(d.decode("\nb\rc")), d.newlines, d.getstate(), repr(d.decode("", True)))
d.reset()
print(d.newlines, io.text_encoding(None), io.text_encoding("x"), io.DEFAULT_BUFFER_SIZE)
print(issubclass(io.UnsupportedOperation, OSError), io.UnsupportedOperation, io.SEEK_SET, io.SEEK_END)
print(isinstance(io.BytesIO(), io.BufferedIOBase), isinstance(sys.stdout, io.TextIOBase),
      isinstance(io.FileIO(path), io.RawIOBase), issubclass(io.StringIO, io.IOBase))
print(io.BytesIO.__mro__, io.TextIOWrapper.__mro__, io.FileIO.__module__)
f = io.FileIO(path, "w")
print(mask(f), f.write(b"abc"), f.close(), f)
f = io.FileIO(path)
print(f.read(2), f.readall(), f.mode, f.seekable(), f.readline(), f.seek(1), f.readinto(ba), ba)
f.close()
sys.stdout.write("plain\n")
sys.stdout.flush()
sys.stdout.buffer.write(b"bytes\n")
sys.stdout.buffer.flush()
print(sys.stdout.name, sys.stdout.mode, sys.stdin.mode, sys.stderr.name, sys.stdout.encoding)
os.unlink(path)
