"""Fills: strings, bytes, numbers' texts, formats, buffers."""
import io


def fill_str_add():
    s = "abc"
    while True:
        s += s


def fill_str_add_small():
    s = ""
    while True:
        s += "0123456789"


def fill_strings():
    held = []
    i = 0
    while True:
        held.append("number %d" % i)
        i += 1


def fill_str_repeat():
    n = 1000
    while True:
        "äöü" * n
        n *= 2


def fill_str_wide():
    s = "\U0001f40d"
    while True:
        s = s + s


def fill_str_join():
    part = "x" * 1000
    n = 10
    while True:
        "".join([part] * n)
        n *= 2


def fill_str_join_generator():
    "-".join("y" * 100 for i in range(10**9))


def fill_str_replace():
    s = "a" * 1000
    while True:
        s = s.replace("a", "aab")


def fill_str_format():
    s = "{}"
    n = 1000
    while True:
        "{:>{}}".format("x", n)
        "%*d" % (n, 5)
        f"{n:{n}d}"
        n *= 2


def fill_str_format_parts():
    n = 1000
    while True:
        ("{0}" * n).format("abcdef")
        n *= 2


def fill_str_split():
    n = 1000
    while True:
        ("a " * n).split()
        n *= 2


def fill_str_case():
    n = 1000
    while True:
        s = "ß" * n
        s.upper().lower().title()
        n *= 2


def fill_str_translate():
    n = 1000
    table = {ord("a"): "0123456789"}
    while True:
        ("a" * n).translate(table)
        n *= 2


def fill_str_encode():
    n = 1000
    while True:
        s = "ä€" * n
        s.encode("utf-8").decode("utf-8")
        s.encode("utf-16").decode("utf-16")
        s.encode("ascii", "xmlcharrefreplace")
        n *= 2


def fill_str_repr():
    n = 1000
    while True:
        repr("\0\n\U0001f40d" * n)
        n *= 2


def fill_expandtabs_and_fill():
    n = 1000
    while True:
        "\t".expandtabs(n)
        "x".zfill(n)
        "x".center(n)
        n *= 2


def fill_bytes():
    b = b"abc"
    while True:
        b += b


def fill_many_bytes():
    held = []
    i = 0
    while True:
        held.append(b"number %d" % i)
        i += 1


def fill_bytes_join():
    n = 1000
    while True:
        b"".join([b"x" * 100] * n).replace(b"x", b"yy").split(b"y")
        n *= 2


def fill_bytearray():
    b = bytearray()
    while True:
        b.append(1)


def fill_bytearray_extend():
    b = bytearray(10)
    while True:
        b += bytes(b)
        b.extend(b"abc")


def fill_bytes_zeros():
    n = 1000
    while True:
        bytes(n)
        bytearray(n)
        n *= 2


def fill_bytes_hex():
    n = 1000
    while True:
        bytes.fromhex(bytes(n).hex())
        n *= 2


def fill_big_int_shift():
    n = 1
    while True:
        n <<= n.bit_length() * 2 + 1003


def fill_big_int_square():
    n = 3
    while True:
        n *= n


def fill_big_int_power():
    e = 1000
    while True:
        3**e
        e *= 3


def fill_big_int_products():
    held = [3**5000]
    while True:
        held.append(held[-1] * held[0] // held[0] * 7)
        held.append(held[-1] ** 2 % held[-1] + held[-1])
        if len(held) > 100:
            held.append(held[-1] << 1000000)


def fill_big_ints():
    held = []
    n = 1 << 100
    while True:
        held.append(n)
        n += 1


def fill_big_int_add():
    held = [1 << 8000000]
    while True:
        held.append(held[-1] + held[-1])
        held.append(held[-1] - 1)
        held.append(-held[-1] | held[-2])


def fill_big_int_from_bytes():
    n = 1000
    while True:
        int.from_bytes(b"x" * n, "big").to_bytes(n, "little")
        n *= 2


def fill_floats():
    held = []
    x = 0.5
    while True:
        held.append(x)
        x += 1.0


def fill_complex():
    held = []
    x = 0.5j
    while True:
        held.append(x)
        x += 1.0


def fill_stringio():
    f = io.StringIO()
    while True:
        f.write("some text\n")


def fill_stringio_wide():
    f = io.StringIO()
    while True:
        f.write("\U0001f40d" * 1000)


def fill_stringio_value():
    f = io.StringIO()
    held = []
    while True:
        f.write("some text\n" * 100)
        held.append(f.getvalue())


def fill_bytesio():
    f = io.BytesIO()
    while True:
        f.write(b"some bytes\n")


def fill_bytesio_value():
    f = io.BytesIO(b"0123456789" * 1000)
    held = []
    while True:
        f.seek(0, 2)
        f.write(b"x")
        held.append(f.getvalue())


def fill_bytesio_seek():
    f = io.BytesIO()
    n = 1000
    while True:
        f.seek(n)
        f.write(b"x")
        n *= 2


def fill_file_read_zeros():
    with open("/dev/zero", "rb") as f:
        f.read()


def fill_file_read_size():
    n = 1000
    with open("/dev/zero", "rb") as f:
        while True:
            f.read(n)
            n *= 2


def fill_text_file_line():
    with open("/dev/zero") as f:
        f.readline()


def fill_text_file_read():
    with open("/dev/zero", encoding="latin-1") as f:
        f.read()


def fill_buffer_sizes():
    n = 1000
    while True:
        with open("/dev/null", "wb", buffering=n) as f:
            f.write(b"x")
        n *= 2


def fill_write_large():
    n = 1000
    with open("/dev/null", "w") as f:
        while True:
            f.write("ä" * n)
            n *= 2
