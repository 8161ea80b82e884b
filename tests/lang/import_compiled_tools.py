# Compiled files made by hand: py_compile, compileall, marshal, importlib, modules without a source.
import importlib
import importlib.util
import marshal
import os
import py_compile
import pickle
import sys
import tempfile
import types

TAG = sys.implementation.cache_tag
scratch = tempfile.TemporaryDirectory()
folder = scratch.name
sys.path.insert(0, folder)


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def short(path):
    return path.replace(folder, "FOLDER").replace(TAG, "TAG")


print(short(importlib.util.cache_from_source("/a/b.py")), importlib.util.source_from_cache(f"/a/__pycache__/b.{TAG}.pyc"))
print(len(importlib.util.MAGIC_NUMBER), importlib.util.MAGIC_NUMBER[2:])

# marshal
code = compile("def f(a, *b, c=(1, 2)):\n    return [a, b, c, 'text', 2.5, {a}]\nprint(f(1, 2))", "name", "exec")
again = marshal.loads(marshal.dumps(code))
print(again == code, again is code, again.co_filename, again.co_names)
exec(again)
print(marshal.loads(marshal.dumps([code, 1, (code,)]))[2][0] == code)


def used(n):
    return sum(i * i for i in range(n))


for _ in range(50):
    used(20)
g = types.FunctionType(marshal.loads(marshal.dumps(used.__code__)), globals())
print(g(20) == used(20), g.__code__ == used.__code__)
data = marshal.dumps(code)
for cut in 0, 1, len(data) // 2, len(data) - 1:
    try:
        marshal.loads(data[:cut])
    except (EOFError, ValueError) as e:
        print(cut in (0, 1), type(e).__name__)
try:
    pickle.dumps(code)
except TypeError:
    print("not pickled")

# py_compile and the loaders
source = write("plain.py", "value = 1\ndef f(): return value\n")
print(short(py_compile.compile(source)))
import plain

print(plain.f(), short(plain.__cached__), short(plain.f.__code__.co_filename))
for mode in py_compile.PycInvalidationMode:
    source = write("hashed.py", f"mode = {mode.name!r}")
    compiled = py_compile.compile(source, invalidation_mode=mode)
    with open(compiled, "rb") as f:
        print(mode.name, int.from_bytes(f.read(8)[4:], "little"))
    importlib.invalidate_caches()
    import hashed

    print(hashed.mode)
    del sys.modules["hashed"]
    write("hashed.py", "mode = 'changed'  # another size")
    import hashed

    print(hashed.mode)
    del sys.modules["hashed"]

# without a source
source = write("lonely.py", "import sys\nprint(__name__, type(__loader__).__name__)\ndef f(): pass")
py_compile.compile(source, os.path.join(folder, "lonely.pyc"))
os.remove(source)
importlib.invalidate_caches()
import lonely

print(short(lonely.__file__), short(lonely.f.__code__.co_filename), short(lonely.__cached__))
write("lonely2.pyc", "nonsense, and more of it")
try:
    import lonely2
except ImportError as e:
    print(str(e).split(":")[0])

# compileall
import compileall

os.mkdir(os.path.join(folder, "all"))
write("all/a.py", "x = 1")
write("all/b.py", "x = 2")
print(compileall.compile_dir(os.path.join(folder, "all"), quiet=1))
print(sorted(short(name) for name in os.listdir(os.path.join(folder, "all", "__pycache__"))))

# a loader of one's own
from importlib.machinery import SourceFileLoader


class Louder(SourceFileLoader):
    def source_to_code(self, data, path, **more):
        return super().source_to_code(data.upper(), path, **more)


write("loud.py", "x = 'upper'")
spec = importlib.util.spec_from_file_location("loud", os.path.join(folder, "loud.py"),
                                              loader=Louder("loud", os.path.join(folder, "loud.py")))
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.X)
