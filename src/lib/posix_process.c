/* posix: processes; and the module _posixsubprocess. */
#define _GNU_SOURCE
#define raise system_raise /* the one of the C library; ours is another */
#include <signal.h>
#undef raise
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/modules.h"
#include "lib/posix_module.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"
#include "vm/interp.h"

static Object *done_or_error(VM *vm, int result) {
    return result < 0 ? raise_os_error(vm, errno, NULL) : none_ref(vm);
}

/* ---- waiting ---- */

static Object *wait_for(VM *vm, int pid, int options) {
    int status = 0;
    pid_t result;
    while ((result = waitpid(pid, &status, options)) < 0) {
        if (errno != EINTR) {
            return raise_os_error(vm, errno, NULL);
        }
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return pack_steal(vm, 2, int_from_i64(vm, result), int_from_i64(vm, result ? status : 0));
}

static Object *waitpid_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    int pid, options;
    UNUSED(m);
    return args_parse(vm, "waitpid", names, "ii", args, nargs, NULL, &pid, &options)
               ? wait_for(vm, pid, options)
               : NULL;
}

static Object *wait_(VM *vm, Object *m) {
    UNUSED(m);
    return wait_for(vm, -1, 0);
}

static bool status_arg(VM *vm, Object *o, int *status) {
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    *status = (int)value;
    return !error_occurred(vm);
}

#define STATUS_FUNCTION(name, macro, make)                                                         \
    static Object *name(VM *vm, Object *m, Object *o) {                                            \
        int status;                                                                                \
        UNUSED(m);                                                                                 \
        return status_arg(vm, o, &status) ? make(vm, macro(status)) : NULL;                        \
    }
STATUS_FUNCTION(wifexited, WIFEXITED, bool_ref)
STATUS_FUNCTION(wifsignaled, WIFSIGNALED, bool_ref)
STATUS_FUNCTION(wifstopped, WIFSTOPPED, bool_ref)
STATUS_FUNCTION(wifcontinued, WIFCONTINUED, bool_ref)
STATUS_FUNCTION(wcoredump, WCOREDUMP, bool_ref)
STATUS_FUNCTION(wexitstatus, WEXITSTATUS, int_from_i64)
STATUS_FUNCTION(wtermsig, WTERMSIG, int_from_i64)
STATUS_FUNCTION(wstopsig, WSTOPSIG, int_from_i64)

static Object *waitstatus_to_exitcode(VM *vm, Object *m, Object *o) {
    int status;
    UNUSED(m);
    if (!status_arg(vm, o, &status)) {
        return NULL;
    }
    if (WIFEXITED(status)) {
        return int_from_i64(vm, WEXITSTATUS(status));
    }
    if (WIFSIGNALED(status)) {
        return int_from_i64(vm, -WTERMSIG(status));
    }
    return WIFSTOPPED(status) ? raise(vm, EXC_ValueError,
                                      "process stopped by delivery of signal %i", WSTOPSIG(status))
                              : raise(vm, EXC_ValueError, "invalid wait status: %i", status);
}

/* ---- single calls ---- */

/* Lists of functions in the module's dict, under names no program writes. */
static const char *const fork_lists[] = {"<before fork>", "<after in child>", "<after in parent>"};

static bool add_at_fork(VM *vm, Object *module, int which, Object *function) {
    Object *dict = ((Module *)module)->dict;
    Object *list = dict_get_cstr(vm, dict, fork_lists[which]);
    if (!list && !error_occurred(vm)) {
        list = list_new(vm, 0);
        if (module_add(vm, module, fork_lists[which], list) < 0) {
            return false;
        }
    }
    return list && list_append(vm, list, function) == 0;
}

