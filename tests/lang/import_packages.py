# Packages: order of execution, relative names, what modules know of themselves, from ... import *.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "import_data"))


def short(path):
    return path.partition("import_data/")[2]


import food.fruit.apple
from food.fruit import *

print(sorted(n for n in globals() if n in ("apple", "pear", "colour", "hidden")))
print(apple.name, food.fruit_apple is apple, food.fruit.pear.public, colour)
from food.fruit.pear import *

print("public" in globals(), "_private" in globals())
for m in (food, food.bread, food.fruit, apple):
    print(m.__name__, repr(m.__package__), short(m.__file__), hasattr(m, "__path__"))
    s = m.__spec__
    print("  ", s.name, repr(s.parent), short(s.origin), s.has_location, s.submodule_search_locations is None)
    print("  ", type(s).__name__, type(m.__loader__).__name__, s.loader is m.__loader__, m.__loader__.name)
    print("  ", m.__cached__ == s.cached, os.path.basename(os.path.dirname(m.__cached__)))
print(food.__doc__, repr(food.bread).replace(sys.path[0], "..."))
print([short(p) for p in food.__path__], [short(p) for p in food.fruit.__spec__.submodule_search_locations])

import relative.deep

print(relative.deep.again, relative.deep.up, relative.deep.bottom.here, relative.deep.bottom.x)
from relative import deep as d, top as t

print(d.top is t, d.bottom.top is t)
import relative.deep.deeper.bottom as rb

print(rb.__name__, rb.__package__)
print(__import__("relative.deep.deeper.bottom").__name__)
print(__import__("relative.deep.deeper.bottom", fromlist=["x"]).__name__)
print(__import__("top", globals={"__package__": "relative", "__name__": "relative.z"}, level=1, fromlist=["x"]).x)
print(__import__("deep.deeper", {"__package__": "relative"}, None, (), 1).__name__)


def attempt(statement, namespace=None):
    try:
        exec(statement, {"__name__": "__main__"} if namespace is None else namespace)
    except BaseException as e:
        path = getattr(e, "path", None)
        print(statement, "->", type(e).__name__, str(e).replace(sys.path[0], "..."),
              [getattr(e, "name", None), path and short(path)])
    else:
        print(statement, "-> fine")


attempt("import nowhere")
attempt("import nowhere.at.all")
attempt("import food.nothing")
attempt("import food.bread.kind")
attempt("from food import nothing")
attempt("from food.nothing import x")
attempt("from food.fruit.apple import core, skin")
attempt("import relative.deep.deeper.too_far")
attempt("import relative.deep.not_there")
attempt("import relative.deep.no_name")
attempt("from . import x")
attempt("from .x import y")
attempt("from .x import y", {"__name__": "a.b"})
attempt("from .x import y", {"__package__": "food", "__name__": "food.q"})
attempt("from ..x import y", {"__package__": "food", "__name__": "food.q"})
attempt("from .x import y", {"__package__": 5})
attempt("from .x import y", {})
attempt("from broken.all_missing import *")
attempt("from broken.all_wrong import *")
attempt("import tricks.bad_syntax")
attempt("import tricks.fails")
print("tricks.fails" in sys.modules, "tricks" in sys.modules, hasattr(sys.modules["tricks"], "fails"))
attempt("__import__('')")
attempt("__import__('x', level=-1)")
attempt("__import__(5)")
attempt("__import__('y', {}, {}, [], 1)")
attempt("import sys.nothing")
attempt("from sys import nothing")
attempt("from math import *")
