/* posix: what is done to files by their names. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/posix_module.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/exception.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- path arguments ---- */

Object *posix_fspath(VM *vm, Object *o) {
    if (is_str(vm, o) || is_bytes(vm, o)) {
        return new_ref(o);
    }
    Object *name = str_intern_cstr(vm, "__fspath__");
    Object *path = name ? call_special0(vm, o, name) : NULL;
    xdecref(vm, name);
    if (!path) {
        return error_occurred(vm) ? NULL
                                  : raise(vm, EXC_TypeError,
                                          "expected str, bytes or os.PathLike object, not %T", o);
    }
    if (!is_str(vm, path) && !is_bytes(vm, path)) {
        raise(vm, EXC_TypeError, "expected %T.__fspath__() to return str or bytes, not %T", o,
              path);
        clear_ref(vm, path);
    }
    return path;
}

static bool raise_not_path(VM *vm, const char *function, const char *name, Object *o, int allow) {
    static const char *const wanted[] = {
        "string, bytes or os.PathLike",
        "string, bytes, os.PathLike or integer",
        "string, bytes, os.PathLike or None",
        "string, bytes, os.PathLike, integer or None",
    };
    raise(vm, EXC_TypeError, "%s: %s should be %s, not %T", function, name, wanted[allow], o);
    return false;
}

static bool path_text(VM *vm, PathArg *path, const char *function, const char *name, Object *o,
                      int allow) {
    Object *plain = posix_fspath(vm, o);
    if (!plain) {
        Object *error = error_fetch(vm);
        if (exception_matches(vm, error, OBJ(EXC(vm, TypeError))) && !is_str(vm, o)) {
            decref(vm, error);
            return raise_not_path(vm, function, name, o, allow);
        }
        error_restore(vm, error);
        return false;
    }
    path->is_bytes = is_bytes(vm, plain);
    path->bytes = path->is_bytes ? plain : str_encode(vm, plain, "utf-8", "surrogateescape");
    if (!path->is_bytes) {
        decref(vm, plain);
    }
    if (!path->bytes) {
        return false;
    }
    const Bytes *b = BYTES(path->bytes);
    if (memchr(b->data, 0, b->len)) {
        if (path->is_bytes) {
            raise(vm, EXC_ValueError, "%s: embedded null character in %s", function, name);
        } else {
            raise(vm, EXC_ValueError, "embedded null byte");
        }
    } else {
        buffer_add(&path->buf, (const char *)b->data, b->len);
        path->text = buffer_text(&path->buf);
        if (path->text) {
            return true;
        }
        raise_memory_error(vm);
    }
    path_release(vm, path);
    return false;
}

bool path_arg(VM *vm, PathArg *path, const char *function, const char *name, Object *o, int allow) {
    memset(path, 0, sizeof *path);
    path->object = o;
    path->fd = -1;
    vm_buffer_init(vm, &path->buf);
    if ((allow & PATH_NONE) && (!o || o == vm->none)) {
        path->object = NULL;
        path->text = ".";
        return true;
    }
    if ((allow & PATH_FD) && number_is_index(vm, o)) {
        int64_t fd = number_as_i64(vm, o, EXC_OverflowError);
        if (error_occurred(vm)) {
            return false;
        }
        if (fd != (int)fd) {
            raise(vm, EXC_OverflowError, "fd is %s than %simum", fd < 0 ? "less" : "greater",
                  fd < 0 ? "min" : "max");
            return false;
        }
        path->fd = (int)fd;
        return true;
    }
    return path_text(vm, path, function, name, o, allow);
}

void path_release(VM *vm, PathArg *path) {
    clear_ref(vm, path->bytes);
    buffer_deinit(&path->buf);
}

Object *path_result(VM *vm, const PathArg *like, const char *text, size_t len) {
    return like && like->is_bytes ? bytes_from(vm, text, len)
                                  : str_decode(vm, text, len, "utf-8", "surrogateescape");
}

Object *path_error(VM *vm, const PathArg *path) {
    return raise_os_error(vm, errno, path->object);
}

