/* BufferedReader, BufferedWriter, BufferedRandom: a buffer over a raw file. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/io_internal.h"
#include "types/bytes.h"
#include "types/exception.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ state */

static bool check_ready(VM *vm, Buffered *b) {
    if (b->ready && !b->busy) {
        return true;
    }
    if (b->busy) {
        raise(vm, EXC_RuntimeError, "reentrant call inside %R", b);
    } else {
        raise(vm, EXC_ValueError, "%s",
              b->detached ? "raw stream has been detached"
                          : "I/O operation on uninitialized object");
    }
    return false;
}

/* 1, 0, -1 */
static int is_closed(VM *vm, Buffered *b) {
    return b->fast ? io_file_is_closed(b->raw) : io_flag(vm, b->raw, "closed");
}

/* what: "read", "seek" ... for "read of closed file". */
static bool check_open(VM *vm, Buffered *b, const char *what) {
    if (!check_ready(vm, b)) {
        return false;
    }
    int closed = is_closed(vm, b);
    if (closed > 0) {
        raise(vm, EXC_ValueError, "%s %s closed file", what,
              strcmp(what, "write") == 0 ? "to" : "of");
    }
    return closed == 0 && check_ready(vm, b); /* asking the raw file may have detached it */
}

static bool ensure_data(VM *vm, Buffered *b) {
    if (!b->data) {
        b->data = raw_alloc(vm, b->size);
    }
    return b->data != NULL;
}

bool io_buffered_prepare(VM *vm, Object *o) {
    return ensure_data(vm, BUFFERED(o));
}

static void free_data(VM *vm, Buffered *b) {
    if (b->data) {
        raw_free(vm, b->data, b->size);
        b->data = NULL;
    }
    b->pos = b->read_len = b->write_len = 0;
}

/* ------------------------------------------------------------------ the raw file */

/* The result of readinto or write as a number; None: -2. Releases result. */
static int64_t raw_count(VM *vm, Object *result, size_t len, const char *what) {
    int64_t n = -1;
    if (!result) {
        return -1;
    }
    if (result == vm->none) {
        n = -2;
    } else {
        n = number_as_i64(vm, result, EXC_ValueError);
        if (n == -1 && error_occurred(vm)) {
            if (what[0] == 'r') {
                Object *cause = error_fetch(vm);
                raise(vm, EXC_OSError, "raw readinto() failed");
                io_chain_error(vm, NULL);
                exception_set_context(vm, vm->error, cause);
            }
        } else if (n < 0 || (uint64_t)n > len) {
            raise(vm, EXC_OSError,
                  "raw %s() returned invalid length %lld (should have been between 0 and %zu)",
                  what, (long long)n, len);
            n = -1;
        }
    }
    decref(vm, result);
    return n;
}

/* Bytes read; -1: error, -2: none for now. */
static int64_t raw_read(VM *vm, Buffered *b, void *to, size_t len) {
    int64_t n;
    b->busy = true;
    if (b->fast) {
        n = io_file_read(vm, FILE_IO(b->raw), to, len);
    } else {
        Object *bytes = bytearray_from(vm, NULL, len);
        if (bytes && len) {
            memset(BYTEARRAY(bytes)->data, 0, len);
        }
        Object *view = bytes ? memoryview_new(vm, bytes) : NULL;
        n = view ? raw_count(vm, io_call1(vm, b->raw, "readinto", view), len, "readinto") : -1;
        if (n > 0) {
            memcpy(to, BYTEARRAY(bytes)->data, (size_t)n);
        }
        xdecref(vm, view);
        xdecref(vm, bytes);
    }
    b->busy = false;
    return n;
}

static int64_t raw_write(VM *vm, Buffered *b, const void *data, size_t len) {
    int64_t n;
    b->busy = true;
    if (b->fast) {
        n = io_file_write(vm, FILE_IO(b->raw), data, len);
    } else {
        Object *bytes = bytes_from(vm, data, len);
        Object *view = bytes ? memoryview_new(vm, bytes) : NULL;
        n = view ? raw_count(vm, call_method1(vm, b->raw, ID(vm, write), view), len, "write") : -1;
        xdecref(vm, view);
        xdecref(vm, bytes);
    }
    b->busy = false;
    return n;
}

