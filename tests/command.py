#!/usr/bin/env python3.11
"""The command: arguments, standard input, exit status, closed pipes, full disks, Ctrl-C, the prompt, stepping.

Each function named case_* is a test; it gets the path of the command. Ends with "N passed, N failed".
"""
import argparse
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile


def run(adder, *args, stdin=b"", stdout=subprocess.PIPE, **options):
    p = subprocess.run([adder, *args], input=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=60, **options)
    return p.returncode, p.stdout, p.stderr


def check(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def case_version_and_help(adder):
    status, out, _ = run(adder, "--version")
    assert status == 0 and out.startswith(b"Adder ")
    status, out, _ = run(adder, "--help")
    assert status == 0 and b"adder watch" in out and b"--memory-limit" in out


def case_wrong_arguments(adder):
    for args in (("--nonsense",), ("-c",), ("watch",), ("watch", "--lines", "x", "f.py"), ("--memory-limit", "many")):
        status, out, err = run(adder, *args)
        assert status == 2 and out == b"" and err.startswith(b"adder: "), (args, status, err)


def case_code_and_arguments(adder):
    check(run(adder, "-c", "import sys; print(sys.argv)", "a", "-b"), (0, b"['-c', 'a', '-b']\n", b""))


def case_standard_input(adder):
    check(run(adder, "-", stdin=b"print(__name__)\n"), (0, b"__main__\n", b""))
    check(run(adder, stdin=b"print(1)\n"), (0, b"1\n", b""))


def case_file_and_its_folder(adder):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "helper.py").write_text("value = 42\n")
        (path / "main.py").write_text("import helper, sys\nprint(helper.value, sys.argv[1:], __file__)\n")
        status, out, err = run(adder, str(path / "main.py"), "x")
        check((status, out, err), (0, f"42 ['x'] {path}/main.py\n".encode(), b""))
        check(run(adder, "no_such_file.py")[0], 2)


def case_newer_syntax(adder):
    """What 3.12 has and CPython 3.11 has not: no program in tests/lang can be recorded with it."""
    program = """
type Pair[T] = tuple[T, T]
def first[T: int, *Ts, **P](x: T) -> T: return x
class Box[T]:
    def get[U](self, u: U) -> U: return u
d = {"k": [1, 2]}
print(Pair, first(3), Box().get(4), f"{d["k"][0]} {'a' f"{"b"}"}", f"{"\\n".join(["x", "y"])!r}")
type = 5; print(type)
"""
    status, out, err = run(adder, "-", stdin=program.encode())
    assert (status, err) == (0, b""), err
    assert out.endswith(b" 3 4 1 ab 'x\\ny'\n5\n"), out


def case_bad_encodings(adder):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "f.py")
        for text, message in ((b"x = 1\ny = '\xff'\n", f"Non-UTF-8 code starting with '\\xff' in file {path} on line 2, but no "
                               "encoding declared; see https://peps.python.org/pep-0263/ for details"),
                              (b"# coding: nonsense\n", "encoding problem: nonsense")):
            pathlib.Path(path).write_bytes(text)
            check(run(adder, path), (1, b"", f"SyntaxError: {message}\n".encode()))
        pathlib.Path(path).write_bytes(b"print(1)\0 rubbish\nprint(2)\n")
        check(run(adder, path), (0, b"1\n2\n", b""))


def case_options_of_cpython(adder):
    check(run(adder, "-IBu", "-X", "utf8", "-Wignore", "-c", "import sys; print(sys.warnoptions, sys.argv)", "-c"),
          (0, b"['ignore'] ['-c', '-c']\n", b""))
    status, out, err = run(adder, "-Werror", "-c", "import warnings; warnings.warn('w')")
    assert status == 1 and b"UserWarning: w" in err, err
    check(run(adder, "-Sc", "print(1)"), (0, b"1\n", b""))


def modules_folder(folder):
    """A package with all that -m can meet."""
    path = pathlib.Path(folder)
    (path / "pack" / "inner").mkdir(parents=True)
    (path / "pack" / "__init__.py").write_text("print('init', __name__)\n")
    (path / "pack" / "__main__.py").write_text(
        "import sys\nfrom . import part\nprint('main', __name__, __package__, __spec__.name, sys.argv[1:])\n")
    (path / "pack" / "part.py").write_text(
        "import sys, os\nprint('part', __name__, __package__, sys.path[0] == os.getcwd())\n"
        "print(os.path.relpath(sys.argv[0]) if __name__ == '__main__' else '', os.path.basename(__file__))\n")
    (path / "pack" / "inner" / "__init__.py").write_text("")
    (path / "fails.py").write_text("def f():\n    return 1 / 0\n\nf()\n")
    (path / "__main__.py").write_text(
        "import sys\nprint(__name__, repr(__package__), sys.path[0] == sys.argv[0], sys.argv[1:])\n")
    return path


