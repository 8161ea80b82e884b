# ast: parse, dump, unparse, literal_eval, visitors; trees compiled; what is said of bad trees.
import ast

SOURCE = '''
"""doc"""
from __future__ import annotations
import a.b as c, d
from . import x as y
from ..p.q import *
@deco(1)
def f(a, /, b: int = 1, *args, c, d=2, **kw) -> str:
    "inner"
    global g
    x: int = 5
    (y): str
    z[0] += 1
    del a, b[1], c.d
    return lambda q, *r: (yield)
async def co():
    async with a as b, c: pass
    async for i in j:
        await k
    else:
        break
    return [i async for i in j if i if not i]
class C(B, metaclass=M, **kw):
    a = b = 1, *c
    while True:
        continue
    try:
        raise E from F
    except (A, B) as e:
        pass
    except:
        ...
    else:
        assert x, "msg"
    finally:
        nonlocal_ = 1
    try: pass
    except* T: pass
match s:
    case 1 | -2.5 | "x" | None: pass
    case [a, *_, {"k": v, **rest}] if a: pass
    case P(1, x=[*b]) as w: pass
    case 1 + 2j: pass
    case _: pass
f"{x!r:>{w}} text {y=} {{}}" u"uni"
b"by\\xff", u"kind", 1_000, 0xff, 10 ** 100, 1e3, 2j, ..., True
a if b else c; a and b or not c; a < b <= c is not d not in e
{**a, 1: 2}; {1, *b}; {k: v for k, v in z}; (i for i in j); x[1:2, ::3, ...]
(w := 5); -x ** ~y @ z // 2 << 1 | 3 & 4 ^ 5; f(*a, k=1, **b)
for a.b, [c, d] in e: pass
if a: pass
elif b: pass
else: pass
with (a as b, c as (d, e)): pass
'''
tree = ast.parse(SOURCE, "f.py")
print(ast.dump(tree, indent=1))
print(ast.dump(tree.body[6], include_attributes=True))
print(ast.unparse(tree))
print(ast.dump(ast.parse("x + 1", mode="eval")), ast.dump(ast.parse("x; y", mode="single")))
print(ast.literal_eval("[1, -2.5, 'x', b'y', (None, True), {3: {4}}, 1+2j]"))
for bad in ("f()", "x", "[1, y]", "1 +"):
    try:
        print(ast.literal_eval(bad))
    except (ValueError, SyntaxError) as e:
        print(type(e).__name__, str(e).partition(": <")[0])


class Names(ast.NodeVisitor):
    def __init__(self):
        self.names = []

    def visit_Name(self, node):
        self.names.append((node.id, type(node.ctx).__name__, node.lineno, node.col_offset, node.end_col_offset))


v = Names()
v.visit(ast.parse("a = b + c.d(e[f])\nfor g in h: del i"))
print(v.names)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.BinOp(node, ast.Mult(), ast.Constant(2)), node)


t = ast.fix_missing_locations(Double().visit(ast.parse("result = [1, 2 + 3]")))
space = {}
exec(compile(t, "<t>", "exec"), space)
print(space["result"], ast.unparse(t))
print(eval(compile(ast.parse("[i ** 2 for i in range(4) if i]", mode="eval"), "<e>", "eval")))
exec(compile(ast.parse("1 + 1", mode="single"), "<s>", "single"))
print(ast.parse("a + b").body[0].value.left.ctx is ast.parse("c").body[0].value.ctx)
print(ast.get_docstring(tree.body[7]), ast.get_source_segment("x = [1,\n 2]", ast.parse("x = [1,\n 2]").body[0].value))
print([type(n).__name__ for n in ast.walk(ast.parse("a.b(1)"))])
print(compile("x", "<x>", "eval", ast.PyCF_ONLY_AST), type(compile(tree, "f", "exec", ast.PyCF_ONLY_AST)) is ast.Module) \
    if False else print(type(compile("x", "<x>", "eval", ast.PyCF_ONLY_AST)).__name__)
big = ast.Expression(ast.Tuple([ast.Constant(v, lineno=1, col_offset=0) for v in
                                (10 ** 40, -10 ** 40, 1 + 2j, -0.0, (1, ("x", b"y")), "é\ud800", None, ...)], ast.Load()))
print(ascii(eval(compile(ast.fix_missing_locations(big), "<b>", "eval"))))


def attempt(make, mode="exec"):
    try:
        node = make()
        if isinstance(node, (ast.stmt, ast.expr)):
            node = ast.Module([node if isinstance(node, ast.stmt) else ast.Expr(node)], [])
            ast.fix_missing_locations(node)
        code = compile(node, "<a>", mode)
        print("fine", code.co_filename)
    except Exception as e:
        print(type(e).__name__, str(e).partition(" object at")[0])


