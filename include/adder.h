/*
 * adder.h - the Adder runtime as a library.
 *
 * An AdderVM is one Python world: a heap, a collector, modules, a running program. VMs share
 * nothing: any number may live in one process, each used by one thread at a time.
 *
 *     AdderVM *vm = adder_new(NULL);
 *     int status = adder_run_string(vm, "print(6 * 7)", "<example>");
 *     adder_free(vm);
 *
 * Text is UTF-8. Sizes are bytes. Functions that run a program return its exit status: 0, the
 * argument of SystemExit, or 1 after an uncaught exception, whose traceback has been printed to
 * sys.stderr.
 */
#ifndef ADDER_H
#define ADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ADDER_API __attribute__((visibility("default")))
#else
#define ADDER_API
#endif

typedef struct AdderVM AdderVM;

typedef struct AdderConfig {
    size_t memory_limit; /* bytes the VM may hold from the system; 0: no limit */
    uint64_t hash_seed;  /* of str hashes; 0: random, unless PYTHONHASHSEED says otherwise */
    int argc;            /* sys.argv: of so many strings; 0: [''] */
    const char *const *argv;
    const char *executable;   /* sys.executable; NULL: '' */
    uint64_t fail_allocation; /* testing: the n-th allocation fails, from the first on; 0: none */
    bool no_library_path;     /* sys.path without CPython's library */
    bool no_compiled;         /* sys.dont_write_bytecode: compiled files are only read */
    const char *compiled_prefix; /* sys.pycache_prefix; NULL: what PYTHONPYCACHEPREFIX says */
} AdderConfig;

/* The version as text, "0.1.0". */
ADDER_API const char *adder_version(void);

/* Makes a VM; config NULL: all defaults. The strings in config are copied. NULL: not enough memory.
 */
ADDER_API AdderVM *adder_new(const AdderConfig *config);
/* Ends the VM as the end of a program does (exit handlers, finalizers, modules cleared) and returns
 * every byte. Returns the number of blocks that were still live: 0 unless there is a leak. */
ADDER_API size_t adder_free(AdderVM *vm);
/* The same for a process that is about to exit: quicker, as memory is left to the system if nothing
 * of the program's would notice its end (finalizers, callbacks of weak references, files with text
 * not yet written). vm must not be used any more. Returns what adder_free returns, or 0. */
ADDER_API size_t adder_exit(AdderVM *vm);

/* Run a program as the module __main__. name: what tracebacks call it. A path may also be that of a
 * folder or an archive with a __main__.py in it. */
ADDER_API int adder_run_file(AdderVM *vm, const char *path);
/* As `adder -m name`: finds the module and runs it as __main__. */
ADDER_API int adder_run_module(AdderVM *vm, const char *name);
ADDER_API int adder_run_string(AdderVM *vm, const char *source, const char *name);
ADDER_API int adder_run_source(AdderVM *vm, const char *source, size_t len, const char *name);

/* What a line typed at a prompt came to. */
typedef enum AdderLine {
    ADDER_LINE_DONE,       /* it ran, or its error has been printed */
    ADDER_LINE_INCOMPLETE, /* the statement goes on: call again with more lines added */
    ADDER_LINE_EXIT,       /* SystemExit: the program wants to end, with *status */
} AdderLine;
/* Runs one interactive statement in __main__, printing the value of an expression. */
ADDER_API AdderLine adder_interactive(AdderVM *vm, const char *source, size_t len, int *status);
/* The text of sys.ps1 (second false) or sys.ps2, copied to text. */
ADDER_API void adder_prompt(AdderVM *vm, bool second, char *text, size_t size);
/* Flushes sys.stdout and sys.stderr. false: that failed (a closed pipe, a full disk); it has been
 * reported. */
ADDER_API bool adder_flush(AdderVM *vm);

/* Raises KeyboardInterrupt in the program at the next safe point. May be called from a signal
 * handler or another thread. */
ADDER_API void adder_interrupt(AdderVM *vm);
/* Takes an interrupt back that the program has not seen yet; whether there was one. */
ADDER_API bool adder_take_interrupt(AdderVM *vm);

/* Whether the program that was run last ended by an uncaught KeyboardInterrupt. */
ADDER_API bool adder_ended_by_interrupt(const AdderVM *vm);

/* Bytes now held from the system, and in live blocks. */
ADDER_API size_t adder_memory_held(const AdderVM *vm);
ADDER_API size_t adder_memory_live(const AdderVM *vm);
/* Verifies the heap and recomputes every reference count. NULL: all is well; else a description of
 * the first violation, which stays valid until the next call. */
ADDER_API const char *adder_check(AdderVM *vm);

/* Testing: makes the n-th allocation from now fail; 0: none. */
ADDER_API void adder_fail_allocation(AdderVM *vm, uint64_t n);

/* Watching: runs the program and shows, after every line, its stack and heap (see `adder watch`).
 */
typedef struct AdderWatch {
    int first_line, last_line; /* show these lines only; 0: all */
    unsigned max_objects;      /* in a picture; 0: no limit */
    const char *only;          /* names to show, separated by commas; NULL: all */
    bool ascii;                /* 7-bit characters only */
    bool color;                /* escape sequences for a terminal */
    bool interactive;          /* step with keys (needs a terminal); else print everything */
} AdderWatch;
ADDER_API int adder_watch_file(AdderVM *vm, const char *path, const AdderWatch *options);

#ifdef __cplusplus
}
#endif

#endif
