#!/usr/bin/env python3.11
"""Runs the allocation-failure sweep (sweep.c) over the programs in tests/sweep and tests/seeds.

Programs in tests/sweep are small: every one of their allocations fails once. Of the seed programs the
first ones do, and then a sample up to the last. --full leaves nothing out.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
CHUNK = 400  # runs in one process


def count(sweep, program):
    p = subprocess.run([sweep, program.name, "count"], cwd=program.parent, capture_output=True, timeout=600)
    try:
        return int(p.stdout)
    except ValueError:
        return None


def ranges(total, full, budget):
    """(first, step, last) pieces: all if full or few, else half of the budget in a row, half spread out."""
    dense = total if full or total <= budget else budget // 2
    for first in range(1, dense + 1, CHUNK):
        yield first, 1, min(first + CHUNK - 1, dense)
    if dense < total:
        step = max(1, (total - dense) // (budget // 2))
        for first in range(dense + 1, total + 1, step * CHUNK):
            yield first, step, min(first + step * CHUNK - 1, total)


def run(sweep, program, piece):
    command = [sweep, program.name, *map(str, piece)]
    try:
        p = subprocess.run(command, cwd=program.parent, capture_output=True, timeout=900)
    except subprocess.TimeoutExpired as e:
        last = (e.stdout or b"").decode().splitlines()[-1:]
        return [f"{program.name}: hangs, {last}"]
    lines = p.stdout.decode(errors="replace").splitlines()
    faults = [line for line in lines if not line.startswith("at ")]
    if p.returncode not in (0, 1):
        where = [line for line in lines if line.startswith("at ")][-1:]
        faults.append(f"{program.name}: status {p.returncode} {where}")
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--budget", type=int, default=300, help="runs for each seed program")
    parser.add_argument("patterns", nargs="*")
    args = parser.parse_args()
    sweep = str(pathlib.Path(args.adder).resolve().parent / "sweep")
    jobs, programs, failed = [], [], set()
    for folder, full in (("sweep", True), ("seeds", args.full)):
        for program in sorted((TESTS / folder).glob("*.py")):
            if args.patterns and not any(p in program.name for p in args.patterns):
                continue
            programs.append(program)
            total = count(sweep, program)
            if total is None:
                failed.add(program)
                print(f"{program.name}: does not run")
            elif not full and total > 2_000_000:
                jobs += [(program, piece) for piece in ranges(total, False, 20)]
            else:
                jobs += [(program, piece) for piece in ranges(total, full, args.budget)]
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for (program, _), faults in zip(jobs, pool.map(lambda j: run(sweep, *j), jobs)):
            if faults:
                failed.add(program)
                print("\n".join(faults[:10]))
    print(f"{len(programs) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
