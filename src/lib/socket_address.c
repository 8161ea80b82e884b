/* Addresses of sockets, and the functions of _socket about names. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "lib/exception_make.h"
#include "lib/socket.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* Raises socket.gaierror(number, text). */
static bool name_error(VM *vm, int error) {
    if (error == EAI_SYSTEM) {
        raise_os_error(vm, errno, NULL);
        return false;
    }
    Object *number = int_from_i64(vm, error);
    Object *text = str_from_cstr(vm, gai_strerror(error));
    Object *exc = number && text ? call2(vm, vm->lib->socket_gaierror, number, text) : NULL;
    if (exc) {
        raise_instance(vm, exc);
    }
    xdecref(vm, exc);
    xdecref(vm, text);
    xdecref(vm, number);
    return false;
}

static bool resolve(VM *vm, int family, const char *host, SocketAddress *a) {
    struct addrinfo hints = {.ai_family = family}, *found;
    bool any = !*host, broadcast = strcmp(host, "<broadcast>") == 0;
    if (any) {
        hints.ai_flags = AI_PASSIVE;
        hints.ai_socktype = SOCK_DGRAM;
    }
    int error = getaddrinfo(any         ? NULL
                            : broadcast ? "255.255.255.255"
                                        : host,
                            any ? "0" : NULL, &hints, &found);
    if (error) {
        return name_error(vm, error);
    }
    memcpy(&a->storage, found->ai_addr, found->ai_addrlen);
    a->len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static bool unix_address(VM *vm, Object *o, SocketAddress *a) {
    Object *bytes = is_str(vm, o) ? str_encode(vm, o, "utf-8", "surrogateescape") : new_ref(o);
    ByteView view;
    bool done = bytes && object_byte_view(vm, bytes, &view) == 0;
    if (done && view.len >= sizeof a->un.sun_path) {
        raise(vm, EXC_OSError, "AF_UNIX path too long");
        done = false;
    }
    if (done) {
        memset(&a->un, 0, sizeof a->un);
        a->un.sun_family = AF_UNIX;
        memcpy(a->un.sun_path, view.data, view.len);
        bool unnamed = view.len > 0 && !view.data[0];
        a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + view.len + !unnamed);
    }
    xdecref(vm, bytes);
    return done;
}

bool socket_address_from(VM *vm, int family, const char *function, Object *o, SocketAddress *a) {
    memset(a, 0, sizeof *a);
    if (family == AF_UNIX) {
        return unix_address(vm, o, a);
    }
    if (family != AF_INET && family != AF_INET6) {
        raise(vm, EXC_OSError, "%s(): unknown address family", function);
        return false;
    }
    const char *kind = family == AF_INET ? "AF_INET" : "AF_INET6";
    if (!is_tuple(vm, o)) {
        raise(vm, EXC_TypeError, "%s(): %s address must be tuple, not %T", function, kind, o);
        return false;
    }
    if (TUPLE_LEN(o) < 2 || TUPLE_LEN(o) > (family == AF_INET ? 2u : 4u)) {
        raise(vm, EXC_TypeError, "%s address must be a pair (host, port)", kind);
        return false;
    }
    if (!is_str(vm, TUPLE_ITEM(o, 0))) {
        raise(vm, EXC_TypeError, "str, bytes or bytearray expected, not %T", TUPLE_ITEM(o, 0));
        return false;
    }
    int64_t port = number_as_i64(vm, TUPLE_ITEM(o, 1), EXC_OverflowError);
    if (error_occurred(vm)) {
        return false;
    }
    if (port < 0 || port > 0xffff) {
        raise(vm, EXC_OverflowError, "%s(): port must be 0-65535.", function);
        return false;
    }
    Buffer text;
    buffer_init(&text);
    const char *host = str_cstr(vm, TUPLE_ITEM(o, 0), &text);
    bool done = host && resolve(vm, family, host, a);
    buffer_deinit(&text);
    if (done && family == AF_INET) {
        a->in.sin_port = htons((uint16_t)port);
    } else if (done) {
        a->in6.sin6_port = htons((uint16_t)port);
    }
    return done;
}

