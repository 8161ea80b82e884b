#!/usr/bin/env python3.11
"""Builds and runs the fuzzers.

    tests/fuzz/run.py [--minutes N] [--jobs N] [--build FOLDER] [--work FOLDER] [compile] [program] [calls]

compile and program are libFuzzer programs; they start from the test programs, cut into pieces, and from what
earlier runs kept in the work folder. calls compares calls with CPython's (calls.py). Without names: all three.
What crashed stands in WORK/NAME/crashes. Status 1 if anything did.
"""
import argparse
import ast
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PIECE = 1200  # characters of a piece of a program, at least
# The fuzzer's VM has no library: the modules in C stand in for it.
IN_C = {"functools": "_functools", "operator": "_operator", "collections": "_collections", "io": "_io", "struct": "_struct",
        "weakref": "_weakref", "heapq": "_heapq", "bisect": "_bisect", "random": "_random", "codecs": "_codecs"}


def pieces(text):
    """Top-level statements of a program in runs of some PIECE characters."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = text.splitlines(keepends=True)
    imports, run = [], ""
    for node in tree.body:
        start = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])]) - 1
        source = "".join(lines[start:node.end_lineno])
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(source)
        run += source
        if len(run) >= PIECE:
            yield run
            run = "".join(imports)
    yield run


def in_c(text):
    for name, other in IN_C.items():
        text = re.sub(rf"^import {name}$", f"import {other} as {name}", text, flags=re.M)
        text = re.sub(rf"^from {name} import", f"from {other} import", text, flags=re.M)
    return text


def seed(folder, kind):
    """Writes the first corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(ROOT.glob("tests/lang/*.py")) + sorted(ROOT.glob("tests/memory/*.py")) + sorted(
            ROOT.glob("tests/seeds/*.py")) + sorted(ROOT.glob("tests/sweep/*.py")) + sorted(ROOT.glob("examples/*.py")):
        for piece in pieces(source.read_text(encoding="utf-8", errors="replace")):
            data = in_c(piece).encode("utf-8", "replace")
            add(folder, (b"\0" if kind == "compile" else b"") + data)
    if kind == "compile":
        for first, texts in {9: ["+#020,.3f", "*^30s", "%-10.3d %s %r", "{0!r:>{1}} {2[a].b}", "%(a)s"],
                             10: ["0x_ff", "1_000.5e-10", "-inf", "1+2j", " 12 "], 12: ["<2i3s?", "@bBhHiIlLqQnNspPfdex"],
                             11: ["\0\u20ac\ud83d\ude00", "\7\\N{SPACE}\\u20ac\\x41"]}.items():
            for text in texts:
                add(folder, bytes([first]) + text.encode("utf-8", "surrogatepass"))
        for value in ([1, 2.5, "a", b"b", None, True, 1j, ..., (1,), {"a": {1, 2}}, 2**70, frozenset([1])],):
            p = subprocess.run([str(ROOT / "build-fuzz" / "adder"), "-c",
                                f"import marshal, sys; sys.stdout.buffer.write(marshal.dumps({value!r}))"], capture_output=True)
            add(folder, b"\10" + p.stdout)
            code = "def f(a, *b, c=1, **d):\n try: return a\n except E as e: yield [x for x in b]\n"
            p = subprocess.run([str(ROOT / "build-fuzz" / "adder"), "-c",
                                f"import marshal, sys; sys.stdout.buffer.write(marshal.dumps(compile({code!r}, 'f', 'exec')))"],
                               capture_output=True)
            add(folder, b"\10" + p.stdout)


def add(folder, data):
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def build(folder):
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-DADDER_MODE=asan", "-DADDER_FUZZ=ON", "-DCMAKE_C_COMPILER=clang"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "-j", "2"], check=True, stdout=subprocess.DEVNULL)


def fuzz(binary, kind, work, minutes):
    """Runs one fuzzer; the number of crashes."""
    corpus, seeds, crashes = work / kind / "corpus", work / kind / "seeds", work / kind / "crashes"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    seed(seeds, kind)
    with tempfile.TemporaryDirectory() as cwd:
        command = ["nice", "-n", "15", str(binary), "-fork=1", "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1",
                   f"-max_total_time={int(minutes * 60)}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=3000", "-close_fd_mask=3",
                   f"-artifact_prefix={crashes}/", str(corpus), str(seeds)]
        p = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                           env={"PATH": "/usr/bin:/bin", "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"})
    (work / kind / "log").write_text(p.stderr)
    states = re.findall(r"^#\d+: cov: .*$", p.stderr, re.M)
    found = sorted(crashes.glob("crash-*"))
    print(f"{kind}: {states[-1] if states else p.stderr[-500:]}")
    print(f"{kind}: {len(found)} crashes, {len(list(crashes.glob('timeout-*')))} over the time limit", flush=True)
    for path in found[:10]:
        print("  ", path)
    return len(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--build", default=str(ROOT / "build-fuzz"))
    parser.add_argument("--work", default=str(ROOT / "build-fuzz" / "work"))
    parser.add_argument("names", nargs="*", choices=["compile", "program", "calls", []])
    args = parser.parse_args()
    folder, work = pathlib.Path(args.build).resolve(), pathlib.Path(args.work).resolve()
    build(folder)
    failed = 0
    for kind in args.names or ["compile", "program", "calls"]:
        if kind == "calls":
            failed += subprocess.run(["nice", "-n", "15", sys.executable, HERE / "calls.py", "--adder", folder / "adder", "--crashes",
                                      "--minutes", str(args.minutes)]).returncode
        else:
            failed += fuzz(folder / f"fuzz_{kind}", kind, work, args.minutes)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
