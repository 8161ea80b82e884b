#!/usr/bin/env python3.11
"""Valgrind's memcheck over the seed programs: no error, nothing lost."""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
SKIP = {"s09_arenas_pools_blocks.py",  # they measure resident memory, which valgrind's own hides
        "s18_slots.py"}


def run(adder, program):
    command = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
               "--errors-for-leak-kinds=definite,indirect,possible", adder, program.name]
    p = subprocess.run(command, cwd=program.parent, capture_output=True, timeout=900)
    return "" if p.returncode == 0 else f"status {p.returncode}\n" + p.stderr.decode(errors="replace")[-4000:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    adder = str(pathlib.Path(args.adder).resolve())
    programs = [p for p in sorted((TESTS / "seeds").glob("s*.py")) if p.name not in SKIP]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for program, problem in zip(programs, pool.map(lambda p: run(adder, p), programs)):
            if problem:
                failed += 1
                print(f"FAIL {program.name}: {problem}")
    print(f"{len(programs) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