static Object *register_at_fork(VM *vm, Object *m, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"before", "after_in_child", "after_in_parent", NULL};
    Object *functions[3] = {0};
    if (!args_parse(vm, "register_at_fork", names, "|$OOO", args, nargs, kwnames, &functions[0],
                    &functions[1], &functions[2])) {
        return NULL;
    }
    if (!functions[0] && !functions[1] && !functions[2]) {
        return raise(vm, EXC_TypeError, "At least one argument is required.");
    }
    for (int i = 0; i < 3; i++) {
        if (functions[i] && !object_is_callable(vm, functions[i])) {
            return raise(vm, EXC_TypeError, "'%s' must be callable, not %T", names[i],
                         functions[i]);
        }
        if (functions[i] && !add_at_fork(vm, m, i, functions[i])) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static void run_at_fork(VM *vm, Object *module, int which) {
    Object *list = dict_get_cstr(vm, ((Module *)module)->dict, fork_lists[which]);
    size_t n = list && is_exact(list, SHAPE_LIST) ? LIST_LEN(list) : 0;
    error_clear(vm);
    xincref(list);
    for (size_t i = 0; i < n && i < LIST_LEN(list); i++) {
        Object *function = new_ref(LIST_ITEM(list, which ? i : n - 1 - i));
        Object *result = call0(vm, function);
        if (!result) {
            error_unraisable(vm, function);
        }
        xdecref(vm, result);
        decref(vm, function);
    }
    xdecref(vm, list);
}

static Object *fork_(VM *vm, Object *m) {
    run_at_fork(vm, m, 0);
    pid_t pid = fork();
    int error = errno;
    run_at_fork(vm, m, pid == 0 ? 1 : 2);
    errno = error;
    return pid < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, pid);
}

static Object *kill_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    int pid, number;
    UNUSED(m);
    if (!args_parse(vm, "kill", names, "ii", args, nargs, NULL, &pid, &number)) {
        return NULL;
    }
    return done_or_error(vm, kill(pid, number));
}

static Object *killpg_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    int group, number;
    UNUSED(m);
    if (!args_parse(vm, "killpg", names, "ii", args, nargs, NULL, &group, &number)) {
        return NULL;
    }
    return done_or_error(vm, killpg(group, number));
}

static Object *getpgid_(VM *vm, Object *m, Object *o) {
    UNUSED(m);
    int64_t pid = number_as_i64(vm, o, EXC_OverflowError);
    pid_t group = error_occurred(vm) ? 0 : getpgid((pid_t)pid);
    if (error_occurred(vm)) {
        return NULL;
    }
    return group < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, group);
}

static Object *setsid_(VM *vm, Object *m) {
    UNUSED(m);
    return done_or_error(vm, setsid());
}

static Object *sched_yield_(VM *vm, Object *m) {
    UNUSED(m);
    return done_or_error(vm, sched_yield());
}

static Object *pipe2_(VM *vm, Object *m, Object *o) {
    int fds[2];
    UNUSED(m);
    int64_t flags = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (pipe2(fds, (int)flags) < 0) {
        return raise_os_error(vm, errno, NULL);
    }
    return pack_steal(vm, 2, int_from_i64(vm, fds[0]), int_from_i64(vm, fds[1]));
}

static Object *get_blocking(VM *vm, Object *m, Object *o) {
    UNUSED(m);
    int64_t fd = number_as_i64(vm, o, EXC_OverflowError);
    int flags = error_occurred(vm) ? 0 : fcntl((int)fd, F_GETFL);
    if (error_occurred(vm)) {
        return NULL;
    }
    return flags < 0 ? raise_os_error(vm, errno, NULL) : bool_ref(vm, !(flags & O_NONBLOCK));
}

static Object *set_blocking(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    int fd;
    bool blocking;
    UNUSED(m);
    if (!args_parse(vm, "set_blocking", names, "ip", args, nargs, NULL, &fd, &blocking)) {
        return NULL;
    }
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0) {
        flags = fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
    }
    return done_or_error(vm, flags);
}

/* ---- executing ---- */

/* The bytes of a sequence of paths as a NULL-terminated vector of malloc's; the paths themselves
 * stay alive in *keep (a list). NULL with an error. */
static char **text_vector(VM *vm, Object *sequence, const char *what, Object **keep) {
    Object *items = list_from_iterable(vm, sequence);
    char **vector = items ? calloc(LIST_LEN(items) + 1, sizeof *vector) : NULL;
    *keep = list_new(vm, 0);
    bool ok = vector && *keep;
    if (items && !vector) {
        raise_memory_error(vm);
    }
    for (size_t i = 0; ok && i < LIST_LEN(items); i++) {
        PathArg path;
        ok = path_arg(vm, &path, what, "argument", LIST_ITEM(items, i), 0);
        if (ok) {
            ok = list_append(vm, *keep, path.object) == 0 && (vector[i] = strdup(path.text));
            path_release(vm, &path);
        }
    }
    xdecref(vm, items);
    if (ok) {
        return vector;
    }
    for (size_t i = 0; vector && vector[i]; i++) {
        free(vector[i]);
    }
    free(vector);
    clear_ref(vm, *keep);
    return NULL;
}

