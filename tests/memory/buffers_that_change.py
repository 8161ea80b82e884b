"""Arguments whose methods change the object that is just being read."""
import binascii
import codecs
import io
import time


class Changes:
    def __init__(self, act, value=1):
        self.act, self.value = act, value

    def __index__(self):
        self.act()
        return self.value


data = bytearray(b"abc" * 100)
print(data.hex(":", Changes(data.clear)), len(data))

data = bytearray(b"abc" * 100)
try:
    print(type(binascii.crc32(data, Changes(data.clear))))
except BufferError:
    print("<class 'int'>")  # CPython keeps the bytearray from changing

for size in 9, 900:
    data = bytearray(b"ab\xff" * size)

    def handler(e):
        try:
            data.clear()
        except BufferError:
            pass
        return "?", e.end

    codecs.register_error("emptying", handler)
    print(data.decode("utf-8", "emptying") == "ab?" * size)
    data = bytearray(b"ab\xff" * size)
    print(str(data, "ascii", "emptying") == "ab?" * size)

for kind in 'e', [1], ():
    try:
        time.struct_time(kind)
    except TypeError:
        print("TypeError")
kept = time.struct_time
time.struct_time = int
try:
    print(time.gmtime(0)[0] == 1970)
except RuntimeError:
    print(True)
time.struct_time = kept


class Raw(io.RawIOBase):
    def readable(self):
        return True

    writable = seekable = readable

    def seek(self, at, whence=0):
        return 0

    def readinto(self, b):
        return 0


for name in "seek", "truncate", "read", "peek":
    f = io.BufferedRandom(Raw())
    try:
        getattr(f, name)(Changes(f.detach, 0))
    except (ValueError, TypeError, AttributeError, SystemError, io.UnsupportedOperation) as e:
        print(name, "fails")
