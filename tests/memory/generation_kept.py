"""What is in an older generation, or frozen, stays there when it gets new contents."""
import gc

gc.disable()


class Dct(dict):
    pass


def generation(o):
    for g in range(3):
        if any(x is o for x in gc.get_objects(generation=g)):
            return g


d, l, s = Dct(), [], {()}
for collected in range(3):
    print([generation(o) for o in (d, l, s)])
    d.update({"a": []})
    l.extend([[]])
    s.update([frozenset([1])])
    print([generation(o) for o in (d, l, s)])
    d.clear(), l.clear()
    gc.collect(min(collected, 1))
gc.freeze()
print([generation(o) for o in (d, l, s)])
d.update({"a": []})
d |= {"b": []}
l += [[]]
s |= {frozenset([2])}
print([generation(o) for o in (d, l, s)])
gc.unfreeze()
print([generation(o) for o in (d, l, s)])
e = {}
f = e
print(generation(e))
e |= {"a": []}
print(generation(e))
