#!/usr/bin/env python3.11
"""Makes random programs about memory, runs each on Adder and on CPython 3.11, and compares what they print.

    tests/fuzz/graphs.py --adder PATH [--programs N] [--seed FIRST] [--jobs N] [--show SEED] [--strict]

A program builds a graph of objects of many kinds (graph_programs.py) with cycles, finalizers, weak
references, callbacks and resurrections, takes it apart again, collects in between, and prints every event,
count and result. Within one collection the order of events is not compared, unless --strict is given.
Programs are run many to a process; every tenth has one for itself, so that the end of a process is seen.
A program that prints different things is run alone, and shrunk to the statements that matter.
The last line is "N passed, N failed".
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

from graph_programs import HEADER, Program

PYTHON = "/usr/bin/python3.11"
BATCH = 30
MARK = "=== program "

# Runs programs one after the other, each in a namespace of its own.
DRIVER = '''\
import gc, sys
gc.disable()


def unraisable(u):
    print("unraisable", type(u.exc_value).__name__)


for seed, source in PROGRAMS:
    print(MARK, seed, sep="", flush=True)
    space = {"__name__": "program"}
    try:
        exec(compile(HEADER + source, "program", "exec"), space)
    except BaseException as e:
        print("ended by", type(e).__name__, e)
    e = None
    sys.unraisablehook = unraisable
    space.clear()
    gc.set_debug(0)
    gc.unfreeze()
    gc.garbage.clear()
    gc.callbacks.clear()
    print("[")
    gc.collect()
'''


def normalize(text):
    """Sorts the events of each collection; the one at the end of a program has no end."""
    out, block, depth = [], [], 0
    for line in text.splitlines():
        if line.startswith(MARK):
            out += sorted(block) + [line]
            block, depth = [], 0
        elif line == "[":
            depth += 1
        elif line.startswith("]") and depth:
            depth -= 1
            if depth == 0:
                out += sorted(block) + [line]
                block = []
        elif depth:
            block.append(line)
        else:
            out.append(line)
    return out + sorted(block)


class Runner:
    def __init__(self, adder, folder, strict):
        self.commands = [PYTHON, "-I", "-S"], [adder]
        self.folder = folder
        self.strict = strict
        self.to_shrink = 6

    def run(self, source):
        """(stdout, stderr, status) of CPython and of Adder."""
        fd, path = tempfile.mkstemp(".py", "graph", self.folder)
        with os.fdopen(fd, "w") as file:
            file.write(source)
        results = []
        env = dict(os.environ, PYTHONHASHSEED="0", ADDER_CHECK="1")
        for command in self.commands:
            try:
                p = subprocess.run([*command, path], capture_output=True, text=True, timeout=120, env=env)
                results.append((p.stdout, p.stderr, p.returncode))
            except subprocess.TimeoutExpired:
                results.append(("", "timed out", -1))
        os.unlink(path)
        return results

    def lines(self, text):
        return text.splitlines() if self.strict else normalize(text)

    def differ(self, results):
        (expected, _, status), (actual, err, other) = results
        return self.lines(expected) != self.lines(actual) or status != other or "leaked" in err

    def alone(self, program):
        return self.run(HEADER + "sys.excepthook = lambda *what: print(what[:2], '[', sep='\\n')\n" +
                        program.text() + "print('[')\n")

    def batch(self, seeds):
        """The seeds whose programs differ."""
        programs = [(seed, Program(seed).text()) for seed in seeds]
        results = self.run(f"HEADER = {HEADER!r}\nMARK = {MARK!r}\nPROGRAMS = {programs!r}\n" + DRIVER)
        if not self.differ(results):
            return []
        parts = [{part.split("\n", 1)[0]: self.lines(part) for part in result[0].split(MARK)[1:]}
                 for result in results]
        different = [seed for seed in seeds if parts[0].get(str(seed)) != parts[1].get(str(seed))]
        return different or [f"{seeds[0]} to {seeds[-1]}: " + results[1][1][-600:]]

    def check(self, seeds):
        """Descriptions of the differences."""
        problems = []
        for seed in self.batch(seeds) if len(seeds) > 1 else seeds:
            if isinstance(seed, str):
                problems.append(f"programs {seed}")
                continue
            results = self.alone(Program(seed))
            if self.differ(results):
                self.to_shrink -= 1
                program = self.shrink(Program(seed)) if self.to_shrink >= 0 else Program(seed)
                problems.append(self.describe(seed, program))
            elif len(seeds) > 1:
                problems.append(f"program {seed}: a difference only in the company of {seeds[0]} to {seeds[-1]}")
        return problems

    def shrink(self, program):
        """Leaves out as many statements as possible, so that a difference is left."""
        size, runs = max(1, len(program.statements) // 2), 0
        while size and runs < 300:
            at, removed = 0, False
            while at < len(program.statements) and runs < 300:
                smaller = program.without(at, size)
                runs += 1
                if self.differ(self.alone(smaller)):
                    program, removed = smaller, True
                else:
                    at += size
            if not removed or size > 1:
                size //= 2
        return program

    def describe(self, seed, program):
        (expected, _, status), (actual, err, other) = self.alone(program)
        diff = difflib.unified_diff(self.lines(expected), self.lines(actual), "CPython", "Adder",
                                    lineterm="", n=3)
        text = program.text() if self.to_shrink >= 0 else ""
        return "\n".join([f"program {seed}: status {status} and {other}", text,
                          *list(diff)[:30], err[-600:]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder")
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--show", type=int)
    args = parser.parse_args()
    if args.show is not None:
        print(HEADER + Program(args.show).text(), end="")
        return 0
    if not args.adder:
        parser.error("--adder is needed")
    every = range(args.seed, args.seed + args.programs)
    together = [seed for seed in every if seed % 10]
    jobs = [together[i:i + BATCH] for i in range(0, len(together), BATCH)]
    jobs += [[seed] for seed in every if seed % 10 == 0]
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        runner = Runner(str(pathlib.Path(args.adder).resolve()), folder, args.strict)
        for problems in pool.map(runner.check, jobs):
            for problem in problems:
                print(problem, flush=True)
            failed += len(problems)
    print(f"{args.programs - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
