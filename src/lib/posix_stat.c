/* posix: stat. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>

#include "lib/posix_module.h"
#include "lib/structseq.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* A tuple of ten items; nine more lie behind them, which are seen as attributes alone. */
enum { VISIBLE = 10, ALL = 19 };

/* In the order of the tuple: for repr. */
static const GetSetDef fields[] = {
    STRUCTSEQ_LONG_FIELD("st_mode", 0, "protection bits"),
    STRUCTSEQ_LONG_FIELD("st_ino", 1, "inode"),
    STRUCTSEQ_LONG_FIELD("st_dev", 2, "device"),
    STRUCTSEQ_LONG_FIELD("st_nlink", 3, "number of hard links"),
    STRUCTSEQ_LONG_FIELD("st_uid", 4, "user ID of owner"),
    STRUCTSEQ_LONG_FIELD("st_gid", 5, "group ID of owner"),
    STRUCTSEQ_LONG_FIELD("st_size", 6, "total size, in bytes"),
    STRUCTSEQ_LONG_FIELD("st_atime", 10, "time of last access"),
    STRUCTSEQ_LONG_FIELD("st_mtime", 11, "time of last modification"),
    STRUCTSEQ_LONG_FIELD("st_ctime", 12, "time of last change"),
    STRUCTSEQ_LONG_FIELD("st_atime_ns", 13, "time of last access in nanoseconds"),
    STRUCTSEQ_LONG_FIELD("st_mtime_ns", 14, "time of last modification in nanoseconds"),
    STRUCTSEQ_LONG_FIELD("st_ctime_ns", 15, "time of last change in nanoseconds"),
    STRUCTSEQ_LONG_FIELD("st_blksize", 16, "blocksize for filesystem I/O"),
    STRUCTSEQ_LONG_FIELD("st_blocks", 17, "number of blocks allocated"),
    STRUCTSEQ_LONG_FIELD("st_rdev", 18, "device type (if inode device)"),
    {0},
};

STRUCTSEQ_LONG_MEMORY(stat, ALL)

static Object *stat_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *result = structseq_long_new(vm, cls, VISIBLE, ALL, args, nargs, kwnames);
    for (size_t i = 0; result && i < 3; i++) { /* times that are not given apart */
        if (!tuple_items(result)[10 + i]) {
            tuple_items(result)[10 + i] = new_ref(TUPLE_ITEM(result, 7 + i));
        }
    }
    return result;
}

static const TypeSpec stat_result_spec = STRUCTSEQ_LONG_SPEC(
    stat, "os.stat_result", fields, "What stat, fstat and lstat give: a tuple with named fields.");

static Object *nanoseconds(VM *vm, const struct timespec *t) {
    __int128 ns = (__int128)t->tv_sec * 1000000000 + t->tv_nsec;
    return int_from_i64(vm, (int64_t)ns);
}

Object *posix_stat_result(VM *vm, const struct stat *st) {
    Type *type = lib_type(vm, LIB_STAT_RESULT);
    Object *result = type ? structseq_long_alloc(vm, type, VISIBLE, ALL) : NULL;
    if (!result) {
        return NULL;
    }
    const struct timespec *times[] = {&st->st_atim, &st->st_mtim, &st->st_ctim};
    Object **items = tuple_items(result);
    items[0] = int_from_i64(vm, st->st_mode);
    items[1] = int_from_u64(vm, st->st_ino);
    items[2] = int_from_u64(vm, st->st_dev);
    items[3] = int_from_u64(vm, st->st_nlink);
    items[4] = int_from_u64(vm, st->st_uid);
    items[5] = int_from_u64(vm, st->st_gid);
    items[6] = int_from_i64(vm, st->st_size);
    for (size_t i = 0; i < 3; i++) {
        items[7 + i] = int_from_i64(vm, times[i]->tv_sec);
        items[10 + i] =
            float_from_double(vm, (double)times[i]->tv_sec + 1e-9 * (double)times[i]->tv_nsec);
        items[13 + i] = nanoseconds(vm, times[i]);
    }
    items[16] = int_from_i64(vm, st->st_blksize);
    items[17] = int_from_i64(vm, st->st_blocks);
    items[18] = int_from_u64(vm, st->st_rdev);
    for (size_t i = 0; i < ALL; i++) {
        if (!items[i]) {
            decref(vm, result);
            return NULL;
        }
    }
    gc_track(vm, result);
    return result;
}

static Object *stat_any(VM *vm, const char *function, Object *o, int dir_fd, bool follow,
                        int allow) {
    PathArg path;
    struct stat st;
    if (!path_arg(vm, &path, function, "path", o, allow)) {
        return NULL;
    }
    int failed = path.text ? fstatat(dir_fd, path.text, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                           : fstat(path.fd, &st);
    Object *result = failed ? path_error(vm, &path) : posix_stat_result(vm, &st);
    path_release(vm, &path);
    return result;
}

static Object *stat_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "dir_fd", "follow_symlinks", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    bool follow = true;
    int dir_fd;
    if (!args_parse(vm, "stat", names, "O|$Op", args, nargs, kwnames, &o, &dir, &follow) ||
        !dir_fd_arg(vm, dir, &dir_fd)) {
        return NULL;
    }
    return stat_any(vm, "stat", o, dir_fd, follow, PATH_FD);
}

static Object *lstat_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", "dir_fd", NULL};
    UNUSED(m);
    Object *o, *dir = NULL;
    int dir_fd;
    if (!args_parse(vm, "lstat", names, "O|$O", args, nargs, kwnames, &o, &dir) ||
        !dir_fd_arg(vm, dir, &dir_fd)) {
        return NULL;
    }
    return stat_any(vm, "lstat", o, dir_fd, false, 0);
}

static Object *fstat_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"fd", NULL};
    UNUSED(m);
    int fd;
    struct stat st;
    if (!args_parse(vm, "fstat", names, "i", args, nargs, kwnames, &fd)) {
        return NULL;
    }
    return fstat(fd, &st) ? raise_os_error(vm, errno, NULL) : posix_stat_result(vm, &st);
}

const MethodDef posix_stat_methods[] = {
    METHOD_KW("stat", stat_, "What the system knows of a file."),
    METHOD_KW("lstat", lstat_, "The same, not following a symbolic link."),
    METHOD_KW("fstat", fstat_, "The same, of a descriptor."),
    {0},
};

bool posix_stat_init(VM *vm, Object *module) {
    return module_make_type(vm, module, &stat_result_spec, LIB_STAT_RESULT);
}
