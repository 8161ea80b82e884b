"""Stand-in for the module _ast: its classes, so that what imports ast can be imported."""

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000


class AST:
    _fields = ()
    _attributes = ()
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        for name, value in zip(self._fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            setattr(self, name, value)


# class: subclass(fields) ...
CLASSES = """
AST: alias(name,asname) arg(arg,annotation,type_comment)
AST: arguments(posonlyargs,args,vararg,kwonlyargs,kw_defaults,kwarg,defaults) boolop cmpop
AST: comprehension(target,iter,ifs,is_async) excepthandler expr expr_context keyword(arg,value)
AST: match_case(pattern,guard,body) mod operator pattern stmt type_ignore unaryop
AST: withitem(context_expr,optional_vars)
boolop: And Or
cmpop: Eq Gt GtE In Is IsNot Lt LtE NotEq NotIn
excepthandler: ExceptHandler(type,name,body)
expr: Attribute(value,attr,ctx) Await(value) BinOp(left,op,right) BoolOp(op,values)
expr: Call(func,args,keywords) Compare(left,ops,comparators) Constant(value,kind)
expr: Dict(keys,values) DictComp(key,value,generators)
expr: FormattedValue(value,conversion,format_spec) GeneratorExp(elt,generators)
expr: IfExp(test,body,orelse) JoinedStr(values) Lambda(args,body) List(elts,ctx)
expr: ListComp(elt,generators) Name(id,ctx) NamedExpr(target,value) Set(elts)
expr: SetComp(elt,generators) Slice(lower,upper,step) Starred(value,ctx)
expr: Subscript(value,slice,ctx) Tuple(elts,ctx) UnaryOp(op,operand) Yield(value)
expr: YieldFrom(value)
expr_context: Del Load Store
mod: Expression(body) FunctionType(argtypes,returns) Interactive(body) Module(body,type_ignores)
operator: Add BitAnd BitOr BitXor Div FloorDiv LShift MatMult Mod Mult Pow RShift Sub
pattern: MatchAs(pattern,name) MatchClass(cls,patterns,kwd_attrs,kwd_patterns)
pattern: MatchMapping(keys,patterns,rest) MatchOr(patterns) MatchSequence(patterns)
pattern: MatchSingleton(value) MatchStar(name) MatchValue(value)
stmt: AnnAssign(target,annotation,value,simple) Assert(test,msg)
stmt: Assign(targets,value,type_comment) AsyncFor(target,iter,body,orelse,type_comment)
stmt: AsyncFunctionDef(name,args,body,decorator_list,returns,type_comment)
stmt: AsyncWith(items,body,type_comment) AugAssign(target,op,value) Break
stmt: ClassDef(name,bases,keywords,body,decorator_list) Continue Delete(targets) Expr(value)
stmt: For(target,iter,body,orelse,type_comment)
stmt: FunctionDef(name,args,body,decorator_list,returns,type_comment) Global(names)
stmt: If(test,body,orelse) Import(names) ImportFrom(module,names,level) Match(subject,cases)
stmt: Nonlocal(names) Pass Raise(exc,cause) Return(value) Try(body,handlers,orelse,finalbody)
stmt: TryStar(body,handlers,orelse,finalbody) While(test,body,orelse)
stmt: With(items,body,type_comment)
type_ignore: TypeIgnore(lineno,tag)
unaryop: Invert Not UAdd USub
"""

for line in CLASSES.strip().splitlines():
    base, *names = line.replace(":", "").split()
    for name in names:
        name, _, fields = name.rstrip(")").partition("(")
        fields = tuple(fields.split(",")) if fields else ()
        globals()[name] = type(
            name, (globals()[base],), {"_fields": fields, "__match_args__": fields}
        )
