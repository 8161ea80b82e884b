/* posix: what is in a directory. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/posix_module.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

static DIR *directory_open(VM *vm, const PathArg *path) {
    DIR *dir = NULL;
    if (path->text) {
        dir = opendir(path->text);
    } else {
        int fd = fcntl(path->fd, F_DUPFD_CLOEXEC, 0);
        dir = fd < 0 ? NULL : fdopendir(fd);
        if (dir) {
            rewinddir(dir);
        } else if (fd >= 0) {
            close(fd);
        }
    }
    if (!dir) {
        path_error(vm, path);
    }
    return dir;
}

/* The next entry, not . or ..; NULL at the end or with an error (raised). */
static struct dirent *directory_next(VM *vm, DIR *dir) {
    struct dirent *entry;
    do {
        errno = 0;
        entry = readdir(dir);
    } while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    if (!entry && errno) {
        raise_os_error(vm, errno, NULL);
    }
    return entry;
}

static Object *listdir(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", NULL};
    UNUSED(m);
    Object *o = NULL;
    PathArg path;
    if (!args_parse(vm, "listdir", names, "|O", args, nargs, kwnames, &o) ||
        !path_arg(vm, &path, "listdir", "path", o, PATH_FD | PATH_NONE)) {
        return NULL;
    }
    DIR *dir = directory_open(vm, &path);
    Object *list = dir ? list_new(vm, 0) : NULL;
    struct dirent *entry;
    while (list && (entry = directory_next(vm, dir))) {
        Object *name = path_result(vm, &path, entry->d_name, strlen(entry->d_name));
        if (!name || list_append_steal(vm, list, name) < 0) {
            clear_ref(vm, list);
        }
    }
    if (list && error_occurred(vm)) {
        clear_ref(vm, list);
    }
    if (dir) {
        closedir(dir);
    }
    path_release(vm, &path);
    return list;
}

/* ---- DirEntry ---- */

typedef struct DirEntry {
    Object head;
    Object *name, *path;
    Object *stat, *lstat; /* once asked for, or NULL */
    uint64_t inode;
    int kind;   /* DT_... */
    int dir_fd; /* of scandir(fd), or AT_FDCWD */
} DirEntry;
#define DIR_ENTRY(o) ((DirEntry *)(o))

#define DIR_ENTRY_FIELDS(X)                                                                        \
    X(name)                                                                                        \
    X(path)                                                                                        \
    X(stat)                                                                                        \
    X(lstat)
TYPE_MEMORY(dir_entry, DirEntry, DIR_ENTRY_FIELDS)

