/* FileIO: a file descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/io_internal.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"
#include "vm/interp.h"

#define READ_ALL_STEP 65536

/* ------------------------------------------------------------------ opening */

typedef struct FileMode {
    bool readable, writable, appending, created, plus;
    int flags; /* of open(2) */
} FileMode;

static bool bad_mode(VM *vm, const char *message) {
    raise(vm, EXC_ValueError, "%s", message);
    return false;
}

static bool parse_mode(VM *vm, const char *mode, FileMode *out) {
    static const char *const one_only =
        "Must have exactly one of create/read/write/append mode and "
        "at most one plus";
    bool kind = false;
    *out = (FileMode){0};
    for (const char *s = mode; *s; s++) {
        if (strchr("xrwa", *s)) {
            if (kind) {
                return bad_mode(vm, one_only);
            }
            kind = true;
        }
        switch (*s) {
        case 'x':
            out->created = out->writable = true;
            out->flags |= O_EXCL | O_CREAT;
            break;
        case 'r':
            out->readable = true;
            break;
        case 'w':
            out->writable = true;
            out->flags |= O_CREAT | O_TRUNC;
            break;
        case 'a':
            out->writable = out->appending = true;
            out->flags |= O_APPEND | O_CREAT;
            break;
        case 'b':
            break;
        case '+':
            if (out->plus) {
                return bad_mode(vm, one_only);
            }
            out->plus = true;
            break;
        default:
            raise(vm, EXC_ValueError, "invalid mode: %s", mode);
            return false;
        }
    }
    if (!kind) {
        return bad_mode(vm, one_only);
    }
    out->readable |= out->plus;
    out->writable |= out->plus;
    out->flags |= O_CLOEXEC | (out->readable && out->writable ? O_RDWR
                               : out->readable                ? O_RDONLY
                                                              : O_WRONLY);
    return true;
}

static void set_mode(FileIO *f, const FileMode *mode) {
    f->readable = mode->readable;
    f->writable = mode->writable;
    f->appending = mode->appending;
    f->created = mode->created;
    f->seekable = -1;
}

/* The path as a str or bytes object. New reference. */
static Object *path_of(VM *vm, Object *file) {
    if (is_str(vm, file) || is_bytes(vm, file)) {
        return new_ref(file);
    }
    Object *name = str_intern_cstr(vm, "__fspath__");
    Object *path = name ? call_special0(vm, file, name) : NULL;
    xdecref(vm, name);
    if (!path && !error_occurred(vm)) {
        raise(vm, EXC_TypeError, "expected str, bytes or os.PathLike object, not %T", file);
    }
    if (path && !is_str(vm, path) && !is_bytes(vm, path)) {
        raise(vm, EXC_TypeError, "expected %T.__fspath__() to return str or bytes, not %T", file,
              path);
        clear_ref(vm, path);
    }
    return path;
}

static int open_path(VM *vm, Object *path, int flags, Object *shown) {
    Buffer text;
    int fd = -1;
    vm_buffer_init(vm, &text);
    if (is_str(vm, path)) {
        size_t len;
        Object *bytes = str_encode(vm, path, "utf-8", "surrogateescape");
        if (bytes) {
            len = BYTES(bytes)->len;
            buffer_add(&text, BYTES(bytes)->data, len);
            decref(vm, bytes);
        }
    } else {
        buffer_add(&text, BYTES(path)->data, BYTES(path)->len);
    }
    const char *name = error_occurred(vm) ? NULL : buffer_text(&text);
    if (name && strlen(name) != text.size) {
        raise(vm, EXC_ValueError, "embedded null byte");
    } else if (name) {
        do {
            fd = open(name, flags, 0666);
        } while (fd < 0 && errno == EINTR && io_after_interrupt(vm));
        if (fd < 0 && !error_occurred(vm)) {
            raise_os_error(vm, errno, shown);
        }
    } else if (!error_occurred(vm)) {
        raise_memory_error(vm);
    }
    buffer_deinit(&text);
    return fd;
}

static int open_with(VM *vm, Object *opener, Object *file, int flags) {
    Object *number = int_from_i64(vm, flags);
    Object *result = number ? call2(vm, opener, file, number) : NULL;
    int fd = -1;
    xdecref(vm, number);
    if (!result) {
        return -1;
    }
    if (!is_int(vm, result)) {
        raise(vm, EXC_TypeError, "expected integer from opener");
    } else {
        int64_t value = number_as_i64(vm, result, EXC_OverflowError);
        if (value < 0 && !error_occurred(vm)) {
            raise(vm, EXC_ValueError, "opener returned %lld", (long long)value);
        } else if (!error_occurred(vm)) {
            fd = (int)value;
        }
    }
    decref(vm, result);
    return fd;
}

