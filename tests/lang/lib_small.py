# errno, atexit, _thread, posix: what is the same everywhere.
import atexit
import errno
import os
import sys
import _thread
import threading


def error(f, *args, **kw):
    try:
        print('no error', f(*args, **kw))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(errno.ENOENT, errno.errorcode[2], errno.EAGAIN == errno.EWOULDBLOCK, errno.errorcode[errno.EAGAIN], len(errno.errorcode) > 100)

# locks
lock = _thread.allocate_lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
error(lock.release)
error(lock.acquire, False, 1)
error(lock.acquire, True, -2)
error(lock.acquire, True, 1e20)
with lock:
    print(lock.locked(), repr(lock).split(' at ')[0])
print(repr(lock).split(' at ')[0], type(lock), _thread.LockType is type(lock))
error(type(lock))
r = _thread.RLock()
with r:
    with r:
        print(repr(r).split(' owner')[0], r._is_owned())
error(r.release)
print(repr(r).split(' owner')[0], r._is_owned(), r.acquire(), r.acquire(), r.release(), r.release())
print(_thread.get_ident() == threading.get_ident(), threading.current_thread().name, threading.active_count())
error(_thread.start_new_thread, 3, ())
error(_thread.start_new_thread, len, 3)
local = threading.local()
local.x = 5
print(local.x, local.__dict__)
error(lambda: local.y)
error(threading.local, 1)


class L(threading.local):
    def __init__(self, v):
        self.v = v


print(L(3).v, _thread.TIMEOUT_MAX, _thread.error is RuntimeError)
e = threading.Event()
e.set()
print(e.wait(), e.is_set(), threading.Semaphore(2).acquire(), threading.Lock().acquire())
c = threading.Condition()
with c:
    print(c.wait(0.01))

# os
print(os.name, os.sep, os.path.join('a', 'b'), os.fspath('x'), os.getcwd() == os.path.abspath('.'), os.curdir)
error(os.fspath, 3)
error(os.stat, '/nonexistent')
error(os.stat, 'a\0b')
error(os.stat, 1.5)
error(os.listdir, '/nonexistent')
error(os.mkdir, '/nonexistent/a')
error(os.rename, '/nonexistent/a', '/nonexistent/b')
error(os.open, '/nonexistent', 0)
error(os.close, 9999)
error(os.read, 9999, 1)
base = '/tmp/adder-test-%d' % os.getpid()
os.mkdir(base)
try:
    path = os.path.join(base, 'f')
    fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    print(os.write(fd, b'hello'), os.lseek(fd, 0, 1), os.isatty(fd), os.fstat(fd).st_size)
    os.close(fd)
    st = os.stat(path)
    print(oct(st.st_mode), st.st_size, st[6], len(st), st.st_mtime == st.st_mtime_ns / 1e9 or abs(st.st_mtime - st[8]) < 2,
          type(st).__name__, st.st_nlink)
    print(os.path.exists(path), os.path.isfile(path), os.path.isdir(base), os.path.getsize(path), os.access(path, os.R_OK))
    os.rename(path, path + '2')
    os.symlink('f2', os.path.join(base, 'link'))
    os.mkdir(os.path.join(base, 'sub'))
    print(sorted(os.listdir(base)), os.readlink(os.path.join(base, 'link')), sorted(os.listdir(base.encode())))
    with os.scandir(base) as it:
        print(sorted((e.name, e.is_file(), e.is_dir(), e.is_symlink(), e.stat().st_size >= 0) for e in it))
    print([(d.replace(base, "."), sorted(ds), sorted(fs)) for d, ds, fs in os.walk(base)])
    fd = os.open(path + '2', os.O_RDWR)
    print(os.read(fd, 3), os.read(fd, 10), os.read(fd, 1), os.pread(fd, 2, 1), os.pwrite(fd, b'J', 0), os.ftruncate(fd, 3),
          os.pread(fd, 9, 0))
    os.close(fd)
    os.utime(path + '2', (1, 2))
    print(os.stat(path + '2').st_mtime, os.stat(path + '2').st_atime_ns)
    os.chmod(path + '2', 0o444)
    print(oct(os.stat(path + '2').st_mode))
    os.makedirs(os.path.join(base, 'a', 'b', 'c'), exist_ok=True)
    os.removedirs(os.path.join(base, 'a', 'b', 'c'))
    os.rmdir(os.path.join(base, 'sub'))
    error(os.rmdir, os.path.join(base, 'none').replace(base, '/nonexistent'))
    os.unlink(os.path.join(base, 'link'))
    os.remove(path + '2')
finally:
    os.rmdir(base)
print(os.path.exists(base))
os.environ['ADDER_TEST'] = 'x=1'
print(os.environ['ADDER_TEST'], os.getenv('ADDER_TEST'), os.environb[b'ADDER_TEST'])
del os.environ['ADDER_TEST']
print(os.getenv('ADDER_TEST', 'gone'), len(os.urandom(8)), os.urandom(0), os.strerror(2), os.cpu_count() > 0, os.getpid() > 0)
error(os.urandom, -1)
r, w = os.pipe()
print(os.write(w, b'abc'), os.read(r, 10), os.get_inheritable(r))
os.close(r), os.close(w)
print(os.terminal_size((80, 24)), os.terminal_size((80, 24)).lines, os.uname().sysname, len(os.times()))
error(os.terminal_size, (1, 2, 3))
print(os.stat_result(range(10)))


class P:
    def __fspath__(self):
        return '/nonexistent'


class Q:
    def __fspath__(self):
        return 3


print(os.fspath(P()), os.path.exists(P()))
error(os.fspath, Q())

# atexit: last
def bye(*args, **kw):
    print('bye', args, kw)


print(atexit.register(bye, 1, a=2) is bye)
atexit.register(bye, 'second')
atexit.register(print, 'never')
atexit.unregister(print)


@atexit.register
def deco():
    print('deco')


error(atexit.register)
error(atexit.register, 3)
print(atexit._ncallbacks() >= 3)
print('end')
