#!/usr/bin/env python3.11
"""Runs the allocation-failure sweep (sweep.c) over the programs in tests/sweep and tests/seeds.

Programs in tests/sweep are small: every one of their allocations fails once. Of the seed programs the
first ones do, and then a sample up to the last. The allocations of the VM's own start fail once, for the
first program. --full leaves nothing out.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
CHUNK = 400  # runs in one process
# Each run must do the same: no compiled files are written or read.
os.environ.update(PYTHONDONTWRITEBYTECODE="1", XDG_CACHE_HOME="/dev/null")


def count(sweep, program):
    """The number of allocations at the end of the VM's start, and of the program; None if it fails."""
    p = subprocess.run([sweep, program.name, "count"], cwd=program.parent, capture_output=True, timeout=600)
    try:
        start, total = map(int, p.stdout.split())
        return start, total
    except ValueError:
        return None


def ranges(start, total, full, budget):
    """(first, step, last) pieces: all if full or few, else half of the budget in a row, half spread out."""
    dense = total if full or total - start <= budget else start + budget // 2
    for first in range(start + 1, dense + 1, CHUNK):
        yield first, 1, min(first + CHUNK - 1, dense)
    if dense < total:
        step = max(1, (total - dense) // (budget // 2))
        for first in range(dense + 1, total + 1, step * CHUNK):
            yield first, step, min(first + step * CHUNK - 1, total)


def run(sweep, program, piece):
    """The faults found in one piece. After a crash or a hang it goes on behind the place."""
    first, step, last = piece
    faults = []
    while first <= last and len(faults) < 10:
        command = [sweep, program.name, str(first), str(step), str(last)]
        try:
            p = subprocess.run(command, cwd=program.parent, capture_output=True, timeout=300)
            out, end = p.stdout, f"status {p.returncode}"
        except subprocess.TimeoutExpired as e:
            out, end = e.stdout or b"", "hangs"
        lines = out.decode(errors="replace").splitlines()
        faults += [line for line in lines if not line.startswith("at ")]
        if end in ("status 0", "status 1"):
            break
        places = [line for line in lines if line.startswith("at ")]
        at = int(places[-1].split()[1]) if places else first
        faults.append(f"{program.name}: allocation {at}: {end}")
        first = at + step
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
        for program in sorted((TESTS / folder).glob("s*.py" if folder == "seeds" else "*.py")):
            if args.patterns and not any(p in program.name for p in args.patterns):
                continue
            programs.append(program)
            counts = count(sweep, program)
            if counts is None:
                failed.add(program)
                print(f"{program.name}: does not run")
                continue
            start, total = counts
            if program == programs[0]:
                start = 0
            budget = 20 if total > 1_000_000 else args.budget
            jobs += [(program, piece) for piece in ranges(start, total, full, budget)]
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for (program, _), faults in zip(jobs, pool.map(lambda j: run(sweep, *j), jobs)):
            if faults:
                failed.add(program)
                print("\n".join(faults[:10]))
    print(f"{len(programs) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
