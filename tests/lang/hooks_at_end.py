"""Hooks of asynchronous generators that are still set when the program ends; positions that do not fit."""
import sys


class Hook:
    def __call__(self, *args):
        pass


hook = Hook()
sys.set_asyncgen_hooks(hook, hook.__call__)
print(sys.get_asyncgen_hooks().firstiter is hook)
for number in (1 << 100, -1 << 70):
    for call in (lambda: [1].insert(number, 2), lambda: [1].pop(number), lambda: [1][number]):
        try:
            print(call())
        except (OverflowError, IndexError) as e:
            print(type(e).__name__, e)
try:
    [1].insert("x", 1)
except TypeError as e:
    print(e)
