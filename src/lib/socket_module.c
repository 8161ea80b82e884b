/* The module _socket: what the module socket, and asyncio through it, is made of. */
#define _GNU_SOURCE
#include "lib/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/modules.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ---- waiting ---- */

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Waits until the descriptor is ready or the timeout is over. false with an error. */
static bool wait_ready(VM *vm, const Socket *s, short events, double end) {
    for (;;) {
        struct pollfd p = {.fd = s->fd, .events = events};
        double left = s->timeout < 0 ? -1 : fmax(end - now(), 0);
        int ready = poll(&p, 1, left < 0 ? -1 : (int)fmin(ceil(left * 1000), 1e9));
        if (ready > 0) {
            return true;
        }
        if (ready == 0) {
            raise(vm, EXC_TimeoutError, "timed out");
            return false;
        }
        if (errno != EINTR) {
            raise_os_error(vm, errno, NULL);
            return false;
        }
        if (!interp_pending(vm)) {
            return false;
        }
    }
}

/* A system call of a socket, tried until it is done; -1: raised. */
typedef int64_t (*SocketCall)(Socket *s, void *data);
static int64_t run(VM *vm, Socket *s, short events, SocketCall function, void *data) {
    double end = s->timeout > 0 ? now() + s->timeout : 0;
    for (;;) {
        if (s->timeout > 0 && !wait_ready(vm, s, events, end)) {
            return -1;
        }
        int64_t result = function(s, data);
        if (result >= 0) {
            return result;
        }
        if (errno == EINTR) {
            if (!interp_pending(vm)) {
                return -1;
            }
        } else if (!(s->timeout > 0 && (errno == EAGAIN || errno == EWOULDBLOCK))) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
    }
}

static bool set_timeout(VM *vm, Socket *s, double timeout) {
    int flags = fcntl(s->fd, F_GETFL);
    if (flags == -1 ||
        fcntl(s->fd, F_SETFL, timeout >= 0 ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) == -1) {
        raise_os_error(vm, errno, NULL);
        return false;
    }
    s->timeout = timeout;
    return true;
}

/* ---- making and closing ---- */

static Object *socket_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Socket *s = object_alloc(vm, cls, sizeof *s);
    if (s) {
        s->fd = -1;
        s->timeout = -1;
    }
    return OBJ(s);
}

Object *socket_from_fd(VM *vm, int fd, int family, int type, int protocol) {
    Type *cls = lib_type(vm, LIB_SOCKET);
    Object *o = cls ? socket_new(vm, cls, NULL, 0, NULL) : NULL;
    if (!o) {
        close(fd);
        return NULL;
    }
    SOCKET(o)->fd = fd;
    SOCKET(o)->family = family;
    SOCKET(o)->type = type;
    SOCKET(o)->protocol = protocol;
    return o;
}