static int set_name(VM *vm, Object *o, Object *name) {
    return object_setattr(vm, o, ID(vm, name), name);
}

/* Refuses directories. */
static bool check_descriptor(VM *vm, FileIO *f, Object *file) {
    struct stat st;
    if (fstat(f->fd, &st) < 0) {
        if (errno == EBADF) {
            raise_os_error(vm, errno, NULL);
            return false;
        }
        return true;
    }
    if (S_ISDIR(st.st_mode)) {
        raise_os_error(vm, EISDIR, file);
        return false;
    }
    return true;
}

static int close_descriptor(VM *vm, FileIO *f) {
    int fd = f->fd;
    f->fd = -1;
    if (fd >= 0 && f->close_fd && close(fd) < 0 && errno != EINTR) {
        raise_os_error(vm, errno, NULL);
        return -1;
    }
    return 0;
}

static int fail_opening(FileIO *f, bool own) {
    if (f->fd >= 0 && own) {
        close(f->fd);
    }
    f->fd = -1;
    return -1;
}

static int file_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"file", "mode", "closefd", "opener", NULL};
    FileIO *f = FILE_IO(o);
    Object *file, *mode = NULL, *opener = vm->none;
    bool close_fd = true;
    FileMode m;
    if (!args_parse(vm, "FileIO", names, "O|UpO", args, nargs, kwnames, &file, &mode, &close_fd,
                    &opener)) {
        return -1;
    }
    if (f->fd >= 0 && close_descriptor(vm, f) < 0) {
        return -1;
    }
    Buffer text;
    vm_buffer_init(vm, &text);
    const char *mode_text = mode ? str_cstr(vm, mode, &text) : "r";
    bool ok = mode_text && parse_mode(vm, mode_text, &m);
    buffer_deinit(&text);
    if (!ok) {
        return -1;
    }
    set_mode(f, &m);
    f->close_fd = close_fd;
    if (is_kind(vm, file, TYPE_SUB_INT)) {
        int64_t fd = number_as_i64(vm, file, EXC_OverflowError);
        if (fd < 0 && !error_occurred(vm)) {
            raise(vm, EXC_ValueError, "negative file descriptor");
        }
        if (error_occurred(vm)) {
            return -1;
        }
        f->fd = (int)fd;
        if (!check_descriptor(vm, f, file) || set_name(vm, o, file) < 0) {
            return fail_opening(f, false);
        }
        return 0;
    }
    if (!close_fd) {
        raise(vm, EXC_ValueError, "Cannot use closefd=False with file name");
        return -1;
    }
    Object *path = path_of(vm, file);
    if (!path) {
        return -1;
    }
    int fd = opener != vm->none ? open_with(vm, opener, file, m.flags)
                                : open_path(vm, path, m.flags, file);
    decref(vm, path);
    if (fd < 0) {
        return -1;
    }
    f->fd = fd;
    if (!check_descriptor(vm, f, file) || set_name(vm, o, file) < 0) {
        return fail_opening(f, true);
    }
    if (m.appending) {
        (void)lseek(fd, 0, SEEK_END);
    }
    return 0;
}

static Object *file_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    FileIO *f = object_alloc(vm, cls, sizeof *f);
    if (f) {
        f->fd = -1;
        f->seekable = -1;
        f->close_fd = true;
        f->finalizing = false;
        gc_track(vm, f);
    }
    return OBJ(f);
}

Object *io_file_new(VM *vm, int fd, const char *mode, bool close_fd, Object *name) {
    FileMode m;
    Type *type = io_type(vm, LIB_FILE_IO);
    Object *o = type && parse_mode(vm, mode, &m) ? file_new_slot(vm, type, NULL, 0, NULL) : NULL;
    if (o) {
        set_mode(FILE_IO(o), &m);
        FILE_IO(o)->fd = fd;
        FILE_IO(o)->close_fd = close_fd;
        if (set_name(vm, o, name) < 0) {
            FILE_IO(o)->fd = -1;
            clear_ref(vm, o);
        }
    }
    return o;
}

