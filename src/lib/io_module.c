/* The module _io: open, and the types of files. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "lib/io.h"
#include "lib/io_text.h"
#include "lib/lib.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

int io_write(VM *vm, Object *file, Object *text) {
    if (LIKELY(text_file_is(vm, file) && is_exact(text, SHAPE_STR))) {
        return text_file_write(vm, file, text);
    }
    Object *result = call_method1(vm, file, ID(vm, write), text);
    xdecref(vm, result);
    return result ? 0 : -1;
}

int io_flush(VM *vm, Object *file) {
    if (LIKELY(text_file_is(vm, file))) {
        return text_file_flush(vm, file);
    }
    Object *result = call_method0(vm, file, ID(vm, flush));
    xdecref(vm, result);
    return result ? 0 : -1;
}

Object *io_standard_stream(VM *vm, int fd) {
    static const char *const names[] = {"<stdin>", "<stdout>", "<stderr>"};
    if (fcntl(fd, F_GETFD) < 0) {
        return none_ref(vm);
    }
    Object *name = str_from_cstr(vm, names[fd]);
    Object *mode = str_from_cstr(vm, fd ? "w" : "r");
    Object *errors = str_from_cstr(vm, fd == 2 ? "backslashreplace" : "strict");
    Object *file = name && mode && errors ? file_new(vm, fd, fd ? "w" : "r", false, name) : NULL;
    /* The buffer is there from the start: a handler of MemoryError must be able to print. */
    bool ready = file && (fd == 0 || file_ensure_buffer(vm, (File *)file));
    Object *text = ready ? text_file_new(vm, file, NULL, errors, NEWLINE_UNIVERSAL) : NULL;
    if (text) {
        TextFile *t = (TextFile *)text;
        t->mode = new_ref(mode);
        t->line_buffering = fd == 2 || isatty(fd);
    }
    xdecref(vm, file);
    xdecref(vm, errors);
    xdecref(vm, mode);
    xdecref(vm, name);
    return text;
}

/* ---- open ---- */

typedef struct Mode {
    char text[8]; /* r, w, a or x, with + if updating: as file_new wants it */
    int flags;    /* of open(2) */
    bool binary;
} Mode;

static bool parse_mode(VM *vm, Object *mode, Mode *out) {
    Buffer buf;
    buffer_init(&buf);
    const char *s = str_cstr(vm, mode, &buf);
    char kind = 0;
    bool plus = false, text = false, valid = s != NULL;
    out->binary = false;
    for (; valid && *s; s++) {
        bool *flag = *s == '+' ? &plus : *s == 'b' ? &out->binary : *s == 't' ? &text : NULL;
        if (flag) {
            valid = !*flag;
            *flag = true;
        } else if (strchr("rwax", *s)) {
            if (kind) {
                buffer_deinit(&buf);
                raise(vm, EXC_ValueError, "must have exactly one of create/read/write/append mode");
                return false;
            }
            kind = *s;
        } else {
            valid = false;
        }
    }
    buffer_deinit(&buf);
    if (error_occurred(vm)) {
        return false;
    }
    if (!valid) {
        raise(vm, EXC_ValueError, "invalid mode: %R", mode);
        return false;
    }
    if (text && out->binary) {
        raise(vm, EXC_ValueError, "can't have text and binary mode at once");
        return false;
    }
    if (!kind) {
        raise(vm, EXC_ValueError,
              "Must have exactly one of create/read/write/append mode and at most one plus");
        return false;
    }
    snprintf(out->text, sizeof out->text, "%c%s", kind, plus ? "+" : "");
    int access = plus ? O_RDWR : kind == 'r' ? O_RDONLY : O_WRONLY;
    int create = kind == 'w'   ? O_CREAT | O_TRUNC
                 : kind == 'a' ? O_CREAT | O_APPEND
                 : kind == 'x' ? O_CREAT | O_EXCL
                               : 0;
    out->flags = access | create | O_CLOEXEC;
    return true;
}

static bool parse_newline(VM *vm, Object *newline, NewlineMode *mode) {
    static const char *const texts[] = {NULL, "", "\n", "\r", "\r\n"};
    *mode = NEWLINE_UNIVERSAL;
    if (newline == vm->none) {
        return true;
    }
    if (!is_str(vm, newline)) {
        raise(vm, EXC_TypeError, "open() argument 'newline' must be str or None, not %T", newline);
        return false;
    }
    for (int i = NEWLINE_KEEP; i <= NEWLINE_CRLF; i++) {
        if (str_equal_ascii(newline, texts[i])) {
            *mode = (NewlineMode)i;
            return true;
        }
    }
    raise(vm, EXC_ValueError, "illegal newline value: %R", newline);
    return false;
}

/* The path as a str or bytes object: os.PathLike objects give theirs. New reference. */
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
    return path;
}

static int open_path(VM *vm, Object *path, const Mode *mode) {
    Buffer buf;
    buffer_init(&buf);
    const char *text = NULL;
    if (is_str(vm, path)) {
        text = str_cstr(vm, path, &buf);
    } else {
        buffer_add(&buf, (char *)BYTES(path)->data, BYTES(path)->len);
        text = buffer_text(&buf);
    }
    int fd = -1;
    struct stat st;
    if (text) {
        fd = open(text, mode->flags, 0666);
        int error = errno;
        if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
            close(fd);
            fd = -1;
            error = EISDIR;
        }
        if (fd < 0) {
            raise_os_error(vm, error, path);
        }
    }
    buffer_deinit(&buf);
    return fd;
}

