# warnings: filters, categories, what is shown; -W by simplefilter; warn_explicit; deprecations of the language itself.
import sys
import warnings


def show(message, category, filename, lineno, file=None, line=None):
    print("shown:", category.__name__, message, lineno > 0)


warnings.showwarning = show
warnings.resetwarnings()


def f(n=1, category=UserWarning):
    warnings.warn("from f", category, stacklevel=n)


for _ in range(3): f()
warnings.simplefilter("always")
for _ in range(2): f()
warnings.simplefilter("once"); f(); f(2)
warnings.simplefilter("ignore", DeprecationWarning); f(category=DeprecationWarning)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try: f()
    except UserWarning as e: print("raised", e)
    warnings.filterwarnings("ignore", message="from", module=__name__)
    f()
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    f(); f(category=FutureWarning); warnings.warn(SyntaxWarning("instance"))
    print([(w.category.__name__, str(w.message)) for w in seen])
for args in (("x", int), ("x", "y"), (5,)):
    try: warnings.warn(*args)
    except TypeError as e: print(e)
warnings.warn_explicit("explicit", UserWarning, "file.py", 7, registry={})
print(warnings.formatwarning("m", UserWarning, "f.py", 3, "the line"), end="")
print(sorted(c.__name__ for c in Warning.__subclasses__() if c.__module__ == "builtins"))
print([f[0] for f in warnings.filters][:3])
for bad in (("nonsense",), ("error", "x"), ("error", UserWarning, -1)):
    try: warnings.simplefilter(*bad)
    except (AssertionError, TypeError) as e: print(type(e).__name__, e)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    eval("'\\d'"); compile("x is 1", "f", "eval"); compile("assert (1, 2)", "f", "exec")
    print([(w.category.__name__, str(w.message)) for w in seen])