static int socket_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"family", "type", "proto", "fileno", NULL};
    Socket *s = SOCKET(o);
    int family = -1, type = -1, protocol = -1;
    Object *fileno = vm->none;
    if (!args_parse(vm, "socket", names, "|iiiO", args, nargs, kwnames, &family, &type, &protocol,
                    &fileno)) {
        return -1;
    }
    int fd;
    if (fileno != vm->none) {
        int64_t value = number_as_i64(vm, fileno, EXC_OverflowError);
        struct sockaddr_storage name;
        socklen_t len = sizeof name, size = sizeof(int);
        if (error_occurred(vm)) {
            return -1;
        }
        if (value < 0) {
            raise(vm, EXC_ValueError, "negative file descriptor");
            return -1;
        }
        fd = (int)value;
        if (getsockname(fd, (struct sockaddr *)&name, &len) < 0) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
        family = family == -1 ? name.ss_family : family;
        if (type == -1 && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
        protocol = protocol == -1 ? 0 : protocol;
    } else {
        family = family == -1 ? AF_INET : family;
        type = type == -1 ? SOCK_STREAM : type;
        protocol = protocol == -1 ? 0 : protocol;
        fd = socket(family, type | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
    }
    if (s->fd >= 0) {
        close(s->fd);
    }
    s->fd = fd;
    s->family = family;
    s->type = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
    s->protocol = protocol;
    s->timeout = type & SOCK_NONBLOCK ? 0 : -1;
    return 0;
}

static void socket_dealloc(VM *vm, Object *o) {
    weakrefs_drop(vm, o);
    if (SOCKET(o)->fd >= 0) {
        close(SOCKET(o)->fd);
    }
    object_free_atomic(vm, o, sizeof(Socket));
}

static Object *socket_repr(VM *vm, Object *o) {
    Socket *s = SOCKET(o);
    return str_format(vm, "<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family,
                      s->type, s->protocol);
}

static Object *socket_close(VM *vm, Object *o) {
    int fd = SOCKET(o)->fd;
    SOCKET(o)->fd = -1;
    if (fd >= 0 && close(fd) < 0 && errno != ECONNRESET) {
        return raise_os_error(vm, errno, NULL);
    }
    return none_ref(vm);
}
static Object *socket_detach(VM *vm, Object *o) {
    int fd = SOCKET(o)->fd;
    SOCKET(o)->fd = -1;
    return int_from_i64(vm, fd);
}
static Object *socket_fileno(VM *vm, Object *o) {
    return int_from_i64(vm, SOCKET(o)->fd);
}

/* ---- timeouts ---- */

static Object *socket_setblocking(VM *vm, Object *o, Object *flag) {
    int truth = object_truth(vm, flag);
    return truth < 0 || !set_timeout(vm, SOCKET(o), truth ? -1 : 0) ? NULL : none_ref(vm);
}
static Object *socket_getblocking(VM *vm, Object *o) {
    return bool_ref(vm, SOCKET(o)->timeout != 0);
}
static bool timeout_of(VM *vm, Object *value, double *timeout) {
    *timeout = value == vm->none ? -1 : float_as_double(vm, value);
    if (error_occurred(vm)) {
        return false;
    }
    if (value != vm->none && !(*timeout >= 0)) {
        raise(vm, EXC_ValueError, "Timeout value out of range");
        return false;
    }
    return true;
}
static Object *socket_settimeout(VM *vm, Object *o, Object *value) {
    double timeout;
    return timeout_of(vm, value, &timeout) && set_timeout(vm, SOCKET(o), timeout) ? none_ref(vm)
                                                                                  : NULL;
}
static Object *socket_gettimeout(VM *vm, Object *o) {
    double timeout = SOCKET(o)->timeout;
    return timeout < 0 ? none_ref(vm) : float_from_double(vm, timeout);
}

/* ---- addresses ---- */

static Object *address_call(VM *vm, Object *o, Object *address, const char *function,
                            int (*call)(int, const struct sockaddr *, socklen_t)) {
    SocketAddress a;
    if (!socket_address_from(vm, SOCKET(o)->family, function, address, &a)) {
        return NULL;
    }
    return call(SOCKET(o)->fd, &a.any, a.len) == 0 ? none_ref(vm) : raise_os_error(vm, errno, NULL);
}
static Object *socket_bind(VM *vm, Object *o, Object *address) {
    return address_call(vm, o, address, "bind", bind);
}

/* 0 or an error number; -1: raised. */
static int connect_to(VM *vm, Socket *s, const SocketAddress *a) {
    if (connect(s->fd, &a->any, a->len) == 0) {
        return 0;
    }
    if (errno != EINTR && !(errno == EINPROGRESS && s->timeout > 0)) {
        return errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    if ((errno == EINTR && !interp_pending(vm)) ||
        !wait_ready(vm, s, POLLOUT, now() + s->timeout)) {
        return -1;
    }
    return getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}
static Object *socket_connect(VM *vm, Object *o, Object *address) {
    SocketAddress a;
    if (!socket_address_from(vm, SOCKET(o)->family, "connect", address, &a)) {
        return NULL;
    }
    int error = connect_to(vm, SOCKET(o), &a);
    return error == 0 ? none_ref(vm) : error > 0 ? raise_os_error(vm, error, NULL) : NULL;
}
static Object *socket_connect_ex(VM *vm, Object *o, Object *address) {
    SocketAddress a;
    if (!socket_address_from(vm, SOCKET(o)->family, "connect_ex", address, &a)) {
        return NULL;
    }
    int error = connect_to(vm, SOCKET(o), &a);
    return error >= 0 ? int_from_i64(vm, error) : NULL;
}

static Object *socket_listen(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    int backlog = 128;
    if (!args_parse(vm, "listen", names, "|i", args, nargs, NULL, &backlog)) {
        return NULL;
    }
    return listen(SOCKET(o)->fd, backlog < 0 ? 0 : backlog) == 0 ? none_ref(vm)
                                                                 : raise_os_error(vm, errno, NULL);
}

static int64_t accept_call(Socket *s, void *data) {
    SocketAddress *a = data;
    a->len = sizeof a->storage;
    return accept4(s->fd, &a->any, &a->len, SOCK_CLOEXEC);
}
static Object *socket_accept(VM *vm, Object *o) {
    SocketAddress a = {.len = 0};
    int64_t fd = run(vm, SOCKET(o), POLLIN, accept_call, &a);
    if (fd < 0) {
        return NULL;
    }
    Object *result = pack_steal(vm, 2, int_from_i64(vm, fd), socket_address_object(vm, &a));
    if (!result) {
        close((int)fd);
    }
    return result;
}

static Object *name_of(VM *vm, Object *o, int (*call)(int, struct sockaddr *, socklen_t *)) {
    SocketAddress a = {.len = sizeof a.storage};
    return call(SOCKET(o)->fd, &a.any, &a.len) == 0 ? socket_address_object(vm, &a)
                                                    : raise_os_error(vm, errno, NULL);
}
static Object *socket_getsockname(VM *vm, Object *o) {
    return name_of(vm, o, getsockname);
}
static Object *socket_getpeername(VM *vm, Object *o) {
    return name_of(vm, o, getpeername);
}

static Object *socket_shutdown(VM *vm, Object *o, Object *how) {
    int64_t value = number_as_i64(vm, how, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    return shutdown(SOCKET(o)->fd, (int)value) == 0 ? none_ref(vm)
                                                    : raise_os_error(vm, errno, NULL);
}

static Object *socket_setsockopt(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    int level, option, number;
    Object *value;
    ByteView view;
    if (!args_parse(vm, "setsockopt", names, "iiO", args, nargs, NULL, &level, &option, &value)) {
        return NULL;
    }
    if (is_int(vm, value)) {
        number = (int)number_as_i64(vm, value, EXC_OverflowError);
        view = (ByteView){.data = (uint8_t *)&number, .len = sizeof number};
    } else if (object_byte_view(vm, value, &view) < 0) {
        return NULL;
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    return setsockopt(SOCKET(o)->fd, level, option, view.data, (socklen_t)view.len) == 0
               ? none_ref(vm)
               : raise_os_error(vm, errno, NULL);
}

static Object *socket_getsockopt(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    int level, option, len = 0, number = 0;
    uint8_t data[1024];
    if (!args_parse(vm, "getsockopt", names, "ii|i", args, nargs, NULL, &level, &option, &len)) {
        return NULL;
    }
    if (len < 0 || len > (int)sizeof data) {
        return raise(vm, EXC_OSError, "getsockopt buflen out of range");
    }
    socklen_t size = len ? (socklen_t)len : sizeof number;
    if (getsockopt(SOCKET(o)->fd, level, option, len ? (void *)data : &number, &size) < 0) {
        return raise_os_error(vm, errno, NULL);
    }
    return len ? bytes_from(vm, data, size) : int_from_i64(vm, number);
}

/* ---- data ---- */

typedef struct Transfer {
    uint8_t *data;
    size_t len;
    int flags;
    SocketAddress *address;
} Transfer;

static int64_t send_call(Socket *s, void *data) {
    Transfer *t = data;
    return t->address ? sendto(s->fd, t->data, t->len, t->flags, &t->address->any, t->address->len)
                      : send(s->fd, t->data, t->len, t->flags);
}
static int64_t receive_call(Socket *s, void *data) {
    Transfer *t = data;
    if (!t->address) {
        return recv(s->fd, t->data, t->len, t->flags);
    }
    t->address->len = sizeof t->address->storage;
    return recvfrom(s->fd, t->data, t->len, t->flags, &t->address->any, &t->address->len);
}

static bool data_and_flags(VM *vm, const char *function, Object *const *args, size_t nargs,
                           Transfer *t) {
    static const char *const names[] = {"", "", NULL};
    Object *data;
    ByteView view;
    t->flags = 0;
    t->address = NULL;
    if (!args_parse(vm, function, names, "O|i", args, nargs, NULL, &data, &t->flags) ||
        object_byte_view(vm, data, &view) < 0) {
        return false;
    }
    t->data = view.data;
    t->len = view.len;
    return true;
}

static Object *socket_send(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Transfer t;
    int64_t n = data_and_flags(vm, "send", args, nargs, &t)
                    ? run(vm, SOCKET(o), POLLOUT, send_call, &t)
                    : -1;
    return n < 0 ? NULL : int_from_i64(vm, n);
}

static Object *socket_sendall(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Transfer t;
    if (!data_and_flags(vm, "sendall", args, nargs, &t)) {
        return NULL;
    }
    while (t.len) {
        int64_t n = run(vm, SOCKET(o), POLLOUT, send_call, &t);
        if (n < 0) {
            return NULL;
        }
        t.data += n;
        t.len -= (size_t)n;
    }
    return none_ref(vm);
}

static Object *socket_sendto(VM *vm, Object *o, Object *const *args, size_t nargs) {
    SocketAddress a;
    Transfer t;
    if (!args_count(vm, "sendto", nargs, 2, 3)) {
        return NULL;
    }
    Object *const data[] = {args[0], args[nargs == 3 ? 1 : 0]};
    if (!socket_address_from(vm, SOCKET(o)->family, "sendto", args[nargs - 1], &a) ||
        !data_and_flags(vm, "sendto", data, nargs - 1, &t)) {
        return NULL;
    }
    t.address = &a;
    int64_t n = run(vm, SOCKET(o), POLLOUT, send_call, &t);
    return n < 0 ? NULL : int_from_i64(vm, n);
}

static Object *receive(VM *vm, Object *o, const char *function, Object *const *args, size_t nargs,
                       SocketAddress *a) {
    static const char *const names[] = {"", "", NULL};
    Transfer t = {.address = a};
    int64_t size;
    if (!args_parse(vm, function, names, "n|i", args, nargs, NULL, &size, &t.flags)) {
        return NULL;
    }
    if (size < 0) {
        return raise(vm, EXC_ValueError, "negative buffersize in %s", function);
    }
    Object *bytes = bytes_new(vm, (size_t)size);
    if (!bytes) {
        return NULL;
    }
    t.data = BYTES(bytes)->data;
    t.len = (size_t)size;
    int64_t n = run(vm, SOCKET(o), POLLIN, receive_call, &t);
    Object *result = n < 0 ? NULL : n == size ? new_ref(bytes) : bytes_from(vm, t.data, (size_t)n);
    decref(vm, bytes);
    return result;
}
static Object *socket_recv(VM *vm, Object *o, Object *const *args, size_t nargs) {
    return receive(vm, o, "recv", args, nargs, NULL);
}
static Object *socket_recvfrom(VM *vm, Object *o, Object *const *args, size_t nargs) {
    SocketAddress a = {.len = 0};
    Object *data = receive(vm, o, "recvfrom", args, nargs, &a);
    return data ? pack_steal(vm, 2, data, socket_address_object(vm, &a)) : NULL;
}

static Object *socket_recv_into(VM *vm, Object *o, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"buffer", "nbytes", "flags", NULL};
    Transfer t = {0};
    int64_t size = 0;
    Object *buffer;
    ByteView view;
    if (!args_parse(vm, "recv_into", names, "O|ni", args, nargs, kwnames, &buffer, &size,
                    &t.flags) ||
        object_byte_view(vm, buffer, &view) < 0) {
        return NULL;
    }
    if (view.readonly) {
        return raise(vm, EXC_TypeError,
                     "recv_into() argument 1 must be read-write bytes-like object, not %T", buffer);
    }
    if (size < 0 || (size_t)size > view.len) {
        return raise(vm, EXC_ValueError,
                     size < 0 ? "negative buffersize in recv_into"
                              : "buffer too small for requested bytes");
    }
    t.data = view.data;
    t.len = size ? (size_t)size : view.len;
    int64_t n = run(vm, SOCKET(o), POLLIN, receive_call, &t);
    return n < 0 ? NULL : int_from_i64(vm, n);
}

static const MethodDef socket_methods[] = {
    METHOD_NOARGS("_accept", socket_accept, "A descriptor and the address of who connects."),
    METHOD_O("bind", socket_bind, "Give the socket an address."),
    METHOD_NOARGS("close", socket_close, "Close the descriptor."),
    METHOD_O("connect", socket_connect, "Connect to an address."),
    METHOD_O("connect_ex", socket_connect_ex, "Connect, and return the error number."),
    METHOD_NOARGS("detach", socket_detach, "Give up the descriptor and return it."),
    METHOD_NOARGS("fileno", socket_fileno, "The descriptor, or -1."),
    METHOD_NOARGS("getpeername", socket_getpeername, "The address of the other end."),
    METHOD_NOARGS("getsockname", socket_getsockname, "The address of this end."),
    METHOD_FAST("getsockopt", socket_getsockopt, "An option of the socket."),
    METHOD_FAST("listen", socket_listen, "Let others connect."),
    METHOD_FAST("recv", socket_recv, "Receive bytes."),
    METHOD_FAST("recvfrom", socket_recvfrom, "Receive bytes, and from whom."),
    METHOD_KW("recv_into", socket_recv_into, "Receive bytes into a buffer."),
    METHOD_FAST("send", socket_send, "Send bytes; returns how many."),
    METHOD_FAST("sendall", socket_sendall, "Send all of the bytes."),
    METHOD_FAST("sendto", socket_sendto, "Send bytes to an address."),
    METHOD_O("setblocking", socket_setblocking, "Whether operations wait."),
    METHOD_NOARGS("getblocking", socket_getblocking, "Whether operations wait."),
    METHOD_O("settimeout", socket_settimeout, "How long operations wait."),
    METHOD_NOARGS("gettimeout", socket_gettimeout, "How long operations wait."),
    METHOD_FAST("setsockopt", socket_setsockopt, "Set an option of the socket."),
    METHOD_O("shutdown", socket_shutdown, "End one or both directions."),
    {0},
};
static const MemberDef socket_members[] = {
    {"family", MEMBER_I32, offsetof(Socket, family), true, "the socket family"},
    {"type", MEMBER_I32, offsetof(Socket, type), true, "the socket type"},
    {"proto", MEMBER_I32, offsetof(Socket, protocol), true, "the socket protocol"},
    {0},
};
static Object *get_timeout(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return socket_gettimeout(vm, o);
}
static const GetSetDef socket_getset[] = {
    {"timeout", get_timeout, NULL, "the socket timeout", NULL},
    {0},
};

const TypeSpec socket_spec = {
    .name = "_socket.socket",
    .doc = "An end of a connection.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Socket),
    .slots = {.dealloc = socket_dealloc,
              .repr = socket_repr,
              .new = socket_new,
              .init = socket_init},
    .methods = socket_methods,
    .members = socket_members,
    .getset = socket_getset,
};

/* ---- the module ---- */

static Object *socketpair_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    UNUSED(self);
    int family = AF_UNIX, type = SOCK_STREAM, protocol = 0, fds[2];
    if (!args_parse(vm, "socketpair", names, "|iii", args, nargs, NULL, &family, &type,
                    &protocol)) {
        return NULL;
    }
    if (socketpair(family, type | SOCK_CLOEXEC, protocol, fds) < 0) {
        return raise_os_error(vm, errno, NULL);
    }
    Object *a = socket_from_fd(vm, fds[0], family, type, protocol);
    Object *b = socket_from_fd(vm, fds[1], family, type, protocol);
    return pack_steal(vm, 2, a, b);
}

static Object *on_descriptor(VM *vm, Object *o, int (*function)(int), bool gives) {
    int64_t fd = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    int result = function((int)fd);
    return result < 0 ? raise_os_error(vm, errno, NULL)
           : gives    ? int_from_i64(vm, result)
                      : none_ref(vm);
}
static Object *close_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return on_descriptor(vm, o, close, false);
}
static int dup_private(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}
static Object *dup_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return on_descriptor(vm, o, dup_private, true);
}
static Object *getdefaulttimeout_(VM *vm, Object *self) {
    UNUSED(self);
    return none_ref(vm);
}
static Object *setdefaulttimeout_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    double timeout;
    if (!timeout_of(vm, o, &timeout)) {
        return NULL;
    }
    return timeout < 0 ? none_ref(vm)
                       : raise(vm, EXC_NotImplementedError, "sockets have no default timeout");
}

