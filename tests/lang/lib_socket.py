"""socket: pairs, addresses, timeouts, errors; fcntl; the clocks of time."""
import errno
import fcntl
import os
import socket
import time

a, b = socket.socketpair()
print(a.send(b"abc"), b.recv(10), a.family.name, a.type.name, a.proto, a.fileno() >= 0)
a.sendall(b"x" * 1000)
buffer = bytearray(400)
print(b.recv_into(buffer), buffer[:3], len(b.recv(5000)), b.gettimeout(), b.getblocking())
b.setblocking(False)
try:
    b.recv(1)
except BlockingIOError as e:
    print(type(e).__name__, e.errno == errno.EAGAIN, b.timeout)
b.settimeout(0.01)
try:
    b.recv(1)
except TimeoutError as e:
    print(e, b.timeout)
a.shutdown(socket.SHUT_WR)
print(b.recv(1))
with a.makefile("rb") as f:
    b.sendall(b"line 1\nline 2\n")
    b.close()
    print(f.readlines())
a.close()
print(a.fileno())

server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
server.bind(("127.0.0.1", 0))
server.listen()
client = socket.create_connection(server.getsockname())
peer, address = server.accept()
print(address[0], client.getpeername() == server.getsockname(), address == client.getsockname())
peer.sendall(b"bye")
peer.close()
print(client.recv(3), client.recv(3))
client.close()
server.close()
try:
    server.accept()
except OSError as e:
    print(type(e).__name__, e.errno == errno.EBADF)
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("localhost", 0))
print(datagrams.sendto(b"self", datagrams.getsockname()), datagrams.recvfrom(10)[0])
datagrams.close()
for bad in [("x",), "x", (1, 2), ("127.0.0.1", 70000)]:
    s = socket.socket()
    try:
        s.connect(bad)
    except (TypeError, OverflowError) as e:
        print(type(e).__name__, e)
    s.close()
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\x7f\0\0\1"), socket.inet_pton(socket.AF_INET6, "::1"))
print(socket.htons(1), socket.ntohl(1), socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
try:
    socket.getaddrinfo("256.0.0.1", 1, flags=socket.AI_NUMERICHOST)
except socket.gaierror as e:
    print(type(e).__name__, e)

r, w = os.pipe()
flags = fcntl.fcntl(r, fcntl.F_GETFL)
fcntl.fcntl(r, fcntl.F_SETFL, flags | os.O_NONBLOCK)
try:
    os.read(r, 1)
except BlockingIOError:
    print("would block")
print(fcntl.fcntl(w, fcntl.F_GETFD) == fcntl.FD_CLOEXEC)
os.close(r)
os.close(w)
for name in ["time", "monotonic", "perf_counter", "process_time", "thread_time"]:
    print(name, time.get_clock_info(name))
print(time.clock_gettime(time.CLOCK_MONOTONIC) <= time.monotonic(), time.clock_getres(time.CLOCK_REALTIME))
try:
    time.get_clock_info("none")
except ValueError as e:
    print(e)
