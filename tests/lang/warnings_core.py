# warn() and warn_explicit() in C: filters, actions, registries, places, errors; the start needs no patterns.
import warnings, sys
print('re' in sys.modules)
def f():
    warnings.warn("one", stacklevel=2)
f()
f()
def g(): 
    f()
g()
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    warnings.warn("two", DeprecationWarning)
    warnings.warn(UserWarning("three"))
    warnings.warn("far", stacklevel=50)
    print([(str(x.message), x.category.__name__, x.filename[-4:], x.lineno) for x in w])
for a in "error", "once", "module", "default", "ignore", "always":
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter(a)
        try:
            for i in range(2): warnings.warn("x"); warnings.warn("y", FutureWarning)
        except UserWarning as e: print("raised", e)
        print(a, len(w))
with warnings.catch_warnings(record=True) as w:
    warnings.filterwarnings("error", message="ab.*c", category=UserWarning, module="__main_")
    warnings.filterwarnings("always", message="q")
    try: warnings.warn("abxxc")
    except UserWarning as e: print("raised", e)
    warnings.warn("qqq")
    print(len(w))
for bad in (lambda: warnings.warn("x", int), lambda: warnings.warn("x", 3), lambda: warnings.warn(), lambda: warnings.warn_explicit("x", UserWarning, "f", 4, registry=3), lambda: warnings.warn_explicit("x", UserWarning, "f", 4, module_globals=3)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
import _warnings
print(warnings.filters is _warnings.filters, [tuple(map(str,f)) for f in _warnings.filters][-5:])
reg = {}
warnings.warn_explicit("expl", UserWarning, "file.py", 7, registry=reg)
warnings.warn_explicit("expl", UserWarning, "file.py", 7, registry=reg)
print({k: v for k, v in reg.items() if k != "version"})
warnings.filters.insert(0, ("strange", None, Warning, None, 0)); warnings._filters_mutated()
try: warnings.warn("z")
except RuntimeError as e: print(e)
warnings.filters[0] = 3
try: warnings.warn("z1")
except ValueError as e: print(e)
warnings.resetwarnings()
print(warnings.filters)
warnings.warn("last", DeprecationWarning)
import warnings as w2
w2.simplefilter("error")
warnings.warn("die")
