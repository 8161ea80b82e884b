"""A recursion limit near the largest int does not end compiling."""
import sys

limit = sys.getrecursionlimit()
sys.setrecursionlimit(2**31 - 1)
print(eval("[x + 1 for x in (1, 2)]"))
exec("def f(a):\n    if a:\n        return [f(a - 1)]\nprint(f(3))")
sys.setrecursionlimit(limit)
