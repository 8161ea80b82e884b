"""Runs one fill of a file under a byte limit: it must end in MemoryError each time, and the program goes on.

    adder --memory-limit 32M rounds.py FILE NAME [ROUNDS]

A fill takes more and more memory until there is none left. What it held is dropped when MemoryError comes
here; then it starts again. Afterwards ordinary work must succeed.
"""
import sys


def rounds(fill, times):
    for i in range(times):
        try:
            fill()
        except MemoryError:
            continue
        sys.exit(f"round {i}: no MemoryError")


def ordinary_work():
    table = {str(i): [i, i * i] for i in range(20000)}
    text = ",".join(table)
    assert len(text.split(",")) == 20000 and sum(v[0] for v in table.values()) == 199990000


def peak():
    """KiB that the process has held at most. Read here, as the checker at the end has memory of its own."""
    with open("/proc/self/status") as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return line.split()[1]


def main():
    file, name = sys.argv[1:3]
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    names = {"__name__": "fills"}
    with open(file) as f:
        exec(compile(f.read(), file, "exec"), names)
    rounds(names["fill_" + name], times)
    ordinary_work()
    print("ok", peak())


main()