static int64_t position_result(VM *vm, Object *result) {
    int64_t at = result ? number_as_i64(vm, result, EXC_ValueError) : -1;
    xdecref(vm, result);
    if (at < 0 && !error_occurred(vm)) {
        raise(vm, EXC_OSError, "Raw stream returned invalid position %lld", (long long)at);
    }
    return at;
}

static int64_t raw_tell(VM *vm, Buffered *b) {
    b->busy = true;
    int64_t at = position_result(vm, io_call(vm, b->raw, "tell"));
    b->busy = false;
    return at;
}

static int64_t raw_seek(VM *vm, Buffered *b, int64_t offset, int whence) {
    Object *key = str_intern_cstr(vm, "seek");
    Object *a = int_from_i64(vm, offset), *w = int_from_i64(vm, whence);
    b->busy = true;
    Object *result = key && a && w ? call_method2(vm, b->raw, key, a, w) : NULL;
    b->busy = false;
    xdecref(vm, w);
    xdecref(vm, a);
    xdecref(vm, key);
    return position_result(vm, result);
}

/* ------------------------------------------------------------------ buffering */

static int would_block(VM *vm, size_t written) {
    Object *args[] = {int_from_i64(vm, EAGAIN),
                      str_from_cstr(vm, "write could not complete without blocking"),
                      int_from_u64(vm, written)};
    Object *exc = args[0] && args[1] && args[2]
                      ? call(vm, OBJ(EXC(vm, BlockingIOError)), args, 3, NULL)
                      : NULL;
    for (size_t i = 0; i < COUNT_OF(args); i++) {
        xdecref(vm, args[i]);
    }
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return -1;
}

int io_buffered_flush(VM *vm, Buffered *b) {
    uint32_t done = 0;
    int status = 0;
    while (done < b->write_len) {
        int64_t n = raw_write(vm, b, b->data + done, b->write_len - done);
        if (n < 0) {
            status = n == -2 ? would_block(vm, 0) : -1;
            break;
        }
        done += (uint32_t)n;
        if (!io_after_interrupt(vm)) {
            status = -1;
            break;
        }
    }
    if (done) {
        memmove(b->data, b->data + done, b->write_len - done);
        b->write_len -= done;
    }
    return status;
}

/* Gives what was read ahead back, so that the raw file stands where the program is. */
static int drop_read_ahead(VM *vm, Buffered *b) {
    int64_t ahead = (int64_t)b->read_len - b->pos;
    b->pos = b->read_len = 0;
    return ahead && raw_seek(vm, b, -ahead, SEEK_CUR) < 0 ? -1 : 0;
}

int io_buffered_write(VM *vm, Buffered *b, const void *data, size_t len) {
    const uint8_t *from = data;
    size_t left = len;
    if ((b->read_len && drop_read_ahead(vm, b) < 0) || !ensure_data(vm, b)) {
        return -1;
    }
    if (left > b->size - b->write_len) {
        if (io_buffered_flush(vm, b) < 0) {
            if (!error_matches(vm, EXC_BlockingIOError)) {
                return -1;
            }
            error_clear(vm); /* keep what still fits */
            size_t fits = b->size - b->write_len < left ? b->size - b->write_len : left;
            memcpy(b->data + b->write_len, from, fits);
            b->write_len += (uint32_t)fits;
            return fits == left ? 0 : would_block(vm, fits);
        }
        while (left > b->size) {
            int64_t n = raw_write(vm, b, from, left);
            if (n == -1) {
                return -1;
            }
            if (n == -2) {
                memcpy(b->data, from, b->size);
                b->write_len = b->size;
                return would_block(vm, len - left + b->size);
            }
            from += n;
            left -= (size_t)n;
            if (!io_after_interrupt(vm)) {
                return -1;
            }
        }
    }
    if (left) {
        memcpy(b->data + b->write_len, from, left);
        b->write_len += (uint32_t)left;
    }
    return 0;
}

static size_t ahead(const Buffered *b) {
    return b->read_len - b->pos;
}

/* Fills the empty buffer: number of bytes, 0 at the end, -1 error, -2 none for now. */
static int64_t fill(VM *vm, Buffered *b) {
    if ((b->write_len && io_buffered_flush(vm, b) < 0) || !ensure_data(vm, b)) {
        return -1;
    }
    b->pos = b->read_len = 0;
    int64_t n = raw_read(vm, b, b->data, b->size);
    if (n > 0) {
        b->read_len = (uint32_t)n;
    }
    return n;
}

