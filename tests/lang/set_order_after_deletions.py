# New elements take the places of deleted ones; difference_update gives up a table full of those.
import random

s = {0, 8}
s.discard(0)
s.add(16)
print(list(s))
r = random.Random(5)
for length in (10, 60, 200) * 6:
    s = set()
    for i in range(length):
        x = r.randrange(400)
        c = r.randrange(8)
        if c < 3:
            s.add(x)
        elif c < 5:
            s.discard(x)
        elif c == 5:
            s |= {r.randrange(400) for _ in range(r.randrange(40))}
        elif c == 6:
            s -= {r.randrange(400) for _ in range(60)}
        else:
            s ^= {r.randrange(400) for _ in range(6)}
    print(list(s), list(s.copy())[:9])
