#!/usr/bin/env python3.11
"""Measures, and writes the tables of docs/performance.md between their markers.

    bench/report.py [--adder PATH] [--objects PATH] [--rounds N] [--only SECTION,...] [--quick]
                    [--instructions] [--print]

Sections: machine programs footprint collector growing start objects. --quick leaves out the largest
heaps; --instructions counts the programs' instructions on Adder under valgrind (slow); --print writes to
the terminal instead of the page. Peers other than CPython 3.11 take part where they are found.
Times are medians of several rounds in which all take turns; ratios below 1 are faster or smaller than CPython.
"""
import argparse
import datetime
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import run

BENCH = pathlib.Path(__file__).resolve().parent
PAGE = BENCH.parent / "docs" / "performance.md"
CPYTHON = run.PEERS["cpython3.11"]
FOOTPRINT_GOALS = {  # bytes; docs/architecture.md
    "plain instance, 2 attributes": 32, "`__slots__`, 2 attributes": 32, "int": 16.5, "float": 16.5,
    "str of 8 ASCII characters": 24.5, "tuple of 2": 32, "empty list": 32, "list of 3": 56, "empty dict": 32,
    "dict of 2": 96, "set of 3": 96,
}


def output(command, **keywords):
    """What the command prints, or None after a failure."""
    p = subprocess.run(command, capture_output=True, text=True, **keywords)
    if p.returncode:
        sys.stderr.write(f"{' '.join(map(str, command))}: status {p.returncode}\n{p.stderr[-500:]}\n")
        return None
    return p.stdout


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


def ratio(a, b):
    return f"{a / b:.2f}" if a is not None and b else "-"


# ---- sections: each returns Markdown


def machine(args):
    cpu = "unknown"
    with open("/proc/cpuinfo") as f:
        m = re.search(r"^model name\s*:\s*(.*)$", f.read(), re.M)
        cpu = m.group(1) if m else cpu
    compiler = (output(["cc", "--version"]) or "unknown").splitlines()[0]
    return table(("", ""), [
        ("date", datetime.date.today().isoformat()),
        ("processor", f"{cpu}, {os.cpu_count()} visible"),
        ("kernel", platform.system() + " " + platform.release()),
        ("compiler", compiler),
        ("CPython", (output([CPYTHON, "-VV"]) or "").strip()),
        ("Adder", (output([args.adder, "--version"]) or "").strip()),
    ])


