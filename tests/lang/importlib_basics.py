# importlib: import_module, find_spec, specs and modules made by hand, namespace packages, finders and
# loaders written in Python, path hooks.
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "import_data")
sys.path.insert(0, here)


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, str(e).replace(here, "..."), getattr(e, "name", "-"))


print([f.__name__ for f in sys.meta_path if isinstance(f, type)])
print(importlib.import_module("relative.top").x)
print(importlib.import_module(".top", "relative").x)
print(importlib.import_module("..top", "relative.deep").x)
attempt(importlib.import_module, ".top")
attempt(importlib.import_module, "...top", "relative.deep")
attempt(importlib.import_module, "relative.gone")
attempt(importlib.import_module, "gone")
print(importlib.util.find_spec("gone"), importlib.util.find_spec("math").origin)
attempt(importlib.util.find_spec, "gone.away")
spec = importlib.util.find_spec("food.bread")
print(spec.name, spec.parent, spec.loader.name, spec.origin.replace(here, "..."))
print(importlib.util.resolve_name("..x", "a.b.c"), importlib.util.resolve_name("x", None))

spec = importlib.util.spec_from_file_location("mine", here + "/food/bread.py")
print(repr(spec).replace(here, "...").partition(" object at")[0])
module = importlib.util.module_from_spec(spec)
print(hasattr(module, "kind"), "mine" in sys.modules)
spec.loader.exec_module(module)
print(module.kind, repr(module).replace(here, "..."), module.__spec__ is spec, module.__package__ == "")
print(importlib.util.spec_from_file_location("x", "/y/z.unknown"))
print(importlib.util.spec_from_loader("s", None, origin="somewhere"))
loader = importlib.machinery.SourceFileLoader("other", here + "/relative/top.py")
print(loader.is_package("other"), loader.get_source("other"), loader.get_filename("other").replace(here, "..."))
print(importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.BYTECODE_SUFFIXES)
print(sys.modules["math"].__spec__.origin, sys.modules["math"].__loader__.__name__ if "math" in sys.modules else 0) \
    if "math" in sys.modules else print("no math")

sys.path[:0] = [here + "/ns_one", here + "/ns_two"]
import space.first
import space.second

print(space.first.where, space.second.where, space.__file__ if hasattr(space, "__file__") else "no file")
print(type(space.__path__).__name__, [p.replace(here, "...") for p in space.__path__], space.__spec__.origin)
print(type(space.__loader__).__name__, space.__package__)


class Memory(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    sources = {"memo": "x = 1\nprint('executing', __name__, __spec__.origin)", "memo.sub": "from . import x\ny = x + 1"}

    def find_spec(self, name, path, target=None):
        if name in self.sources:
            print("asked for", name, path, target)
            return importlib.util.spec_from_loader(name, self, origin="memory", is_package=name == "memo")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.sources[module.__name__], module.__dict__)


finder = Memory()
sys.meta_path.insert(0, finder)
import memo.sub

print(memo.sub.y, memo, memo.__loader__ is finder, memo.__path__, memo.sub.__package__)
importlib.reload(memo)
sys.meta_path.remove(finder)


class Blocker:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "forbidden":
            raise ImportError("we do not import that", name=name)


sys.meta_path.insert(0, Blocker)
attempt(__import__, "forbidden")
del sys.meta_path[0]


class PathFinder:
    def __init__(self, path):
        if not path.startswith("made://"):
            raise ImportError
        self.path = path

    def find_spec(self, name, target=None):
        return importlib.util.spec_from_loader(name, self, origin=self.path) if name == "from_hook" else None

    def create_module(self, spec):
        import types
        return types.SimpleNamespace(special=True)

    def exec_module(self, module):
        module.value = "from " + self.path


sys.path_hooks.insert(0, PathFinder)
sys.path.append("made://place")
import from_hook

print(from_hook.value, from_hook.special, type(from_hook).__name__)
print(type(sys.path_importer_cache["made://place"]).__name__, sys.path_importer_cache[here].path == here)
sys.path_importer_cache["made://nowhere"] = None
sys.path.remove("made://place")
sys.path_hooks.remove(PathFinder)
importlib.invalidate_caches()


class Half:
    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == "half" else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        1 / 0


sys.meta_path.append(Half())
try:
    import half
except ZeroDivisionError as e:
    tb, names = e.__traceback__, []
    while tb:
        names.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    print(names, "half" in sys.modules)
try:
    exec("import half.more")
except Exception as e:
    print(type(e).__name__)
saved = sys.meta_path[:]
sys.meta_path[:] = []
attempt(__import__, "anything")
sys.meta_path[:] = saved

real = __import__
import builtins


def spy(name, globals=None, locals=None, fromlist=(), level=0):
    print("import", name, fromlist, level)
    return real(name, globals, locals, fromlist, level)


builtins.__import__ = spy
import os.path as p
from food.fruit import apple, pear as q
builtins.__import__ = real

lazy_loader = importlib.util.LazyLoader.factory(importlib.machinery.SourceFileLoader)
spec = importlib.util.spec_from_file_location("late", here + "/food/fruit/pear.py",
                                              loader=lazy_loader("late", here + "/food/fruit/pear.py"))
late = importlib.util.module_from_spec(spec)
spec.loader.exec_module(late)
print("not yet")
print(late.public)
import pkgutil

print([m.name for m in pkgutil.iter_modules([here + "/food"])])
print([m.name for m in pkgutil.walk_packages([here + "/relative"], "relative.")])
print(pkgutil.get_data("relative", "top.py"))
