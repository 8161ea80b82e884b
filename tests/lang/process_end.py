# What the end of a program shows: exit handlers, finalizers, callbacks, open files, generators; each in a process of
# its own, since one of them is enough to make the others run.
import os
import subprocess
import sys
import tempfile

HEAD = "import sys, weakref, atexit, gc, io\nclass A: pass\nclass D:\n    def __del__(self): print('del', self.x)\n"
programs = [
    "print('nothing', end='')",
    "sys.stdout.write('not flushed'); sys.stderr.write('E')",
    "atexit.register(print, 'handler')",
    "atexit.register(print, 'handler'); atexit.register(1 .__truediv__, 0); d = D(); d.x = 1; atexit.register(d.__del__)",
    "d = D(); d.x = 'module'",
    "d = D(); d.x = 'cycle'; d.me = d; del d",
    "class I(int):\n    def __del__(self): print('del', int(self))\ni = [I(7)]",
    "class M(type):\n    def __del__(cls): print('class', cls.__name__)\nclass C(metaclass=M): pass",
    "class L: pass\nL.__del__ = lambda self: print('late')\nl = L()",
    "a = A(); r = weakref.ref(a, lambda r: print('callback'))",
    "a = A(); weakref.finalize(a, print, 'finalize')",
    "a = A(); r = weakref.ref(a)",
    "def g():\n    try: yield 1\n    finally: print('finally')\nx = g(); next(x)",
    "def g():\n    yield 1\n    print('never')\nx = g(); next(x)",
    "def g():\n    with open(sys.argv[1], 'w') as f:\n        f.write('from with'); yield\nx = g(); next(x)",
    "f = open(sys.argv[1], 'w'); f.write('not closed')",
    "f = io.TextIOWrapper(open(sys.argv[1], 'wb')); f.write('wrapped')",
    "f = io.TextIOWrapper(sys.stdout.buffer, write_through=False); f.write('over stdout')",
    "sys.stdout = io.StringIO(); print('lost')",
    "import logging; logging.warning('logged')",
    "import tempfile; t = tempfile.NamedTemporaryFile(); print('temporary')",
    "gc.disable(); a = A(); a.d = D(); a.d.x = 'in cycle'; a.me = a; del a; print('last')",
    "def g(): pass\nf = open(sys.argv[1], 'w'); f.write('beside a function')",
    "class It:\n    def __iter__(self): return self\n    def __next__(self): return 1\n"
    "    def close(self): print('closed')\n"
    "def g(): yield from It()\nx = g(); next(x)",
    "import abc\nclass B(abc.ABC): pass\nclass C: pass\nB.register(C); print(isinstance(C(), B))",
    "import weakref\nclass T: pass\nt = T(); r = weakref.ref(t, print)",
    "f = open(sys.argv[1], 'wb', 100); f.write(b'x' * 50)",
    "d = D(); d.x = 'exit'; sys.exit('with text')",
    "d = D(); d.x = 'error'; 1 / 0",
    "import threading; t = threading.local(); t.d = D(); t.d.x = 'local'",
]
with tempfile.TemporaryDirectory() as folder:
    for program in programs:
        path = os.path.join(folder, "out")
        p = subprocess.run([sys.executable, "-c", HEAD + program, path], capture_output=True, text=True)
        print(repr(p.stdout), repr(p.stderr.splitlines()[-1:]), p.returncode, end=" ")
        if os.path.exists(path):
            with open(path) as f:
                print("file:", repr(f.read()), end="")
            os.remove(path)
        print()
