# What a program finds in its own namespace, and how it leaves.
import sys

print(sorted(name for name in dir() if name.startswith("__")))
print(__annotations__, __cached__, __package__, __name__)
print(exit, quit, type(exit).__name__)
sys.settrace(None)
sys.setprofile(None)
print(sys.gettrace(), sys.getprofile(), sys.getswitchinterval() > 0, sys.abiflags == "")
for interval in (0, -1, "x"):
    try:
        sys.setswitchinterval(interval)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
sys.breakpointhook = lambda *args, **kwargs: ("hook", args, kwargs)
print(breakpoint(1, x=2))
sys.breakpointhook = sys.__breakpointhook__
for code in ((), (3,), ("text",), (None,)):
    try:
        exit(*code)
    except SystemExit as error:
        print(repr(error), error.code)
    sys.stdin = None
quit(0)
