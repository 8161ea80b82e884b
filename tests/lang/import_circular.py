# Circular imports: which of them work, and the messages of those that do not.
import os
import sys
import traceback

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "import_data")
sys.path.insert(0, here)


def attempt(name):
    try:
        __import__(name)
    except Exception as e:
        print(name, type(e).__name__, str(e).replace(here, "..."), getattr(e, "name", "-"))
        for f in traceback.extract_tb(e.__traceback__):
            print("   ", f.filename.replace(here, "...").rpartition("/")[2], f.lineno, f.name)
    print([n for n in sorted(sys.modules) if n.startswith("circular")])


attempt("circular.a")
attempt("circular.b")
attempt("circular.e")
attempt("circular.c")
c = sys.modules["circular.c"]
print(c.ask(), c.d.ask(), c.d.c is c)
attempt("circular.f")
