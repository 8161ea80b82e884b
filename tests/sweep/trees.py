import _ast
t = compile("def f(a, *b, c=1):\n    x: int = [i for i in a if not i]\n    return f'{x!r:>3}' < 2 <= 3\nmatch x:\n    case [1, *_] | {'k': C(z=2)}: pass\n", "f", "exec", 0x400)
c = compile(t, "g", "exec")
t.body[0].body[1].value.ops = [5]
try: compile(t, "g", "exec")
except TypeError: pass
t.body[0].body = []
try: compile(t, "g", "exec")
except ValueError: pass
