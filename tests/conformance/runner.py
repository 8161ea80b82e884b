#!/usr/bin/env python3.11
"""Runs test modules of CPython 3.11's own suite (Debian: libpython3.11-testsuite) on Adder.

    runner.py [--adder PATH] [--table] [--verbose] [--only TEXT] [MODULE]...

The modules are run where they are installed. Each runs on CPython too: the methods that pass there
are what Adder is measured by. A method that crashes or hangs the process counts as failed, and the
rest of its module is run again without it. --table writes TABLE.md.
"""
import argparse
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CPYTHON = "/usr/bin/python3.11"
MODULES = """test_scope test_class test_super test_property test_with test_raise test_list test_tuple
test_dict test_set test_int test_float test_long test_generators test_descr test_exceptions
test_unpack test_grammar test_gc test_weakref test_weakset test_finalization""".split()
# Why a failure is expected: text to look for in the method's name or message -> reason.
REASONS = [
    ("settrace", "sys.settrace is not there"),
    ("testcapi", "CPython's C API for tests"),
    ("with_tp_del", "CPython's C API for tests"),
    ("test_garbage_at_shutdown", "CPython's C API for tests"),
    ("new thread", "threads"),
    ("test_trashcan_threads", "threads"),
    ("test_function_tp_clear", "weak references made by finalizers die before clearing"),
    ("pickle", "pickle"),
]
MAX_RESTARTS = 12


class Outcome:
    def __init__(self):
        self.passed, self.failed, self.skipped = set(), {}, {}
        self.broken = None

    def read(self, lines):
        """Returns the method that was running at the end, if any."""
        running, ended = None, False
        for line in lines:
            what, _, rest = line.partition(" ")
            name, _, text = rest.partition(": ")
            if what == "start":
                running = name
            elif what == "ok":
                self.passed.add(name)
            elif what == "fail":
                self.failed[name] = text
            elif what == "skip":
                self.skipped[name] = text
            elif what == "end":
                ended = True
            if what in ("ok", "fail", "skip"):
                running = None
        return running, ended


def run_module(executable, module, timeout):
    outcome, left_out = Outcome(), []
    env = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1")
    for _ in range(MAX_RESTARTS):
        command = [executable, str(HERE / "child.py"), module, *left_out]
        with open(os.devnull, "rb") as nothing:
            process = subprocess.Popen(command, stdin=nothing, stdout=subprocess.PIPE,
                                       stderr=None if env.get("VERBOSE") else subprocess.PIPE,
                                       cwd="/tmp", env=env)
            try:
                out, err = process.communicate(timeout=timeout)
                status = process.returncode
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                status = "timeout"
        running, ended = outcome.read(out.decode(errors="replace").splitlines())
        if ended:
            return outcome
        if running is None:
            last = (err or b"").decode(errors="replace").strip().splitlines()[-1:]
            outcome.broken = last[0] if last else f"status {status}"
            return outcome
        outcome.failed[running] = "hangs" if status == "timeout" else f"ends with status {status}"
        left_out = sorted(outcome.passed | set(outcome.failed) | set(outcome.skipped))
    outcome.broken = "too many crashes"
    return outcome


def reason_of(name, text):
    for key, reason in REASONS:
        if key in name or key in text:
            return reason
    return text[:100].replace("|", "/")


def table_lines(results):
    yield "# CPython's own tests on Adder"
    yield ""
    yield "Written by `runner.py --table`. Counted are the methods that pass on CPython 3.11 itself."
    yield ""
    yield "| Module | Methods | Passed | Failed | Skipped | Note |"
    yield "|---|--:|--:|--:|--:|---|"
    total = [0, 0, 0, 0]
    for module, expected, got in results:
        counts = [len(expected), len(expected & got.passed),
                  len(expected & set(got.failed)), len(expected & set(got.skipped))]
        total = [a + b for a, b in zip(total, counts)]
        yield "| " + " | ".join([module, *map(str, counts), got.broken or ""]) + " |"
    yield "| **all** | " + " | ".join(map(str, total)) + " | |"
    yield ""
    yield "## What fails"
    for module, expected, got in results:
        bad = sorted(expected & set(got.failed))
        if bad:
            yield ""
            yield f"### {module}"
            yield ""
            for name in bad:
                short = name.split(".", 2)[-1]
                yield f"- `{short}`: {reason_of(name, got.failed[name])}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(HERE.parent.parent / "build" / "adder"))
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    if options.verbose:
        os.environ["VERBOSE"] = "1"
    if options.only:
        os.environ["ONLY"] = options.only
    results = []
    for module in options.modules or MODULES:
        if options.only:
            got = run_module(options.adder, module, options.timeout)
            expected = got.passed | set(got.failed)
        else:
            expected = run_module(CPYTHON, module, options.timeout * 2).passed
            got = run_module(options.adder, module, options.timeout)
        results.append((module, expected, got))
        print(f"{module}: {len(expected & got.passed)} of {len(expected)}", got.broken or "",
              flush=True)
        for name in sorted(expected & set(got.failed)):
            print("   ", name, "--", got.failed[name])
    if options.table:
        (HERE / "TABLE.md").write_text("\n".join(table_lines(results)) + "\n")
    sys.exit(any(got.broken or expected - got.passed for _, expected, got in results))


main()
