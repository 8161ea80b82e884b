"""Only containers are tracked."""
import gc


class A:
    pass


for o in (1, 10 ** 30, 2.5, "text", b"bytes", None, True, ()):
    assert not gc.is_tracked(o), o
for o in ([], {1, 2}, A(), A, [1], lambda: 0):
    assert gc.is_tracked(o), o
assert not gc.is_tracked({})
assert not gc.is_tracked({"a": 1})
assert gc.is_tracked({"a": []})
