"""A long chain of generators that delegate to each other: made, closed, thrown into and dropped without end of the C stack."""
import sys

DEPTH = 60000
closed = 0


def through(inner):
    global closed
    try:
        yield from inner
    finally:
        closed += 1


def chain(depth=DEPTH):
    g = iter(int, 1)
    for _ in range(depth):
        g = through(g)
    assert next(g) == 0
    return g


limit = sys.getrecursionlimit()
sys.setrecursionlimit(10**6)
g = chain()
g.close()
assert closed in range(1, DEPTH + 1)
del g
assert closed == DEPTH, closed

g = chain()
del g
assert closed == 2 * DEPTH, closed

g = chain(DEPTH // 6)  # an exception thrown in goes through all of them on the C stack
try:
    g.throw(KeyError)
    assert False
except (KeyError, RecursionError):
    pass
del g
assert closed == 2 * DEPTH + DEPTH // 6, closed
sys.setrecursionlimit(limit)
