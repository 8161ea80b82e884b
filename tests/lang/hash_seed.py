"""PYTHONHASHSEED, as the tests set it, makes hashes of strings the same in every run."""
import os
import subprocess
import sys

text = "print(hash('text'), hash(b'bytes'))"


def run(seed):
    environment = dict(os.environ, PYTHONHASHSEED=seed)
    return subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True).stdout


print(run("0") == run("0"), run("5") == run("5"), run("5") == run("6"))
