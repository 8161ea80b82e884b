"""asyncio on the event loop of sockets and select: tasks, queues, locks, timeouts, streams, generators."""
import asyncio
import sys
import time


async def work(name, delay):
    await asyncio.sleep(delay)
    if name == "bad":
        raise ValueError(name)
    return name


async def tasks():
    print(await asyncio.gather(work("slow", 0.02), work("quick", 0.001)))
    print(await asyncio.gather(work("bad", 0), work("good", 0), return_exceptions=True))
    task = asyncio.create_task(work("cancelled", 10), name="the task")
    await asyncio.sleep(0)
    print(task.get_name(), task.done(), task.cancel(), task.cancelling())
    try:
        await task
    except asyncio.CancelledError as e:
        print(type(e).__name__, task.cancelled())
    done, pending = await asyncio.wait({asyncio.create_task(work(i, i / 500)) for i in range(3)})
    print(sorted(t.result() for t in done), pending)
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.001)
    except TimeoutError as e:
        print(type(e).__name__, e)
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(10)
    except TimeoutError:
        print("timeout")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("bad", 0))
            group.create_task(work("other", 10))
    except* ValueError as e:
        print(repr(e), e.exceptions)


async def queues():
    queue, seen = asyncio.Queue(2), []

    async def consume():
        while True:
            seen.append(await queue.get())
            queue.task_done()

    consumer = asyncio.create_task(consume())
    for i in range(5):
        await queue.put(i)
    await queue.join()
    consumer.cancel()
    print(seen, queue.empty())
    lock, order = asyncio.Lock(), []

    async def locked(i):
        async with lock:
            order.append(i)
            await asyncio.sleep(0)
            order.append(i)

    await asyncio.gather(*map(locked, range(3)))
    print(order)
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, event.set)
    print(await event.wait())


async def streams():
    async def serve(reader, writer):
        line = await reader.readline()
        writer.write(line.upper())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello\n")
    print(await reader.read())
    writer.close()
    server.close()
    await server.wait_closed()


async def generators():
    async def numbers():
        try:
            for i in range(10):
                yield i
                await asyncio.sleep(0)
        finally:
            print("closed")

    print([i async for i in numbers() if i < 3])
    async for i in numbers():
        break
    it = aiter(numbers())
    print(await anext(it))


print(sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth())
for main in (tasks, queues, streams, generators):
    print("--", main.__name__)
    asyncio.run(main())
print(sys.get_asyncgen_hooks())
loop = asyncio.new_event_loop()
start = time.monotonic()
print(loop.run_until_complete(work("done", 0.001)), loop.is_closed())
loop.close()
print(loop.is_closed(), asyncio.iscoroutinefunction(work))
for bad in [{"firstiter": 1}, {"finalizer": "x"}]:
    try:
        sys.set_asyncgen_hooks(**bad)
    except TypeError as e:
        print(e)
try:
    sys.set_coroutine_origin_tracking_depth(-1)
except ValueError as e:
    print(e)
sys.set_coroutine_origin_tracking_depth(1)
coroutine = work("origin", 0)
print(len(coroutine.cr_origin), coroutine.cr_origin[0][2])
coroutine.close()
