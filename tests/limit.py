#!/usr/bin/env python3.11
"""Programs under a byte limit: MemoryError each time, caught, and the process never much larger than the limit.

    tests/limit.py [--adder PATH] [--limit 32M] [--jobs N] [--table] [PATTERN]...

Each fill_NAME of tests/limit/*.py is run by tests/limit/rounds.py under the limit, with ADDER_CHECK=1, so
that every count is recomputed at the end. The process must end with status 0, and its peak of resident
bytes must stay within the limit plus OVERHEAD. --table prints the peaks. The last line is "N passed, N failed".
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
OVERHEAD = 8 << 20
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def fills(patterns):
    for file in sorted((TESTS / "limit").glob("*.py")):
        for name in re.findall(r"^def fill_(\w+)", file.read_text(), re.M):
            if not patterns or any(p in f"{file.stem}.{name}" for p in patterns):
                yield file, name


def run(adder, limit, file, name, timeout):
    """(problem or None, peak of resident bytes, seconds)"""
    command = [adder, "--memory-limit", limit, "rounds.py", file.name, name]
    env = dict(os.environ, ADDER_CHECK="1", PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1",
               XDG_CACHE_HOME="/dev/null")
    with tempfile.TemporaryFile() as out:
        p = subprocess.Popen(command, cwd=TESTS / "limit", env=env, stdin=subprocess.DEVNULL, stdout=out,
                             stderr=subprocess.STDOUT, preexec_fn=lambda: resource.setrlimit(
                                 resource.RLIMIT_CPU, (timeout, timeout)))
        pid, code, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(code)
        seconds = usage.ru_utime + usage.ru_stime
        out.seek(0)
        text = out.read().decode(errors="replace")
    m = re.fullmatch(r"ok (\d+)\n", text)
    peak = int(m.group(1)) << 10 if m else 0
    if p.returncode or not m:
        return f"status {p.returncode} after {seconds:.1f} s\n{text[-2000:]}", peak, seconds
    return None, peak, seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(TESTS.parent / "build" / "adder"))
    parser.add_argument("--limit", default="32M")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=30, help="seconds of processor time")
    parser.add_argument("--no-peak", action="store_true", help="for builds whose own memory is larger")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("patterns", nargs="*")
    args = parser.parse_args()
    adder = str(pathlib.Path(args.adder).resolve())
    most = float(args.limit[:-1]) * UNITS[args.limit[-1]] + OVERHEAD
    jobs = list(fills(args.patterns))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        results = pool.map(lambda job: run(adder, args.limit, *job, args.timeout), jobs)
        for (file, name), (problem, peak, seconds) in zip(jobs, results):
            if not problem and peak > most and not args.no_peak:
                problem = f"the process had {peak / (1 << 20):.1f} MB"
            if args.table:
                print(f"{file.stem + '.' + name:<44}{peak / (1 << 20):>8.1f} MB{seconds:>7.2f} s", flush=True)
            if problem:
                failed += 1
                print(f"FAIL {file.stem}.{name}: {problem}", flush=True)
    print(f"{len(jobs) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