def instructions(adder, program):
    """Of a run on Adder, in millions; None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    p = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                        adder, program.name], cwd=program.parent, capture_output=True, text=True)
    m = re.search(r"I\s+refs:\s+([\d,]+)", p.stderr)
    return int(m.group(1).replace(",", "")) / 1e6 if m else None


def programs(args):
    runners = {"Adder": [args.adder], "CPython": [CPYTHON, "-S"]}
    for name, command in run.PEERS.items():
        if name != "cpython3.11" and shutil.which(command):
            runners[name] = [command]
    others = [n for n in runners if n not in ("Adder", "CPython")]
    rows, times, sizes = [], {n: [] for n in runners}, {n: [] for n in runners}
    for program in sorted((BENCH / "programs").glob("*.py")):
        results = {n: [] for n in runners}
        outputs = {}
        for _ in range(args.rounds):
            for name, command in runners.items():
                m = run.measure(command, program)
                if m:
                    results[name].append(m[:2])
                    outputs[name] = m[2]
        if not results["CPython"] or not results["Adder"]:
            rows.append((program.stem, "failed"))
            continue
        t = {n: statistics.median(r[0] for r in results[n]) for n in runners if results[n]}
        s = {n: max(r[1] for r in results[n]) / 1024 for n in runners if results[n]}
        for n in t:
            times[n].append(t[n] / t["CPython"])
            sizes[n].append(s[n] / s["CPython"])
        same = "" if outputs["Adder"] == outputs["CPython"] else " (output differs)"
        row = [program.stem + same, f"{t['CPython']:.2f}", f"{t['Adder']:.2f}", ratio(t["Adder"], t["CPython"]),
               f"{s['CPython']:.1f}", f"{s['Adder']:.1f}", ratio(s["Adder"], s["CPython"])]
        if args.instructions:
            n = instructions(args.adder, program)
            row.append(f"{n:,.0f}" if n else "-")
        for n in others:
            row += [ratio(t.get(n), t["CPython"]), ratio(s.get(n), s["CPython"])]
        rows.append(row)
    mean = ["**geometric mean**", "", "", f"**{run.geometric_mean(times['Adder']):.2f}**", "", "",
            f"**{run.geometric_mean(sizes['Adder']):.2f}**"] + [""] * bool(args.instructions)
    for n in others:
        mean += [f"{run.geometric_mean(times[n]):.2f}", f"{run.geometric_mean(sizes[n]):.2f}"]
    head = ["program", "CPython, s", "Adder, s", "ratio", "CPython, MB", "Adder, MB", "ratio"]
    head += ["Adder, million instructions"] * bool(args.instructions)
    for n in others:
        head += [n + ": time", "memory"]
    return table(head, rows + [mean])


def footprint(args):
    rows = []
    program = BENCH / "memory" / "footprint.py"
    for kind, goal in FOOTPRINT_GOALS.items():
        a, c = (output([*command, program, kind]) for command in ([args.adder], [CPYTHON, "-S"]))
        a, c = (float(x) if x else None for x in (a, c))
        reached = "" if a is None else "yes" if a <= goal else "**no**"
        rows.append((kind, c, a, f"≤ {goal}", reached))
    return table(("resident bytes", "CPython", "Adder", "goal", "reached"), rows)


def collector(args):
    rows = []
    program = BENCH / "memory" / "collector.py"
    for count in (1, 5) if args.quick else (1, 5, 10):
        for order in ("order", "shuffled"):
            command = [program, str(count * 10**6), order]
            a, c = output([args.adder, *command]), output([CPYTHON, "-S", *command])
            if not a or not c:
                rows.append((count, order, "failed"))
                continue
            (a_live, a_gone), (c_live, c_gone) = ([float(x) for x in out.split()] for out in (a, c))
            rows.append((count, "shuffled" if order == "shuffled" else "as made", c_live, a_live,
                         ratio(a_live, c_live), c_gone, a_gone, ratio(a_gone, c_gone)))
    return table(("million nodes", "linked", "live: CPython, ns", "Adder, ns", "ratio", "reclaim: CPython, ns",
                  "Adder, ns", "ratio"), rows)


def growing(args):
    count = "1000000" if args.quick else "4000000"
    program = BENCH / "memory" / "growing.py"
    rows, totals = [], {}
    for name, command in (("CPython", [CPYTHON, "-S"]), ("Adder", [args.adder])):
        out = output([*command, program, count])
        if out:
            total, high, longest, stop = out.split()
            totals[name] = float(total)
            rows.append((name, total, high, longest, stop if stop != "None" else "not told"))
    if len(totals) == 2:
        rows.append(("ratio", ratio(totals["Adder"], totals["CPython"]), "", "", ""))
    return table((f"{int(count) // 10**6} million live nodes", "total, s", "99.9th percentile of a round, ms",
                  "longest round, ms", "longest collection, ms"), rows)


def start(args):
    def once(command):
        t = time.perf_counter()
        # Not subprocess: what it does around a process is a third of what is measured.
        pid = os.posix_spawnp(command[0], [*command, "-c", "pass"], os.environ)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError(f"{command[0]} failed")
        return time.perf_counter() - t
    runners = {"CPython": [CPYTHON], "CPython -S": [CPYTHON, "-S"], "Adder": [args.adder]}
    # Each in a row: taking turns measures what the others leave in the processor's caches.
    t = {name: statistics.median(once(command) for _ in range(41)) * 1000 for name, command in runners.items()}
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "adder")
        subprocess.run(["strip", "-o", stripped, args.adder], check=True)
        size = os.path.getsize(stripped)
    empty = BENCH / "programs" / os.devnull
    peak = {n: run.measure(c, empty)[1] / 1024 for n, c in runners.items()}
    rows = [("start-up, ms", *(f"{t[n]:.1f}" for n in runners), ratio(t["Adder"], t["CPython -S"])),
            ("peak of an empty program, MB", *(f"{peak[n]:.1f}" for n in runners),
             ratio(peak["Adder"], peak["CPython -S"])),
            ("stripped command, MB", "", "", f"{size / 1e6:.2f}", "")]
    return table(("", *runners, "ratio to -S"), rows)


def objects(args):
    def figures(what, library=None):
        env = dict(os.environ, **({"LD_PRELOAD": library} if library else {}))
        out = output([args.objects, what, "5"], env=env)
        return dict(line.split() for line in out.splitlines()) if out else {}

    def library(name):
        found = sorted(pathlib.Path("/usr/lib").glob(f"*/{name}.so*"))
        return str(found[0]) if found else None
    if not os.path.exists(args.objects):
        return "`bench-objects` is not built (cmake -DADDER_BENCH=ON)."
    columns = {"glibc": figures("malloc")}
    for name in ("mimalloc", "jemalloc"):
        path = library("lib" + name)
        if path:
            columns[name] = figures("malloc", path)
    counted, inlined, called = figures("counted"), figures("heap"), figures("heap-call")

    def row(name, *mine):
        base = columns["glibc"].get(name)
        cells = [c.get(name, "-") for c in columns.values()]
        return (name, *cells, *(m.get(name, "-") for m in mine),
                ratio(float(mine[0][name]), float(base)) if base and name in mine[0] else "-")
    names = ("trees", "lists", "records", "strings")
    base = columns["glibc"]
    mean = run.geometric_mean([float(counted[n]) / float(base[n]) for n in names if n in counted and n in base])
    last = ["**geometric mean**", *[""] * (len(columns) + 1), f"**{mean:.2f}**"]
    first = table(("ns a block", *(n + ", by hand" for n in columns), "Adder, counted", "to glibc"),
                  [row(n, counted) for n in names] + [last])
    second = table(("ns", *columns, "Adder's heap", "the same behind a call", "to glibc"),
                   [row(n, inlined, called) for n in ("pair", "churn-2k", "churn-200k", "fragmented")])
    return first + "\n\n" + second


SECTIONS = {f.__name__: f for f in (machine, programs, footprint, collector, growing, start, objects)}


def put(text, name, content):
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in text:
        return text + f"\n## {name.capitalize()}\n\n{begin}\n{content}\n{end}\n"
    head, rest = text.split(begin, 1)
    return head + begin + "\n" + content + "\n" + end + rest.split(end, 1)[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--adder", default=str(BENCH.parent / "build" / "adder"))
    parser.add_argument("--objects", default=None, help="bench-objects; by default beside adder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--print", action="store_true")
    args = parser.parse_args()
    args.adder = str(pathlib.Path(args.adder).resolve())
    args.objects = args.objects or str(pathlib.Path(args.adder).parent / "bench-objects")
    for name in args.only.split(","):
        begun = time.perf_counter()
        content = SECTIONS[name](args)
        sys.stderr.write(f"{name}: {time.perf_counter() - begun:.0f} s\n")
        if args.print:
            print(content, end="\n\n", flush=True)
        else:
            PAGE.write_text(put(PAGE.read_text(), name, content))


if __name__ == "__main__":
    main()
