# _queue, resource, pwd, grp and locale.
import functools
import gc
import grp
import locale
import pwd
import queue
import resource
import _queue


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e), e)


# _queue
q = _queue.SimpleQueue()
print(q.empty(), q.qsize(), q.put(1), q.put_nowait(item=2), q.put("x", False, None), q.qsize(), q.empty())
print(q.get(), q.get(True, 1), q.get_nowait())
for i in range(30):
    q.put(i)
    q.put(-i)
    assert q.get() is not None
print([q.get(block=False) for _ in range(q.qsize())])
attempt(q.get, False)
attempt(q.get_nowait)
attempt(q.get, True, 0.001)
attempt(q.get, timeout=-1)
attempt(q.get, timeout="a")
attempt(q.get, timeout=1e30)
attempt(q.put)
attempt(_queue.SimpleQueue, 1)
print(_queue.Empty.__mro__, queue.Empty is _queue.Empty, queue.SimpleQueue is _queue.SimpleQueue)
print(_queue.SimpleQueue[int])


class Queue(_queue.SimpleQueue):
    def __init__(self, *items):
        for item in items:
            self.put(item)


gc.collect()
q = Queue(1, 2)
q.put(q)
print(q.get() + q.get())
del q
print(gc.collect() > 0)
normal = queue.Queue(2)
normal.put(1)
normal.put(2)
attempt(normal.put, 3, False)
print(normal.get(), normal.get())
attempt(normal.get, timeout=0.001)
p = queue.PriorityQueue()
for i in 3, 1, 2:
    p.put(i)
print(p.get(), p.get(), queue.LifoQueue().empty())

# resource
usage = resource.getrusage(resource.RUSAGE_SELF)
print(type(usage), len(usage), usage.ru_maxrss > 0, usage.ru_utime == usage[0], usage.ru_utime + usage.ru_stime > 0)
print([n for n in dir(usage) if n.startswith("ru_")])
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
print(resource.setrlimit(resource.RLIMIT_NOFILE, (10, hard)), resource.getrlimit(resource.RLIMIT_NOFILE) == (10, hard))
resource.setrlimit(resource.RLIMIT_NOFILE, [soft, hard])
print(resource.prlimit(0, resource.RLIMIT_NOFILE) == (soft, hard), resource.error, resource.RLIM_INFINITY)
attempt(resource.setrlimit, resource.RLIMIT_NOFILE, (5, 3))
attempt(resource.setrlimit, resource.RLIMIT_NOFILE, (5,))
attempt(resource.setrlimit, resource.RLIMIT_NOFILE, 5)
attempt(resource.getrlimit, 99)
attempt(resource.getrlimit, "a")
attempt(resource.getrusage, 99)
print(resource.getpagesize())

# pwd and grp
root = pwd.getpwnam("root")
print(type(root), root.pw_name, root.pw_uid, root[3], root.pw_dir, len(root), pwd.getpwuid(0) == root, root in pwd.getpwall())
group = grp.getgrgid(0)
print(group.gr_name, group.gr_gid, type(group.gr_mem), grp.getgrnam(name="root") == group, group in grp.getgrall())
for f, x in ((pwd.getpwuid, -5), (pwd.getpwuid, "a"), (pwd.getpwuid, 12345678), (pwd.getpwuid, 2**40), (pwd.getpwnam, "nobody like me"),
             (pwd.getpwnam, 3), (grp.getgrgid, 1.5), (grp.getgrgid, 12345678), (grp.getgrgid, 2**80),
             (grp.getgrnam, "nobody like me"), (pwd.getpwnam, "a\0")):
    attempt(f, x)

# locale
print(locale.setlocale(locale.LC_ALL, "C"), locale.setlocale(locale.LC_NUMERIC), locale.localeconv())
print(locale.setlocale(locale.LC_CTYPE, "C.UTF-8"), locale.setlocale(locale.LC_ALL))
saved = locale.setlocale(locale.LC_ALL)
print(locale.setlocale(locale.LC_ALL, saved) == saved, locale.setlocale(locale.LC_CTYPE, "POSIX"))
locale.setlocale(locale.LC_ALL, "C.UTF-8")
print(locale.setlocale(locale.LC_ALL), locale.getlocale(), locale.getencoding())
attempt(locale.setlocale, locale.LC_ALL, "xx_YY.what")
attempt(locale.setlocale, 99, "C")
attempt(locale.setlocale, locale.LC_ALL, 3)
print(locale.strcoll("a", "b"), locale.strcoll("b", "a"), locale.strcoll("\u4e2d", "\u4e2d"))
print(sorted("bAaB\u00e9", key=locale.strxfrm) == sorted("bAaB\u00e9", key=functools.cmp_to_key(locale.strcoll)))
attempt(locale.strcoll, "a", 1)
attempt(locale.strxfrm, "a\0b")
print(locale.nl_langinfo(locale.DAY_1), locale.nl_langinfo(locale.MON_12), locale.nl_langinfo(locale.CODESET),
      locale.nl_langinfo(locale.D_T_FMT), repr(locale.nl_langinfo(locale.THOUSEP)))
attempt(locale.nl_langinfo, 3)
print(locale.format_string("%d %.2f", (1234567, 3.14159), grouping=True), locale.str(1.5), locale.atof("1.5"), locale.Error)
