# __next__ of a class deleted while one of its iterators is used.


def make():
    class Bad:
        def __iter__(self):
            return self

        def __next__(self):
            del Bad.__next__
            return 1
    return Bad


def loop(o):
    for x in o:
        print(x)


for use in (loop, list, set, sum, lambda o: list(zip(o, o)), lambda o: list(map(str, o)),
            lambda o: dict.fromkeys(o), lambda o: [x for x in o], lambda o: next(o) and next(o),
            lambda o: max(o), lambda o: list(enumerate(o)), lambda o: 5 in o):
    try:
        print(use(make()()))
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)

Bad = make()
o = Bad()
next(o)
for f in iter, next, list:
    try:
        f(o)
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Sub(Bad):
    pass


try:
    iter(Sub())
except (TypeError, AttributeError) as e:
    print(type(e).__name__, e)
Bad.__next__ = lambda self: 'again'
print(next(o), next(Sub()), iter(o) is o)


def delegating():
    yield from make()()


try:
    for x in delegating():
        print(x)
except (TypeError, AttributeError) as e:
    print(type(e).__name__, e)
