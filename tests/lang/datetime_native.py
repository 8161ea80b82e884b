# _datetime: construction, arithmetic, order, text, zones, pickling, subclasses and errors.
import copy
import gc
import pickle
import sys
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo

import _datetime


def show(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


print(date is _datetime.date, datetime.__mro__, MINYEAR, MAXYEAR, UTC is timezone.utc)
for cls in (date, time, datetime, timedelta, timezone):
    print(cls.__name__, cls.__module__, repr(cls.min), repr(cls.max), repr(getattr(cls, "resolution", None)))

print("--- timedelta")
d = timedelta(weeks=1, days=2.5, hours=-3, minutes=4, seconds=5.25, milliseconds=6, microseconds=7.5)
print(repr(d), str(d), d.total_seconds(), hash(d) == hash((d.days, d.seconds, d.microseconds)))
print(repr(-d), abs(-d) == d, +d == d, bool(d), bool(timedelta()), str(timedelta(-1)), str(timedelta(1, 0, 5)))
for value in (3, -3, 0.5, 1e-7, 1 / 3, -2.5, 10**6):
    print(repr(d * value), repr(value * d), repr(d / value), d / value * value - d < timedelta(seconds=1))
print(d // 7, d % timedelta(hours=5), divmod(d, timedelta(hours=-5)), d / timedelta(hours=7), d // timedelta(1))
print(timedelta(microseconds=1) / 2, timedelta(microseconds=3) / 2, timedelta(microseconds=0.5),
      timedelta(microseconds=1.5), timedelta(microseconds=2.5), timedelta(microseconds=-0.5))
print(timedelta.max - timedelta.min if False else timedelta.max // timedelta.resolution)
for args in ({"days": 10**9}, {"days": 10**20}, {"days": 10**40}, {"hours": "x"}, {"days": float("nan")},
             {"days": float("inf")}, {"foo": 1}):
    show(timedelta, **args)
show(lambda: d / 0), show(lambda: d // 0), show(lambda: d % timedelta()), show(lambda: d / timedelta())
show(lambda: d / 0.0), show(lambda: d * float("inf")), show(lambda: d / float("nan")), show(lambda: d + 1)
show(lambda: timedelta.max * 2), show(lambda: timedelta.max * 10**30), show(lambda: -timedelta.max)
show(lambda: d < 1), show(lambda: 1 // d), show(lambda: d * d)
print(d == 1, d != 1, d < d + timedelta.resolution, sorted([d, -d, timedelta()]) == [-d, timedelta(), d])
show(setattr, d, "days", 3)

print("--- date")
a = date(2024, 2, 29)
print(repr(a), a, a.weekday(), a.isoweekday(), a.toordinal(), a.isocalendar(), a.ctime(), a.timetuple())
print(a + timedelta(1), a - timedelta(60, 86399), a - date(2000, 1, 1), timedelta(365) + a, a.replace(day=1))
print(date.fromordinal(730120), date.fromisocalendar(2020, 53, 7), date.fromisoformat("2020-W53-7"))
print([date(y, 1, 1).isocalendar()[:] for y in range(2018, 2024)], f"{a:%d/%m/%y}", f"{a}", a.strftime("%j %f%%"))
for n in (1, 59, 60, 365, 366, 146097, 146098, 730120, 3652059):
    print(date.fromordinal(n), date.fromordinal(n).toordinal() == n)
week = a.isocalendar()
print(week.year, week.week, week.weekday, week == (2024, 9, 4), pickle.loads(pickle.dumps(week)))
for args in ((1,), (0, 1, 1), (1, 13, 1), (2023, 2, 29), ("a", 1, 1), (1.0, 1, 1), (2**40, 1, 1), (1, 2, 3, 4)):
    show(date, *args)
show(date.fromordinal, 0), show(date.fromordinal, 3652060), show(date.fromisocalendar, 2021, 53, 1)
show(date.fromisocalendar, 2021, 1, 0), show(date.fromisocalendar, 9999, 52, 7), show(date.fromisoformat, 5)
show(lambda: date.max + timedelta(1)), show(lambda: date.min - timedelta(1)), show(lambda: a + 1)
show(lambda: a < 1), show(lambda: a < datetime(2024, 1, 1)), show(date.fromtimestamp, float("nan"))
show(setattr, a, "year", 1), print(a == datetime(2024, 2, 29), a != 3, len({a, date(2024, 2, 29)}))

show(date.fromisoformat, "20200112-3"), show(date.fromisoformat, "94336412-3")

print("--- time")
t = time(12, 34, 56, 789, fold=1)
z = time(1, 2, tzinfo=timezone(timedelta(hours=5, minutes=30)))
for x in (t, z, time(), time(1, 2, 3), z.replace(fold=1)):
    print(repr(x), str(x), x.isoformat("milliseconds"), x.strftime("%H:%M:%S.%f %z %Z|"), x.utcoffset(), x.tzname())
print(time(1) < time(2), time(1) == z, z == time(19, 32, tzinfo=timezone.utc), hash(z) == hash(z.replace(fold=1)))
show(lambda: time(1) < z), show(time, 24), show(time, 1, 60), show(time, fold=2), show(time, tzinfo=1)
show(t.isoformat, "weeks"), show(t.isoformat, 3), show(lambda: t + timedelta(1)), show(time.fromisoformat, "1:00")
for text in ("10", "1011", "10:11", "T101112", "10:11:12.5", "10:11:12,123456789", "10:11Z", "10:11-0130",
             "10:11+01:30:15.25", "25:00", "10:11:1", "10:1112", "10:11+", "10:11:12.", "10:11Zx"):
    show(time.fromisoformat, text)

print("--- datetime")
m = datetime(2024, 3, 31, 1, 30, 15, 5)
u = m.replace(tzinfo=timezone.utc)
print(repr(m), str(u), repr(u.replace(fold=1)), m.date(), m.time(), u.timetz(), m.ctime(), u.timestamp())
print(m + timedelta(days=1, microseconds=-6), m - timedelta(hours=2), m - datetime(2000, 1, 1), repr(u - u))
print(m.isoformat(" ", "hours"), u.isoformat(sep="é"), m.isoformat(timespec="minutes"), u.timetuple(), u.utctimetuple())
print(datetime.combine(a, t), datetime.combine(a, z), repr(datetime.combine(a, z, None)))
e = timezone(timedelta(hours=-5), "EST")
print(u.astimezone(e), repr(u.astimezone(e)), u == u.astimezone(e), hash(u) == hash(u.astimezone(e)), u.tzname())
print(datetime.fromtimestamp(1e9, e), datetime.utcfromtimestamp(-1.5), datetime.fromtimestamp(0.9999996, UTC))
print(datetime.fromtimestamp(-0.0000005, UTC), datetime.fromordinal(5), datetime.fromisocalendar(2020, 1, 1))
print(datetime.strptime("2020-05-06 07:08:09.5 +0130", "%Y-%m-%d %H:%M:%S.%f %z"), u.strftime("%z%Z%%z"))
show(lambda: m < u), show(lambda: m - u), show(lambda: m < a), show(lambda: m + 1), show(lambda: m - a)
show(lambda: datetime.max + timedelta.resolution), show(datetime, 1, 1), show(m.replace, month=13)
show(datetime.now, 3), show(datetime.combine, 1, 2), show(datetime.combine, a, 2), show(m.isoformat, "ab")
show(datetime.fromtimestamp, 1e12, UTC), show(datetime.fromtimestamp, 1e30), show(datetime.strptime, 1, 2)
print(m == u, m != u, m == a, m == 3, min(m, m + timedelta(1)) is m, {m: 1}[datetime(2024, 3, 31, 1, 30, 15, 5)])
for text in ("2020-01-02", "20200102T10", "2020-W01-3T10:11:12.123+01:00", "2020W013 1011", "2020-01-02x10:11Z",
             "2020-W01", "2020W01T10", "2020-01-02T", "2020-1-2", "2020-01-02T10:61", "2020-13-01", "x", ""):
    show(datetime.fromisoformat, text)

print("--- zones")
for zone in (timezone.utc, e, timezone(timedelta(hours=1)), timezone(-timedelta(seconds=1.5)), timezone(timedelta(0), "x")):
    print(repr(zone), str(zone), zone.utcoffset(None), zone.dst(None), pickle.loads(pickle.dumps(zone)) == zone)
show(timezone, timedelta(1)), show(timezone, 1), show(timezone, timedelta(0), 1), show(UTC.utcoffset, 1)
show(UTC.fromutc, m), show(UTC.fromutc, 3), show(tzinfo().dst, None), show(tzinfo().fromutc, m)


class Summer(tzinfo):
    def __init__(self, bad=None):
        self.bad = bad

    def utcoffset(self, when):
        return None if type(self.bad).__name__ == "Name" else self.bad or timedelta(hours=2 if when is None or not when.fold else 1)

    def dst(self, when):
        return timedelta(hours=1 if when is None or not when.fold else 0)

    def tzname(self, when):
        return "100%" if not self.bad else self.bad


s = Summer()
x = m.replace(tzinfo=s)
print(x, x.dst(), x.tzname(), x.strftime("%Z %z"), x.timetuple().tm_isdst, x.astimezone(UTC), u.astimezone(s))
print(x == x.replace(fold=1), x == x.astimezone(UTC), hash(x) == hash(x.replace(fold=1)), x - u)
show(m.replace(tzinfo=Summer(3)).utcoffset), show(m.replace(tzinfo=Summer(timedelta(2))).isoformat)
show(m.replace(tzinfo=Summer(3)).tzname), show(str, time(1, tzinfo=Summer("y")))

print("--- copies")
for x in (d, a, t, z, m, u, u.replace(fold=1), e):
    for protocol in range(6):
        y = pickle.loads(pickle.dumps(x, protocol))
        if y != x or type(y) is not type(x):
            print(x, protocol, repr(y))
    print(x.__reduce_ex__(4), copy.deepcopy(x) == x)
show(datetime, b"\x07\xe8\x03\x1f\x01\x1e\x0f\x00\x00\x05", 3), show(time, "\x01\x02\x03\0\0\x05")
show(date, "\x07\xe8\x03\u0141"), show(date, b"abcd")


class Ratio(float):
    def as_integer_ratio(self):
        return self.ratio


class Name(str):
    def replace(self, *args):
        return 5


half = Ratio(7)
for half.ratio in ((1, 2), (2, 0), (1,), 5, (1.5, 2)):
    show(lambda: d * half), show(lambda: d / half)
show(m.replace(tzinfo=Summer(Name("x"))).strftime, "%Z")
print(datetime(b"1995-03-25"[:2] + b"\1" + b"-03-252").month, type(date(b"\0\0\1\0").weekday()), time(b"\1\2\3\4\5\6").hour)


class Date(date):
    def __new__(cls, *args):
        print("new", args)
        return super().__new__(cls, *args)


class Stamp(datetime):
    __slots__ = ("extra",)


class Span(timedelta):
    pass


b = Date(2020, 1, 1)
b.note = b
print(repr(b), type(b + timedelta(1)), type(b.replace(day=2)), type(Date.fromisoformat("2020-02-02")))
n = Stamp(2020, 1, 1, tzinfo=s)
n.extra = n
print(repr(Stamp(1, 1, 1) + timedelta(1)), type(n.replace(day=2)), type(n.astimezone(UTC)), type(n - n))
print(repr(Span(3)), type(Span(3) + Span(4)), type(Span(3) * 2), Span(3) == timedelta(3))
print(type(Stamp.now()), type(Stamp.now(UTC)), type(Stamp.combine(a, t)), type(pickle.loads(pickle.dumps(Span(3)))))
s.when = m.replace(tzinfo=s)
del b, n, s, x
gc.collect()
print(sys.getrefcount(UTC) > 3, gc.collect())