static void free_vector(VM *vm, char **vector, Object *keep) {
    for (size_t i = 0; vector && vector[i]; i++) {
        free(vector[i]);
    }
    free(vector);
    xdecref(vm, keep);
}

/* A mapping as "NAME=value" byte strings, in a list: new reference. */
static Object *environment_list(VM *vm, Object *mapping) {
    Object *items = call_method0(vm, mapping, ID(vm, items));
    Object *pairs = items ? list_from_iterable(vm, items) : NULL;
    Object *list = pairs ? list_new(vm, 0) : NULL;
    for (size_t i = 0; list && i < LIST_LEN(pairs); i++) {
        Object *pair = LIST_ITEM(pairs, i), *entry = NULL;
        PathArg key, value;
        if (path_arg(vm, &key, "execve", "env", TUPLE_ITEM(pair, 0), 0)) {
            if (path_arg(vm, &value, "execve", "env", TUPLE_ITEM(pair, 1), 0)) {
                size_t n = strlen(key.text), m = strlen(value.text);
                entry = bytes_new(vm, n + m + 1);
                if (entry) {
                    memcpy(BYTES(entry)->data, key.text, n);
                    BYTES(entry)->data[n] = '=';
                    memcpy(BYTES(entry)->data + n + 1, value.text, m);
                }
                path_release(vm, &value);
            }
            path_release(vm, &key);
        }
        if (!entry || list_append_steal(vm, list, entry) < 0) {
            clear_ref(vm, list);
        }
    }
    xdecref(vm, pairs);
    xdecref(vm, items);
    return list;
}

extern char **environ;

static Object *execute(VM *vm, const char *function, Object *file, Object *arguments,
                       Object *environment) {
    Object *keep = NULL, *keep_env = NULL, *list = NULL;
    char **argv, **env = NULL;
    PathArg path;
    if (!path_arg(vm, &path, function, "path", file, 0)) {
        return NULL;
    }
    argv = text_vector(vm, arguments, function, &keep);
    if (argv && !argv[0]) {
        raise(vm, EXC_ValueError, "%s() arg 2 must not be empty", function);
    } else if (argv && environment) {
        list = environment_list(vm, environment);
        env = list ? text_vector(vm, list, function, &keep_env) : NULL;
    }
    if (!error_occurred(vm)) {
        execve(path.text, argv, env ? env : environ);
        path_error(vm, &path);
    }
    free_vector(vm, argv, keep);
    free_vector(vm, env, keep_env);
    xdecref(vm, list);
    path_release(vm, &path);
    return NULL;
}

static Object *execv_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    return args_count(vm, "execv", nargs, 2, 2) ? execute(vm, "execv", args[0], args[1], NULL)
                                                : NULL;
}

static Object *execve_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    return args_count(vm, "execve", nargs, 3, 3) ? execute(vm, "execve", args[0], args[1], args[2])
                                                 : NULL;
}

const MethodDef posix_process_methods[] = {
    METHOD_FAST("waitpid", waitpid_, "Wait for completion of a given child process."),
    METHOD_NOARGS("wait", wait_, "Wait for completion of a child process."),
    METHOD_O("WIFEXITED", wifexited, "Whether the process exited by exit()."),
    METHOD_O("WIFSIGNALED", wifsignaled, "Whether the process was ended by a signal."),
    METHOD_O("WIFSTOPPED", wifstopped, "Whether the process was stopped."),
    METHOD_O("WIFCONTINUED", wifcontinued, "Whether the process was continued."),
    METHOD_O("WCOREDUMP", wcoredump, "Whether the process left a core file."),
    METHOD_O("WEXITSTATUS", wexitstatus, "The status the process exited with."),
    METHOD_O("WTERMSIG", wtermsig, "The signal that ended the process."),
    METHOD_O("WSTOPSIG", wstopsig, "The signal that stopped the process."),
    METHOD_O("waitstatus_to_exitcode", waitstatus_to_exitcode, "A wait status as an exit code."),
    METHOD_KW("register_at_fork", register_at_fork, "Functions to be called by fork()."),
    METHOD_NOARGS("fork", fork_, "Fork a child process: 0 in the child."),
    METHOD_FAST("kill", kill_, "Kill a process with a signal."),
    METHOD_FAST("killpg", killpg_, "Kill a process group with a signal."),
    METHOD_O("getpgid", getpgid_, "The process group of a process."),
    METHOD_NOARGS("setsid", setsid_, "Begin a new session."),
    METHOD_NOARGS("sched_yield", sched_yield_, "Relinquish the processor."),
    METHOD_O("pipe2", pipe2_, "Two descriptors, with flags: reading, writing."),
    METHOD_O("get_blocking", get_blocking, "Whether a descriptor blocks."),
    METHOD_FAST("set_blocking", set_blocking, "Make a descriptor block, or not."),
    METHOD_FAST("execv", execv_, "Execute a file with arguments in place of this process."),
    METHOD_FAST("execve", execve_, "Execute a file with arguments and environment."),
    {0},
};