load, store = ast.Load(), ast.Store()
name = lambda ctx=load: ast.Name("x", ctx)
attempt(lambda: ast.Expression(name()))
attempt(lambda: ast.Module([], []), "eval")
attempt(lambda: ast.Module([]))
attempt(lambda: ast.Module(None, []))
attempt(lambda: ast.Module([None], []))
attempt(lambda: ast.Module([5], []))
attempt(lambda: ast.Module([ast.Pass()], []))
attempt(lambda: ast.Module([ast.Pass(lineno=1)], []))
attempt(lambda: ast.Module([ast.Pass(lineno="1", col_offset=0)], []))
attempt(lambda: ast.Module([ast.Pass(lineno=5, col_offset=0, end_lineno=3)], []))
attempt(lambda: ast.Module([ast.Pass(lineno=5, col_offset=9, end_col_offset=3)], []))
attempt(lambda: ast.Module([ast.Pass(lineno=-5, col_offset=0, end_lineno=1)], []))
attempt(lambda: name(store))
attempt(lambda: ast.Name("True", load))
attempt(lambda: ast.Name(5, load))
attempt(lambda: ast.Name("x", ast.Add()))
attempt(lambda: ast.Name("x"))
attempt(lambda: ast.Assign([], name()))
attempt(lambda: ast.Assign([name()], name()))
attempt(lambda: ast.Assign([ast.Constant(1)], name()))
attempt(lambda: ast.Assign(name(), name()))
attempt(lambda: ast.Delete([]))
attempt(lambda: ast.BoolOp(ast.And(), [name()]))
attempt(lambda: ast.Compare(name(), [], []))
attempt(lambda: ast.Compare(name(), [ast.Lt()], []))
attempt(lambda: ast.Compare(name(), [ast.Lt()], [name(), name()]))
attempt(lambda: ast.Dict([name()], []))
attempt(lambda: ast.Dict([None], [name()]))
attempt(lambda: ast.List([None], load))
attempt(lambda: ast.ListComp(name(), []))
attempt(lambda: ast.If(name(), [], []))
attempt(lambda: ast.Try([ast.Pass()], [], [], []))
attempt(lambda: ast.Try([ast.Pass()], [], [ast.Pass()], [ast.Pass()]))
attempt(lambda: ast.With([], [ast.Pass()]))
attempt(lambda: ast.Raise(None, name()))
attempt(lambda: ast.Global([]))
attempt(lambda: ast.Import([]))
attempt(lambda: ast.ImportFrom("x", [ast.alias("y")], -1))
attempt(lambda: ast.Constant([1]))
attempt(lambda: ast.Expr(None))
attempt(lambda: ast.Expr())
attempt(lambda: ast.BinOp(name(), "+", name()))
attempt(lambda: ast.Return(name()))
attempt(lambda: ast.Break())
attempt(lambda: ast.FunctionDef("f", ast.arguments([], [], None, [], [name()], None, []), [ast.Pass()], []))
attempt(lambda: ast.FunctionDef("f", ast.arguments([], [], None, [], [], None, [name()]), [ast.Pass()], []))
attempt(lambda: ast.FunctionDef("f", ast.arguments([], [ast.arg("a"), ast.arg("a")], None, [], [], None, []),
                                [ast.Pass()], []))
attempt(lambda: ast.FunctionDef("f", ast.arguments(), [ast.Pass()], []))
attempt(lambda: ast.AnnAssign(ast.Attribute(name(), "y", store), name(), None, 1))
attempt(lambda: ast.Match(name(), []))
attempt(lambda: ast.Match(name(), [ast.match_case(ast.MatchOr([ast.MatchAs()]), None, [ast.Pass()])]))
attempt(lambda: ast.Match(name(), [ast.match_case(ast.MatchStar("y"), None, [ast.Pass()])]))
attempt(lambda: ast.Match(name(), [ast.match_case(ast.MatchAs(ast.MatchAs()), None, [ast.Pass()])]))
attempt(lambda: ast.Match(name(), [ast.match_case(ast.MatchSingleton(5), None, [ast.Pass()])]))
attempt(lambda: 5)
attempt(lambda: ast.parse("return 1"))
attempt(lambda: ast.parse("x = 1"), "nonsense")
for args in (("x", "f", "exec", 0x8000000), ("x", "f", "exec", 0, False, 5), ("x", "f", "func_type"),
             ("x", "f", "nothing", ast.PyCF_ONLY_AST), ("x = ", "f", "exec", ast.PyCF_ONLY_AST)):
    try:
        print(compile(*args))
    except (ValueError, SyntaxError) as e:
        print(type(e).__name__, e)
try:
    ast.parse("+".join(["1"] * 8000))
except RecursionError as e:
    print(e)
