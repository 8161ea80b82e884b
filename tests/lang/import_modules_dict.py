# sys.modules: None, replaced and vanished modules; __getattr__ and __dir__ of modules; reload.
import importlib
import os
import sys
import types

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "import_data")
sys.path.insert(0, here)


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, str(e).replace(here, "..."), getattr(e, "name", "-"))


import tricks.replaced
from tricks import replaced

print(sys.modules["tricks.replaced"], tricks.replaced, replaced.answer)
attempt(__import__, "tricks.vanishes")
sys.modules["blocked"] = None
attempt(__import__, "blocked")
attempt(importlib.import_module, "blocked")
attempt(__import__, "blocked.inner")
m = types.ModuleType("invented", "its doc")
m.x = 5
sys.modules["invented"] = m
import invented
from invented import x

print(x, invented, invented.__doc__, invented.__spec__, invented.__loader__, invented.__package__)
attempt(__import__, "invented.inner")
sys.modules["number"] = 7
import number

print(number)
try:
    from number import nothing
except ImportError as e:
    print(e)
try:
    from number import real
    print(real)
except ImportError as e:
    print(e)

import lazy

print(lazy.made, dir(lazy), lazy.ant)
from lazy import made

attempt(getattr, lazy, "absent")
try:
    from lazy import absent
except ImportError as e:
    print(str(e).replace(here, "..."))

import tricks.counted as counted

print(counted.count)
print(importlib.reload(counted) is counted, counted.count)
del sys.modules["tricks.counted"]
attempt(importlib.reload, counted)
attempt(importlib.reload, 5)
import tricks.counted as second

print(second is counted, second.count, tricks.counted is second)


class Loud(types.ModuleType):
    def __getattr__(self, name):
        return f"loud {name}"


second.__class__ = Loud
print(second.anything, type(second).__name__)
print(repr(types.ModuleType("bare")), repr(sys), repr(os), repr(importlib).replace(importlib.__file__, "..."))
bare = types.ModuleType("bare")
bare.__file__ = "/x/y"
print(bare)
bare.__loader__ = "a loader"
del bare.__file__
print(bare)
del bare.__name__
print(bare)
attempt(getattr, bare, "q")
print(vars(types.ModuleType("m", "d")))
attempt(types.ModuleType)
attempt(types.ModuleType, 5)
attempt(setattr, lazy, "__dict__", {})
lazy.__annotations__["x"] = int
print(lazy.__annotations__)
del lazy.__annotations__
print(lazy.__annotations__)