Object *socket_address_object(VM *vm, const SocketAddress *a) {
    char text[INET6_ADDRSTRLEN];
    if (a->len == 0) {
        return none_ref(vm);
    }
    switch (a->any.sa_family) {
    case AF_INET:
        inet_ntop(AF_INET, &a->in.sin_addr, text, sizeof text);
        return pack_steal(vm, 2, str_from_cstr(vm, text), int_from_i64(vm, ntohs(a->in.sin_port)));
    case AF_INET6:
        inet_ntop(AF_INET6, &a->in6.sin6_addr, text, sizeof text);
        return pack_steal(vm, 4, str_from_cstr(vm, text), int_from_i64(vm, ntohs(a->in6.sin6_port)),
                          int_from_i64(vm, ntohl(a->in6.sin6_flowinfo)),
                          int_from_i64(vm, a->in6.sin6_scope_id));
    case AF_UNIX: {
        size_t len = a->len - offsetof(struct sockaddr_un, sun_path);
        if (len && !a->un.sun_path[0]) {
            return bytes_from(vm, a->un.sun_path, len);
        }
        return str_from_utf8(vm, a->un.sun_path, strnlen(a->un.sun_path, len));
    }
    default:
        return pack_steal(vm, 2, int_from_i64(vm, a->any.sa_family),
                          bytes_from(vm, a->any.sa_data, a->len - sizeof(sa_family_t)));
    }
}

/* ---- functions ---- */

/* A str or bytes as C text, or NULL for None; numbers become text where allowed. */
static bool text_or_none(VM *vm, Object *o, bool numbers, Buffer *buf, const char **text,
                         const char *message) {
    *text = NULL;
    if (!o || o == vm->none) {
        return true;
    }
    Object *s = numbers && is_int(vm, o) ? object_str(vm, o) : new_ref(o);
    ByteView view;
    if (s && is_str(vm, s)) {
        Buffer own;
        buffer_init(&own);
        const char *characters = str_cstr(vm, s, &own);
        if (characters) {
            buffer_add(buf, characters, strlen(characters) + 1);
        }
        buffer_deinit(&own);
    } else if (s && is_bytes(vm, s) && object_byte_view(vm, s, &view) == 0) {
        buffer_add(buf, view.data, view.len);
        buffer_add_char(buf, 0);
    } else if (s) {
        raise(vm, EXC_TypeError, "%s", message);
    }
    xdecref(vm, s);
    if (buf->failed) {
        raise_memory_error(vm);
    }
    *text = buf->data;
    return !error_occurred(vm);
}

static Object *address_entry(VM *vm, const struct addrinfo *entry) {
    SocketAddress a;
    memcpy(&a.storage, entry->ai_addr, entry->ai_addrlen);
    a.len = entry->ai_addrlen;
    return pack_steal(vm, 5, int_from_i64(vm, entry->ai_family),
                      int_from_i64(vm, entry->ai_socktype), int_from_i64(vm, entry->ai_protocol),
                      str_from_cstr(vm, entry->ai_canonname ? entry->ai_canonname : ""),
                      socket_address_object(vm, &a));
}

static Object *getaddrinfo_(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"host", "port", "family", "type", "proto", "flags", NULL};
    UNUSED(self);
    Object *host, *port;
    struct addrinfo hints = {0}, *found = NULL;
    if (!args_parse(vm, "getaddrinfo", names, "OO|iiii", args, nargs, kwnames, &host, &port,
                    &hints.ai_family, &hints.ai_socktype, &hints.ai_protocol, &hints.ai_flags)) {
        return NULL;
    }
    Buffer host_buf, port_buf;
    const char *host_text, *port_text;
    buffer_init(&host_buf);
    buffer_init(&port_buf);
    Object *result = NULL;
    if (text_or_none(vm, host, false, &host_buf, &host_text,
                     "getaddrinfo() argument 1 must be string or None") &&
        text_or_none(vm, port, true, &port_buf, &port_text, "Int or String expected")) {
        int error = getaddrinfo(host_text, port_text, &hints, &found);
        if (error) {
            name_error(vm, error);
        } else {
            result = list_new(vm, 0);
        }
    }
    for (struct addrinfo *entry = found; result && entry; entry = entry->ai_next) {
        Object *item = address_entry(vm, entry);
        if (!item || list_append(vm, result, item) < 0) {
            clear_ref(vm, result);
        }
        xdecref(vm, item);
    }
    if (found) {
        freeaddrinfo(found);
    }
    buffer_deinit(&host_buf);
    buffer_deinit(&port_buf);
    return result;
}

static Object *gethostname_(VM *vm, Object *self) {
    UNUSED(self);
    char name[1025];
    return gethostname(name, sizeof name - 1) == 0 ? (name[1024] = 0, str_from_cstr(vm, name))
                                                   : raise_os_error(vm, errno, NULL);
}

static Object *gethostbyname_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    if (!is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "gethostbyname() argument 1 must be str, not %T", o);
    }
    Buffer buf;
    SocketAddress a;
    buffer_init(&buf);
    const char *host = str_cstr(vm, o, &buf);
    char text[INET_ADDRSTRLEN];
    Object *result = NULL;
    if (host && resolve(vm, AF_INET, host, &a)) {
        inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof text);
        result = str_from_cstr(vm, text);
    }
    buffer_deinit(&buf);
    return result;
}

