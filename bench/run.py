#!/usr/bin/env python3.11
"""Times the programs in bench/programs on Adder and on CPython 3.11 (and others where installed).

    bench/run.py [--adder PATH] [--rounds N] [--peers NAME,...] [PATTERN]...

All are run in turn, several rounds; a program's time is the median of its rounds, its memory the peak of
resident bytes. Printed as ratios to CPython 3.11 (below 1: faster, smaller), with the geometric mean.
"""
import argparse
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
PEERS = {"cpython3.11": "/usr/bin/python3.11", "pypy3": "pypy3"}


def measure(command, program):
    """(seconds, peak resident KiB, output), or None after a failure.

    The peak comes from time(1): the kernel counts this process's own memory to its children's peak.
    """
    with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile() as peak:
        wrapper = ["/usr/bin/time", "-f", "%M", "-o", peak.name]
        start = time.perf_counter()
        p = subprocess.run([*wrapper, *command, program.name], cwd=program.parent, stdout=out,
                           stderr=subprocess.PIPE)
        seconds = time.perf_counter() - start
        out.seek(0)
        output = out.read()
        size = int(peak.read().split()[-1])
    if p.returncode:
        sys.stderr.write(f"{program.name}: {command[0]} failed: {p.stderr.decode(errors='replace')[-500:]}\n")
        return None
    return seconds, size, output


def geometric_mean(values):
    values = [v for v in values if v]
    return math.exp(statistics.fmean(map(math.log, values))) if values else float("nan")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(BENCH.parent / "build" / "adder"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default="pypy3")
    parser.add_argument("patterns", nargs="*")
    args = parser.parse_args()
    runners = {"adder": [str(pathlib.Path(args.adder).resolve())], "cpython3.11": [PEERS["cpython3.11"], "-S"]}
    for name in filter(None, args.peers.split(",")):
        if name in PEERS and shutil.which(PEERS[name]):
            runners[name] = [PEERS[name]]
    programs = [p for p in sorted((BENCH / "programs").glob("*.py"))
                if not args.patterns or any(x in p.name for x in args.patterns)]
    others = [n for n in runners if n != "cpython3.11"]
    print(f"{'program':<22}{'CPython 3.11':>20}" + "".join(f"{n + ' time':>14}{'memory':>9}" for n in others))
    ratios = {n: ([], []) for n in others}
    failed = 0
    for program in programs:
        results = {n: [] for n in runners}
        outputs = {}
        for _ in range(args.rounds):
            for name, command in runners.items():
                m = measure(command, program)
                if m:
                    results[name].append(m[:2])
                    outputs[name] = m[2]
        if not results["cpython3.11"]:
            continue
        base_time = statistics.median(r[0] for r in results["cpython3.11"])
        base_size = max(r[1] for r in results["cpython3.11"])
        line = f"{program.stem:<22}{base_time:>9.3f} s{base_size / 1024:>7.1f} MB"
        for name in others:
            if len(results[name]) < args.rounds or outputs[name] != outputs["cpython3.11"]:
                failed += name == "adder"
                line += f"{'failed' if len(results[name]) < args.rounds else 'differs':>14}{'':>9}"
                continue
            t = statistics.median(r[0] for r in results[name]) / base_time
            s = max(r[1] for r in results[name]) / base_size
            ratios[name][0].append(t)
            ratios[name][1].append(s)
            line += f"{t:>14.2f}{s:>9.2f}"
        print(line, flush=True)
    line = f"{'geometric mean':<22}{'':>20}"
    for name in others:
        line += f"{geometric_mean(ratios[name][0]):>14.2f}{geometric_mean(ratios[name][1]):>9.2f}"
    print(line)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
