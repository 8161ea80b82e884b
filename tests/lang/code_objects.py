"""Attributes of code objects."""
def f(a, b=1, /, c=2, *args, d, **kw):
    "doc string"
    x = a + b
    def g(): return a, x
    y = [i for i in range(3)]
    return g
c = f.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_flags, c.co_firstlineno)
g = f(1, d=2).__code__
print(g.co_name, g.co_qualname, g.co_freevars, g.co_flags, g.co_varnames)
def gen(): yield
async def co(): pass
async def ag(): yield
print([x.__code__.co_flags for x in (gen, co, ag, lambda: 1, lambda *a: a)])
print(c == f.__code__, hash(c) == hash(f.__code__), repr(c)[:15])
d = c.replace(co_name='zz', co_firstlineno=77)
print(d.co_name, d.co_firstlineno, d == c)
print([l for s, e, l in c.co_lines()][0:1], len(list(c.co_positions())) > 5)
def loc(): 
    b = 1; a = 2
    c = [1]
    return locals()
print(list(loc()))
print(compile('1+1', '<s>', 'eval').co_name, compile('x=1', 'fn', 'exec').co_filename, eval(compile('3*4','','eval')))
import sys
def cur(): return sys._getframe().f_lineno, sys._getframe().f_code.co_name
print(cur())
x = 5
exec(compile('x', '<stdin>', 'single'))
exec(compile('None', '<stdin>', 'single'))
exec(compile('for i in range(2): i\n\n', '<stdin>', 'single'))

