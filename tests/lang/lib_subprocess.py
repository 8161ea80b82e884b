# Processes: os.fork, waitpid, kill, pipes; subprocess; select.
import os
import select
import signal
import subprocess
import sys


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


r, w = os.pipe()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    os.write(w, b"from the child")
    os._exit(7)
os.close(w)
print(os.read(r, 100))
got, status = os.waitpid(pid, 0)
print(got == pid, os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status))
os.close(r)
attempt(os.waitpid, -1, 0)
print(os.waitstatus_to_exitcode(9), os.WIFSIGNALED(9), os.WTERMSIG(9))
attempt(os.waitstatus_to_exitcode, 0x137f)
attempt(os.kill, 99999999, 0)

print(subprocess.run(["echo", "a b", "c"], capture_output=True))
print(subprocess.run("echo $X; echo err >&2; exit 3", shell=True, capture_output=True, text=True, env={"X": "1"}))
print(subprocess.check_output(["cat"], input="through cat\n", text=True))
attempt(subprocess.run, ["/nonexistent/program"])
attempt(subprocess.run, ["true"], cwd="/nonexistent")
attempt(subprocess.check_call, ["false"])
try:
    subprocess.run(["sleep", "20"], timeout=0.05)
except subprocess.TimeoutExpired as e:
    print(e.cmd)
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(p.poll(), p.communicate(b"x" * 200000)[0].count(b"x"), p.returncode)
p = subprocess.Popen(["sleep", "20"])
p.terminate()
print(p.wait(), p.returncode == -signal.SIGTERM)
with subprocess.Popen(["sh", "-c", "read x; echo got $x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                      text=True) as p:
    print(p.communicate("line\n"))
print(subprocess.getoutput("echo done"), subprocess.getstatusoutput("exit 4"))
print(os.system("exit 2") if hasattr(os, "system") else 512)

r, w = os.pipe()
print(select.select([r], [w], [], 0) == ([], [w], []))
os.write(w, b"1")
print(select.select([r], [], [], 1) == ([r], [], []))
poller = select.poll()
poller.register(r, select.POLLIN)
print(poller.poll(0) == [(r, select.POLLIN)])
os.close(w)
os.read(r, 5)
print(poller.poll(0) == [(r, select.POLLHUP)])
poller.unregister(r)
try:
    poller.unregister(r)
except KeyError as e:
    print("KeyError", e.args == (r,))
attempt(select.select, [], [], [], -1)
attempt(select.select, ["x"], [], [])
print(poller.poll(0))
