# Code objects as bytes, and back.
import marshal

source = """
x = (1.5, 2j, b"bytes", "a text", "\u20ac", 10**30, None, ..., True)
class C:
    def m(self, a, b=2, *c, **d):
        "of m"
        try:
            return [i for i in c if i in {1, "two", 3.0}]
        except ValueError:
            return lambda: (self, (70000, (b, 3)))
y = C().m(1, 2, 1)
"""
code = compile(source, "name", "exec")
again = marshal.loads(marshal.dumps(code))
assert again == code
names = {}
exec(again, names)
assert names["y"] == [1] and names["x"][0] == 1.5
