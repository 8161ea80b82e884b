#include "lib/io_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "lib/lib.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "vm/interp.h"

static void dealloc(VM *vm, Object *self);

bool file_is(VM *vm, Object *o) {
    return type_of(vm, o)->slots.dealloc == dealloc;
}

Object *io_unsupported(VM *vm, const char *what) {
    Object *text = str_from_cstr(vm, what);
    Object *exc = text ? call1(vm, vm->lib->unsupported_operation, text) : NULL;
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    xdecref(vm, text);
    return NULL;
}

Object *file_new(VM *vm, int fd, const char *mode, bool close_fd, Object *name) {
    File *f = object_alloc(vm, vm->lib->file, sizeof(File));
    if (!f) {
        return NULL;
    }
    f->fd = fd;
    bool plus = strchr(mode, '+') != NULL;
    f->readable = plus || strchr(mode, 'r');
    f->writable = plus || !strchr(mode, 'r');
    f->appending = strchr(mode, 'a') != NULL;
    f->close_fd = close_fd;
    f->seekable = lseek(fd, 0, SEEK_CUR) >= 0;
    f->name = name ? new_ref(name) : NULL;
    gc_track(vm, f);
    return OBJ(f);
}

int file_check(VM *vm, File *f, bool reading, bool writing) {
    if (f->fd < 0) {
        raise(vm, EXC_ValueError, "I/O operation on closed file.");
        return -1;
    }
    if (reading && !f->readable) {
        io_unsupported(vm, "not readable");
        return -1;
    }
    if (writing && !f->writable) {
        io_unsupported(vm, "not writable");
        return -1;
    }
    return 0;
}

/* After EINTR: true if signals may go on, false if one raised an error. */
static bool after_interrupt(VM *vm) {
    return !vm->interrupted || interp_pending(vm);
}