/* Copies up to len bytes of the read-ahead. */
static size_t take(Buffered *b, void *to, size_t len) {
    size_t n = ahead(b) < len ? ahead(b) : len;
    if (n) {
        memcpy(to, b->data + b->pos, n);
        b->pos += (uint32_t)n;
    }
    return n;
}

/* ------------------------------------------------------------------ reading */

/* Reads up to len bytes; only once from the raw file if `once`. -1, -2 as above. */
static int64_t read_bytes(VM *vm, Buffered *b, uint8_t *to, size_t len, bool once) {
    size_t done = take(b, to, len);
    if (done && once) {
        return (int64_t)done;
    }
    while (done < len) {
        int64_t n;
        if (b->write_len && io_buffered_flush(vm, b) < 0) {
            return -1;
        }
        if (len - done >= b->size) {
            b->pos = b->read_len = 0;
            n = raw_read(vm, b, to + done, len - done);
            done += n > 0 ? (size_t)n : 0;
        } else {
            n = fill(vm, b);
            done += n > 0 ? take(b, to + done, len - done) : 0;
        }
        if (n == -1 || (n == -2 && !done)) {
            return n;
        }
        if (n <= 0 || once) {
            break;
        }
    }
    return (int64_t)done;
}

/* bytes of up to n; NULL without an error: none for now. */
static Object *read_up_to(VM *vm, Buffered *b, int64_t n, bool once) {
    if ((uint64_t)n <= ahead(b)) {
        Object *bytes = bytes_from(vm, b->data ? b->data + b->pos : NULL, (size_t)n);
        b->pos += bytes ? (uint32_t)n : 0;
        return bytes;
    }
    Object *bytes = bytes_new(vm, (size_t)n);
    int64_t got = bytes ? read_bytes(vm, b, BYTES(bytes)->data, (size_t)n, once) : -1;
    if (got == n) {
        return bytes;
    }
    Object *result = got < 0 ? NULL : bytes_from(vm, BYTES(bytes)->data, (size_t)got);
    xdecref(vm, bytes);
    return result;
}

/* Everything up to the end: NULL without an error: none for now. */
static Object *read_all(VM *vm, Buffered *b) {
    Object *result = NULL, *rest = NULL;
    Buffer out;
    vm_buffer_init(vm, &out);
    if (ahead(b)) {
        buffer_add(&out, b->data + b->pos, ahead(b));
    }
    b->pos = b->read_len = 0;
    if (b->write_len && io_buffered_flush(vm, b) < 0) {
        goto done;
    }
    Object *key = str_intern_cstr(vm, "readall");
    b->busy = true;
    Object *method = key ? object_getattr_or_null(vm, b->raw, key) : NULL;
    bool has_readall = method != NULL;
    rest = method ? call0(vm, method) : NULL;
    b->busy = false;
    xdecref(vm, method);
    xdecref(vm, key);
    if (error_occurred(vm)) {
        goto done;
    }
    if (has_readall) {
        if (rest != vm->none && !is_bytes(vm, rest)) {
            raise(vm, EXC_TypeError, "readall() should return bytes");
            goto done;
        }
        if (rest == vm->none && !out.size) {
            goto done;
        }
        if (rest != vm->none) {
            if (!out.size) {
                result = new_ref(rest);
                goto done;
            }
            buffer_add(&out, BYTES(rest)->data, BYTES(rest)->len);
        }
    } else {
        int64_t n;
        do {
            n = buffer_reserve(&out, b->size)
                    ? raw_read(vm, b, out.data + out.size, out.capacity - out.size)
                    : 0;
            if (n == -1 || (n == -2 && !out.size)) {
                goto done;
            }
            out.size += n > 0 ? (size_t)n : 0;
        } while (n > 0);
    }
    result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    xdecref(vm, rest);
    buffer_deinit(&out);
    return result;
}

static Object *or_none(VM *vm, Object *result) {
    return result || error_occurred(vm) ? result : none_ref(vm);
}

