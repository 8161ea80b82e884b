"""The warning about a coroutine never awaited, with the module warnings imported."""
import io
import sys
import warnings


async def never():
    pass


sys.stderr = io.StringIO()
print(type(never()))
line = sys.stderr.getvalue().splitlines()[0]
print(line.split("RuntimeWarning", 1)[1])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    never()
    print([(str(w.message), w.category.__name__, w.lineno) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    never()
print("Exception ignored in" in sys.stderr.getvalue())
