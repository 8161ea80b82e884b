import sys
from _contextvars import ContextVar, copy_context
def t(frame, event, arg):
    return t
def g(n):
    yield n
    return n
def f(x):
    try:
        x.y
    except AttributeError:
        pass
    return list(g(1))
sys.settrace(t); sys.setprofile(t)
try:
    f(len([]))
finally:
    sys.settrace(None); sys.setprofile(None)
v = ContextVar("v", default=1)
c = copy_context()
k = v.set(2)
c.run(v.set, 3)
v.reset(k)