def case_module(adder):
    with tempfile.TemporaryDirectory() as folder:
        modules_folder(folder)
        check(run(adder, "-m", "pack", "a", "-b", cwd=folder),
              (0, b"init pack\npart pack.part pack True\n part.py\nmain __main__ pack pack.__main__ ['a', '-b']\n", b""))
        check(run(adder, "-mpack.part", cwd=folder),
              (0, b"init pack\npart __main__ pack True\npack/part.py part.py\n", b""))
        status, out, err = run(adder, "-m", "pack.inner", cwd=folder)
        assert (status, out) == (1, b"init pack\n")
        assert err.endswith(b": No module named pack.inner.__main__; 'pack.inner' is a package and cannot be "
                            b"directly executed\n"), err
        status, out, err = run(adder, "-m", "missing", cwd=folder)
        assert (status, out) == (1, b"") and err.endswith(b": No module named missing\n"), err
        status, out, err = run(adder, "-m", "missing.part", cwd=folder)
        assert status == 1 and b"Error while finding module specification for 'missing.part'" in err, err
        status, out, err = run(adder, "-m", "fails", cwd=folder)
        check((status, err.decode().replace(os.path.realpath(folder), "")), (1, (
            'Traceback (most recent call last):\n'
            '  File "<frozen runpy>", line 198, in _run_module_as_main\n'
            '  File "<frozen runpy>", line 88, in _run_code\n'
            '  File "/fails.py", line 4, in <module>\n    f()\n'
            '  File "/fails.py", line 2, in f\n    return 1 / 0\n           ~~^~~\n'
            'ZeroDivisionError: division by zero\n')))


def case_folder_or_archive(adder):
    with tempfile.TemporaryDirectory() as folder:
        modules_folder(folder)
        check(run(adder, folder, "x"), (0, b"__main__ '' True ['x']\n", b""))
        archive = os.path.join(folder, "program.zip")
        with zipfile.ZipFile(archive, "w") as z:
            z.writestr("__main__.py", "import sys, helper\nprint(__name__, helper.value, sys.path[0] == sys.argv[0])\n")
            z.writestr("helper.py", "value = 42\n")
        check(run(adder, archive), (0, b"__main__ 42 True\n", b""))
        status, out, err = run(adder, os.path.join(folder, "pack", "inner"))
        assert status == 1 and b": can't find '__main__' module in '" in err, err


def case_python_path(adder):
    with tempfile.TemporaryDirectory() as folder:
        modules_folder(folder)
        env = dict(os.environ, PYTHONPATH=f"/nonexistent:{folder}")
        check(run(adder, "-c", "import sys; print(sys.path[1:3] == sys.argv[1:]); import pack", "/nonexistent", folder,
                  env=env), (0, b"True\ninit pack\n", b""))


def case_exit_status(adder):
    check(run(adder, "-c", "import sys; sys.exit(3)")[0], 3)
    check(run(adder, "-c", "import sys; sys.exit('message')"), (1, b"", b"message\n"))
    check(run(adder, "-c", "raise ValueError(1)")[0], 1)
    check(run(adder, "-c", "x = (")[0], 1)