static int write_all(VM *vm, File *f, const uint8_t *data, size_t len) {
    while (len) {
        ssize_t n = write(f->fd, data, len);
        if (n < 0) {
            if (errno == EINTR) {
                if (!after_interrupt(vm)) {
                    return -1;
                }
                continue;
            }
            raise_os_error(vm, errno, NULL);
            return -1;
        }
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

bool file_ensure_buffer(VM *vm, File *f) {
    if (!f->buf) {
        f->buf = raw_alloc(vm, FILE_BUFFER_SIZE);
    }
    return f->buf != NULL;
}

int file_flush(VM *vm, File *f) {
    uint32_t n = f->write_len;
    f->write_len = 0; /* a failed write is not repeated when the file is closed */
    return n ? write_all(vm, f, f->buf, n) : 0;
}

/* Gives the read-ahead back to the descriptor, so that its offset is where the program is. */
static void drop_read_ahead(File *f) {
    if (f->read_pos < f->read_len && f->seekable) {
        lseek(f->fd, (off_t)f->read_pos - (off_t)f->read_len, SEEK_CUR);
    }
    f->read_pos = f->read_len = 0;
}

int file_write(VM *vm, File *f, const void *data, size_t len) {
    if (f->read_len) {
        drop_read_ahead(f);
    }
    if (f->raw) {
        return write_all(vm, f, data, len);
    }
    if (!file_ensure_buffer(vm, f)) {
        return -1;
    }
    if (len > FILE_BUFFER_SIZE - f->write_len) {
        if (file_flush(vm, f) < 0) {
            return -1;
        }
        if (len >= FILE_BUFFER_SIZE) {
            return write_all(vm, f, data, len);
        }
    }
    memcpy(f->buf + f->write_len, data, len);
    f->write_len += (uint32_t)len;
    return 0;
}

int file_close(VM *vm, File *f) {
    if (f->fd < 0) {
        return 0;
    }
    int status = file_flush(vm, f);
    int fd = f->fd;
    f->fd = -1;
    f->read_pos = f->read_len = 0;
    if (f->buf) {
        raw_free(vm, f->buf, FILE_BUFFER_SIZE);
        f->buf = NULL;
    }
    if (f->close_fd && close(fd) < 0 && status == 0) {
        raise_os_error(vm, errno, NULL);
        return -1;
    }
    return status;
}

static int64_t read_some(VM *vm, File *f, void *to, size_t len) {
    for (;;) {
        ssize_t n = read(f->fd, to, len);
        if (n >= 0) {
            return n;
        }
        if (errno != EINTR) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
        if (!after_interrupt(vm)) {
            return -1;
        }
    }
}

int64_t file_fill(VM *vm, File *f) {
    if (f->write_len && file_flush(vm, f) < 0) {
        return -1;
    }
    if (!file_ensure_buffer(vm, f)) {
        return -1;
    }
    f->read_pos = f->read_len = 0;
    int64_t n = read_some(vm, f, f->buf, FILE_BUFFER_SIZE);
    if (n > 0) {
        f->read_len = (uint32_t)n;
    }
    return n;
}

Object *file_read(VM *vm, File *f, int64_t n) {
    Buffer out;
    buffer_init(&out);
    Object *result = NULL;
    while (n < 0 || (int64_t)out.size < n) {
        if (f->read_pos == f->read_len) {
            int64_t got = file_fill(vm, f);
            if (got < 0) {
                goto done;
            }
            if (got == 0) {
                break;
            }
        }
        size_t have = f->read_len - f->read_pos;
        if (n >= 0 && have > (size_t)n - out.size) {
            have = (size_t)n - out.size;
        }
        buffer_add(&out, f->buf + f->read_pos, have);
        f->read_pos += (uint32_t)have;
        if (f->raw && n >= 0) {
            break;
        }
    }
    result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    buffer_deinit(&out);
    return result;
}

int64_t file_seek(VM *vm, File *f, int64_t offset, int whence) {
    if (file_flush(vm, f) < 0) {
        return -1;
    }
    drop_read_ahead(f);
    off_t at = lseek(f->fd, offset, whence);
    if (at < 0) {
        raise_os_error(vm, errno, NULL);
    }
    return at;
}

int64_t file_tell(VM *vm, File *f) {
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    if (at < 0) {
        raise_os_error(vm, errno, NULL);
        return -1;
    }
    return at - (f->read_len - f->read_pos) + f->write_len;
}

/* ---- methods ---- */

#define SELF File *f = (File *)self;
#define SELF_OPEN(reading, writing)                                                                \
    SELF if (file_check(vm, f, reading, writing) < 0) {                                            \
        return NULL;                                                                               \
    }

/* An optional size argument: None or absent is -1. -2 with an error. */
static int64_t size_argument(VM *vm, const char *name, Object *const *args, size_t nargs) {
    if (!args_count(vm, name, nargs, 0, 1)) {
        return -2;
    }
    if (!nargs || args[0] == vm->none) {
        return -1;
    }
    int64_t n = number_as_i64(vm, args[0], EXC_OverflowError);
    return n == -1 && error_occurred(vm) ? -2 : n < 0 ? -1 : n;
}

static Object *read_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(true, false)
    int64_t n = size_argument(vm, "read", args, nargs);
    return n == -2 ? NULL : file_read(vm, f, n);
}

static Object *read_line(VM *vm, File *f, int64_t limit) {
    Buffer out;
    buffer_init(&out);
    Object *result = NULL;
    bool ended = false;
    while (!ended && (limit < 0 || (int64_t)out.size < limit)) {
        if (f->read_pos == f->read_len) {
            int64_t got = file_fill(vm, f);
            if (got < 0) {
                goto done;
            }
            if (got == 0) {
                break;
            }
        }
        uint8_t *start = f->buf + f->read_pos;
        size_t have = f->read_len - f->read_pos;
        if (limit >= 0 && have > (size_t)limit - out.size) {
            have = (size_t)limit - out.size;
        }
        uint8_t *newline = memchr(start, '\n', have);
        if (newline) {
            have = (size_t)(newline - start) + 1;
            ended = true;
        }
        buffer_add(&out, start, have);
        f->read_pos += (uint32_t)have;
    }
    result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    buffer_deinit(&out);
    return result;
}

static Object *readline_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(true, false)
    int64_t n = size_argument(vm, "readline", args, nargs);
    return n == -2 ? NULL : read_line(vm, f, n);
}

