"""What the debug flags print on the standard error stream."""
import gc
import sys


class Catch:
    def __init__(self):
        self.text = ""

    def write(self, s):
        self.text += s

    def flush(self):
        pass


class Node:
    def __init__(self):
        self.me = self


def words(line):
    for word in line.split():
        if word.startswith("0x"):
            word = "ADDRESS" + word[-1] * word.endswith(">")
        elif word.endswith("s") and word[0].isdigit():
            word = "TIME"
        yield word


def flushed():
    """CPython prints on the process's own stream, so descriptor 2 is caught as well."""
    sys.stderr.flush()
    os.lseek(file, 0, os.SEEK_SET)
    data = os.read(file, 100000).decode()
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    return data


import os

path = f"/tmp/adder-debug-lines-{os.getpid()}"
file = os.open(path, os.O_RDWR | os.O_CREAT)
os.unlink(path)
saved = os.dup(2)
os.dup2(file, 2)
gc.disable()
for flags in (gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_SAVEALL, gc.DEBUG_LEAK,
              gc.DEBUG_STATS | gc.DEBUG_LEAK):
    for generation in (0, 1, 2):
        gc.collect()
        flushed()
        gc.set_debug(flags)
        Node()
        l = []
        l.append(l)
        del l
        gc.collect(generation)
        gc.set_debug(0)
        gc.garbage.clear()
        print("--", flags, generation)
        for line in flushed().splitlines():
            out = " ".join(words(line))
            if "generation:" in out:
                out = out.split(":")[1]
            print(out)
os.dup2(saved, 2)
