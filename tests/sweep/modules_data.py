# Modules for data: csv, unicodedata, queues, locales and pickles.
import _csv
import _locale
import _pickle
import _queue
import grp
import pwd
import resource
import unicodedata


class Lines:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text


class Plain:
    pass


lines = Lines()
_csv.register_dialect("semicolons", delimiter=";")
w = _csv.writer(lines, "semicolons", quoting=_csv.QUOTE_NONNUMERIC)
w.writerows([[1, "a;b", 'q"', None], ("x", 2.5)])
print(list(_csv.reader(lines.text.splitlines(True), "semicolons", quoting=_csv.QUOTE_NONNUMERIC)))
try:
    list(_csv.reader(['"a"b'], strict=True))
except _csv.Error as e:
    print(e)
print(unicodedata.normalize("NFD", "caf\u00e9") == "cafe\u0301", unicodedata.name("\u20ac"), unicodedata.lookup("snowman"))
print(unicodedata.decomposition("\u33a5"), unicodedata.category("a"), unicodedata.numeric("\u00bd"))
q = _queue.SimpleQueue()
for i in range(12):
    q.put([i])
print(q.get(), q.qsize())
try:
    _queue.SimpleQueue().get(False)
except _queue.Empty:
    print("empty")
print(len(_locale.localeconv()), _locale.setlocale(_locale.LC_ALL, "C"), _locale.strcoll("a", "b"), _locale.strxfrm("a") != "")
print(pwd.getpwuid(0).pw_name, grp.getgrnam("root").gr_gid, len(resource.getrusage(0)), len(resource.getrlimit(7)))
shared = [1, 2**70, 2.5]
o = Plain()
o.x = shared
values = [shared, (shared, "text", b"bytes"), {"k": {1, 2}}, frozenset([3]), o, Plain, None, True, bytearray(b"x"), "\u00e9" * 300]
for protocol in 0, 2, 4, 5:
    data = _pickle.dumps(values, protocol)
    back = _pickle.loads(data)
    print(len(data) > 99, back[:4], back[4].x is back[0], back[5:8])
try:
    _pickle.loads(b"\x80\x04]K\x01")
except Exception as e:
    print(type(e))
