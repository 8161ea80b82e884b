/* posix: descriptors. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/posix_module.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* After a system call gave -1: whether to try again. false with an error raised. */
static bool again(VM *vm) {
    if (errno == EINTR) {
        return interp_pending(vm);
    }
    raise_os_error(vm, errno, NULL);
    return false;
}

bool posix_descriptor(VM *vm, Object *o, int *fd) {
    Object *number = NULL;
    if (is_int(vm, o)) {
        number = new_ref(o);
    } else {
        Object *fileno = object_getattr_utf8(vm, o, "fileno");
        if (!fileno && error_clear_if(vm, EXC_AttributeError)) {
            raise(vm, EXC_TypeError, "argument must be an int, or have a fileno() method.");
        }
        number = fileno ? call0(vm, fileno) : NULL;
        xdecref(vm, fileno);
        if (number && !is_int(vm, number)) {
            raise(vm, EXC_TypeError, "fileno() returned a non-integer");
            clear_ref(vm, number);
        }
    }
    int64_t value = number ? number_as_i64(vm, number, EXC_OverflowError) : -1;
    xdecref(vm, number);
    if (error_occurred(vm)) {
        return false;
    }
    if (value < 0 || value > INT_MAX) {
        raise(vm, EXC_ValueError, "file descriptor cannot be a negative integer (%lld)",
              (long long)value);
        return false;
    }
    *fd = (int)value;
    return true;
}

static bool fd_arg(VM *vm, const char *function, Object *const *args, size_t nargs, Object *kwnames,
                   int *fd) {
    static const char *const names[] = {"fd", NULL};
    return args_parse(vm, function, names, "i", args, nargs, kwnames, fd);
}

static Object *result_or_error(VM *vm, bool failed) {
    return failed ? raise_os_error(vm, errno, NULL) : none_ref(vm);
}

static Object *close_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    int fd;
    if (!fd_arg(vm, "close", args, nargs, kwnames, &fd)) {
        return NULL;
    }
    return result_or_error(vm, close(fd) != 0 && errno != EINTR);
}

static Object *closerange(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(m);
    int low, high;
    if (!args_parse(vm, "closerange", names, "ii", args, nargs, NULL, &low, &high)) {
        return NULL;
    }
    for (int fd = low < 0 ? 0 : low; fd < high; fd++) {
        close(fd);
    }
    return none_ref(vm);
}

static Object *dup_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    int fd;
    if (!fd_arg(vm, "dup", args, nargs, NULL, &fd)) {
        return NULL;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, copy);
}

static Object *dup2_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"fd", "fd2", "inheritable", NULL};
    UNUSED(m);
    int fd, fd2;
    bool inheritable = true;
    if (!args_parse(vm, "dup2", names, "ii|p", args, nargs, kwnames, &fd, &fd2, &inheritable)) {
        return NULL;
    }
    int result = inheritable || fd == fd2 ? dup2(fd, fd2) : dup3(fd, fd2, O_CLOEXEC);
    return result < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, result);
}

static Object *isatty_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    int fd;
    return fd_arg(vm, "isatty", args, nargs, NULL, &fd) ? bool_ref(vm, isatty(fd)) : NULL;
}

static Object *lseek_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    UNUSED(m);
    int fd, whence;
    int64_t offset;
    if (!args_parse(vm, "lseek", names, "ini", args, nargs, NULL, &fd, &offset, &whence)) {
        return NULL;
    }
    off_t at = lseek(fd, offset, whence);
    return at < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, at);
}

/* offset -1: at the file's own position. */
static Object *read_at(VM *vm, int fd, int64_t length, int64_t offset) {
    if (length < 0) {
        return raise_os_error(vm, EINVAL, NULL);
    }
    if (length > INT_MAX) {
        length = INT_MAX;
    }
    uint8_t *room = length ? raw_alloc(vm, (size_t)length) : NULL;
    if (length && !room) {
        return NULL;
    }
    ssize_t n;
    do {
        n = offset < 0 ? read(fd, room, (size_t)length) : pread(fd, room, (size_t)length, offset);
    } while (n < 0 && again(vm));
    Object *result = n < 0 ? NULL : bytes_from(vm, room, (size_t)n);
    if (room) {
        raw_free(vm, room, (size_t)length);
    }
    return result;
}

static Object *read_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(m);
    int fd;
    int64_t length;
    return args_parse(vm, "read", names, "in", args, nargs, NULL, &fd, &length)
               ? read_at(vm, fd, length, -1)
               : NULL;
}

static Object *pread_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    UNUSED(m);
    int fd;
    int64_t length, offset;
    return args_parse(vm, "pread", names, "inn", args, nargs, NULL, &fd, &length, &offset)
               ? read_at(vm, fd, length, offset)
               : NULL;
}

