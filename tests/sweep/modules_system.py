# _thread, errno, atexit, posix, marshal, _signal
import _signal
import _thread
import atexit
import errno
import marshal
import posix

lock = _thread.allocate_lock()
with lock:
    repr(lock)
r = _thread.RLock()
with r, r:
    repr(r), r._acquire_restore(r._release_save())
local = _thread._local()
local.x = [local]
print(errno.errorcode[2])
atexit.register(print, 'bye', end='\n')
atexit.register(len, 'x')
atexit.unregister(len)
values = [None, 1.5, 2j, 10**30, 'é', b'x', (1, [2]), {1: {2}}, frozenset('a'), ...]
print(marshal.loads(marshal.dumps(values)) == values)
posix.getcwd(), posix.uname(), posix.times(), posix.strerror(2), posix.urandom(3), posix.stat('/'), posix.fspath('a')
try:
    posix.rename('/nonexistent/a', b'/nonexistent/b')
except OSError as e:
    print(e)
print(len(posix.listdir('/usr')) > 3, repr(posix.stat_result(range(12))))
with posix.scandir(b'/usr') as it:
    for e in it:
        e.is_dir(), e.stat(), e.name, repr(e)
        break
print(_signal.getsignal(_signal.SIGINT) is _signal.default_int_handler, _signal.strsignal(2))
