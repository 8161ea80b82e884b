# _datetime: making, arithmetic, text, zones, pickles' states, subclasses.
from _datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

d = timedelta(days=1, hours=2.5)
z = timezone(timedelta(hours=1), "A")
m = datetime(2024, 3, 31, 1, 30, 15, 5, z, fold=1)
values = [d * 3, d / 0.7, d // 7, divmod(d, timedelta(hours=5)), d.total_seconds(), repr(d), str(d), d.__reduce__()]
values += [d // timedelta.resolution, timedelta.max / timedelta(7), hash(d), -d, abs(-d), d * 1.5]
values += [m + d, m - d, m - datetime(2000, 1, 1, tzinfo=UTC), m == m.replace(tzinfo=UTC), hash(m), m.timestamp()]
values += [repr(m), str(m), m.isoformat(" ", "hours"), m.strftime("%Y %z %Z %f"), m.timetuple(), m.utctimetuple()]
values += [m.date(), m.time(), m.timetz(), m.ctime(), m.isocalendar(), m.__reduce_ex__(4), m.astimezone(UTC)]
values += [repr(m.timetz()), m.timetz() < time(tzinfo=UTC), hash(m.timetz()), time(1).strftime("%H"), time(1).__reduce__()]
values += [datetime.combine(date(2024, 1, 1), m.timetz()), datetime(*m.__reduce_ex__(4)[1]), datetime.fromtimestamp(5, z)]
values += [datetime.fromisoformat("2020-01-02T03:04:05.6+01:30"), date.fromisoformat("2020-W01"), time.fromisoformat("10Z")]
values += [date.fromordinal(5), date(2020, 1, 1) + d, repr(z), str(timezone(d % timedelta(1))), z.__reduce__(), UTC]
values += [f"{date(2020, 1, 1):%j}", str(date(2020, 1, 1)), datetime.now(z) is None, date.today() is None]
values += [datetime(2020, 1, 1).timestamp() is None, datetime(2020, 1, 1).astimezone().tzname() is None]


class Zone(tzinfo):
    def utcoffset(self, when):
        return timedelta(hours=2)

    def dst(self, when):
        return timedelta(hours=1)


class Stamp(datetime):
    pass


s = Stamp(2024, 1, 1, tzinfo=Zone())
values += [s + d, s.astimezone(z), m.astimezone(s.tzinfo), s == m, Stamp.fromordinal(7), str(time(1, tzinfo=s.tzinfo))]
for wrong in (lambda: m < datetime.max, lambda: datetime.max + d, lambda: date(1, 1, 32), lambda: time.fromisoformat("x")):
    try:
        wrong()
    except (TypeError, ValueError, OverflowError) as e:
        values.append(str(e))
print(len(values))
