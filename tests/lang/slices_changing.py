"""Numbers of slices that change what is sliced; error handlers that replace what is decoded."""
import codecs


class Clear:
    def __init__(self, target, number):
        self.target, self.number = target, number

    def __index__(self):
        print("index", self.number)
        del self.target[:]
        return self.number


def changed(make, action):
    target = make()
    try:
        result = action(target)
    except (ValueError, IndexError) as e:
        result = (type(e).__name__, str(e))
    print(result, target)


def set_step(t):
    t[Clear(t, 0):Clear(t, 10):2] = make_like(t)


def make_like(t):
    return type(t)(b"ab")


def delete(t):
    del t[1:Clear(t, 10):2]


def replace(t):
    t[1:Clear(t, 10)] = make_like(t)


for make in (lambda: [1] * 20, lambda: bytearray(20)):
    changed(make, lambda t: t[:Clear(t, 5):2])
    changed(make, lambda t: t[Clear(t, 5):2])
    changed(make, lambda t: t[Clear(t, -5):Clear(t, 18):Clear(t, 3)])
    changed(make, lambda t: t[Clear(t, -5)])
    for action in (set_step, delete, replace):
        changed(make, action)


def longer(error):
    error.object = b"\0" * 8 if error.encoding != "ascii" else b"abc"
    return "?", error.start


codecs.register_error("longer", longer)
for encoding, data in [("utf-16", b"\0"), ("utf-32", b"\0"), ("ascii", b"ab\xff"), ("utf-8", b"ab\xffcd"),
                       ("unicode-escape", b"\\x1")]:
    print(encoding, repr(data.decode(encoding, "longer")))


def shorter(error):
    error.object = b""
    return "?", 1


codecs.register_error("shorter", shorter)
try:
    b"\xff".decode("utf-8", "shorter")
except IndexError as e:
    print(e)
