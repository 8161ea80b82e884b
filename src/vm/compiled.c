#define _GNU_SOURCE
#include "vm/compiled.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/hash.h"
#include "lang/code_file.h"
#include "lang/compile.h"
#include "types/bytes.h"
#include "vm/eval.h"

#define TAG ".adder-311.pyc"
#define LIBRARY_FOLDER "lib/adder/library"

enum { FLAG_HASH = 1, FLAG_CHECK_SOURCE = 2 };

/* A source, and the places of its compiled file. */
typedef struct Source {
    VM *vm;
    const char *path;
    struct stat st;
    Buffer compiled;
} Source;

typedef struct SourceText {
    uint8_t *data; /* malloc */
    size_t len;
} SourceText;

/* ---- files ---- */

/* false: errno says why. */
static bool read_whole(const char *path, SourceText *bytes, struct stat *st) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *bytes = (SourceText){0};
    if (fd < 0) {
        return false;
    }
    bool ok = fstat(fd, st) == 0 && (bytes->data = malloc((size_t)st->st_size + 1)) != NULL;
    while (ok && bytes->len < (size_t)st->st_size) {
        ssize_t n = read(fd, bytes->data + bytes->len, (size_t)st->st_size - bytes->len);
        if (n <= 0 && errno != EINTR) {
            ok = n == 0;
            break;
        }
        bytes->len += n > 0 ? (size_t)n : 0;
    }
    int error = errno;
    close(fd);
    if (!ok) {
        free(bytes->data);
        bytes->data = NULL;
    } else {
        bytes->data[bytes->len] = 0;
    }
    errno = error;
    return ok;
}

/* Makes the folders that a path lies in. */
static void make_folders(char *path) {
    char *slash = strrchr(path, '/');
    if (slash && slash != path) {
        *slash = 0;
        if (mkdir(path, 0777) != 0 && errno == ENOENT) { /* first those above */
            make_folders(path);
            mkdir(path, 0777);
        }
        *slash = '/';
    }
}

/* The user's folder and the one it lies in, as .cache; a home that is not there stays away. */
static bool make_user_folder(char *path) {
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) {
        return false;
    }
    *slash = 0;
    mkdir(path, 0700); /* nobody else shall write to them */
    *slash = '/';
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool write_all(int fd, const char *data, size_t len) {
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        data += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Writes another file and renames it, so that nobody ever sees a part. Errors are of no concern. */
static void replace_file(char *path, const Buffer *contents, mode_t mode) {
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    if (n < 0 || n >= (int)sizeof temporary) {
        return;
    }
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int fd = open(temporary, flags, mode);
    if (fd < 0 && errno == ENOENT) {
        make_folders(path);
        fd = open(temporary, flags, mode);
    }
    if (fd < 0) {
        return;
    }
    bool ok = write_all(fd, contents->data, contents->size);
    ok = close(fd) == 0 && ok;
    if (!ok || rename(temporary, path) != 0) {
        unlink(temporary);
    }
}

/* ---- where compiled files are ---- */

/* sys.NAME if it is a str (borrowed), or NULL. */
static Object *sys_text(VM *vm, const char *name) {
    Object *value = vm->sys ? dict_get_cstr(vm, vm->sys, name) : NULL;
    return value && is_str(vm, value) ? value : NULL;
}

/* Puts folder + the name of path's compiled file, without its folder, behind `to`. */
static bool add_stem(Buffer *to, const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t len = dot ? (size_t)(dot - name) : strlen(name);
    buffer_add(to, name, len);
    buffer_add_text(to, TAG);
    return len > 0 && !to->failed;
}

/* The place beside the source, or under sys.pycache_prefix. */
static bool place_beside(VM *vm, const char *path, Buffer *to) {
    Object *prefix = sys_text(vm, "pycache_prefix");
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    char here[PATH_MAX];
    buffer_clear(to);
    if (!prefix) {
        buffer_add(to, path, folder);
        buffer_add_text(to, "__pycache__/");
        return add_stem(to, path);
    }
    size_t len;
    Buffer text;
    vm_buffer_init(vm, &text);
    const char *utf8 = str_utf8(vm, prefix, &text, &len, true);
    buffer_add(to, utf8, utf8 ? len : 0);
    buffer_deinit(&text);
    while (to->size > 1 && to->data[to->size - 1] == '/') {
        to->size--;
    }
    if (path[0] != '/' && getcwd(here, sizeof here)) {
        buffer_add_text(to, here);
        buffer_add_char(to, '/');
    }
    buffer_add(to, path, folder);
    return utf8 && add_stem(to, path);
}

/* What follows the library's folder in a path, or NULL. */
static const char *below_library(VM *vm, const char *path) {
    Object *folder = sys_text(vm, "_stdlib_dir");
    size_t len = folder ? STR_LEN(folder) : 0;
    bool below = len && str_is_ascii(folder) && strlen(path) > len &&
                 memcmp(STR(folder)->data, path, len) == 0 && path[len] == '/';
    return below ? path + len + 1 : NULL;
}

/* The folder made with the command: beside it, or where it has been installed. "" : there is none.
 */
static const char *shipped_folder(VM *vm) {
    Interp *interp = vm->interp;
    if (interp->library_folders[0]) {
        return interp->library_folders[0];
    }
    static const char *const places[] = {"/" LIBRARY_FOLDER, "/../" LIBRARY_FOLDER};
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 64);
    struct stat st;
    char *slash = NULL;
    if (n > 0) {
        path[n] = 0;
        slash = strrchr(path, '/');
    }
    for (size_t i = 0; slash && i < COUNT_OF(places); i++) {
        strcpy(slash, places[i]);
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            break;
        }
        slash = i + 1 < COUNT_OF(places) ? slash : NULL;
    }
    interp->library_folders[0] = strdup(slash ? path : "");
    return interp->library_folders[0] ? interp->library_folders[0] : "";
}

