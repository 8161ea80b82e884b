"""Compiles the modules of the library into a folder of Adder's own: adder tools/compile_library.py FOLDER

The library belongs to CPython, and nothing is written there. What is compiled already, from the same
source by the same compiler, stays. Tests, demonstrations and programs of the library are left out: no program
imports them, and if one does, they are compiled then.
"""
import sys

try:
    import importlib.util
    import os
    import py_compile
except ImportError:
    sys.exit()  # there is no library

LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "idle_test", "lib2to3", "turtledemo", "tkinter", "ensurepip",
            "distutils", "dist-packages", "site-packages", "config", "pydoc_data", "lib-dynload"}


def sources(library):
    for folder, folders, files in os.walk(library):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("config-"))
        for name in sorted(files):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def head(source):
    """What the compiled file of a source begins with."""
    st = os.stat(source)
    words = (0, int(st.st_mtime) & 0xFFFFFFFF, st.st_size & 0xFFFFFFFF)
    return importlib.util.MAGIC_NUMBER + b"".join(word.to_bytes(4, "little") for word in words)


def is_current(source, compiled):
    try:
        with open(compiled, "rb") as file:
            return file.read(16) == head(source)
    except OSError:
        return False


def main(folder):
    library = getattr(sys, "_stdlib_dir", None)
    os.makedirs(folder, exist_ok=True)
    for source in sources(library) if library else ():
        relative = os.path.splitext(os.path.relpath(source, library))[0]
        compiled = os.path.join(folder, f"{relative}.{sys.implementation.cache_tag}.pyc")
        if not is_current(source, compiled):
            try:
                py_compile.compile(source, compiled, doraise=True)
            except (OSError, py_compile.PyCompileError):
                pass


if __name__ == "__main__":
    main(sys.argv[1])