def case_what_happens_at_the_end(adder):
    """The quick end of a process leaves nothing out that somebody would notice."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "written"
        run(adder, "-c", f"f = open({str(path)!r}, 'w'); f.write('text')")
        check(path.read_text(), "text")
    dies = "import sys\nclass A:\n def __del__(self): print('dies', file=sys.__stdout__)\na = A()\n"
    for end in ("", "a.a = a", "a.a = a; del a", "import gc; a.a = a; gc.freeze()", "sys.modules['a'] = a", "b = (a,); del a",
                "import atexit; atexit.register(lambda b: None, a); del a", "sys.kept = a; del a"):
        expected = (0, b"" if "freeze" in end or "kept" in end else b"dies\n", b"")
        check(run(adder, "-c", dies + end), expected)
    check(run(adder, "-c", "import weakref\nclass A: pass\na = A()\nr = weakref.ref(a, lambda r: print('called'))\nprint(1, end='')"),
          (0, b"1", b""))
    check(run(adder, "-c", "def g():\n try: yield\n finally: print('closed')\nx = g(); next(x)"), (0, b"closed\n", b""))
    check(run(adder, "-c", "import atexit\n@atexit.register\ndef last(): print('last')\nprint('first', end=' ')"), (0, b"first last\n", b""))
    check(run(adder, "-c", "import io, sys\nsys.__stdout__.write('a')\nsys.stdout = io.StringIO()\nprint('lost')"), (0, b"a", b""))
    check(run(adder, "-c", "import gc\ngc.callbacks.append(lambda phase, info: print(phase) if phase == 'start' else None)\nprint(0)")[:2],
          (0, b"0\nstart\n"))


def case_libraries_are_loaded_when_needed(adder):
    """Most programs need neither sines nor large integers (cli/libraries.c)."""
    which = "print([n for n in ('libm.', 'libgmp.', 'libutf8proc.') if n in open('/proc/self/maps').read()])"
    check(run(adder, "-c", f"x = [i * 3 // 2 for i in range(10)]; print(1.5, f'{{2.25:.1f}}', 2 ** 40, 'abc'.upper()); {which}"),
          (0, b"1.5 2.2 1099511627776 ABC\n[]\n", b""))
    check(run(adder, "-c", f"import math; print(math.cos(0.0), 7.5 // 2, -7.5 % 2); {which}"), (0, b"1.0 3.0 0.5\n['libm.']\n", b""))
    check(run(adder, "-c", f"print(3 ** 100 % 1000, pow(3, 10 ** 20, 1000)); {which}"), (0, b"1 1\n['libgmp.']\n", b""))
    check(run(adder, "-c", f"import unicodedata; print(ascii(unicodedata.normalize('NFC', 'e\\u0301'))); {which}"),
          (0, b"'\\xe9'\n['libutf8proc.']\n", b""))


def case_closed_pipe_is_an_error(adder):
    read, write = os.pipe()
    os.close(read)
    status, _, err = run(adder, "-c", "print('x' * 100000)", stdout=write)
    os.close(write)
    assert status in (1, 120) and b"BrokenPipeError" in err, (status, err)


def case_full_disk_is_an_error(adder):
    with open("/dev/full", "wb") as full:
        status, _, err = run(adder, "-c", "print('x')", stdout=full)
    check(status, 120)
    assert b"No space left on device" in err


def case_interrupt(adder):
    p = subprocess.Popen([adder, "-c", "print('ready', flush=True)\nwhile True: pass"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    p.stdout.readline()
    p.send_signal(signal.SIGINT)
    _, err = p.communicate(timeout=30)
    check(p.returncode, -signal.SIGINT)
    assert err.endswith(b"KeyboardInterrupt\n"), err


def case_memory_limit_is_catchable(adder):
    code = ("kept = []\ntry:\n    while True: kept.append('x' * 1000)\nexcept MemoryError:\n"
            "    n = len(kept); del kept\n    print(n > 5000)")
    check(run(adder, "--memory-limit", "32M", "-c", code), (0, b"True\n", b""))


class Terminal:
    """The command on a pseudo terminal."""

    def __init__(self, *command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", HOME="/nonexistent")
            os.execv(command[0], command)

    def until(self, text, seconds=30):
        seen, end = b"", time.monotonic() + seconds
        while text not in seen:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            assert ready, f"no {text!r} in {seen!r}"
            try:
                seen += os.read(self.fd, 4096)
            except OSError:
                break
        assert text in seen, f"no {text!r} in {seen!r}"
        return seen

    def send(self, text):
        os.write(self.fd, text)

    def end(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def case_prompt(adder):
    t = Terminal(adder)
    t.until(b">>> ")
    t.send(b"6 * 7\n")
    t.until(b"\n42\r\n")
    t.send(b"def f(x):\n")
    t.until(b"... ")
    t.send(b"    return x + 1\n\n")
    t.until(b">>> ")
    t.send(b"f(_)\n")
    t.until(b"\n43\r\n")
    t.send(b"1 / 0\n")
    t.until(b"ZeroDivisionError: division by zero")
    t.send(b"while True: pass\n\n")
    time.sleep(0.5)
    t.send(b"\x03")
    t.until(b"KeyboardInterrupt")
    t.send(b"import sys; sys.exit(5)\n")
    check(t.end(), 5)


def case_stepping(adder):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as f:
        f.write("x = 1\ny = [x]\ndef g(n):\n    return n\nprint(g(2))\n")
        f.flush()
        t = Terminal(adder, "watch", f.name)
        t.until(b"step 1 ")
        t.send(b"n")
        t.until(b"step 2 ")
        t.send(b"b")
        t.until(b"step 1 ")
        t.send(b"c")
        seen = t.until(b"step 4 ")
        assert b"(call)" in seen, seen
        t.send(b"e")
        t.until(b"(end)")
        t.send(b"q")
        t.until(b"2\r\n")  # the program's output, at the end
        check(t.end(), 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(pathlib.Path(__file__).resolve().parent.parent / "build" / "adder"))
    args = parser.parse_args()
    adder = str(pathlib.Path(args.adder).resolve())
    cases = [(name, f) for name, f in globals().items() if name.startswith("case_")]
    failed = 0
    for name, case in cases:
        try:
            case(adder)
        except Exception:
            failed += 1
            print(f"FAIL {name}\n{traceback.format_exc()}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