static void file_finalize(VM *vm, Object *o) {
    if (FILE_IO(o)->fd >= 0) {
        io_base_finalize(vm, o);
    }
}

static void file_dealloc(VM *vm, Object *o) {
    if (!object_finalize_from_dealloc(vm, o)) {
        return;
    }
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, FILE_IO(o)->dict);
    object_free_container(vm, o, sizeof(FileIO));
}

/* ------------------------------------------------------------------ reading and writing */

static bool check_open(VM *vm, const FileIO *f) {
    if (f->fd < 0) {
        raise(vm, EXC_ValueError, "I/O operation on closed file");
        return false;
    }
    return true;
}

static bool check_mode(VM *vm, const FileIO *f, bool allowed, const char *action) {
    if (!check_open(vm, f)) {
        return false;
    }
    if (!allowed) {
        char text[64];
        snprintf(text, sizeof text, "File not open for %s", action);
        io_unsupported(vm, text);
    }
    return allowed;
}

/* After a system call failed: true to try once more. Else *result is set. */
static bool try_again(VM *vm, int64_t *result) {
    if (errno == EINTR) {
        *result = -1;
        return io_after_interrupt(vm);
    }
    *result = -2;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
        raise_os_error(vm, errno, NULL);
        *result = -1;
    }
    return false;
}

int64_t io_file_read(VM *vm, FileIO *f, void *to, size_t len) {
    if (!check_mode(vm, f, f->readable, "reading")) {
        return -1;
    }
    int64_t result;
    do {
        result = read(f->fd, to, len);
    } while (result < 0 && try_again(vm, &result));
    return result;
}

int64_t io_file_write(VM *vm, FileIO *f, const void *from, size_t len) {
    if (!check_mode(vm, f, f->writable, "writing")) {
        return -1;
    }
    int64_t result;
    do {
        result = write(f->fd, from, len);
    } while (result < 0 && try_again(vm, &result));
    return result;
}

static Object *count_result(VM *vm, int64_t n) {
    return n == -1 ? NULL : n == -2 ? none_ref(vm) : int_from_i64(vm, n);
}

static Object *file_readall(VM *vm, Object *o) {
    FileIO *f = FILE_IO(o);
    Buffer out;
    struct stat st;
    int64_t n = 0;
    if (!check_open(vm, f)) {
        return NULL;
    }
    vm_buffer_init(vm, &out);
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    size_t step = READ_ALL_STEP;
    if (at >= 0 && fstat(f->fd, &st) == 0 && st.st_size > at && st.st_size - at < INT32_MAX) {
        step = (size_t)(st.st_size - at) + 1;
    }
    while (buffer_reserve(&out, step)) {
        n = io_file_read(vm, f, out.data + out.size, out.capacity - out.size);
        if (n <= 0) {
            break;
        }
        out.size += (size_t)n;
        step = out.size < READ_ALL_STEP ? IO_BUFFER_SIZE : out.size / 2;
    }
    Object *result = NULL;
    if (out.failed) {
        raise_memory_error(vm);
    } else if (n != -1) {
        result = n == -2 && !out.size ? none_ref(vm) : bytes_from(vm, out.data, out.size);
    }
    buffer_deinit(&out);
    return result;
}

static Object *file_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n;
    if (!check_mode(vm, FILE_IO(o), FILE_IO(o)->readable, "reading") ||
        !io_size(vm, "read", args, nargs, &n)) {
        return NULL;
    }
    if (n < 0) {
        return file_readall(vm, o);
    }
    if (n > INT_MAX) {
        n = INT_MAX;
    }
    Object *bytes = bytes_new(vm, (size_t)n);
    if (!bytes) {
        return NULL;
    }
    if (n == 0) {
        return bytes;
    }
    int64_t got = io_file_read(vm, FILE_IO(o), BYTES(bytes)->data, (size_t)n);
    if (got == n) {
        return bytes;
    }
    Object *result = got == -1   ? NULL
                     : got == -2 ? none_ref(vm)
                                 : bytes_from(vm, BYTES(bytes)->data, (size_t)got);
    decref(vm, bytes);
    return result;
}

static Object *file_readinto(VM *vm, Object *o, Object *target) {
    ByteView view;
    if (!check_mode(vm, FILE_IO(o), FILE_IO(o)->readable, "reading") ||
        !io_writable_view(vm, "readinto", target, &view)) {
        return NULL;
    }
    return count_result(vm, io_file_read(vm, FILE_IO(o), view.data, view.len));
}