bool dir_fd_arg(VM *vm, Object *o, int *fd) {
    *fd = AT_FDCWD;
    if (!o || o == vm->none) {
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "argument should be integer or None, not %T", o);
        return false;
    }
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    *fd = (int)value;
    return !error_occurred(vm);
}

/* Ends a function: None, or OSError if failed. */
static Object *finish(VM *vm, PathArg *path, bool failed) {
    Object *result = failed ? path_error(vm, path) : none_ref(vm);
    path_release(vm, path);
    return result;
}

/* ---- one path ---- */

static Object *remove_path(VM *vm, const char *function, Object *const *args, size_t nargs,
                           Object *kwnames, int flags) {
    static const char *const names[] = {"path", "dir_fd", NULL};
    Object *o, *dir = NULL;
    PathArg path;
    int dir_fd;
    if (!args_parse(vm, function, names, "O|$O", args, nargs, kwnames, &o, &dir) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, function, "path", o, 0)) {
        return NULL;
    }
    return finish(vm, &path, unlinkat(dir_fd, path.text, flags) != 0);
}

#define REMOVE(name, flags)                                                                        \
    static Object *name##_(VM *vm, Object *m, Object *const *args, size_t nargs,                   \
                           Object *kwnames) {                                                      \
        UNUSED(m);                                                                                 \
        return remove_path(vm, #name, args, nargs, kwnames, flags);                                \
    }
REMOVE(remove, 0)
REMOVE(unlink, 0)
REMOVE(rmdir, AT_REMOVEDIR)
#undef REMOVE

static Object *mkdir_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "mode", "dir_fd", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    int mode = 0777, dir_fd;
    PathArg path;
    if (!args_parse(vm, "mkdir", names, "O|i$O", args, nargs, kwnames, &o, &mode, &dir) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, "mkdir", "path", o, 0)) {
        return NULL;
    }
    return finish(vm, &path, mkdirat(dir_fd, path.text, (mode_t)mode) != 0);
}

static Object *chdir_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", NULL};
    UNUSED(m);
    Object *o;
    PathArg path;
    if (!args_parse(vm, "chdir", names, "O", args, nargs, kwnames, &o) ||
        !path_arg(vm, &path, "chdir", "path", o, PATH_FD)) {
        return NULL;
    }
    return finish(vm, &path, (path.text ? chdir(path.text) : fchdir(path.fd)) != 0);
}

static Object *readlink_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "dir_fd", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    PathArg path;
    int dir_fd;
    if (!args_parse(vm, "readlink", names, "O|$O", args, nargs, kwnames, &o, &dir) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, "readlink", "path", o, 0)) {
        return NULL;
    }
    char text[PATH_MAX];
    ssize_t n = readlinkat(dir_fd, path.text, text, sizeof text);
    Object *result = n < 0 ? path_error(vm, &path) : path_result(vm, &path, text, (size_t)n);
    path_release(vm, &path);
    return result;
}

static Object *chmod_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "mode", "dir_fd", "follow_symlinks", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    int mode, dir_fd;
    bool follow = true;
    PathArg path;
    if (!args_parse(vm, "chmod", names, "Oi|$Op", args, nargs, kwnames, &o, &mode, &dir, &follow) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, "chmod", "path", o, PATH_FD)) {
        return NULL;
    }
    int failed = path.text
                     ? fchmodat(dir_fd, path.text, (mode_t)mode, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                     : fchmod(path.fd, (mode_t)mode);
    return finish(vm, &path, failed != 0);
}

static Object *access_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {
        "path", "mode", "dir_fd", "effective_ids", "follow_symlinks", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    int mode, dir_fd;
    bool effective = false, follow = true;
    PathArg path;
    if (!args_parse(vm, "access", names, "Oi|$Opp", args, nargs, kwnames, &o, &mode, &dir,
                    &effective, &follow) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, "access", "path", o, 0)) {
        return NULL;
    }
    int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    bool ok = faccessat(dir_fd, path.text, mode, flags) == 0;
    path_release(vm, &path);
    return bool_ref(vm, ok);
}