static Object *buffered_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n;
    if (!check_ready(vm, BUFFERED(o)) || !io_size(vm, "read", args, nargs, &n)) {
        return NULL;
    }
    if (n < -1) {
        return raise(vm, EXC_ValueError, "read length must be non-negative or -1");
    }
    if (!check_open(vm, BUFFERED(o), "read")) {
        return NULL;
    }
    return or_none(vm, n < 0 ? read_all(vm, BUFFERED(o)) : read_up_to(vm, BUFFERED(o), n, false));
}

Object *io_buffered_read1(VM *vm, Buffered *b, int64_t n) {
    if (!check_open(vm, b, "read")) {
        return NULL;
    }
    n = n < 0 ? b->size : n;
    if (ahead(b) && (uint64_t)n > ahead(b)) {
        n = (int64_t)ahead(b);
    }
    return read_up_to(vm, b, n, true);
}

static Object *buffered_read1(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n = -1;
    if (!check_ready(vm, BUFFERED(o)) || !args_count(vm, "read1", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs && (n = number_as_i64(vm, args[0], EXC_OverflowError)) == -1 && error_occurred(vm)) {
        return NULL;
    }
    Object *bytes = io_buffered_read1(vm, BUFFERED(o), n);
    return bytes || error_occurred(vm) ? bytes : bytes_from(vm, NULL, 0);
}

static Object *read_into(VM *vm, Object *o, Object *target, bool once) {
    ByteView view;
    if (!check_ready(vm, BUFFERED(o)) ||
        !io_writable_view(vm, once ? "readinto1" : "readinto", target, &view) ||
        !check_open(vm, BUFFERED(o), "readinto") ||
        !io_writable_view(vm, "readinto", target, &view)) {
        return NULL;
    }
    if (BUFFERED(o)->fast && ahead(BUFFERED(o)) == 0 && view.len == 0) {
        return int_from_i64(vm, 0);
    }
    /* Python code may run below, and take the memory away: read to a place of our own then. */
    if (!BUFFERED(o)->fast && view.len > ahead(BUFFERED(o))) {
        Object *bytes = read_up_to(vm, BUFFERED(o), (int64_t)view.len, once);
        Object *n = NULL;
        if (bytes && io_writable_view(vm, "readinto", target, &view)) {
            size_t len = BYTES(bytes)->len < view.len ? BYTES(bytes)->len : view.len;
            if (len) {
                memcpy(view.data, BYTES(bytes)->data, len);
            }
            n = int_from_u64(vm, len);
        }
        xdecref(vm, bytes);
        return or_none(vm, n);
    }
    int64_t n = read_bytes(vm, BUFFERED(o), view.data, view.len, once);
    return n == -1 ? NULL : n == -2 ? none_ref(vm) : int_from_i64(vm, n);
}
static Object *buffered_readinto(VM *vm, Object *o, Object *target) {
    return read_into(vm, o, target, false);
}
static Object *buffered_readinto1(VM *vm, Object *o, Object *target) {
    return read_into(vm, o, target, true);
}

static Object *read_line(VM *vm, Buffered *b, int64_t limit) {
    Buffer out;
    Object *result = NULL;
    if (!check_open(vm, b, "readline")) {
        return NULL;
    }
    vm_buffer_init(vm, &out);
    for (bool ended = false; !ended && (limit < 0 || (int64_t)out.size < limit);) {
        if (!ahead(b)) {
            int64_t n = fill(vm, b);
            if (n == -1) {
                goto done;
            }
            if (n <= 0) {
                break;
            }
        }
        size_t n = ahead(b);
        if (limit >= 0 && n > (size_t)limit - out.size) {
            n = (size_t)limit - out.size;
        }
        const uint8_t *start = b->data + b->pos, *newline = memchr(start, '\n', n);
        if (newline) {
            n = (size_t)(newline - start) + 1;
            ended = true;
        }
        b->pos += (uint32_t)n;
        if (!out.size && (ended || (limit >= 0 && n == (size_t)limit))) {
            result = bytes_from(vm, start, n);
            goto done;
        }
        buffer_add(&out, start, n);
    }
    result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    buffer_deinit(&out);
    return result;
}

static Object *buffered_readline(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t limit;
    return check_ready(vm, BUFFERED(o)) && io_size(vm, "readline", args, nargs, &limit)
               ? read_line(vm, BUFFERED(o), limit)
               : NULL;
}

static Object *buffered_next(VM *vm, Object *o) {
    Object *line;
    if (!check_ready(vm, BUFFERED(o))) {
        return NULL;
    }
    if (io_is_exact(vm, o, LIB_BUFFERED_READER) || io_is_exact(vm, o, LIB_BUFFERED_RANDOM)) {
        line = read_line(vm, BUFFERED(o), -1);
    } else {
        line = call_method0(vm, o, ID(vm, readline));
        if (line && !is_bytes(vm, line)) {
            raise(vm, EXC_OSError, "readline() should have returned a bytes object, not '%T'",
                  line);
            clear_ref(vm, line);
        }
    }
    if (line && BYTES(line)->len == 0) {
        clear_ref(vm, line);
    }
    return line;
}

static Object *buffered_peek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Buffered *b = BUFFERED(o);
    if (!check_ready(vm, b) || !args_count(vm, "peek", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs && number_as_i64(vm, args[0], EXC_OverflowError) == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (!check_open(vm, b, "peek")) {
        return NULL;
    }
    if (!ahead(b) && fill(vm, b) == -1) {
        return NULL;
    }
    return bytes_from(vm, b->data ? b->data + b->pos : NULL, ahead(b));
}

/* ------------------------------------------------------------------ writing and positions */

static Object *buffered_write(VM *vm, Object *o, Object *data) {
    ByteView view;
    if (!check_ready(vm, BUFFERED(o))) {
        return NULL;
    }
    if (object_byte_view(vm, data, &view) < 0 || !check_open(vm, BUFFERED(o), "write") ||
        object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    Object *held = NULL;
    if (!BUFFERED(o)->fast && !is_bytes(vm, data)) {
        held = bytes_from(vm, view.data, view.len); /* Python code may change it meanwhile */
        if (!held) {
            return NULL;
        }
        view.data = BYTES(held)->data;
    }
    int status = io_buffered_write(vm, BUFFERED(o), view.data, view.len);
    xdecref(vm, held);
    return status < 0 ? NULL : int_from_u64(vm, view.len);
}

/* Writes out what waits, and puts the raw file where the program is. */
static int flush_and_rewind(VM *vm, Buffered *b) {
    if (b->write_len && io_buffered_flush(vm, b) < 0) {
        return -1;
    }
    return b->readable && b->writable ? drop_read_ahead(vm, b) : 0;
}

static Object *buffered_flush(VM *vm, Object *o) {
    return check_open(vm, BUFFERED(o), "flush") && flush_and_rewind(vm, BUFFERED(o)) == 0
               ? none_ref(vm)
               : NULL;
}
static Object *reader_flush(VM *vm, Object *o) {
    return check_ready(vm, BUFFERED(o)) ? call_method0(vm, BUFFERED(o)->raw, ID(vm, flush)) : NULL;
}

static Object *buffered_tell(VM *vm, Object *o) {
    Buffered *b = BUFFERED(o);
    int64_t at = check_ready(vm, b) ? raw_tell(vm, b) : -1;
    if (at < 0) {
        return NULL;
    }
    at += (int64_t)b->write_len - (int64_t)ahead(b);
    return int_from_i64(vm, at < 0 ? 0 : at);
}

static bool check_seekable(VM *vm, Buffered *b) {
    if (b->fast) {
        Object *seekable = io_call(vm, b->raw, "seekable");
        bool ok = seekable == vm->true_;
        xdecref(vm, seekable);
        if (!ok && !error_occurred(vm)) {
            io_unsupported(vm, "File or stream is not seekable.");
        }
        return ok;
    }
    Object *seekable = io_call(vm, b->raw, "seekable");
    int truth = seekable ? object_truth(vm, seekable) : -1;
    xdecref(vm, seekable);
    if (truth == 0) {
        io_unsupported(vm, "File or stream is not seekable.");
    }
    return truth > 0 && check_ready(vm, b);
}

static Object *buffered_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Buffered *b = BUFFERED(o);
    if (!check_ready(vm, b) || !args_count(vm, "seek", nargs, 1, 2)) {
        return NULL;
    }
    int64_t whence = nargs > 1 ? number_as_i64(vm, args[1], EXC_OverflowError) : 0;
    if (whence == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        return raise(vm, EXC_ValueError, "whence value %lld unsupported", (long long)whence);
    }
    if (!check_open(vm, b, "seek") || !check_seekable(vm, b)) {
        return NULL;
    }
    int64_t target = number_as_i64(vm, args[0], EXC_ValueError);
    if ((target == -1 && error_occurred(vm)) || !check_ready(vm, b)) {
        return NULL;
    }
    if (whence != SEEK_END && ahead(b)) {
        int64_t raw_at = raw_tell(vm, b);
        if (raw_at < 0) {
            return NULL;
        }
        int64_t here = raw_at - (int64_t)ahead(b);
        int64_t wanted = whence == SEEK_SET ? target : here + target;
        int64_t first = raw_at - b->read_len;
        if (wanted >= first && wanted <= raw_at) {
            b->pos = (uint32_t)(wanted - first);
            return int_from_i64(vm, wanted);
        }
    }
    if (b->write_len && io_buffered_flush(vm, b) < 0) {
        return NULL;
    }
    if (whence == SEEK_CUR) {
        target -= (int64_t)ahead(b);
    }
    int64_t at = raw_seek(vm, b, target, (int)whence);
    if (at < 0) {
        return NULL;
    }
    b->pos = b->read_len = 0;
    return int_from_i64(vm, at);
}

static Object *buffered_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Buffered *b = BUFFERED(o);
    if (!check_ready(vm, b) || !args_count(vm, "truncate", nargs, 0, 1) ||
        !check_open(vm, b, "truncate")) {
        return NULL;
    }
    if (!b->writable) {
        return io_unsupported(vm, "truncate");
    }
    if (flush_and_rewind(vm, b) < 0) {
        return NULL;
    }
    return io_call1(vm, b->raw, "truncate", nargs ? args[0] : vm->none);
}

/* ------------------------------------------------------------------ closing */

static Object *buffered_close(VM *vm, Object *o) {
    Buffered *b = BUFFERED(o);
    if (!check_ready(vm, b)) {
        return NULL;
    }
    int closed = is_closed(vm, b);
    if (closed) {
        return closed < 0 ? NULL : none_ref(vm);
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    Object *error = flushed ? NULL : error_fetch(vm);
    xdecref(vm, flushed);
    Object *result = b->raw ? call_method0(vm, b->raw, ID(vm, close)) : none_ref(vm);
    if (!b->busy) {
        free_data(vm, b);
    }
    io_chain_error(vm, error);
    if (error_occurred(vm)) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *buffered_detach(VM *vm, Object *o) {
    Buffered *b = BUFFERED(o);
    if (!check_ready(vm, b)) {
        return NULL;
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    if (!flushed) {
        return NULL;
    }
    decref(vm, flushed);
    if (!check_ready(vm, b)) { /* flush() was overridden */
        return NULL;
    }
    Object *raw = b->raw;
    b->raw = NULL;
    b->detached = true;
    b->ready = b->fast = false;
    return raw;
}

/* ------------------------------------------------------------------ what the raw file knows */

#define FORWARD(name)                                                                              \
    static Object *buffered_##name(VM *vm, Object *o) {                                            \
        return check_ready(vm, BUFFERED(o)) ? io_call(vm, BUFFERED(o)->raw, #name) : NULL;         \
    }
FORWARD(seekable)
FORWARD(readable)
FORWARD(writable)
FORWARD(fileno)
FORWARD(isatty)

static Object *get_of_raw(VM *vm, Object *o, void *name) {
    return check_ready(vm, BUFFERED(o)) ? io_getattr(vm, BUFFERED(o)->raw, name) : NULL;
}
static Object *buffered_dealloc_warn(VM *vm, Object *o, Object *source) {
    UNUSED(o);
    UNUSED(source);
    return none_ref(vm);
}

static Object *buffered_repr(VM *vm, Object *o) {
    Object *name = object_getattr_or_null(vm, o, ID(vm, name));
    if (!name) {
        if (error_occurred(vm) && !error_matches(vm, EXC_ValueError)) {
            return NULL;
        }
        error_clear(vm);
        return str_format(vm, "<%T>", o);
    }
    Object *result = NULL;
    int inside = repr_enter(vm, o);
    if (inside > 0) {
        raise(vm, EXC_RuntimeError, "reentrant call inside %T.__repr__", o);
    } else if (inside == 0) {
        result = str_format(vm, "<%T name=%R>", o, name);
        repr_leave(vm, o);
    }
    decref(vm, name);
    return result;
}

/* ------------------------------------------------------------------ making */

static int set_up(VM *vm, Object *o, const char *name, Object *const *args, size_t nargs,
                  Object *kwnames, bool readable, bool writable) {
    static const char *const names[] = {"raw", "buffer_size", NULL};
    Buffered *b = BUFFERED(o);
    Object *raw;
    int64_t size = IO_BUFFER_SIZE;
    b->ready = b->detached = false;
    if (!args_parse(vm, name, names, "O|n", args, nargs, kwnames, &raw, &size)) {
        return -1;
    }
    if (readable && writable && !io_is_exact(vm, raw, LIB_FILE_IO)) {
        Object *seekable = io_call(vm, raw, "seekable");
        if (seekable && seekable != vm->true_) {
            io_unsupported(vm, "File or stream is not seekable.");
        }
        xdecref(vm, seekable);
    }
    const char *const checks[] = {readable ? "readable" : NULL, writable ? "writable" : NULL};
    for (size_t i = 0; i < 2 && !error_occurred(vm); i++) {
        Object *able = checks[i] ? io_call(vm, raw, checks[i]) : NULL;
        if (able && able != vm->true_) {
            io_unsupported(vm, i ? "File or stream is not writable."
                                 : "File or stream is not readable.");
        }
        xdecref(vm, able);
    }
    if (error_occurred(vm)) {
        return -1;
    }
    if (size <= 0 || size > INT32_MAX) {
        if (size > 0) {
            raise_memory_error(vm);
        } else {
            raise(vm, EXC_ValueError, "buffer size must be strictly positive");
        }
        return -1;
    }
    if (b->busy) {
        raise(vm, EXC_RuntimeError, "reentrant call inside %R", b);
        return -1;
    }
    free_data(vm, b);
    b->size = (uint32_t)size;
    b->readable = readable;
    b->writable = writable;
    b->fast = io_is_exact(vm, raw, LIB_FILE_IO);
    set_ref(vm, b->raw, new_ref(raw));
    b->ready = true;
    return 0;
}

static int reader_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    return set_up(vm, o, "BufferedReader", args, nargs, kwnames, true, false);
}
static int writer_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    return set_up(vm, o, "BufferedWriter", args, nargs, kwnames, false, true);
}
static int random_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    return set_up(vm, o, "BufferedRandom", args, nargs, kwnames, true, true);
}

Object *io_buffered_new(VM *vm, enum LibType which, Object *raw, int64_t size) {
    Type *type = io_type(vm, which);
    Object *number = type ? int_from_i64(vm, size) : NULL;
    Object *args[] = {raw, number};
    Object *o = number ? call(vm, OBJ(type), args, 2, NULL) : NULL;
    xdecref(vm, number);
    return o;
}

static void buffered_dealloc(VM *vm, Object *o) {
    Buffered *b = BUFFERED(o);
    if (b->raw && !object_finalize_from_dealloc(vm, o)) {
        return;
    }
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    b->ready = false;
    clear_ref(vm, b->raw);
    free_data(vm, b);
    clear_ref(vm, b->dict);
    object_free_container(vm, o, sizeof *b);
}

bool io_buffered_is_ours(VM *vm, Object *o) {
    return io_is_exact(vm, o, LIB_BUFFERED_WRITER) || io_is_exact(vm, o, LIB_BUFFERED_READER) ||
           io_is_exact(vm, o, LIB_BUFFERED_RANDOM);
}

static void buffered_finalize(VM *vm, Object *o) {
    if (BUFFERED(o)->ready) {
        io_base_finalize(vm, o);
    }
}

static int buffered_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(BUFFERED(o)->raw);
    VISIT(BUFFERED(o)->dict);
    return 0;
}
static void buffered_clear(VM *vm, Object *o) {
    BUFFERED(o)->ready = false;
    clear_ref(vm, BUFFERED(o)->raw);
    clear_ref(vm, BUFFERED(o)->dict);
}
static size_t buffered_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return ((const Buffered *)o)->data ? ((const Buffered *)o)->size : 0;
}