/* ---- _posixsubprocess ---- */

/* What the child needs, all made before forking: in between nothing may be allocated. */
typedef struct Child {
    char **argv, **env, **files;
    const char *folder; /* or NULL */
    int p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write;
    bool close_fds, restore_signals, new_session;
    int process_group, umask;
    int64_t gid, uid; /* -1: as they are */
    const int *keep;
    size_t keep_count;
    Object *preexec; /* or NULL */
} Child;

static bool is_kept(const Child *c, int fd) {
    for (size_t i = 0; i < c->keep_count; i++) {
        if (c->keep[i] == fd) {
            return true;
        }
    }
    return false;
}

static void close_others(const Child *c) {
    int max = (int)sysconf(_SC_OPEN_MAX);
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) {
        for (int fd = 3; fd < (max > 0 && max < 65536 ? max : 256); fd++) {
            if (!is_kept(c, fd)) {
                close(fd);
            }
        }
        return;
    }
    int own = dirfd(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        int fd = atoi(entry->d_name);
        if (fd > 2 && fd != own && !is_kept(c, fd)) {
            close(fd);
        }
    }
    closedir(folder);
}

/* from becomes the descriptor `to`, open beyond exec. */
static int put_at(int from, int to) {
    if (from == to) {
        int flags = fcntl(from, F_GETFD);
        return flags < 0 ? -1 : fcntl(from, F_SETFD, flags & ~FD_CLOEXEC);
    }
    return from < 0 ? 0 : dup2(from, to);
}

/* Standard streams. false: errno. */
static bool set_streams(Child *c) {
    if (c->c2pwrite == 0 && (c->c2pwrite = fcntl(0, F_DUPFD, 3)) < 0) {
        return false;
    }
    while (c->errwrite == 0 || c->errwrite == 1) {
        if ((c->errwrite = fcntl(c->errwrite, F_DUPFD, 3)) < 0) {
            return false;
        }
    }
    return put_at(c->p2cread, 0) >= 0 && put_at(c->c2pwrite, 1) >= 0 && put_at(c->errwrite, 2) >= 0;
}

static bool prepare_child(Child *c) {
    static const int restored[] = {SIGPIPE, SIGXFSZ};
    int mine[] = {c->p2cwrite, c->c2pread, c->errread, c->errpipe_read};
    for (size_t i = 0; i < COUNT_OF(mine); i++) {
        if (mine[i] >= 0) {
            close(mine[i]);
        }
    }
    if (!set_streams(c) || (c->folder && chdir(c->folder) < 0)) {
        return false;
    }
    if (c->umask >= 0) {
        umask((mode_t)c->umask);
    }
    for (size_t i = 0; c->restore_signals && i < COUNT_OF(restored); i++) {
        signal(restored[i], SIG_DFL);
    }
    return (!c->new_session || setsid() >= 0) &&
           (c->process_group < 0 || setpgid(0, c->process_group) >= 0) &&
           (c->gid < 0 || setregid((gid_t)c->gid, (gid_t)c->gid) >= 0) &&
           (c->uid < 0 || setreuid((uid_t)c->uid, (uid_t)c->uid) >= 0);
}

static void tell_parent(const Child *c, const char *text) {
    ssize_t written = write(c->errpipe_write, text, strlen(text));
    (void)written;
}

