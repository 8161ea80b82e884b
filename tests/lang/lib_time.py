"""time.struct_time with its hidden fields; strptime; what datetime asks of them."""
import datetime
import os
import time

t = time.gmtime(1700000000)
print(t, len(t), t.tm_zone, t.tm_gmtoff)
s = time.struct_time(range(9))
print(s, s.tm_zone, s.tm_gmtoff)
s = time.struct_time(list(range(11)))
print(s, tuple(s), s.tm_zone, s.tm_gmtoff)
for bad in ["123", range(8), range(12), 5]:
    try:
        time.struct_time(bad)
    except TypeError as e:
        print(e)
print(time.struct_time.n_fields, time.struct_time.n_sequence_fields, time.struct_time.n_unnamed_fields)
for text, form in [("Jan 01 1970 01:02:03", "%b %d %Y %H:%M:%S"), ("2024-02-29", "%Y-%m-%d"),
                   ("12:30 PM", "%I:%M %p"), ("2023 200", "%Y %j"), ("+0530 7", "%z %d")]:
    t = time.strptime(text, form)
    print(tuple(t), t.tm_gmtoff)
for text, form in [("x", "%Y"), ("1", "%Q")]:
    try:
        print(time.strptime(text, form))
    except ValueError as e:
        print(e)
print(time.asctime(time.gmtime(0)), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(86399)))
utc = datetime.timezone.utc
moment = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=utc)
print(moment.astimezone(datetime.timezone(datetime.timedelta(hours=2))).isoformat())
print(datetime.datetime.strptime("2024-05-06T07:08:09.5", "%Y-%m-%dT%H:%M:%S.%f"))
print(moment.astimezone().utcoffset() is not None, moment.timetuple().tm_yday)