#define COMMON_METHODS                                                                             \
    METHOD_NOARGS("detach", buffered_detach, "Separate the raw file and return it."),              \
        METHOD_NOARGS("close", buffered_close, "Flush and close."),                                \
        METHOD_NOARGS("seekable", buffered_seekable, NULL),                                        \
        METHOD_NOARGS("fileno", buffered_fileno, NULL),                                            \
        METHOD_NOARGS("isatty", buffered_isatty, NULL),                                            \
        METHOD_O("_dealloc_warn", buffered_dealloc_warn, NULL),                                    \
        METHOD_FAST("seek", buffered_seek, "seek($self, target, whence=0, /)\n--\n\n"),            \
        METHOD_NOARGS("tell", buffered_tell, NULL),                                                \
        METHOD_FAST("truncate", buffered_truncate, "truncate($self, pos=None, /)\n--\n\n"),        \
        METHOD_FAST("__reduce__", io_no_pickle, NULL),                                             \
        METHOD_FAST("__reduce_ex__", io_no_pickle, NULL)
#define READ_METHODS                                                                               \
    METHOD_FAST("read", buffered_read, "read($self, size=-1, /)\n--\n\n"),                         \
        METHOD_FAST("peek", buffered_peek, "peek($self, size=0, /)\n--\n\n"),                      \
        METHOD_FAST("read1", buffered_read1, "read1($self, size=-1, /)\n--\n\n"),                  \
        METHOD_O("readinto", buffered_readinto, "readinto($self, buffer, /)\n--\n\n"),             \
        METHOD_O("readinto1", buffered_readinto1, "readinto1($self, buffer, /)\n--\n\n"),          \
        METHOD_FAST("readline", buffered_readline, "readline($self, size=-1, /)\n--\n\n"),         \
        METHOD_NOARGS("readable", buffered_readable, NULL)