/* Whether nobody but this user can write to the folder (or it is not there yet). */
static bool is_own(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) {
        return errno == ENOENT;
    }
    return S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH));
}

/* The folder of the user's, where compiled files of the library are kept. "", NULL: there is none.
 */
static char *user_folder(VM *vm) {
    Interp *interp = vm->interp;
    if (interp->library_folders[1]) {
        return interp->library_folders[1];
    }
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char path[PATH_MAX];
    int n = -1;
    if (cache && cache[0] == '/') {
        n = snprintf(path, sizeof path, "%s/adder", cache);
    } else if (home && home[0] == '/') {
        n = snprintf(path, sizeof path, "%s/.cache/adder", home);
    }
    bool usable = n > 0 && n < (int)sizeof path && is_own(path);
    interp->library_folders[1] = strdup(usable ? path : "");
    return interp->library_folders[1];
}

static bool place_in(const char *folder, const char *relative, Buffer *to) {
    const char *slash = strrchr(relative, '/');
    buffer_clear(to);
    if (!folder || !folder[0]) {
        return false;
    }
    buffer_add_text(to, folder);
    buffer_add_char(to, '/');
    buffer_add(to, relative, slash ? (size_t)(slash - relative) + 1 : 0);
    return add_stem(to, relative);
}

/* The i-th place to look for the compiled file, in s->compiled; false: there is none. */
static bool place(Source *s, int i) {
    const char *relative = sys_text(s->vm, "pycache_prefix") ? NULL : below_library(s->vm, s->path);
    switch (i) {
    case 0:
        return relative && place_in(shipped_folder(s->vm), relative, &s->compiled);
    case 1:
        return relative && place_in(user_folder(s->vm), relative, &s->compiled);
    default:
        return place_beside(s->vm, s->path, &s->compiled);
    }
}
enum { PLACES = 3 };

Object *compiled_name(VM *vm, Object *file) {
    Buffer path, to;
    Object *name = NULL;
    vm_buffer_init(vm, &path);
    vm_buffer_init(vm, &to);
    const char *text = str_cstr(vm, file, &path);
    if (text && place_beside(vm, text, &to)) {
        name = str_from_utf8(vm, to.data, to.size);
    } else if (to.failed && !error_occurred(vm)) {
        raise_memory_error(vm);
    }
    buffer_deinit(&to);
    buffer_deinit(&path);
    return name;
}

/* ---- reading ---- */

static uint32_t get_u32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint64_t compiled_source_hash(const void *source, size_t len) {
    return hash_bytes(source, len, 0);
}

static bool source_has_hash(const Source *s, const uint8_t *expected) {
    SourceText source;
    struct stat st;
    if (!read_whole(s->path, &source, &st)) {
        return false;
    }
    uint64_t hash = compiled_source_hash(source.data, source.len), wanted;
    memcpy(&wanted, expected, sizeof wanted);
    free(source.data);
    return hash == wanted;
}