static Object *next(VM *vm, Object *self) {
    SELF_OPEN(true, false)
    Object *line = read_line(vm, f, -1);
    if (line && BYTES(line)->len == 0) {
        decref(vm, line);
        return NULL;
    }
    return line;
}

static Object *readlines(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t hint = size_argument(vm, "readlines", args, nargs);
    Object *list = hint == -2 ? NULL : list_new(vm, 0);
    int64_t total = 0;
    Object *line;
    while (list && (hint <= 0 || total < hint) && (line = next(vm, self))) {
        total += BYTES(line)->len;
        if (list_append_steal(vm, list, line) < 0) {
            break;
        }
    }
    if (list && error_occurred(vm)) {
        clear_ref(vm, list);
    }
    return list;
}

static Object *readinto(VM *vm, Object *self, Object *target) {
    SELF_OPEN(true, false)
    ByteView view;
    if (object_byte_view(vm, target, &view) < 0) {
        return NULL;
    }
    if (view.readonly) {
        return raise(vm, EXC_TypeError,
                     "readinto() argument must be read-write bytes-like object, not %T", target);
    }
    Object *bytes = file_read(vm, f, (int64_t)view.len);
    if (!bytes || object_byte_view(vm, target, &view) < 0) {
        return NULL;
    }
    size_t n = BYTES(bytes)->len < view.len ? BYTES(bytes)->len : view.len;
    memcpy(view.data, BYTES(bytes)->data, n);
    decref(vm, bytes);
    return int_from_u64(vm, n);
}

static Object *peek(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(true, false)
    if (size_argument(vm, "peek", args, nargs) == -2) {
        return NULL;
    }
    if (f->read_pos == f->read_len && file_fill(vm, f) < 0) {
        return NULL;
    }
    return bytes_from(vm, f->buf + f->read_pos, f->read_len - f->read_pos);
}

static Object *write_method(VM *vm, Object *self, Object *data) {
    SELF_OPEN(false, true)
    ByteView view;
    if (is_str(vm, data)) {
        return raise(vm, EXC_TypeError, "a bytes-like object is required, not 'str'");
    }
    if (object_byte_view(vm, data, &view) < 0 || file_write(vm, f, view.data, view.len) < 0) {
        return NULL;
    }
    return int_from_u64(vm, view.len);
}

static Object *writelines(VM *vm, Object *self, Object *lines) {
    Object *it = object_get_iter(vm, lines);
    Object *line;
    while (it && (line = iter_next(vm, it))) {
        Object *n = write_method(vm, self, line);
        decref(vm, line);
        if (!n) {
            break;
        }
        decref(vm, n);
    }
    xdecref(vm, it);
    return error_occurred(vm) ? NULL : none_ref(vm);
}

static Object *flush_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return file_flush(vm, f) < 0 ? NULL : none_ref(vm);
}

static Object *close_method(VM *vm, Object *self) {
    return file_close(vm, (File *)self) < 0 ? NULL : none_ref(vm);
}

static Object *seek_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(false, false)
    if (!args_count(vm, "seek", nargs, 1, 2)) {
        return NULL;
    }
    int64_t offset = number_as_i64(vm, args[0], EXC_OverflowError);
    int64_t whence = nargs > 1 ? number_as_i64(vm, args[1], EXC_OverflowError) : 0;
    if (error_occurred(vm)) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        return raise(vm, EXC_ValueError, "whence value %lld unsupported", (long long)whence);
    }
    int64_t at = file_seek(vm, f, offset, (int)whence);
    return at < 0 ? NULL : int_from_i64(vm, at);
}

static Object *tell_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    int64_t at = file_tell(vm, f);
    return at < 0 ? NULL : int_from_i64(vm, at);
}

static Object *truncate_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(false, true)
    int64_t n = size_argument(vm, "truncate", args, nargs);
    if (n == -2 || file_flush(vm, f) < 0 || (n == -1 && (n = file_tell(vm, f)) < 0)) {
        return NULL;
    }
    if (ftruncate(f->fd, n) < 0) {
        return raise_os_error(vm, errno, NULL);
    }
    return int_from_i64(vm, n);
}

