#!/usr/bin/env python3.11
"""Runs the test programs and compares what they print with what is recorded.

    tests/run.py [--adder PATH] [--kind KIND]... [--record] [--jobs N] [PATTERN]...

Kinds:
  seeds   tests/seeds/*.py   assertions about memory: must end with status 0
  lang    tests/lang/*.py    stdout (and stderr and status, if NAME.err is there) as CPython 3.11's
  memory  tests/memory/*.py  the same
  watch   tests/watch/*.py   the pictures of `adder watch` as recorded in NAME.txt

--record runs CPython 3.11 for lang and memory, and Adder for watch, and writes the expected output.
The last line is "N passed, N failed".
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent
KINDS = ("seeds", "lang", "memory", "watch")
PYTHON = "/usr/bin/python3.11"
# Seed programs that measure what a build does otherwise on purpose: asan has no pools, stress collects
# at its own times and its blocks are larger.
SKIPPED = {
    "asan": {"s09_arenas_pools_blocks.py", "s18_slots.py", "s21_sharing_and_caching.py", "limits.py"},
    "stress": {"s09_arenas_pools_blocks.py", "s10_collector_policy.py", "s11_thresholds_in_bytes.py", "bytes_and_stats.py",
               "s16_parent_and_child.py", "s18_slots.py", "s19_long_lived.py", "s22_islands.py",
               "s03_cycles_and_generations.py", "limits.py", "deep_generators.py"},
}


def run(command, cwd, env):
    try:
        p = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=float(os.environ.get("TEST_TIMEOUT", "120")))
        here = (os.path.join(cwd, "")).encode()  # tracebacks name files with their folder
        return p.stdout.replace(here, b""), p.stderr.replace(here, b""), p.returncode
    except subprocess.TimeoutExpired:
        return b"", b"timed out", -1


def watch_options(program):
    """The first line of a watch test may say '# options: ...'."""
    first = program.read_text().split("\n", 1)[0]
    return first.split(":", 1)[1].split() if first.startswith("# options:") else []


def command_for(kind, program, adder):
    if kind == "watch":
        return [adder, "watch", "--plain", *watch_options(program), program.name]
    return [adder, program.name]


def environment(mode="debug"):
    # No compiled files but those a test makes (and those beside a release build).
    env = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", XDG_CACHE_HOME="/dev/null")
    env.pop("PYTHONPATH", None)
    env.pop("ADDER_CHECK", None)
    if mode != "release":  # which ends as it does for everybody
        env["ADDER_CHECK"] = "1"
    return env


def diff(expected, actual, what):
    lines = difflib.unified_diff(expected.decode(errors="replace").splitlines(),
                                 actual.decode(errors="replace").splitlines(),
                                 "expected " + what, "actual " + what, lineterm="")
    return "\n".join(list(lines)[:60])


def failed_expectations(kind, program, result, mode):
    out, err, status = result
    if mode == "stress" and kind in ("memory", "watch"):
        # What they print depends on when collections run: here they must only end in good order.
        return [] if status in (0, 1) else [f"status {status}\n{err.decode(errors='replace')[-3000:]}"]
    text = program.with_suffix(".txt" if kind == "watch" else ".out")
    err_file = program.with_suffix(".err")
    problems = []
    if text.exists():
        if text.read_bytes() != out:
            problems.append(diff(text.read_bytes(), out, "stdout"))
    elif kind != "seeds":
        problems.append(f"{text.name} is missing: record it")
    if err_file.exists():
        actual = err + b"status %d\n" % status
        if err_file.read_bytes() != actual:
            problems.append(diff(err_file.read_bytes(), actual, "stderr"))
    elif status != 0:
        problems.append(f"status {status}\n{err.decode(errors='replace')[-3000:]}")
    return problems


def record(kind, program, adder):
    command = command_for(kind, program, adder if kind == "watch" else PYTHON)
    out, err, status = run(command, program.parent, environment())
    program.with_suffix(".txt" if kind == "watch" else ".out").write_bytes(out)
    err_file = program.with_suffix(".err")
    if status != 0 or err_file.exists():
        err_file.write_bytes(err + b"status %d\n" % status)
    return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(ROOT / "build" / "adder"))
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--mode", default="release", help="of the build: release, debug, stress or asan")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("patterns", nargs="*")
    args = parser.parse_args()
    adder = str(pathlib.Path(args.adder).resolve())
    programs = [(kind, p) for kind in args.kind or KINDS
                for p in sorted((TESTS / kind).glob("*.py"))
                if (not args.patterns or any(pattern in p.name for pattern in args.patterns))
                and p.name not in SKIPPED.get(args.mode, ())]

    def one(job):
        kind, program = job
        if args.record:
            return record(kind, program, adder) if kind != "seeds" else []
        result = run(command_for(kind, program, adder), program.parent, environment(args.mode))
        return failed_expectations(kind, program, result, args.mode)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for (kind, program), problems in zip(programs, pool.map(one, programs)):
            if problems:
                failed += 1
                print(f"FAIL {kind}/{program.name}")
                for problem in problems:
                    print("    " + problem.replace("\n", "\n    "))
    print(f"{len(programs) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
