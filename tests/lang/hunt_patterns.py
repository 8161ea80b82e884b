# Mapping patterns that are tried in functions, patterns that are no literals.


def pick(value):
    match value:
        case {"name": str(name), "size": size}:
            return name, size
        case {"name": name, **rest}:
            return name, rest
        case {"size": 0} | {"length": 0}:
            return "nothing"
        case {**rest}:
            return rest


for value in (
    {"name": "n", "size": 3, "more": 1},
    {"name": 5, "size": 3},
    {"name": "n"},
    {"size": 0},
    {"length": 0},
    {"size": 1, "length": 2},
    {},
    [],
):
    print(pick(value))

for source in ("f'a'", "'a' f'b'", "f'{1}'", "1 + 1", "-x", "a()()"):
    try:
        exec(f"match 1:\n case {source}: pass")
    except SyntaxError as error:
        print(source, "->", error)


class Itself:
    pass


# A descriptor that is its own __get__: looked up in the class as it is, not bound again.
itself = Itself()
Itself.__get__ = itself
Itself.x = itself
try:
    print(itself.x)
except TypeError as error:
    print(error)

# Places that the parser gives.
for source in ("  x=1", "x=1\n  y", "try:pass", "if 1:\nx", "1 +", "(", "f(a b)", "def f():\n  break"):
    try:
        compile(source, "<text>", "exec")
    except SyntaxError as error:
        print(type(error).__name__, error.args)

# What is left of a group has a cause set, be it none.
try:
    try:
        raise ExceptionGroup("group", [ValueError(1), TypeError(2)])
    except* ValueError:
        pass
except ExceptionGroup as group:
    print(repr(group), group.__suppress_context__, group.__cause__)