static Object *truncate_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "length", NULL};
    UNUSED(m);
    Object *o;
    int64_t length;
    PathArg path;
    if (!args_parse(vm, "truncate", names, "On", args, nargs, kwnames, &o, &length) ||
        !path_arg(vm, &path, "truncate", "path", o, PATH_FD)) {
        return NULL;
    }
    int failed = path.text ? truncate(path.text, length) : ftruncate(path.fd, length);
    return finish(vm, &path, failed != 0);
}

static Object *open_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "flags", "mode", "dir_fd", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    int flags, mode = 0777, dir_fd;
    PathArg path;
    if (!args_parse(vm, "open", names, "Oi|i$O", args, nargs, kwnames, &o, &flags, &mode, &dir) ||
        !dir_fd_arg(vm, dir, &dir_fd) || !path_arg(vm, &path, "open", "path", o, 0)) {
        return NULL;
    }
    int fd = openat(dir_fd, path.text, flags | O_CLOEXEC, (mode_t)mode);
    Object *result = fd < 0 ? path_error(vm, &path) : int_from_i64(vm, fd);
    path_release(vm, &path);
    return result;
}

/* ---- times ---- */

/* Seconds (int or float) or nanoseconds. */
static bool time_arg(VM *vm, Object *o, bool ns, struct timespec *t) {
    if (!ns && !is_int(vm, o)) {
        double seconds = float_as_double(vm, o);
        t->tv_sec = (time_t)floor(seconds);
        t->tv_nsec = (long)((seconds - floor(seconds)) * 1e9);
        return !error_occurred(vm);
    }
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    int64_t second = ns ? 1000000000 : 1;
    t->tv_sec = value / second - (value % second < 0);
    t->tv_nsec = ns ? value - t->tv_sec * second : 0;
    return !error_occurred(vm);
}

static Object *utime_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "times", "ns", "dir_fd", "follow_symlinks", NULL};
    UNUSED(m);
    Object *o, *times = vm->none, *ns = NULL, *dir = NULL;
    bool follow = true;
    int dir_fd;
    struct timespec t[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
    PathArg path;
    if (!args_parse(vm, "utime", names, "O|O$OOp", args, nargs, kwnames, &o, &times, &ns, &dir,
                    &follow) ||
        !dir_fd_arg(vm, dir, &dir_fd)) {
        return NULL;
    }
    if (times != vm->none && ns) {
        return raise(vm, EXC_ValueError,
                     "utime: you may specify either 'times' or 'ns' but not both");
    }
    Object *pair = ns ? ns : times;
    if (pair != vm->none) {
        if (!is_tuple(vm, pair) || TUPLE_LEN(pair) != 2) {
            return raise(vm, EXC_TypeError,
                         ns ? "utime: 'ns' must be a tuple of two ints"
                            : "utime: 'times' must be either a tuple of two "
                              "ints or None");
        }
        for (int i = 0; i < 2; i++) {
            if (!time_arg(vm, TUPLE_ITEM(pair, i), ns != NULL, &t[i])) {
                return NULL;
            }
        }
    }
    if (!path_arg(vm, &path, "utime", "path", o, PATH_FD)) {
        return NULL;
    }
    int failed = path.text ? utimensat(dir_fd, path.text, t, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                           : futimens(path.fd, t);
    return finish(vm, &path, failed != 0);
}

/* ---- two paths ---- */

typedef struct PathPair {
    PathArg from, to;
    int from_dir, to_dir;
} PathPair;

static bool pair_args(VM *vm, PathPair *p, const char *function, Object *from, Object *to,
                      Object *from_dir, Object *to_dir) {
    if (!dir_fd_arg(vm, from_dir, &p->from_dir) || !dir_fd_arg(vm, to_dir, &p->to_dir) ||
        !path_arg(vm, &p->from, function, "src", from, 0)) {
        return false;
    }
    if (!path_arg(vm, &p->to, function, "dst", to, 0)) {
        path_release(vm, &p->from);
        return false;
    }
    return true;
}

static Object *pair_finish(VM *vm, PathPair *p, bool failed) {
    Object *result = NULL;
    if (!failed) {
        result = none_ref(vm);
    } else {
        raise_os_error(vm, errno, p->from.object);
        if (vm->error && exception_matches(vm, vm->error, OBJ(EXC(vm, OSError)))) {
            set_ref(vm, ((OsError *)vm->error)->filename2, new_ref(p->to.object));
        }
    }
    path_release(vm, &p->from);
    path_release(vm, &p->to);
    return result;
}

static Object *rename_any(VM *vm, const char *function, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"src", "dst", "src_dir_fd", "dst_dir_fd", NULL};
    Object *from, *to, *from_dir = NULL, *to_dir = NULL;
    PathPair p;
    if (!args_parse(vm, function, names, "OO|$OO", args, nargs, kwnames, &from, &to, &from_dir,
                    &to_dir) ||
        !pair_args(vm, &p, function, from, to, from_dir, to_dir)) {
        return NULL;
    }
    return pair_finish(vm, &p, renameat(p.from_dir, p.from.text, p.to_dir, p.to.text) != 0);
}

