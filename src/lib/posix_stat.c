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

static Object *field_get(VM *vm, Object *self, void *index) {
    Object *value = TUPLE(self)->items[(uintptr_t)index];
    return new_ref(value ? value : vm->none);
}
#define FIELD(name, index, doc)                                                                    \
    { name, field_get, NULL, doc, (void *)(uintptr_t)(index) }

/* In the order of the tuple: for repr. */
static const GetSetDef fields[] = {
    FIELD("st_mode", 0, "protection bits"),
    FIELD("st_ino", 1, "inode"),
    FIELD("st_dev", 2, "device"),
    FIELD("st_nlink", 3, "number of hard links"),
    FIELD("st_uid", 4, "user ID of owner"),
    FIELD("st_gid", 5, "group ID of owner"),
    FIELD("st_size", 6, "total size, in bytes"),
    FIELD("st_atime", 10, "time of last access"),
    FIELD("st_mtime", 11, "time of last modification"),
    FIELD("st_ctime", 12, "time of last change"),
    FIELD("st_atime_ns", 13, "time of last access in nanoseconds"),
    FIELD("st_mtime_ns", 14, "time of last modification in nanoseconds"),
    FIELD("st_ctime_ns", 15, "time of last change in nanoseconds"),
    FIELD("st_blksize", 16, "blocksize for filesystem I/O"),
    FIELD("st_blocks", 17, "number of blocks allocated"),
    FIELD("st_rdev", 18, "device type (if inode device)"),
    {0},
};

static void stat_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    for (size_t i = 0; i < ALL; i++) {
        clear_ref(vm, TUPLE(o)->items[i]);
    }
    object_free_container(vm, o, sizeof(Tuple) + ALL * sizeof(Object *));
}

static int stat_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    for (size_t i = 0; i < ALL; i++) {
        VISIT(TUPLE(o)->items[i]);
    }
    return 0;
}

static size_t stat_block_size(const Object *o) {
    UNUSED(o);
    return sizeof(Tuple) + ALL * sizeof(Object *);
}

static Object *stat_alloc(VM *vm, Type *cls) {
    Tuple *t = object_alloc(vm, cls, sizeof(Tuple) + ALL * sizeof(Object *));
    if (t) {
        t->len = VISIBLE;
    }
    return OBJ(t);
}

static Object *stat_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"sequence", "dict", NULL};
    Object *sequence, *dict = NULL;
    if (!args_parse(vm, "os.stat_result", names, "O|O", args, nargs, kwnames, &sequence, &dict)) {
        return NULL;
    }
    Object *tuple = tuple_from_iterable(vm, sequence);
    if (!tuple) {
        return NULL;
    }
    size_t n = TUPLE_LEN(tuple);
    Object *result = NULL;
    if (n < VISIBLE || n > ALL) {
        raise(vm, EXC_TypeError, "os.stat_result() takes an at %s %d-sequence (%zu-sequence given)",
              n < VISIBLE ? "least" : "most", n < VISIBLE ? VISIBLE : ALL, n);
    } else if ((result = stat_alloc(vm, cls))) {
        for (size_t i = 0; i < n; i++) {
            TUPLE_ITEM(result, i) = new_ref(TUPLE_ITEM(tuple, i));
        }
        for (size_t i = 0; i < 3; i++) { /* times that are not given apart */
            if (!TUPLE(result)->items[10 + i]) {
                TUPLE(result)->items[10 + i] = new_ref(TUPLE_ITEM(result, 7 + i));
            }
        }
        gc_track(vm, result);
    }
    decref(vm, tuple);
    return result;
}

static const TypeSpec stat_result_spec = {
    .name = "os.stat_result",
    .doc = "What stat, fstat and lstat give: a tuple with named fields.",
    .base = SHAPE_TUPLE,
    .flags = TYPE_CONTAINER | TYPE_SUB_TUPLE | TYPE_PERMANENT,
    .size = sizeof(Tuple),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = stat_dealloc,
              .traverse = stat_traverse,
              .block_size = stat_block_size,
              .repr = structseq_repr,
              .new = stat_new},
    .getset = fields,
};

static Object *nanoseconds(VM *vm, const struct timespec *t) {
    __int128 ns = (__int128)t->tv_sec * 1000000000 + t->tv_nsec;
    return int_from_i64(vm, (int64_t)ns);
}

Object *posix_stat_result(VM *vm, const struct stat *st) {
    Type *type = lib_type(vm, LIB_STAT_RESULT);
    Object *result = type ? stat_alloc(vm, type) : NULL;
    if (!result) {
        return NULL;
    }
    const struct timespec *times[] = {&st->st_atim, &st->st_mtim, &st->st_ctim};
    Object **items = TUPLE(result)->items;
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
