/* The module fcntl. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/posix_module.h"
#include "object/abstract.h"
#include "types/int.h"
#include "vm/interp.h"

static Object *fcntl_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", NULL};
    UNUSED(self);
    Object *file;
    int command, value = 0, fd, result;
    if (!args_parse(vm, "fcntl", names, "Oi|i", args, nargs, NULL, &file, &command, &value) ||
        !posix_descriptor(vm, file, &fd)) {
        return NULL;
    }
    while ((result = fcntl(fd, command, value)) < 0) {
        if (errno != EINTR) {
            return raise_os_error(vm, errno, NULL);
        }
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return int_from_i64(vm, result);
}

static Object *ioctl_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", "", NULL};
    UNUSED(self);
    Object *file, *data = NULL;
    int64_t request;
    int fd;
    bool change = true;
    if (!args_parse(vm, "ioctl", names, "On|Op", args, nargs, NULL, &file, &request, &data,
                    &change) ||
        !posix_descriptor(vm, file, &fd)) {
        return NULL;
    }
    if (data && !is_int(vm, data)) {
        return raise(vm, EXC_NotImplementedError, "ioctl(): only with numbers");
    }
    int64_t value = data ? number_as_i64(vm, data, EXC_OverflowError) : 0;
    if (error_occurred(vm)) {
        return NULL;
    }
    int result = ioctl(fd, (unsigned long)request, value);
    return result < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, result);
}

static Object *flock_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(self);
    Object *file;
    int operation, fd;
    if (!args_parse(vm, "flock", names, "Oi", args, nargs, NULL, &file, &operation) ||
        !posix_descriptor(vm, file, &fd)) {
        return NULL;
    }
    while (flock(fd, operation) < 0) {
        if (errno != EINTR) {
            return raise_os_error(vm, errno, NULL);
        }
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *lockf_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", "", "", "", NULL};
    UNUSED(self);
    Object *file;
    int operation, fd, whence = 0;
    int64_t len = 0, start = 0;
    if (!args_parse(vm, "lockf", names, "Oi|nni", args, nargs, NULL, &file, &operation, &len,
                    &start, &whence) ||
        !posix_descriptor(vm, file, &fd)) {
        return NULL;
    }
    struct flock lock = {.l_type = operation & LOCK_UN   ? F_UNLCK
                                   : operation & LOCK_SH ? F_RDLCK
                                                         : F_WRLCK,
                         .l_whence = (short)whence,
                         .l_start = start,
                         .l_len = len};
    while (fcntl(fd, operation & LOCK_NB ? F_SETLK : F_SETLKW, &lock) < 0) {
        if (errno != EINTR) {
            return raise_os_error(vm, errno, NULL);
        }
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_FAST("fcntl", fcntl_, "Do something to a descriptor, with a number."),
    METHOD_FAST("ioctl", ioctl_, "Do something to a device, with a number."),
    METHOD_FAST("flock", flock_, "Lock a file, as flock()."),
    METHOD_FAST("lockf", lockf_, "Lock a part of a file, as lockf()."),
    {0},
};

#define C(name)                                                                                    \
    { #name, name }
static const IntConstant constants[] = {
    C(F_DUPFD), C(F_DUPFD_CLOEXEC), C(F_GETFD), C(F_SETFD),  C(F_GETFL),  C(F_SETFL),    C(F_GETLK),
    C(F_SETLK), C(F_SETLKW),        C(F_RDLCK), C(F_WRLCK),  C(F_UNLCK),  C(FD_CLOEXEC), C(LOCK_SH),
    C(LOCK_EX), C(LOCK_NB),         C(LOCK_UN), C(F_GETOWN), C(F_SETOWN),
};

Object *module_fcntl(VM *vm) {
    Object *m = module_make(vm, "fcntl", "Control of descriptors.", methods);
    if (m && !module_add_ints(vm, m, constants, COUNT_OF(constants))) {
        clear_ref(vm, m);
    }
    return m;
}