#define WRITE_METHODS                                                                              \
    METHOD_O("write", buffered_write, "write($self, buffer, /)\n--\n\n"),                          \
        METHOD_NOARGS("writable", buffered_writable, NULL),                                        \
        METHOD_NOARGS("flush", buffered_flush, NULL)

static const MethodDef reader_methods[] = {
    COMMON_METHODS, READ_METHODS, METHOD_NOARGS("flush", reader_flush, NULL), {0}};
static const MethodDef writer_methods[] = {COMMON_METHODS, WRITE_METHODS, {0}};
static const MethodDef random_methods[] = {COMMON_METHODS, READ_METHODS, WRITE_METHODS, {0}};
static const MemberDef members[] = {
    {"raw", MEMBER_OBJECT, offsetof(Buffered, raw), true, NULL},
    {"_finalizing", MEMBER_BOOL8, offsetof(Buffered, finalizing), false, NULL},
    {0},
};
static const GetSetDef getset[] = {
    {"closed", get_of_raw, NULL, NULL, "closed"},
    {"name", get_of_raw, NULL, NULL, "name"},
    {"mode", get_of_raw, NULL, NULL, "mode"},
    {0},
};

#define BUFFERED_SPEC(name_, prefix, next_, doc_)                                                  \
    {                                                                                              \
        .name = name_, .doc = doc_, .flags = IO_TYPE_FLAGS, .size = sizeof(Buffered),              \
        .slots = {.dealloc = buffered_dealloc,                                                     \
                  .traverse = buffered_traverse,                                                   \
                  .clear = buffered_clear,                                                         \
                  .owned_size = buffered_owned_size,                                               \
                  .repr = buffered_repr,                                                           \
                  .new = type_generic_new,                                                         \
                  .init = prefix##_init,                                                           \
                  .finalize = buffered_finalize,                                                   \
                  .iternext = next_},                                                              \
        .methods = prefix##_methods, .members = members, .getset = getset,                         \
    }
const TypeSpec io_reader_spec =
    BUFFERED_SPEC("_io.BufferedReader", reader, buffered_next,
                  "BufferedReader(raw, buffer_size=8192)\n--\n\nA reader that reads ahead.");
const TypeSpec io_writer_spec =
    BUFFERED_SPEC("_io.BufferedWriter", writer, NULL,
                  "BufferedWriter(raw, buffer_size=8192)\n--\n\nA writer that collects bytes.");
const TypeSpec io_random_spec =
    BUFFERED_SPEC("_io.BufferedRandom", random, buffered_next,
                  "BufferedRandom(raw, buffer_size=8192)\n--\n\nReads and writes.");