static Object *file_write(VM *vm, Object *o, Object *data) {
    ByteView view;
    if (!check_mode(vm, FILE_IO(o), FILE_IO(o)->writable, "writing") ||
        object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    return count_result(vm, io_file_write(vm, FILE_IO(o), view.data, view.len));
}

/* ------------------------------------------------------------------ positions */

static Object *seek_to(VM *vm, FileIO *f, int64_t offset, int whence, bool note_seekable) {
    off_t at = lseek(f->fd, offset, whence);
    if (note_seekable && f->seekable < 0) {
        f->seekable = at >= 0;
    }
    return at < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, at);
}

static Object *file_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t offset, whence;
    if (!check_open(vm, FILE_IO(o)) || !io_seek_arguments(vm, args, nargs, &offset, &whence)) {
        return NULL;
    }
    return seek_to(vm, FILE_IO(o), offset, (int)whence, false);
}

static Object *file_tell(VM *vm, Object *o) {
    return check_open(vm, FILE_IO(o)) ? seek_to(vm, FILE_IO(o), 0, SEEK_CUR, false) : NULL;
}

static Object *file_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    FileIO *f = FILE_IO(o);
    if (!check_mode(vm, f, f->writable, "writing") || !args_count(vm, "truncate", nargs, 0, 1)) {
        return NULL;
    }
    Object *size =
        nargs && args[0] != vm->none ? new_ref(args[0]) : seek_to(vm, f, 0, SEEK_CUR, false);
    int64_t n = size ? number_as_i64(vm, size, EXC_OverflowError) : -1;
    if (error_occurred(vm)) {
        xdecref(vm, size);
        return NULL;
    }
    if (ftruncate(f->fd, n) < 0) {
        decref(vm, size);
        return raise_os_error(vm, errno, NULL);
    }
    return size;
}

/* ------------------------------------------------------------------ the rest */

static Object *file_close(VM *vm, Object *o) {
    FileIO *f = FILE_IO(o);
    Object *result = NULL;
    if (io_is_exact(vm, o, LIB_FILE_IO)) {
        result = none_ref(vm); /* _IOBase.close would only flush, and note that it is closed */
    } else {
        Type *base = io_type(vm, LIB_RAW_IO_BASE);
        Object *key = base ? ID(vm, close) : NULL;
        Object *method = key ? type_lookup(vm, base, key) : NULL;
        if (method) {
            incref(method);
            result = call1(vm, method, o);
            decref(vm, method);
        }
    }
    Object *error = result ? NULL : error_fetch(vm);
    if (f->fd >= 0 && close_descriptor(vm, f) < 0) {
        clear_ref(vm, result);
    }
    io_chain_error(vm, error);
    if (error_occurred(vm)) {
        xdecref(vm, result);
        return NULL;
    }
    return result;
}

static Object *file_fileno(VM *vm, Object *o) {
    return check_open(vm, FILE_IO(o)) ? int_from_i64(vm, FILE_IO(o)->fd) : NULL;
}
static Object *file_isatty(VM *vm, Object *o) {
    return check_open(vm, FILE_IO(o)) ? bool_ref(vm, isatty(FILE_IO(o)->fd)) : NULL;
}
static Object *file_readable(VM *vm, Object *o) {
    return check_open(vm, FILE_IO(o)) ? bool_ref(vm, FILE_IO(o)->readable) : NULL;
}
static Object *file_writable(VM *vm, Object *o) {
    return check_open(vm, FILE_IO(o)) ? bool_ref(vm, FILE_IO(o)->writable) : NULL;
}
static Object *file_seekable(VM *vm, Object *o) {
    FileIO *f = FILE_IO(o);
    if (!check_open(vm, f)) {
        return NULL;
    }
    if (f->seekable < 0) {
        f->seekable = lseek(f->fd, 0, SEEK_CUR) >= 0;
    }
    return bool_ref(vm, f->seekable);
}
static Object *file_dealloc_warn(VM *vm, Object *o, Object *source) {
    UNUSED(o);
    UNUSED(source);
    return none_ref(vm);
}

static const char *mode_text(const FileIO *f) {
    if (f->created) {
        return f->readable ? "xb+" : "xb";
    }
    if (f->appending) {
        return f->readable ? "ab+" : "ab";
    }
    return !f->readable ? "wb" : f->writable ? "rb+" : "rb";
}

bool io_file_is_closed(const Object *raw) {
    return ((const FileIO *)raw)->fd < 0;
}

