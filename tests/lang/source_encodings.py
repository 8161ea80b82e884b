# Coding lines: encodings of codecs, those that are unknown, what they say; NUL in sources.
import warnings


def attempt(source, show=ascii):
    try:
        space = {}
        exec(compile(source, "<s>", "exec"), space)
        print(show(space.get("x")))
    except (SyntaxError, ValueError) as e:
        print(type(e).__name__, e)


for name, text in (("latin-1", "é"), ("iso-8859-15", "€"), ("cp1252", "€é"), ("cp437", "é"), ("koi8-r", "Жук"),
                   ("cp1251", "Жук"), ("utf-8", "Жук"), ("mac-roman", "é"), ("ISO_8859_2", "ł")):
    source = f"# -*- coding: {name} -*-\nx = '{text}'\n".encode(name)
    attempt(source)
    attempt(b"#!/bin/x\n" + source)
attempt(b"# coding: nonsense\nx = 1")
attempt(b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'")
attempt(b"\xef\xbb\xbf# coding: cp1252\nx = 1")
attempt("# coding: nonsense\nx = 'text needs none'")
attempt(b"# coding: cp1251\n\xe6\xf3\xea = 5; x = \xe6\xf3\xea")
attempt("x = 1\0")
attempt(b"x = 1\0")

# Warnings about numbers and letters: one each, with its place.
for source in ("x = 1if 1else 2", "x = 0x1for x in []", "x = [1for y in [1]]", "x = '\\d'", "x = 1 is 1", "x = True[0]" if 0 else "0",
               "x = () is ()", "x = -1 is not 5", "True[0]", "x = 1.5and 2", "x = 0o7in (7,)", "x = [1, 2](3)" if 0 else "1"):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            compile(source, "<w>", "exec")
        except SyntaxError as e:
            print("error", e.msg)
    print(source, [(w.category.__name__, str(w.message), w.lineno) for w in seen])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "<w>", "exec")
        except SyntaxError as e:
            print("  ", e.msg, e.lineno)
