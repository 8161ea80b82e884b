# Compiled files (PEP 3147): when they are written, when they are read, where they are.
import os
import subprocess
import sys
import tempfile

TAG = sys.implementation.cache_tag
scratch = tempfile.TemporaryDirectory()
folder = scratch.name
BASE = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")}
BASE["XDG_CACHE_HOME"] = folder + "/cache"


def write(name, text, time=1_600_000_000):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.utime(path, (time, time))


def run(program, *options, **env):
    p = subprocess.run([sys.executable, *options, "-c", program], cwd=folder, env=BASE | env,
                       capture_output=True, text=True)
    lines = p.stdout.splitlines() + p.stderr.splitlines()[-1:]
    print("  ", *[line.replace(folder, "FOLDER").replace(TAG, "TAG") for line in lines])


def files():
    found = sorted(os.path.join(where, name)[len(folder) + 1:] for where, _, names in os.walk(folder)
                   if "/cache" not in where for name in names)
    print("  ", [name.replace(TAG, "TAG") for name in found if not name.endswith(".py")])


def clean():
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".pyc") and "/cache" not in where:
                os.remove(os.path.join(where, name))


print("written and read")
write("one.py", "print('first')")
run("import one")
files()
write("one.py", "print('other')")  # the same time and size
run("import one")
write("one.py", "print('other')", 1_600_000_001)
run("import one")
run("import one; print(one.__file__, one.__cached__)")
print("not the program itself")
run("import sys; sys.argv = ['one.py']; exec(open('one.py').read())")
files()

print("not written")
clean()
run("import one", "-B")
run("import one", PYTHONDONTWRITEBYTECODE="1")
run("import sys; sys.dont_write_bytecode = True; import one")
run("import sys; print(sys.dont_write_bytecode, sys.flags.dont_write_bytecode)")
run("import sys; print(sys.dont_write_bytecode, sys.flags.dont_write_bytecode)", "-B")
run("import sys; print(sys.dont_write_bytecode)", "-E", PYTHONDONTWRITEBYTECODE="1")
files()

print("errors")
write("wrong.py", "x = (")
write("fails.py", "print('runs')\n1 / 0")
run("import wrong")
run("import fails")
files()
run("import fails")
os.mkdir(os.path.join(folder, "blocked"))
write("blocked/mod.py", "print('blocked')")
with open(os.path.join(folder, "blocked/__pycache__"), "w"):
    pass
run("import blocked.mod")

print("packages")
clean()
write("pack/__init__.py", "from . import inner")
write("pack/inner.py", "def f(): return f.__code__.co_filename, f.__code__.co_name\nprint(__name__, *f())")
run("import pack")
files()
os.rename(os.path.join(folder, "pack"), os.path.join(folder, "moved"))
run("import moved")

print("prefix")
clean()
where = os.path.join(folder, "elsewhere")
run("import one; print(one.__cached__)", PYTHONPYCACHEPREFIX=where)
run("import sys; print(sys.pycache_prefix)", PYTHONPYCACHEPREFIX="")
run("import sys; print(sys.pycache_prefix); import one; print(one.__cached__)", "-X", "pycache_prefix=" + where + "2")
print("  ", os.path.isfile(f"{where}{folder}/one.{TAG}.pyc"), os.path.isfile(f"{where}2{folder}/one.{TAG}.pyc"))

print("foreign")
write("one.py", "print('one more')")
compiled = os.path.join(folder, "__pycache__", f"one.{TAG}.pyc")
for contents in b"", b"x", b"\x61\x0d\r\n" + bytes(12) + b"\xe3", bytes(100):
    os.makedirs(os.path.dirname(compiled), exist_ok=True)
    with open(compiled, "wb") as f:
        f.write(contents)
    run("import one")
    with open(compiled, "rb") as f:
        print("  ", len(f.read()) > 100)

print("without a source")
clean()
write("alone.py", "print(__name__, __file__)")
run("import py_compile; py_compile.compile('alone.py', 'alone.pyc')")
os.remove(os.path.join(folder, "alone.py"))
run("import alone")