static bool stands_for(const Source *s, const uint8_t *head) {
    if (memcmp(head, code_magic, CODE_MAGIC_SIZE) != 0 || head[COMPILED_HEAD_SIZE] != 'c') {
        return false;
    }
    uint32_t flags = get_u32(head + 4);
    if (flags & FLAG_HASH) {
        return flags == FLAG_HASH ||
               (flags == (FLAG_HASH | FLAG_CHECK_SOURCE) && source_has_hash(s, head + 8));
    }
    return flags == 0 && get_u32(head + 8) == (uint32_t)s->st.st_mtime &&
           get_u32(head + 12) == (uint32_t)s->st.st_size;
}

/* The image in an open compiled file (bytes). NULL without an error: it is of no use. */
static Object *read_image(const Source *s, int fd) {
    uint8_t head[COMPILED_HEAD_SIZE + 1];
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size <= (off_t)sizeof head || st.st_size > INT32_MAX) {
        return NULL;
    }
    size_t size = (size_t)st.st_size - sizeof head;
    Object *image = bytes_new(s->vm, size);
    if (!image) {
        return NULL;
    }
    struct iovec parts[] = {{head, sizeof head}, {BYTES(image)->data, size}};
    if (readv(fd, parts, 2) != st.st_size || !stands_for(s, head)) {
        decref(s->vm, image);
        return NULL;
    }
    return image;
}

/* NULL without an error: there is no compiled file, or it is of no use. */
static Object *read_compiled(Source *s, Object *shown) {
    const char *path = buffer_text(&s->compiled);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return NULL;
    }
    Object *image = read_image(s, fd);
    close(fd);
    Object *code = image ? code_load(s->vm, image, shown) : NULL;
    xdecref(s->vm, image);
    return code;
}

/* ---- writing ---- */

static bool may_write(VM *vm) {
    Object *no = dict_get_cstr(vm, vm->sys, "dont_write_bytecode");
    return no == vm->false_;
}

static void add_u32(Buffer *b, uint32_t n) {
    for (int i = 0; i < 4; i++) {
        buffer_add_char(b, (char)(n >> 8 * i));
    }
}

static void write_compiled(Source *s, Object *code) {
    Buffer out;
    vm_buffer_init(s->vm, &out);
    buffer_add(&out, code_magic, CODE_MAGIC_SIZE);
    add_u32(&out, 0);
    add_u32(&out, (uint32_t)s->st.st_mtime);
    add_u32(&out, (uint32_t)s->st.st_size);
    buffer_add_char(&out, 'c');
    if (code_dump(s->vm, code, &out) && buffer_text(&s->compiled)) {
        replace_file(s->compiled.data, &out, (s->st.st_mode | S_IWUSR) & 0666);
    }
    error_clear(s->vm);
    buffer_deinit(&out);
}

/* ---- both ---- */

static Object *compile_file(Source *s, Object *file, Object *shown) {
    CompileOptions options = {.mode = COMPILE_EXEC};
    SourceText source;
    if (!read_whole(s->path, &source, &s->st)) {
        return errno == ENOMEM ? raise_memory_error(s->vm) : raise_os_error(s->vm, errno, file);
    }
    Object *code = compile_source(s->vm, (const char *)source.data, source.len, shown, &options);
    free(source.data);
    return code;
}

static Object *find_code(Source *s, Object *file, Object *shown) {
    if (stat(s->path, &s->st) != 0) {
        return raise_os_error(s->vm, errno, file);
    }
    for (int i = 0; i < PLACES; i++) {
        Object *code = place(s, i) ? read_compiled(s, shown) : NULL;
        if (code || error_occurred(s->vm)) {
            return code;
        }
    }
    Object *code = compile_file(s, file, shown);
    if (code && may_write(s->vm)) {
        bool library = !sys_text(s->vm, "pycache_prefix") && below_library(s->vm, s->path);
        if (place(s, library ? 1 : 2) && (!library || make_user_folder(user_folder(s->vm)))) {
            write_compiled(s, code);
        }
    }
    return code;
}

Object *compiled_code(VM *vm, Object *file, Object *shown) {
    Source s = {.vm = vm};
    Buffer path;
    vm_buffer_init(vm, &path);
    vm_buffer_init(vm, &s.compiled);
    s.path = str_cstr(vm, file, &path);
    Object *code = s.path ? find_code(&s, file, shown) : NULL;
    buffer_deinit(&s.compiled);
    buffer_deinit(&path);
    return code;
}