static Object *inet_pton_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(self);
    int family;
    Object *o;
    if (!args_parse(vm, "inet_pton", names, "iU", args, nargs, NULL, &family, &o)) {
        return NULL;
    }
    Buffer buf;
    uint8_t packed[16];
    buffer_init(&buf);
    const char *text = str_cstr(vm, o, &buf);
    int done = text ? inet_pton(family, text, packed) : -2;
    buffer_deinit(&buf);
    return done == 1    ? bytes_from(vm, packed, family == AF_INET ? 4 : 16)
           : done == 0  ? raise(vm, EXC_OSError, "illegal IP address string passed to inet_pton")
           : done == -1 ? raise_os_error(vm, errno, NULL)
                        : NULL;
}

static Object *inet_ntop_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    ByteView view;
    char text[INET6_ADDRSTRLEN];
    if (!args_count(vm, "inet_ntop", nargs, 2, 2)) {
        return NULL;
    }
    int64_t family = number_as_i64(vm, args[0], EXC_OverflowError);
    if (error_occurred(vm) || object_byte_view(vm, args[1], &view) < 0) {
        return NULL;
    }
    if (family != AF_INET && family != AF_INET6) {
        return raise(vm, EXC_ValueError, "unknown address family %lld", (long long)family);
    }
    if (view.len != (family == AF_INET ? 4 : 16)) {
        return raise(vm, EXC_ValueError, "invalid length of packed IP address string");
    }
    inet_ntop((int)family, view.data, text, sizeof text);
    return str_from_cstr(vm, text);
}

static Object *inet_aton_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    struct in_addr packed;
    Buffer buf;
    if (!is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "inet_aton() argument must be str, not %T", o);
    }
    buffer_init(&buf);
    const char *text = str_cstr(vm, o, &buf);
    Object *result = NULL;
    if (text) {
        result = inet_aton(text, &packed)
                     ? bytes_from(vm, &packed, 4)
                     : raise(vm, EXC_OSError, "illegal IP address string passed to inet_aton");
    }
    buffer_deinit(&buf);
    return result;
}

static Object *inet_ntoa_(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    ByteView view;
    char text[INET_ADDRSTRLEN];
    if (object_byte_view(vm, o, &view) < 0) {
        return NULL;
    }
    if (view.len != 4) {
        return raise(vm, EXC_OSError, "packed IP wrong length");
    }
    inet_ntop(AF_INET, view.data, text, sizeof text);
    return str_from_cstr(vm, text);
}

/* Between the byte orders of host and network. */
static Object *swapped(VM *vm, const char *function, Object *o, int size) {
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (value < 0) {
        return raise(vm, EXC_OverflowError,
                     "%s: can't convert negative Python int to C %d-bit "
                     "unsigned integer",
                     function, size);
    }
    if (value >> size) {
        return raise(vm, EXC_OverflowError,
                     "%s: Python int too large to convert to C %d-bit unsigned integer", function,
                     size);
    }
    return int_from_i64(vm, size == 16 ? htons((uint16_t)value) : htonl((uint32_t)value));
}
#define SWAP(name, size)                                                                           \
    static Object *name##_(VM *vm, Object *self, Object *o) {                                      \
        UNUSED(self);                                                                              \
        return swapped(vm, #name, o, size);                                                        \
    }
SWAP(htons, 16)
SWAP(ntohs, 16)
SWAP(htonl, 32)
SWAP(ntohl, 32)

const MethodDef socket_address_methods[] = {
    METHOD_KW("getaddrinfo", getaddrinfo_, "Addresses of a host and port."),
    METHOD_NOARGS("gethostname", gethostname_, "The name of this machine."),
    METHOD_O("gethostbyname", gethostbyname_, "The IPv4 address of a host."),
    METHOD_FAST("inet_pton", inet_pton_, "An address as bytes."),
    METHOD_FAST("inet_ntop", inet_ntop_, "An address as text."),
    METHOD_O("inet_aton", inet_aton_, "An IPv4 address as bytes."),
    METHOD_O("inet_ntoa", inet_ntoa_, "An IPv4 address as text."),
    METHOD_O("htons", htons_, "A 16-bit number in network byte order."),
    METHOD_O("ntohs", ntohs_, "A 16-bit number from network byte order."),
    METHOD_O("htonl", htonl_, "A 32-bit number in network byte order."),
    METHOD_O("ntohl", ntohl_, "A 32-bit number from network byte order."),
    {0},
};

bool socket_address_init(VM *vm, Object *module) {
    return exception_make(vm, &vm->lib->socket_gaierror, "socket", "gaierror", EXC(vm, OSError)) &&
           exception_make(vm, &vm->lib->socket_herror, "socket", "herror", EXC(vm, OSError)) &&
           module_add(vm, module, "gaierror", new_ref(vm->lib->socket_gaierror)) == 0 &&
           module_add(vm, module, "herror", new_ref(vm->lib->socket_herror)) == 0;
}
