"""anext() with a default, awaited, sent to, thrown into and closed."""


async def numbers(n):
    for i in range(n):
        yield i


class Waits:
    def __init__(self, values):
        self.values = values

    def __aiter__(self):
        return self

    def __anext__(self):
        return self

    def __await__(self):
        if not self.values:
            raise StopAsyncIteration
        got = yield "waiting"
        return self.values.pop(), got


def run(coroutine, *sent):
    sent = list(sent)
    try:
        value = coroutine.send(None)
        while True:
            print("yielded", value)
            value = coroutine.send(sent.pop(0))
    except StopIteration as e:
        return e.value
    except BaseException as e:
        return type(e).__name__, e.args


async def main():
    it = numbers(2)
    print(await anext(it), await anext(it, "unused"), await anext(it, "default"))
    print(await anext(it, None))
    await anext(it)


async def waiting():
    it = Waits(["value"])
    print(await anext(it, "default"), await anext(it, "default"))


print(run(main()))
print(run(waiting(), "sent"))
wrapped = anext(numbers(1), "default")
print(type(wrapped).__name__, iter(wrapped) is wrapped, wrapped.__await__() is wrapped)
try:
    print(wrapped.throw(StopAsyncIteration))
except BaseException as e:
    print(type(e).__name__, e.args)
print(anext(numbers(1), 1).close())
for bad in [(), (1,), (iter([]), 1), (numbers(1), 2, 3)]:
    try:
        anext(*bad)
    except TypeError as e:
        print(e)
