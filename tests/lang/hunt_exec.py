# exec and eval: what the code sees as its builtins, and what may be namespaces.
names = {}
exec("kind = type(__builtins__)", names)
print(names["kind"] is dict, type(__builtins__).__name__)

names = {"__builtins__": {"print": print, "exec": exec, "sorted": sorted}}
exec("exec('print(sorted(__builtins__))', {})", names)
for code in ("len([])", "def f(): return len([])\nf()", "class A: pass", "import sys"):
    try:
        exec(code, names)
    except (NameError, ImportError) as error:
        print(type(error).__name__, error)


class Mapping:
    def __getitem__(self, key):
        return "item " + key


for what in (eval, exec):
    for globals_ in (Mapping(), 3, "x"):
        try:
            what("1", globals_)
        except TypeError as error:
            print(error)
print(eval("some", {}, Mapping()))


class Missing(dict):
    def __missing__(self, key):
        return "missing " + key


print(eval("some", {}, Missing()))