/* In the child: does not return. */
static void run_child(VM *vm, Child *c) {
    char text[64];
    int saved = 0;
    bool preparing = true;
    if (!prepare_child(c)) {
        goto fail;
    }
    if (c->preexec) {
        Object *result = call0(vm, c->preexec);
        if (!result) {
            tell_parent(c, "SubprocessError:0:Exception occurred in preexec_fn.");
            _exit(255);
        }
    }
    if (c->close_fds) {
        close_others(c);
    }
    preparing = false;
    for (size_t i = 0; c->files[i]; i++) {
        execve(c->files[i], c->argv, c->env ? c->env : environ);
        saved = errno != ENOENT && errno != ENOTDIR && !saved ? errno : saved;
    }
    errno = saved ? saved : errno;
fail:
    snprintf(text, sizeof text, "OSError:%x:%s", (unsigned)errno, preparing ? "noexec" : "");
    tell_parent(c, text);
    _exit(255);
}

static bool id_arg(VM *vm, Object *o, int64_t *id) {
    *id = -1;
    if (o != vm->none) {
        *id = number_as_i64(vm, o, EXC_OverflowError);
    }
    return !error_occurred(vm);
}

/* The numbers in a tuple, from malloc. */
static int *kept_descriptors(VM *vm, Object *tuple, size_t *n) {
    *n = is_exact(tuple, SHAPE_TUPLE) ? TUPLE_LEN(tuple) : 0;
    int *fds = malloc((*n + 1) * sizeof *fds);
    for (size_t i = 0; fds && i < *n; i++) {
        fds[i] = (int)number_as_i64(vm, TUPLE_ITEM(tuple, i), EXC_OverflowError);
        if (error_occurred(vm) || fds[i] < 0) {
            error_clear(vm);
            raise(vm, EXC_ValueError, "bad value(s) in fds_to_keep");
            free(fds);
            return NULL;
        }
    }
    return fds ? fds : (void *)raise_memory_error(vm);
}

static bool child_args(VM *vm, Child *c, Object *const *args) {
    int *numbers[] = {&c->p2cread, &c->p2cwrite, &c->c2pread,      &c->c2pwrite,
                      &c->errread, &c->errwrite, &c->errpipe_read, &c->errpipe_write};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        *numbers[i] = (int)number_as_i64(vm, args[6 + i], EXC_OverflowError);
    }
    c->close_fds = object_truth(vm, args[2]) > 0;
    c->restore_signals = object_truth(vm, args[14]) > 0;
    c->new_session = object_truth(vm, args[15]) > 0;
    c->process_group = (int)number_as_i64(vm, args[16], EXC_OverflowError);
    c->umask = (int)number_as_i64(vm, args[20], EXC_OverflowError);
    c->preexec = args[21] == vm->none ? NULL : args[21];
    return !error_occurred(vm) && id_arg(vm, args[17], &c->gid) && id_arg(vm, args[19], &c->uid);
}

static Object *fork_exec(VM *vm, Object *m, Object *const *args, size_t nargs) {
    Object *keep[3] = {0}, *result = NULL;
    PathArg folder = {0};
    int *fds = NULL;
    UNUSED(m);
    if (!args_count(vm, "fork_exec", nargs, 23, 23)) {
        return NULL;
    }
    Child c = {0};
    if (!child_args(vm, &c, args) || !(fds = kept_descriptors(vm, args[3], &c.keep_count)) ||
        (args[4] != vm->none && !path_arg(vm, &folder, "fork_exec", "cwd", args[4], 0))) {
        goto done;
    }
    c.keep = fds;
    c.folder = folder.text;
    if (!(c.argv = text_vector(vm, args[0], "fork_exec", &keep[0])) ||
        !(c.files = text_vector(vm, args[1], "fork_exec", &keep[1])) ||
        (args[5] != vm->none && !(c.env = text_vector(vm, args[5], "fork_exec", &keep[2])))) {
        goto done;
    }
    pid_t pid = fork();
    if (pid == 0) {
        run_child(vm, &c);
    }
    result = pid < 0 ? raise_os_error(vm, errno, NULL) : int_from_i64(vm, pid);
done:
    free_vector(vm, c.argv, keep[0]);
    free_vector(vm, c.files, keep[1]);
    free_vector(vm, c.env, keep[2]);
    if (folder.text) {
        path_release(vm, &folder);
    }
    free(fds);
    return result;
}

static const MethodDef subprocess_methods[] = {
    METHOD_FAST("fork_exec", fork_exec, "Fork a child and execute a file in it."),
    {0},
};

Object *module_posixsubprocess(VM *vm) {
    return module_make(vm, "_posixsubprocess", "A POSIX helper for the subprocess module.",
                       subprocess_methods);
}