static const MethodDef methods[] = {
    METHOD_FAST("socketpair", socketpair_, "Two sockets connected to each other."),
    METHOD_O("close", close_, "Close a descriptor."),
    METHOD_O("dup", dup_, "Another descriptor for the same socket."),
    METHOD_NOARGS("getdefaulttimeout", getdefaulttimeout_, "The timeout of new sockets: None."),
    METHOD_O("setdefaulttimeout", setdefaulttimeout_, "There is none but None."),
    {0},
};

#define C(name)                                                                                    \
    { #name, name }
static const IntConstant constants[] = {
    C(AF_UNSPEC),
    C(AF_UNIX),
    C(AF_INET),
    C(AF_INET6),
    C(SOCK_STREAM),
    C(SOCK_DGRAM),
    C(SOCK_RAW),
    C(SOCK_CLOEXEC),
    C(SOCK_NONBLOCK),
    C(SOL_SOCKET),
    C(SO_REUSEADDR),
    C(SO_REUSEPORT),
    C(SO_KEEPALIVE),
    C(SO_ERROR),
    C(SO_TYPE),
    C(SO_RCVBUF),
    C(SO_SNDBUF),
    C(SO_BROADCAST),
    C(SO_LINGER),
    C(SO_DOMAIN),
    C(SO_PROTOCOL),
    C(SO_ACCEPTCONN),
    C(SOMAXCONN),
    C(IPPROTO_IP),
    C(IPPROTO_TCP),
    C(IPPROTO_UDP),
    C(IPPROTO_IPV6),
    C(IPV6_V6ONLY),
    C(TCP_NODELAY),
    C(SHUT_RD),
    C(SHUT_WR),
    C(SHUT_RDWR),
    C(MSG_OOB),
    C(MSG_PEEK),
    C(MSG_DONTWAIT),
    C(MSG_WAITALL),
    C(MSG_NOSIGNAL),
    C(MSG_TRUNC),
    C(INADDR_ANY),
    C(INADDR_BROADCAST),
    C(INADDR_LOOPBACK),
    {"AI_PASSIVE", 1},
    {"AI_CANONNAME", 2},
    {"AI_NUMERICHOST", 4},
    {"AI_V4MAPPED", 8},
    {"AI_ALL", 16},
    {"AI_ADDRCONFIG", 32},
    {"AI_NUMERICSERV", 1024},
    {"EAI_NONAME", -2},
    {"EAI_AGAIN", -3},
    {"EAI_FAIL", -4},
    {"EAI_FAMILY", -6},
    {"EAI_SERVICE", -8},
    {"NI_NUMERICHOST", 1},
    {"NI_NUMERICSERV", 2},
    {"NI_NAMEREQD", 8},
    {"NI_DGRAM", 16},
    {"has_ipv6", 1},
};

Object *module_socket(VM *vm) {
    Object *m = module_make(vm, "_socket", "Sockets, for the module socket.", methods);
    if (!m) {
        return NULL;
    }
    if (!module_make_type(vm, m, &socket_spec, LIB_SOCKET) ||
        module_add(vm, m, "SocketType", new_ref(OBJ(vm->lib->types[LIB_SOCKET]))) < 0 ||
        module_add(vm, m, "error", new_ref(OBJ(EXC(vm, OSError)))) < 0 ||
        module_add(vm, m, "timeout", new_ref(OBJ(EXC(vm, TimeoutError)))) < 0 ||
        module_add_methods(vm, m, socket_address_methods) < 0 || !socket_address_init(vm, m) ||
        !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
        module_add(vm, m, "has_ipv6", bool_ref(vm, true)) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
