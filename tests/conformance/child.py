"""Runs the test methods of one of CPython's test modules: a line before and after each one.

    child.py MODULE [METHOD_TO_LEAVE_OUT]...

Prints "start NAME", then "ok NAME", "skip NAME: reason" or "fail NAME: last line of the traceback".
With VERBOSE=1 in the environment the whole traceback goes to stderr.
"""
import importlib.util
import inspect
import os
import sys
import sysconfig
import types
import unittest

VERBOSE = os.environ.get("VERBOSE")


class LineResult(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.bad = None
        say("start", test.id())

    def note(self, err):
        if VERBOSE:
            sys.stderr.write(self._exc_info_to_string(err, self.current))
        if self.bad is None:
            kind, value = err[:2]
            try:
                text = str(value)
            except Exception:
                text = "<no text>"
            lines = [line for line in text.splitlines() if line.strip()]
            self.bad = f"{kind.__name__}: {lines[0] if lines else ''}"

    def addError(self, test, err):
        self.current = test
        self.note(err)
        if not hasattr(test, "_testMethodName"):
            say("fail", test.id(), self.bad)

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.addError(test, err)

    def addSkip(self, test, reason):
        self.bad = None
        say("skip", test.id(), reason)
        self.bad = False

    def addExpectedFailure(self, test, err):
        pass

    def addUnexpectedSuccess(self, test):
        self.bad = "unexpected success"

    def stopTest(self, test):
        super().stopTest(test)
        if self.bad is None:
            say("ok", test.id())
        elif self.bad is not False:
            say("fail", test.id(), self.bad)


def say(what, name, text=None):
    line = f"{what} {name}" + (f": {text}" if text else "")
    os.write(1, line.encode("utf-8", "backslashreplace")[:400].replace(b"\n", b" ") + b"\n")


def stand_ins():
    """For what the library imports, and the tests do not need."""
    if importlib.util.find_spec("_socket") is None:  # unittest.mock imports asyncio
        module = types.ModuleType("asyncio")
        module.iscoroutinefunction = inspect.iscoroutinefunction
        module.coroutines = types.SimpleNamespace(_is_coroutine=object())
        sys.modules["asyncio"] = module
    name = sysconfig._get_sysconfigdata_name()
    if importlib.util.find_spec(name) is None:  # how the interpreter was built
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].build_time_vars = {"PY_CFLAGS": "", "CONFIG_ARGS": ""}


# Modules whose tests of CPython's own details are meant, too.
DETAILED = ("test_gc", "test_weakref", "test_weakset", "test_finalization")


def methods(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from methods(item)
        else:
            yield item


def main():
    name, left_out = sys.argv[1], set(sys.argv[2:])
    sys.argv[1:] = []
    stand_ins()
    if name in DETAILED:
        sys.implementation.name = "cpython"
    module = __import__("test." + name, fromlist=["*"])
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    only = os.environ.get("ONLY")
    chosen = [
        test
        for test in methods(suite)
        if test.id() not in left_out and (not only or only in test.id())
    ]
    sys.stdout = open(os.devnull, "w")
    unittest.TestSuite(chosen).run(LineResult())
    say("end", name)


main()