static Object *rename_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    return rename_any(vm, "rename", args, nargs, kwnames);
}

static Object *replace_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    return rename_any(vm, "replace", args, nargs, kwnames);
}

static Object *link_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks",
                                        NULL};
    UNUSED(m);
    Object *from, *to, *from_dir = NULL, *to_dir = NULL;
    bool follow = true;
    PathPair p;
    if (!args_parse(vm, "link", names, "OO|$OOp", args, nargs, kwnames, &from, &to, &from_dir,
                    &to_dir, &follow) ||
        !pair_args(vm, &p, "link", from, to, from_dir, to_dir)) {
        return NULL;
    }
    int flags = follow ? AT_SYMLINK_FOLLOW : 0;
    return pair_finish(vm, &p, linkat(p.from_dir, p.from.text, p.to_dir, p.to.text, flags) != 0);
}

static Object *symlink_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"src", "dst", "target_is_directory", "dir_fd", NULL};
    UNUSED(m);
    Object *from, *to, *dir = NULL;
    bool is_directory = false;
    PathPair p;
    if (!args_parse(vm, "symlink", names, "OO|p$O", args, nargs, kwnames, &from, &to, &is_directory,
                    &dir) ||
        !pair_args(vm, &p, "symlink", from, to, NULL, dir)) {
        return NULL;
    }
    return pair_finish(vm, &p, symlinkat(p.from.text, p.to_dir, p.to.text) != 0);
}

static Object *fspath(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", NULL};
    UNUSED(m);
    Object *o;
    return args_parse(vm, "fspath", names, "O", args, nargs, kwnames, &o) ? posix_fspath(vm, o)
                                                                          : NULL;
}

const MethodDef posix_path_methods[] = {
    METHOD_KW("access", access_, "Whether the path can be used that way."),
    METHOD_KW("chdir", chdir_, "Change the current directory."),
    METHOD_KW("chmod", chmod_, "Change the permissions."),
    METHOD_KW("fspath", fspath, "The path of a path object, as str or bytes."),
    METHOD_KW("link", link_, "Make a hard link."),
    METHOD_KW("mkdir", mkdir_, "Make a directory."),
    METHOD_KW("open", open_, "Open a file: its descriptor."),
    METHOD_KW("readlink", readlink_, "Where a symbolic link leads."),
    METHOD_KW("remove", remove_, "Remove a file."),
    METHOD_KW("rename", rename_, "Rename a file or directory."),
    METHOD_KW("replace", replace_, "Rename, replacing what is there."),
    METHOD_KW("rmdir", rmdir_, "Remove a directory."),
    METHOD_KW("symlink", symlink_, "Make a symbolic link."),
    METHOD_KW("truncate", truncate_, "Change a file's length."),
    METHOD_KW("unlink", unlink_, "Remove a file."),
    METHOD_KW("utime", utime_, "Set the times of access and modification."),
    {0},
};