/* New reference to the stat_result. */
static Object *entry_stat(VM *vm, DirEntry *self, bool follow) {
    follow = follow && (self->kind == DT_LNK || self->kind == DT_UNKNOWN);
    Object **place = follow ? &self->stat : &self->lstat;
    if (!*place) {
        PathArg path;
        struct stat st;
        if (!path_arg(vm, &path, "DirEntry", "path",
                      self->dir_fd == AT_FDCWD ? self->path : self->name, 0)) {
            return NULL;
        }
        if (fstatat(self->dir_fd, path.text, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
            path_error(vm, &path);
        } else {
            *place = posix_stat_result(vm, &st);
        }
        path_release(vm, &path);
    }
    return *place ? new_ref(*place) : NULL;
}

static bool follow_argument(VM *vm, const char *function, Object *const *args, size_t nargs,
                            Object *kwnames, bool *follow) {
    static const char *const names[] = {"follow_symlinks", NULL};
    *follow = true;
    return args_parse(vm, function, names, "|$p", args, nargs, kwnames, follow);
}

static Object *entry_stat_method(VM *vm, Object *o, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    bool follow;
    return follow_argument(vm, "stat", args, nargs, kwnames, &follow)
               ? entry_stat(vm, DIR_ENTRY(o), follow)
               : NULL;
}

/* Whether the mode's kind is the one asked for: 1, 0, -1. What has gone is of no kind. */
static int entry_is(VM *vm, DirEntry *self, bool follow, mode_t kind) {
    if (self->kind != DT_UNKNOWN && !(follow && self->kind == DT_LNK)) {
        return (mode_t)DTTOIF(self->kind) == kind;
    }
    Object *st = entry_stat(vm, self, follow);
    if (!st) {
        return error_clear_if(vm, EXC_FileNotFoundError) ? 0 : -1;
    }
    int64_t mode = 0;
    Object *number = object_getattr_utf8(vm, st, "st_mode");
    bool ok = number && is_int(vm, number) && int_as_i64(number, &mode);
    xdecref(vm, number);
    decref(vm, st);
    return ok ? ((mode_t)mode & S_IFMT) == kind : -1;
}

static Object *truth_or_error(VM *vm, int truth) {
    return truth < 0 ? NULL : bool_ref(vm, truth);
}

static Object *entry_is_dir(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    bool follow;
    return follow_argument(vm, "is_dir", args, nargs, kwnames, &follow)
               ? truth_or_error(vm, entry_is(vm, DIR_ENTRY(o), follow, S_IFDIR))
               : NULL;
}

static Object *entry_is_file(VM *vm, Object *o, Object *const *args, size_t nargs,
                             Object *kwnames) {
    bool follow;
    return follow_argument(vm, "is_file", args, nargs, kwnames, &follow)
               ? truth_or_error(vm, entry_is(vm, DIR_ENTRY(o), follow, S_IFREG))
               : NULL;
}

static Object *entry_is_symlink(VM *vm, Object *o) {
    return truth_or_error(vm, entry_is(vm, DIR_ENTRY(o), false, S_IFLNK));
}

static Object *entry_inode(VM *vm, Object *o) {
    return int_from_u64(vm, DIR_ENTRY(o)->inode);
}

static Object *entry_fspath(VM *vm, Object *o) {
    UNUSED(vm);
    return new_ref(DIR_ENTRY(o)->path);
}

static Object *entry_repr(VM *vm, Object *o) {
    return str_format(vm, "<DirEntry %R>", DIR_ENTRY(o)->name);
}

static const MemberDef entry_members[] = {
    {"name", MEMBER_OBJECT, offsetof(DirEntry, name), true, "the entry's base filename"},
    {"path", MEMBER_OBJECT, offsetof(DirEntry, path), true, "the entry's full path name"},
    {0},
};

static const MethodDef entry_methods[] = {
    METHOD_KW("is_dir", entry_is_dir, "Whether it is a directory."),
    METHOD_KW("is_file", entry_is_file, "Whether it is a file."),
    METHOD_NOARGS("is_symlink", entry_is_symlink, "Whether it is a symbolic link."),
    METHOD_KW("stat", entry_stat_method, "Its stat_result."),
    METHOD_NOARGS("inode", entry_inode, "Its inode."),
    METHOD_NOARGS("__fspath__", entry_fspath, "Its path."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

static const TypeSpec entry_spec = {
    .name = "posix.DirEntry",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_PERMANENT,
    .size = sizeof(DirEntry),
    .slots = {.dealloc = dir_entry_dealloc, .traverse = dir_entry_traverse, .repr = entry_repr},
    .methods = entry_methods,
    .members = entry_members,
};

/* ---- scandir ---- */

typedef struct Scandir {
    Object head;
    DIR *dir;     /* NULL: closed */
    Object *path; /* as given; NULL: "." or a descriptor */
    int fd;       /* -1: by path */
} Scandir;
#define SCANDIR(o) ((Scandir *)(o))

static void scandir_close(Scandir *self) {
    if (self->dir) {
        closedir(self->dir);
        self->dir = NULL;
    }
}

static void scandir_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    scandir_close(SCANDIR(o));
    clear_ref(vm, SCANDIR(o)->path);
    object_free_container(vm, o, sizeof(Scandir));
}

static int scandir_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(SCANDIR(o)->path);
    return 0;
}

/* path/name, in the path's kind. */
static Object *entry_path(VM *vm, const Scandir *self, const PathArg *path, const char *name,
                          size_t len) {
    if (self->fd >= 0) {
        return path_result(vm, path, name, len);
    }
    Buffer b;
    vm_buffer_init(vm, &b);
    size_t n = strlen(path->text);
    buffer_add(&b, path->text, n);
    if (n && path->text[n - 1] != '/') {
        buffer_add(&b, "/", 1);
    }
    buffer_add(&b, name, len);
    const char *text = buffer_text(&b);
    Object *result = text ? path_result(vm, path, text, strlen(text)) : raise_memory_error(vm);
    buffer_deinit(&b);
    return result;
}

static Object *scandir_next(VM *vm, Object *o) {
    Scandir *self = SCANDIR(o);
    struct dirent *found = self->dir ? directory_next(vm, self->dir) : NULL;
    if (!found) {
        scandir_close(self);
        return NULL;
    }
    Type *cls = lib_type(vm, LIB_DIR_ENTRY);
    PathArg path;
    if (!cls || !path_arg(vm, &path, "scandir", "path", self->path, PATH_NONE)) {
        return NULL;
    }
    DirEntry *entry = object_alloc(vm, cls, sizeof *entry);
    if (entry) {
        size_t len = strlen(found->d_name);
        entry->inode = found->d_ino;
        entry->kind = found->d_type;
        entry->dir_fd = self->fd >= 0 ? self->fd : AT_FDCWD;
        entry->name = path_result(vm, &path, found->d_name, len);
        entry->path = entry->name ? entry_path(vm, self, &path, found->d_name, len) : NULL;
        if (!entry->path) {
            decref(vm, entry);
            entry = NULL;
        } else {
            gc_track(vm, entry);
        }
    }
    path_release(vm, &path);
    return OBJ(entry);
}

static Object *scandir_close_method(VM *vm, Object *o) {
    scandir_close(SCANDIR(o));
    return none_ref(vm);
}

static Object *scandir_exit(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return scandir_close_method(vm, o);
}

static const MethodDef scandir_methods[] = {
    METHOD_NOARGS("__enter__", self_ref, NULL),
    METHOD_FAST("__exit__", scandir_exit, NULL),
    METHOD_NOARGS("close", scandir_close_method, "Close the directory."),
    {0},
};

static const TypeSpec scandir_spec = {
    .name = "posix.ScandirIterator",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_PERMANENT,
    .size = sizeof(Scandir),
    .slots = {.dealloc = scandir_dealloc,
              .traverse = scandir_traverse,
              .iter = self_ref,
              .iternext = scandir_next},
    .methods = scandir_methods,
};

static Object *scandir_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", NULL};
    UNUSED(m);
    Object *o = NULL;
    PathArg path;
    if (!args_parse(vm, "scandir", names, "|O", args, nargs, kwnames, &o) ||
        !path_arg(vm, &path, "scandir", "path", o, PATH_FD | PATH_NONE)) {
        return NULL;
    }
    Type *cls = lib_type(vm, LIB_SCANDIR);
    Scandir *self = cls ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (self) {
        self->fd = path.text ? -1 : path.fd;
        self->path = !path.object || !path.text ? NULL : posix_fspath(vm, path.object);
        if (error_occurred(vm) || !(self->dir = directory_open(vm, &path))) {
            decref(vm, self);
            self = NULL;
        } else {
            gc_track(vm, self);
        }
    }
    path_release(vm, &path);
    return OBJ(self);
}

const MethodDef posix_dir_methods[] = {
    METHOD_KW("listdir", listdir, "The names in a directory, in no particular order."),
    METHOD_KW("scandir", scandir_, "An iterator of DirEntry objects."),
    {0},
};

bool posix_dir_init(VM *vm, Object *module) {
    return module_make_type(vm, module, &entry_spec, LIB_DIR_ENTRY) &&
           module_make_hidden_type(vm, &scandir_spec, LIB_SCANDIR);
}