/* The binary file: by descriptor number or by path. */
static Object *open_binary(VM *vm, Object *file, const Mode *mode, bool close_fd) {
    if (is_int(vm, file)) {
        int64_t fd = number_as_i64(vm, file, EXC_OverflowError);
        if (fd < 0) {
            return error_occurred(vm) ? NULL
                                      : raise(vm, EXC_ValueError, "negative file descriptor");
        }
        if (fcntl((int)fd, F_GETFD) < 0) {
            return raise_os_error(vm, errno, NULL);
        }
        return file_new(vm, (int)fd, mode->text, close_fd, file);
    }
    if (!close_fd) {
        return raise(vm, EXC_ValueError, "Cannot use closefd=False with file name");
    }
    Object *path = path_of(vm, file);
    if (!path) {
        return NULL;
    }
    int fd = open_path(vm, path, mode);
    Object *result = fd < 0 ? NULL : file_new(vm, fd, mode->text, true, file);
    if (fd >= 0 && !result) {
        close(fd);
    }
    if (result && mode->text[0] == 'a') {
        lseek(fd, 0, SEEK_END);
    }
    decref(vm, path);
    return result;
}

static Object *wrap_text(VM *vm, Object *file, Object *mode, Object *encoding, Object *errors,
                         NewlineMode newline, int buffering) {
    Object *text = text_file_new(vm, file, encoding == vm->none ? NULL : encoding,
                                 errors == vm->none ? NULL : errors, newline);
    if (text) {
        TextFile *t = (TextFile *)text;
        t->mode = new_ref(mode);
        t->line_buffering = buffering == 1 || isatty(((File *)file)->fd);
    }
    return text;
}

static bool check_open_arguments(VM *vm, const Mode *m, Object *encoding, Object *errors,
                                 Object *newline, int buffering) {
    const char *message = NULL;
    if (m->binary && encoding != vm->none) {
        message = "binary mode doesn't take an encoding argument";
    } else if (m->binary && errors != vm->none) {
        message = "binary mode doesn't take an errors argument";
    } else if (m->binary && newline != vm->none) {
        message = "binary mode doesn't take a newline argument";
    } else if (!m->binary && buffering == 0) {
        message = "can't have unbuffered text I/O";
    }
    if (message) {
        raise(vm, EXC_ValueError, "%s", message);
        return false;
    }
    if (encoding != vm->none && !is_str(vm, encoding)) {
        raise(vm, EXC_TypeError, "open() argument 'encoding' must be str or None, not %T",
              encoding);
        return false;
    }
    if (errors != vm->none && !is_str(vm, errors)) {
        raise(vm, EXC_TypeError, "open() argument 'errors' must be str or None, not %T", errors);
        return false;
    }
    return true;
}

Object *io_open(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"file",    "mode",    "buffering", "encoding", "errors",
                                        "newline", "closefd", "opener",    NULL};
    Object *file, *mode = NULL, *encoding = vm->none, *errors = vm->none, *newline = vm->none;
    Object *opener = vm->none;
    int buffering = -1;
    bool closefd = true;
    if (!args_parse(vm, "open", names, "O|UiOOOpO", args, nargs, kwnames, &file, &mode, &buffering,
                    &encoding, &errors, &newline, &closefd, &opener)) {
        return NULL;
    }
    Mode m;
    NewlineMode newline_mode;
    Object *own_mode = mode ? new_ref(mode) : str_from_cstr(vm, "r");
    Object *opened = NULL, *result = NULL;
    if (own_mode && parse_mode(vm, own_mode, &m) &&
        check_open_arguments(vm, &m, encoding, errors, newline, buffering) &&
        parse_newline(vm, newline, &newline_mode)) {
        if (opener != vm->none) {
            Object *flags = int_from_i64(vm, m.flags);
            Object *fd = flags ? call2(vm, opener, file, flags) : NULL;
            opened = fd ? open_binary(vm, fd, &m, closefd) : NULL;
            xdecref(vm, fd);
            xdecref(vm, flags);
        } else {
            opened = open_binary(vm, file, &m, closefd);
        }
    }
    if (opened) {
        ((File *)opened)->raw = buffering == 0;
        result = m.binary
                     ? new_ref(opened)
                     : wrap_text(vm, opened, own_mode, encoding, errors, newline_mode, buffering);
    }
    xdecref(vm, opened);
    xdecref(vm, own_mode);
    return result;
}

static const MethodDef methods[] = {
    METHOD_KW("open", io_open, "Open file and return a stream."),
    {0},
};

Object *module_io(VM *vm) {
    if (!lib_init(vm)) {
        return NULL;
    }
    Lib *lib = vm->lib;
    Object *name = str_intern_cstr(vm, "_io");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (m && (module_add_methods(vm, m, methods) < 0 ||
              module_add(vm, m, "TextIOWrapper", OBJ(new_ref(lib->text_file))) < 0 ||
              module_add(vm, m, "UnsupportedOperation", new_ref(lib->unsupported_operation)) < 0 ||
              module_add(vm, m, "DEFAULT_BUFFER_SIZE", int_from_i64(vm, FILE_BUFFER_SIZE)) < 0)) {
        decref(vm, m);
        return NULL;
    }
    return m;
}