static Object *write_at(VM *vm, int fd, Object *data, int64_t offset) {
    ByteView view;
    if (object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    ssize_t n;
    do {
        n = offset < 0 ? write(fd, view.data, view.len) : pwrite(fd, view.data, view.len, offset);
    } while (n < 0 && again(vm));
    return n < 0 ? NULL : int_from_i64(vm, n);
}

static Object *write_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(m);
    int fd;
    Object *data;
    return args_parse(vm, "write", names, "iO", args, nargs, NULL, &fd, &data)
               ? write_at(vm, fd, data, -1)
               : NULL;
}

static Object *pwrite_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    UNUSED(m);
    int fd;
    Object *data;
    int64_t offset;
    return args_parse(vm, "pwrite", names, "iOn", args, nargs, NULL, &fd, &data, &offset)
               ? write_at(vm, fd, data, offset)
               : NULL;
}

static Object *fsync_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"fd", NULL};
    UNUSED(m);
    Object *o;
    int fd;
    if (!args_parse(vm, "fsync", names, "O", args, nargs, kwnames, &o) ||
        !posix_descriptor(vm, o, &fd)) {
        return NULL;
    }
    return result_or_error(vm, fsync(fd) != 0);
}

static Object *fchdir_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"fd", NULL};
    UNUSED(m);
    Object *o;
    int fd;
    if (!args_parse(vm, "fchdir", names, "O", args, nargs, kwnames, &o) ||
        !posix_descriptor(vm, o, &fd)) {
        return NULL;
    }
    return result_or_error(vm, fchdir(fd) != 0);
}

static Object *ftruncate_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(m);
    int fd;
    int64_t length;
    if (!args_parse(vm, "ftruncate", names, "in", args, nargs, NULL, &fd, &length)) {
        return NULL;
    }
    return result_or_error(vm, ftruncate(fd, length) != 0);
}

static Object *pipe_(VM *vm, Object *m) {
    UNUSED(m);
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) {
        return raise_os_error(vm, errno, NULL);
    }
    Object *result = pack_steal(vm, 2, int_from_i64(vm, fds[0]), int_from_i64(vm, fds[1]));
    if (!result) {
        close(fds[0]);
        close(fds[1]);
    }
    return result;
}

static Object *get_inheritable(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    int fd;
    if (!fd_arg(vm, "get_inheritable", args, nargs, NULL, &fd)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFD);
    return flags < 0 ? raise_os_error(vm, errno, NULL) : bool_ref(vm, !(flags & FD_CLOEXEC));
}

static Object *set_inheritable(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(m);
    int fd, inheritable;
    if (!args_parse(vm, "set_inheritable", names, "ii", args, nargs, NULL, &fd, &inheritable)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFD);
    flags = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    return result_or_error(vm, fcntl(fd, F_SETFD, flags) < 0);
}

static Object *get_terminal_size(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    int fd = STDOUT_FILENO;
    struct winsize size;
    if (nargs && !fd_arg(vm, "get_terminal_size", args, nargs, NULL, &fd)) {
        return NULL;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) != 0) {
        return raise_os_error(vm, errno, NULL);
    }
    Type *type = lib_type(vm, LIB_TERMINAL_SIZE);
    Object *pair =
        type ? pack_steal(vm, 2, int_from_i64(vm, size.ws_col), int_from_i64(vm, size.ws_row))
             : NULL;
    Object *result = pair ? call1(vm, OBJ(type), pair) : NULL;
    xdecref(vm, pair);
    return result;
}

const MethodDef posix_file_methods[] = {
    METHOD_KW("close", close_, "Close a descriptor."),
    METHOD_FAST("closerange", closerange, "Close descriptors from low to before high."),
    METHOD_FAST("dup", dup_, "A copy of a descriptor."),
    METHOD_KW("dup2", dup2_, "Make descriptor fd2 a copy of fd."),
    METHOD_KW("fchdir", fchdir_, "Change the current directory."),
    METHOD_KW("fsync", fsync_, "Write a file out to the disk."),
    METHOD_KW("fdatasync", fsync_, "Write a file's data out to the disk."),
    METHOD_FAST("ftruncate", ftruncate_, "Change a file's length."),
    METHOD_FAST("get_inheritable", get_inheritable, "Whether programs called get it."),
    METHOD_FAST("get_terminal_size", get_terminal_size, "(columns, lines) of a terminal."),
    METHOD_FAST("isatty", isatty_, "Whether it is a terminal."),
    METHOD_FAST("lseek", lseek_, "Change the position."),
    METHOD_NOARGS("pipe", pipe_, "Two descriptors: reading, writing."),
    METHOD_FAST("pread", pread_, "Read at an offset."),
    METHOD_FAST("pwrite", pwrite_, "Write at an offset."),
    METHOD_FAST("read", read_, "Read up to so many bytes."),
    METHOD_FAST("set_inheritable", set_inheritable, "Whether programs called shall get it."),
    METHOD_FAST("write", write_, "Write bytes; how many were written."),
    {0},
};
