"""The documents' table of sizes: here every row is smaller."""
import sys

size = sys.getsizeof
assert size(None) <= 16
assert size(1) < 24 and size(230.1) < 24
for n in range(100):
    assert size("x" * n) < 37 + n, n
for n in range(50):
    assert size(tuple(range(n))) < 56 + 8 * n, n
    assert size(list(range(n))) < 72 + 8 * n, n
assert size([4, 'toaster', 230.1]) < 96
assert size({}) < 64  # CPython 3.11's; the document has 280
assert size({'a': 213, 'b': 2131}) < 184  # likewise
assert size(('a', 213)) < 56
assert size('a') < 38
assert size(set()) < 216
assert size(set(range(1, 10))) < 728

# True: as many bytes are taken from the heap. The list's items are shared numbers, None takes none.
one = size([None] * 1000)
assert 8 * 1000 <= one <= 8 * 1000 + 64
assert size([None] * 2000) - one == 8000, "8 bytes for each reference"
