"""Chains of comparisons with list displays between; literals compared by identity; errors of sorted()."""
import platform
import warnings

print(3 in [3, 4] in [[3, 4]], 3 in [3, 4] not in [[3, 4]], 3 in {3} == {3}, 3 in [3] < [4])
if 3 in [3, 4] in [[3, 4]]:
    print("list")
if not (1 not in {2, 3} is None):
    print("set")

for text in ["() is ()", "x is (1, 2)", "x is (None,)", "x is (1, x)", "x is -1", "x is not -x",
             "x is None", "x is ...", "x is not 'a'", "x is [1]", "x is (1, (2, -3))", "x is True"]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(text, "text", "exec")
    print(text, *[w.message for w in caught])

for function in [lambda: sorted(), lambda: sorted([1], 2, 3), lambda: sorted([1], other=1),
                 lambda: sorted(iterable=[]), lambda: [].sort(1), lambda: [].sort(other=1)]:
    try:
        print(function())
    except TypeError as e:
        print(e)
print(sorted([3, 1, 2], reverse=True, key=None))
print(platform.python_implementation(), platform.python_version())
