/* The module posix, file by file. */
#ifndef ADDER_LIB_POSIX_MODULE_H
#define ADDER_LIB_POSIX_MODULE_H

#include <sys/stat.h>

#include "base/buffer.h"
#include "lib/module_make.h"

/* A path argument, made ready for the system; or, where allowed, a descriptor. */
typedef struct PathArg {
    Object *object;   /* what the program gave: borrowed; NULL: nothing, meaning "." */
    Object *bytes;    /* its bytes, owned */
    const char *text; /* NUL-terminated; NULL: fd is meant */
    int fd;
    Buffer buf;
    bool is_bytes; /* results are to be bytes, too */
} PathArg;

enum { PATH_FD = 1, PATH_NONE = 2 };
/* allow: which of the two else may stand for a path. false: raised, nothing to release. */
bool path_arg(VM *vm, PathArg *path, const char *function, const char *name, Object *o, int allow);
void path_release(VM *vm, PathArg *path);
/* A name from the system as a program wants it. */
Object *path_result(VM *vm, const PathArg *like, const char *text, size_t len);
/* OSError with errno and the path; NULL. */
Object *path_error(VM *vm, const PathArg *path);
/* An optional dir_fd argument; NULL or None: the current directory. */
bool dir_fd_arg(VM *vm, Object *o, int *fd);
/* The descriptor that an int is, or that the object's fileno() gives. false with an error. */
bool posix_descriptor(VM *vm, Object *o, int *fd);
Object *posix_fspath(VM *vm, Object *o);

/* posix_stat.c */
extern const MethodDef posix_stat_methods[];
bool posix_stat_init(VM *vm, Object *module);
Object *posix_stat_result(VM *vm, const struct stat *st);
/* posix_dir.c */
extern const MethodDef posix_dir_methods[];
bool posix_dir_init(VM *vm, Object *module);
/* posix_file.c */
extern const MethodDef posix_file_methods[];
/* posix_process.c */
extern const MethodDef posix_process_methods[];
/* posix_path.c */
extern const MethodDef posix_path_methods[];

#endif