static Object *fileno_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return int_from_i64(vm, f->fd);
}
static Object *isatty_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return bool_ref(vm, isatty(f->fd));
}
static Object *readable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return bool_ref(vm, f->readable);
}
static Object *writable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return bool_ref(vm, f->writable);
}
static Object *seekable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return bool_ref(vm, f->seekable);
}
static Object *enter(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return new_ref(self);
}
static Object *exit_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)args;
    (void)nargs;
    return close_method(vm, self);
}
static Object *iter(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    return new_ref(self);
}

static Object *get_closed(VM *vm, Object *self, void *closure) {
    (void)closure;
    return bool_ref(vm, ((File *)self)->fd < 0);
}
static Object *get_name(VM *vm, Object *self, void *closure) {
    (void)closure;
    SELF return f->name ? new_ref(f->name) : int_from_i64(vm, f->fd);
}
static Object *get_mode(VM *vm, Object *self, void *closure) {
    (void)closure;
    SELF return str_from_cstr(vm, f->readable && f->writable ? (f->appending ? "ab+" : "rb+")
                                  : f->readable              ? "rb"
                                  : f->appending             ? "ab"
                                                             : "wb");
}

static Object *repr(VM *vm, Object *self) {
    SELF return f->name ? str_format(vm, "<%T name=%R>", self, f->name)
                        : str_format(vm, "<%T>", self);
}

static void dealloc(VM *vm, Object *self) {
    SELF gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    if (f->fd >= 0) {
        Object *error = error_fetch(vm);
        if (file_close(vm, f) < 0) {
            error_unraisable(vm, NULL);
        }
        error_restore(vm, error);
    }
    if (f->buf) {
        raw_free(vm, f->buf, FILE_BUFFER_SIZE);
    }
    xdecref(vm, f->name);
    object_free_container(vm, self, sizeof(File));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(((File *)self)->name);
    return 0;
}

static size_t owned_size(VM *vm, const Object *self) {
    (void)vm;
    return ((const File *)self)->buf ? FILE_BUFFER_SIZE : 0;
}

static const MethodDef methods[] = {
    METHOD_FAST("read", read_method, "Read and return up to n bytes."),
    METHOD_FAST("read1", read_method, "Read and return up to n bytes."),
    METHOD_FAST("readline", readline_method, "Read and return one line."),
    METHOD_FAST("readlines", readlines, "Return a list of lines."),
    METHOD_O("readinto", readinto, "Read bytes into a writable buffer."),
    METHOD_FAST("peek", peek, "Bytes read ahead, without taking them."),
    METHOD_O("write", write_method, "Write bytes; returns their number."),
    METHOD_O("writelines", writelines, "Write a list of lines."),
    METHOD_NOARGS("flush", flush_method, "Write out what is buffered."),
    METHOD_NOARGS("close", close_method, "Flush and close the file."),
    METHOD_FAST("seek", seek_method, "Change the position."),
    METHOD_NOARGS("tell", tell_method, "The present position."),
    METHOD_FAST("truncate", truncate_method, "Resize the file."),
    METHOD_NOARGS("fileno", fileno_method, "The file descriptor."),
    METHOD_NOARGS("isatty", isatty_method, "Whether it is a terminal."),
    METHOD_NOARGS("readable", readable_method, "Whether it can be read."),
    METHOD_NOARGS("writable", writable_method, "Whether it can be written."),
    METHOD_NOARGS("seekable", seekable_method, "Whether the position can be changed."),
    METHOD_NOARGS("__enter__", enter, NULL),
    METHOD_FAST("__exit__", exit_, NULL),
    {0},
};
static const GetSetDef getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"mode", get_mode, NULL, NULL, NULL},
    {0},
};
static const TypeSpec spec = {
    .name = "_io.BufferedRandom",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_WEAKREFS,
    .size = sizeof(File),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .owned_size = owned_size,
              .repr = repr,
              .iter = iter,
              .iternext = next},
    .methods = methods,
    .getset = getset,
};

Type *file_make_type(VM *vm) {
    return type_from_spec(vm, &spec, NULL);
}
