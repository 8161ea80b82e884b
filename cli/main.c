/* The command `adder`: reads its arguments, makes a VM, runs a program. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adder.h"
#include "repl.h"

static const char usage[] =
    "usage: adder [OPTION]... [FILE | -c CODE | -m MODULE | -] [ARGS]\n"
    "       adder watch [WATCH-OPTION]... FILE [ARGS]\n"
    "\n"
    "Runs a Python program; without one, a prompt (or standard input if it is no terminal).\n"
    "\n"
    "  -c CODE                run CODE; the arguments after it are sys.argv[1:]\n"
    "  -m MODULE              find MODULE on sys.path and run it\n"
    "  -                      run standard input\n"
    "  -W FILTER              a filter for warnings, as the module warnings reads it\n"
    "  -E, -I                 without PYTHONPATH and PYTHONWARNINGS\n"
    "  -b -B -d -O -P -q -s -S -u -v -x -X OPTION\n"
    "                         CPython's options of no consequence here\n"
    "  --memory-limit SIZE    at most SIZE bytes (suffix K, M or G): MemoryError beyond\n"
    "  -V, --version          print the version\n"
    "  -h, --help             print this help\n"
    "\n"
    "`adder watch` shows stack and heap after every line:\n"
    "  --lines A-B            only these lines\n"
    "  --max-objects N        draw at most N objects and say how many are left out\n"
    "  --only NAME,...        only these names and what they lead to\n"
    "  --ascii                7-bit characters\n"
    "  --plain                print all steps instead of stepping with keys\n";

typedef struct Arguments {
    const char *code;   /* of -c */
    const char *module; /* of -m */
    const char *file;   /* NULL: prompt or standard input */
    bool watch, stdin_program, plain;
    size_t memory_limit;
    bool no_compiled;
    const char *compiled_prefix;
    AdderWatch watch_options;
    int rest; /* index of the first argument of the program */
} Arguments;

static int fail(const char *message, const char *detail) {
    fprintf(stderr, "adder: %s%s%s\n%s", message, detail ? ": " : "", detail ? detail : "",
            "Try `adder --help'.\n");
    return 2;
}

/* "64M" and the like; 0 if it is not a size. */
static size_t parse_size(const char *text) {
    char *end;
    double value = strtod(text, &end);
    switch (*end) {
    case 'k':
    case 'K':
        value *= 1 << 10;
        end++;
        break;
    case 'm':
    case 'M':
        value *= 1 << 20;
        end++;
        break;
    case 'g':
    case 'G':
        value *= 1 << 30;
        end++;
        break;
    default:
        break;
    }
    return end != text && *end == 0 && value >= 1 && value < 1e18 ? (size_t)value : 0;
}

static bool parse_lines(const char *text, AdderWatch *w) {
    char *end;
    w->first_line = w->last_line = (int)strtol(text, &end, 10);
    if (*end == '-') {
        w->last_line = (int)strtol(end + 1, &end, 10);
    }
    return end != text && *end == 0 && w->first_line > 0 && w->last_line >= w->first_line;
}

/* The value of option `name` at argv[*i]: "--name=value" or "--name value". NULL: not this option.
 */
static const char *option_value(const char *name, int argc, char **argv, int *i) {
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n) != 0) {
        return NULL;
    }
    if (argv[*i][n] == '=') {
        return argv[*i] + n + 1;
    }
    return argv[*i][n] == 0 && *i + 1 < argc ? argv[++*i] : NULL;
}

/* One option of `adder watch`: 1 taken, 0 not one, -1 bad value. */
static int parse_watch_option(Arguments *a, int argc, char **argv, int *i) {
    AdderWatch *w = &a->watch_options;
    const char *value;
    if (strcmp(argv[*i], "--ascii") == 0) {
        w->ascii = true;
    } else if (strcmp(argv[*i], "--plain") == 0) {
        a->plain = true;
    } else if ((value = option_value("--lines", argc, argv, i))) {
        return parse_lines(value, w) ? 1 : -1;
    } else if ((value = option_value("--max-objects", argc, argv, i))) {
        char *end;
        long n = strtol(value, &end, 10);
        w->max_objects = (unsigned)n;
        return *end == 0 && n > 0 ? 1 : -1;
    } else if ((value = option_value("--only", argc, argv, i))) {
        w->only = value;
    } else {
        return 0;
    }
    return 1;
}

/* Another filter for the warnings, behind those of the environment. */
static void add_warning_option(const char *option) {
    static const char name[] = "PYTHONWARNINGS";
    const char *old = getenv(name);
    char *all = malloc((old ? strlen(old) : 0) + strlen(option) + 2);
    if (all) {
        sprintf(all, "%s%s%s", old ? old : "", old && *old ? "," : "", option);
        setenv(name, all, 1);
        free(all);
    }
}

enum { OPTION_UNKNOWN, OPTION_TAKEN, OPTION_PROGRAM, OPTION_BAD };

/* CPython's options, of which several may stand behind one dash; those that change nothing here are
 * taken so that programs can start one another as they are used to. */
static int parse_letters(Arguments *a, int argc, char **argv, int *i) {
    for (const char *letter = argv[*i] + 1; *letter; letter++) {
        if (strchr("cmWX", *letter)) {
            char which = *letter;
            const char *value = letter[1] ? letter + 1 : ++*i < argc ? argv[*i] : NULL;
            if (!value) {
                return OPTION_BAD;
            }
            if (which == 'W') {
                add_warning_option(value);
            }
            if (which == 'X' && strncmp(value, "pycache_prefix=", 15) == 0) {
                a->compiled_prefix = value + 15;
            }
            if (which == 'W' || which == 'X') {
                return OPTION_TAKEN;
            }
            *(which == 'c' ? &a->code : &a->module) = value;
            a->rest = *i + 1;
            return OPTION_PROGRAM;
        }
        if (!strchr("bBdEIOPqsSuvx", *letter)) {
            return OPTION_UNKNOWN;
        }
        a->no_compiled |= *letter == 'B';
        if (*letter == 'E' || *letter == 'I') {
            unsetenv("PYTHONDONTWRITEBYTECODE");
            unsetenv("PYTHONPATH");
            unsetenv("PYTHONPYCACHEPREFIX");
            unsetenv("PYTHONWARNINGS");
        }
    }
    return OPTION_TAKEN;
}

