"""codeop and code: when a piece of text is a whole statement, and when it waits for more."""
import code
import codeop

TEXTS = ["def f(x):", "def f(x):\n    print(x)", "def f(x):\n    print(x)\n", "try:\n    pass\nfinally:\n    pass\n\n",
         "try:\n    pass", "x = (1,", "x = '''abc", "if x:\n  pass\nelse:", "a = 1\n", "", "# comment", "class A:\n",
         "for i in range(3):\n  print(i)\n", "@decorator", "f(a, b", "with a as b:\n", "  x", "1 2\n", "match x:\n",
         "a = \\", "a = [1,\n2", "if 1:\n    if 2:\n        pass\n", "x = 5 +\n", "async def f():\n  await x"]
for text in TEXTS:
    for symbol in "single", "exec":
        try:
            result = codeop.compile_command(text, "<input>", symbol)
            print(repr(text), symbol, result and type(result).__name__)
        except SyntaxError as e:
            print(repr(text), symbol, type(e).__name__, e.msg, e.lineno)

lines = iter("def double(x):|    return x * 2||print(double(21))|for i in range(2):|    print(i)||"
             "class A:|    b = 1||A.b|1 +|'end'".split("|"))


def read(prompt):
    print(prompt, end="")
    line = next(lines, None)
    if line is None:
        raise EOFError
    print(line)
    return line


class Console(code.InteractiveConsole):
    def write(self, data):
        print(data.rstrip().splitlines()[-1])


console = Console()
console.raw_input = read
console.interact(banner="banner", exitmsg="bye")
