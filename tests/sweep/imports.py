"""Importing modules beside the program."""
import sys
import beside
import beside.inner as inner
from beside import *
from beside import dynamic
from beside.inner import Held, thing

assert beside.renamed is inner.thing and dynamic == [1] and thing == [1, 2]
assert renamed is thing and __name__ == "__main__"
for bad in ("import beside.failing", "import beside.wrong", "import beside.none", "from beside import none",
            "from . import x", "import beside.inner.deeper", "from beside.inner import missing"):
    try:
        exec(bad)
    except (ImportError, ValueError, SyntaxError, KeyError) as e:
        str(e)
assert "beside.failing" not in sys.modules
del sys.modules["beside.inner"]
again = __import__("beside.inner", fromlist=["Held"])
assert again is not inner and again.Held is not Held
repr(beside), beside.__spec__, beside.__path__, beside.__doc__, dir(beside)
beside.fresh = beside
del beside.inner
import gc, math
math.sqrt(4), gc.collect()