/* 0: go on; else the exit status + 1. */
static int parse(Arguments *a, int argc, char **argv) {
    int i = 1;
    if (i < argc && strcmp(argv[i], "watch") == 0) {
        a->watch = true;
        i++;
    }
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        const char *value;
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 1;
        }
        if (strcmp(argv[i], "-V") == 0 || strcmp(argv[i], "--version") == 0) {
            printf("Adder %s (Python 3.11)\n", adder_version());
            return 1;
        }
        const char *option = argv[i];
        int letters = option[1] == '-' ? OPTION_UNKNOWN : parse_letters(a, argc, argv, &i);
        if (letters == OPTION_BAD) {
            return 1 + fail("argument expected for the option", option);
        }
        if (letters == OPTION_PROGRAM) {
            return 0;
        }
        if (letters == OPTION_TAKEN) {
            continue;
        }
        if ((value = option_value("--memory-limit", argc, argv, &i))) {
            a->memory_limit = parse_size(value);
            if (!a->memory_limit) {
                return 1 + fail("not a size", value);
            }
            continue;
        }
        int watch = a->watch ? parse_watch_option(a, argc, argv, &i) : 0;
        if (watch < 0) {
            return 1 + fail("bad value", argv[i]);
        }
        if (!watch) {
            return 1 + fail("unknown option", argv[i]);
        }
    }
    if (i < argc) {
        a->stdin_program = strcmp(argv[i], "-") == 0;
        a->file = a->stdin_program ? NULL : argv[i];
        i++;
    }
    a->rest = i;
    return a->watch && !a->file ? 1 + fail("watch needs a file", NULL) : 0;
}

/* ---- signals ---- */

static AdderVM *volatile interrupted_vm;

static void on_interrupt(int number) {
    (void)number;
    if (interrupted_vm) {
        adder_interrupt(interrupted_vm);
    }
}

static void catch_signals(AdderVM *vm) {
    interrupted_vm = vm;
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an OSError */
}

/* ---- running ---- */

static char *read_stdin(size_t *len) {
    size_t cap = 65536;
    char *text = malloc(cap);
    *len = 0;
    size_t n;
    while (text && (n = fread(text + *len, 1, cap - *len, stdin)) > 0) {
        *len += n;
        if (*len == cap) {
            char *more = realloc(text, cap *= 2);
            if (!more) {
                free(text);
            }
            text = more;
        }
    }
    return text;
}

static int run_stdin(AdderVM *vm) {
    size_t len;
    char *text = read_stdin(&len);
    if (!text) {
        return fail("not enough memory", NULL);
    }
    int status = adder_run_source(vm, text, len, "<stdin>");
    free(text);
    return status;
}

static int run(AdderVM *vm, Arguments *a) {
    if (a->watch) {
        bool terminal = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO);
        a->watch_options.interactive = terminal && !a->plain;
        a->watch_options.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
        return adder_watch_file(vm, a->file, &a->watch_options);
    }
    if (a->code) {
        return adder_run_string(vm, a->code, "<string>");
    }
    if (a->module) {
        return adder_run_module(vm, a->module);
    }
    if (a->file) {
        return adder_run_file(vm, a->file);
    }
    return a->stdin_program || !isatty(STDIN_FILENO) ? run_stdin(vm) : repl_run(vm);
}

/* The command's own path, as sys.executable has it. */
static const char *executable(const char *name) {
    static char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    return n > 0 ? path : name;
}

int main(int argc, char **argv) {
    Arguments a = {0};
    int stop = parse(&a, argc, argv);
    if (stop) {
        return stop - 1;
    }
    /* sys.argv: what was run, then its arguments. */
    const char **program = malloc(((size_t)(argc - a.rest) + 1) * sizeof *program);
    if (!program) {
        return fail("not enough memory", NULL);
    }
    program[0] = a.code ? "-c" : a.module ? "-m" : a.file ? a.file : a.stdin_program ? "-" : "";
    for (int i = a.rest; i < argc; i++) {
        program[i - a.rest + 1] = argv[i];
    }
    AdderConfig config = {.memory_limit = a.memory_limit,
                          .no_compiled = a.no_compiled,
                          .compiled_prefix = a.compiled_prefix,
                          .argc = argc - a.rest + 1,
                          .argv = program,
                          .executable = executable(argv[0])};
    AdderVM *vm = adder_new(&config);
    if (!vm) {
        free(program);
        return fail("not enough memory to start", NULL);
    }
    catch_signals(vm);
    int status = run(vm, &a);
    const char *check = getenv("ADDER_CHECK");
    const char *fault = check && *check ? adder_check(vm) : NULL;
    if (fault) {
        fprintf(stderr, "adder: check failed: %s\n", fault);
        status = 86;
    }
    bool interrupted = status == 130 && adder_ended_by_interrupt(vm);
    interrupted_vm = NULL;
    size_t leaked = check && *check ? adder_free(vm) : adder_exit(vm);
    if (leaked && check && *check) {
        fprintf(stderr, "adder: %zu blocks leaked\n", leaked);
        status = 86;
    }
    free(program);
    if (interrupted) { /* the parent is to see what ended us */
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
    }
    return status;
}