static Object *get_closed(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return bool_ref(vm, FILE_IO(o)->fd < 0);
}
static Object *get_close_fd(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return bool_ref(vm, FILE_IO(o)->close_fd);
}
static Object *get_mode(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return str_from_cstr(vm, mode_text(FILE_IO(o)));
}
static Object *get_block_size(VM *vm, Object *o, void *closure) {
    UNUSED(o);
    UNUSED(closure);
    return int_from_i64(vm, IO_BUFFER_SIZE);
}

static Object *file_repr(VM *vm, Object *o) {
    FileIO *f = FILE_IO(o);
    if (f->fd < 0) {
        return str_format(vm, "<_io.FileIO [closed]>");
    }
    const char *close_fd = f->close_fd ? "True" : "False";
    Object *name = object_getattr_or_null(vm, o, ID(vm, name));
    if (!name) {
        return error_occurred(vm) ? NULL
                                  : str_format(vm, "<_io.FileIO fd=%d mode='%s' closefd=%s>", f->fd,
                                               mode_text(f), close_fd);
    }
    Object *result = NULL;
    int inside = repr_enter(vm, o);
    if (inside > 0) {
        raise(vm, EXC_RuntimeError, "reentrant call inside %T.__repr__", o);
    } else if (inside == 0) {
        result = str_format(vm, "<_io.FileIO name=%R mode='%s' closefd=%s>", name, mode_text(f),
                            close_fd);
        repr_leave(vm, o);
    }
    decref(vm, name);
    return result;
}

static const MethodDef methods[] = {
    METHOD_FAST("read", file_read, "read($self, size=-1, /)\n--\n\nRead at most size bytes."),
    METHOD_NOARGS("readall", file_readall, "readall($self, /)\n--\n\nRead until the end."),
    METHOD_O("readinto", file_readinto, "readinto($self, buffer, /)\n--\n\n"),
    METHOD_O("write", file_write, "write($self, b, /)\n--\n\nWrite bytes; returns how many."),
    METHOD_FAST("seek", file_seek, "seek($self, pos, whence=0, /)\n--\n\nChange the position."),
    METHOD_NOARGS("tell", file_tell, "tell($self, /)\n--\n\nThe position."),
    METHOD_FAST("truncate", file_truncate, "truncate($self, size=None, /)\n--\n\n"),
    METHOD_NOARGS("close", file_close, "close($self, /)\n--\n\nClose the file."),
    METHOD_NOARGS("seekable", file_seekable, "seekable($self, /)\n--\n\n"),
    METHOD_NOARGS("readable", file_readable, "readable($self, /)\n--\n\n"),
    METHOD_NOARGS("writable", file_writable, "writable($self, /)\n--\n\n"),
    METHOD_NOARGS("fileno", file_fileno, "fileno($self, /)\n--\n\nThe file descriptor."),
    METHOD_NOARGS("isatty", file_isatty, "isatty($self, /)\n--\n\nWhether it is a terminal."),
    METHOD_O("_dealloc_warn", file_dealloc_warn, NULL),
    METHOD_FAST("__reduce__", io_no_pickle, NULL),
    METHOD_FAST("__reduce_ex__", io_no_pickle, NULL),
    {0},
};
static const MemberDef members[] = {
    {"_finalizing", MEMBER_BOOL8, offsetof(FileIO, finalizing), false, NULL},
    {0},
};
static const GetSetDef getset[] = {
    {"closed", get_closed, NULL, "True if the file is closed", NULL},
    {"closefd", get_close_fd, NULL, "True if the file descriptor will be closed.", NULL},
    {"mode", get_mode, NULL, "String giving the file mode", NULL},
    {"_blksize", get_block_size, NULL, NULL, NULL},
    {0},
};

static int file_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(FILE_IO(o)->dict);
    return 0;
}
static void file_clear(VM *vm, Object *o) {
    clear_ref(vm, FILE_IO(o)->dict);
}

const TypeSpec io_file_spec = {
    .name = "_io.FileIO",
    .doc = "FileIO(file, mode='r', closefd=True, opener=None)\n--\n\nOpen a file.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(FileIO),
    .slots = {.dealloc = file_dealloc,
              .traverse = file_traverse,
              .clear = file_clear,
              .repr = file_repr,
              .new = file_new_slot,
              .init = file_init,
              .finalize = file_finalize},
    .methods = methods,
    .members = members,
    .getset = getset,
};
