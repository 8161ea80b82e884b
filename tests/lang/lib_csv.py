# csv: dialects, reading and writing.
import csv
import gc
import io
import sys


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e), e)


def read(*lines, **options):
    try:
        r = csv.reader(lines, **options)
        print(list(r), r.line_num)
    except Exception as e:
        print(type(e), e)


def write(*rows, **options):
    out = io.StringIO()
    try:
        csv.writer(out, **options).writerows(rows)
        print(repr(out.getvalue()))
    except Exception as e:
        print(type(e), e, repr(out.getvalue()))


read("a,b,c", "", "1,\"two, three\",4\r\n", '"say ""hi""",x', "\u00e9,\u4e2d,\U0001f600")
read("a,\"line", "two\",c\n", "last")
read('a,"b"c,d', 'x"y"z', '""', ',', ',,')
read('a,"b"c', strict=True)
read('"open', strict=True)
read('"open')
read("1,2.5,'x'", "'a',", quoting=csv.QUOTE_NONNUMERIC, quotechar="'")
read("1,x", quoting=csv.QUOTE_NONNUMERIC)
read('a,"b",c', quoting=csv.QUOTE_NONE)
read("a\\,b,c\\\n", "d,\\", "e", escapechar="\\")
read('"a\\"b",c', '"x\\', 'y"', escapechar="\\")
read("a, b,  c", skipinitialspace=True)
read("a;b|c", delimiter=";")
read("a\rb")
read("a\r\n", "b\n", "c\r")
read("'it''s',x", quotechar="'", doublequote=False)
read("a,'b", dialect="excel-tab")
read("a\0b,\0")
read(b"bytes")
read("x" * 20)
old = csv.field_size_limit(10)
read("x" * 10, "x" * 11)
read('"' + "x" * 11 + '"')
print(csv.field_size_limit(old), old)
read(5)
attempt(csv.reader)
attempt(csv.reader, 5)
attempt(csv.reader, [], foo=1)
attempt(csv.reader, [], "none")
attempt(csv.reader, [], 1, 2)
attempt(csv.writer, 5)
attempt(csv.field_size_limit, "a")

write((1, "a", None, 2.5, ""), ["x,y", 'q"q', "line\nbreak", "cr\r"], "ab", [""], [], [None])
write((1, "a", None, 2.5, 3j), quoting=csv.QUOTE_ALL, lineterminator="\n")
write((1, "a", None, 2.5, 3j), quoting=csv.QUOTE_NONNUMERIC)
write(("a,b", 'q"'), quoting=csv.QUOTE_NONE)
write(("a,b", 'q"', "e\\", "n\n"), quoting=csv.QUOTE_NONE, escapechar="\\")
write(("a", 'q"', "e\\", "\u4e2d,"), doublequote=False, escapechar="\\")
write(('q"',), doublequote=False)
write([""], quoting=csv.QUOTE_NONE)
write([" a", " "], skipinitialspace=True)
write(["a|b", "c;d"], delimiter="|", quotechar="'", lineterminator="!\n")
write(["what!"], lineterminator="!")
write(5)
write([1], 2)
w = csv.writer(sys.stdout, lineterminator="\n")
print(w.writerow(["a", "b"]))
print(type(w), type(csv.reader([])))

for options in ({"delimiter": ""}, {"delimiter": 1}, {"delimiter": None}, {"quotechar": 1}, {"quotechar": "ab"},
                {"quoting": 9}, {"quoting": "a"}, {"lineterminator": None}, {"lineterminator": 3},
                {"quotechar": None}, {"quotechar": None, "quoting": 1}, {"escapechar": ""}, {"strict": []}):
    print(options, end=" ")
    attempt(lambda: (lambda d: (d.delimiter, d.doublequote, d.escapechar, d.lineterminator, d.quotechar,
                                d.quoting, d.skipinitialspace, d.strict))(csv.reader([], **options).dialect))


class Mine(csv.excel):
    delimiter = ":"
    lineterminator = "\n"


csv.register_dialect("mine", Mine, quoting=csv.QUOTE_ALL)
print(sorted(csv.list_dialects()), csv.get_dialect("mine").delimiter, csv.get_dialect("mine").quoting)
write(["a", 1], dialect="mine")
read('"a":"b"', dialect=csv.get_dialect("mine"))
d = csv.get_dialect("mine")
print(csv.reader([], d).dialect is d, csv.reader([], d, strict=True).dialect is d)
attempt(setattr, d, "strict", 1)
attempt(setattr, d, "delimiter", 1)
csv.unregister_dialect("mine")
attempt(csv.unregister_dialect, "mine")
attempt(csv.get_dialect, "mine")
attempt(csv.register_dialect, 3)
attempt(csv.register_dialect, "x", delimiter="xx")

out = io.StringIO()
w = csv.DictWriter(out, ["a", "b"], extrasaction="ignore")
w.writeheader()
w.writerows([{"a": 1, "b": 2, "c": 3}, {"a": "x"}])
print(repr(out.getvalue()))
print(list(csv.DictReader(io.StringIO("a,b\n1,2\n3\n4,5,6\n"))))
print(csv.Sniffer().sniff("a;b\n1;2\n3;4\n").delimiter)


class Row:
    def __iter__(self):
        yield 1
        raise KeyError("in the row")


write(Row())


class File:
    def write(self, text):
        return len(text)


f = File()
f.w = csv.writer(f)
f.r = csv.reader(iter([f]))
print(f.w.writerow([1, 22]), sys.getrefcount(f.w.dialect) - 1)
del f
print(gc.collect() > 0)
