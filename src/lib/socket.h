/* The module _socket: what its files share.
 *
 * Words: the *timeout* of a socket is in seconds; negative: it blocks; otherwise the descriptor is
 * non-blocking, and operations wait for it at most that long.
 */
#ifndef ADDER_LIB_SOCKET_H
#define ADDER_LIB_SOCKET_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "lib/module_make.h"

typedef struct Socket {
    Object head;
    int fd; /* -1: closed */
    int family, type, protocol;
    double timeout;
} Socket;
#define SOCKET(o) ((Socket *)(o))

typedef struct SocketAddress {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_storage storage;
    };
    socklen_t len;
} SocketAddress;

extern const TypeSpec socket_spec;
/* A socket object for an open descriptor, which it takes over (closed on failure). */
Object *socket_from_fd(VM *vm, int fd, int family, int type, int protocol);

/* socket_address.c: between the system's addresses and tuples or paths. */
bool socket_address_from(VM *vm, int family, const char *function, Object *o, SocketAddress *a);
Object *socket_address_object(VM *vm, const SocketAddress *a);
extern const MethodDef socket_address_methods[];
bool socket_address_init(VM *vm, Object *module);

#endif
