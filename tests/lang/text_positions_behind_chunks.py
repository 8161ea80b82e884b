# tell() of a text file while lines reach over the ends of the chunks it reads, with characters of
# several bytes and line ends of two; reading a long file takes no more than its lines.
import io


def positions(data, plain=True, **how):  # not plain: a position may say more than where
    f = io.TextIOWrapper(io.BytesIO(data), **how)
    seen = []
    while True:
        at = f.tell()
        line = f.readline()
        if not line:
            break
        seen.append((at, line))
    for at, line in seen[:: max(1, len(seen) // 40)]:
        f.seek(at)
        assert f.readline() == line, (at, line)
    f.seek(0)
    total = 0
    while part := f.read(1000):
        total += len(part)
        f.tell()
    print(how, len(seen), total, seen[-1][1])
    if plain:
        print(sum(at for at, _ in seen), seen[-1][0])


ascii_lines = b"".join(b"line %d of the file\n" % i for i in range(3000))
mixed = "".join("zeile %d \u00e4\u20ac\U0001f600 x\n" % i for i in range(1500)).encode()
windows = b"".join(b"row %d;%d\r\n" % (i, i * i) for i in range(2500))
macintosh = b"".join(b"row %d\r" % i for i in range(3000))
for data in (ascii_lines, mixed, windows, macintosh):
    for newline in (None, "", "\n"):
        positions(data, data is not macintosh, encoding="utf-8", newline=newline)
positions(windows, encoding="latin-1", newline="\r\n")
positions(mixed.decode().encode("utf-16-le"), encoding="utf-16-le")
positions(ascii_lines, encoding="ascii")
positions(b"\r" * 8191 + b"\r\n" + b"x" * 20000 + b"\n\r\n", False, encoding="utf-8")

f = io.TextIOWrapper(io.BytesIO(ascii_lines * 20), encoding="utf-8")
print(sum(len(line) for line in f), f.tell())
