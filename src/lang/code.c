/* The type `code`. */
#include "lang/code.h"

#include <string.h>

#include "base/hash.h"
#include "lang/line_table.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

Code *code_new(VM *vm) {
    /* As in CPython, code objects do not count as new containers. */
    Code *code = heap_alloc(&vm->heap, HEAP_CONTAINER, sizeof *code);
    if (!code) {
        raise_memory_error(vm);
        return NULL;
    }
    memset(code, 0, sizeof *code);
    object_init_header(code, SHAPE_CODE);
    return code;
}

void code_track_tuple(VM *vm, Object *tuple) {
    for (size_t i = 0; i < TUPLE_LEN(tuple); i++) {
        if (gc_is_tracked(TUPLE_ITEM(tuple, i))) {
            gc_track(vm, tuple);
            return;
        }
    }
}

static void code_dealloc(VM *vm, Object *self) {
    Code *code = CODE(self);
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    int32_t count = vm->gc_count[0]; /* what it holds was not counted either */
    xdecref(vm, code->consts);
    xdecref(vm, code->names);
    xdecref(vm, code->locals);
    xdecref(vm, code->cells);
    xdecref(vm, code->freevars);
    xdecref(vm, code->filename);
    xdecref(vm, code->name);
    xdecref(vm, code->qualname);
    xdecref(vm, code->doc);
    xdecref(vm, code->instrs ? NULL : code->store);
    vm->gc_count[0] = count;
    if (code->instrs) {
        raw_free(vm, code->instrs, code->instr_len * sizeof(Instr));
        if (code->handlers) {
            raw_free(vm, code->handlers, code->handler_len * sizeof(ExceptionEntry));
        }
    }
    if (code->line_table) {
        raw_free(vm, code->line_table, code->line_table_size);
    }
    heap_free(&vm->heap, HEAP_CONTAINER, code, sizeof *code);
}

static int code_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Code *code = CODE(self);
    UNUSED(vm);
    VISIT(code->consts);
    VISIT(code->names);
    VISIT(code->locals);
    VISIT(code->cells);
    VISIT(code->freevars);
    VISIT(code->filename);
    VISIT(code->name);
    VISIT(code->qualname);
    VISIT(code->doc);
    if (!code->instrs) {
        VISIT(code->store);
    }
    return 0;
}

static size_t code_owned_size(VM *vm, const Object *self) {
    const Code *code = (const Code *)self;
    UNUSED(vm);
    return code->instrs ? code->instr_len * sizeof(Instr) +
                              code->handler_len * sizeof(ExceptionEntry) + code->line_table_size
                        : 0;
}

static Object *code_repr(VM *vm, Object *self) {
    Code *code = CODE(self);
    return str_format(vm, "<code object %U at %p, file \"%U\", line %d>", code->name, (void *)self,
                      code->filename, (int)code->first_line);
}

/* --- Comparing -------------------------------------------------------------------------------- */

static bool same_numbers(const Code *a, const Code *b) {
    return a->arg_count == b->arg_count && a->posonly_count == b->posonly_count &&
           a->kwonly_count == b->kwonly_count && a->flags == b->flags &&
           a->first_line == b->first_line && a->nlocals == b->nlocals && a->nregs == b->nregs;
}

/* The instructions themselves are no guide: running specialises them. */
static int code_equal(VM *vm, Code *a, Code *b) {
    if (a == b) {
        return 1;
    }
    if (!same_numbers(a, b)) {
        return 0;
    }
    if (!code_complete(vm, a) || !code_complete(vm, b)) {
        return -1;
    }
    if (a->instr_len != b->instr_len || a->handler_len != b->handler_len ||
        a->line_table_size != b->line_table_size ||
        memcmp(a->line_table, b->line_table, a->line_table_size) != 0) {
        return 0;
    }
    Object *const pairs[][2] = {{a->name, b->name},   {a->consts, b->consts},
                                {a->names, b->names}, {a->locals, b->locals},
                                {a->cells, b->cells}, {a->freevars, b->freevars}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        int equal = object_compare_bool(vm, pairs[i][0], pairs[i][1], CMP_EQ);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static Object *code_compare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(a, SHAPE_CODE) || !is_exact(b, SHAPE_CODE)) {
        return not_implemented_ref(vm);
    }
    int equal = code_equal(vm, CODE(a), CODE(b));
    return equal < 0 ? NULL : bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash code_hash(VM *vm, Object *self) {
    Code *code = CODE(self);
    if (!code_complete(vm, code)) {
        return -1;
    }
    Object *const parts[] = {code->name, code->names, code->locals, code->freevars, code->cells};
    uint64_t h = code->arg_count + 31u * code->kwonly_count + 977u * code->flags;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        Hash part = object_hash(vm, parts[i]);
        if (part == -1) {
            return -1;
        }
        h = hash_combine(h, (uint64_t)part);
    }
    return h == UINT64_MAX ? -2 : (Hash)h;
}

/* --- Attributes ------------------------------------------------------------------------------- */

enum CodeNumber {
    NUMBER_ARGS,
    NUMBER_POSONLY,
    NUMBER_KWONLY,
    NUMBER_LOCALS,
    NUMBER_STACK,
    NUMBER_FLAGS,
    NUMBER_FIRST_LINE,
};

static uint32_t var_len(const Code *code) {
    return (uint32_t)code->nlocals - code->ncells - code->nfree;
}

static Object *get_number(VM *vm, Object *self, void *which) {
    const Code *code = CODE(self);
    switch ((enum CodeNumber)(uintptr_t)which) {
    case NUMBER_ARGS:
        return int_from_i64(vm, code->arg_count);
    case NUMBER_POSONLY:
        return int_from_i64(vm, code->posonly_count);
    case NUMBER_KWONLY:
        return int_from_i64(vm, code->kwonly_count);
    case NUMBER_LOCALS:
        return int_from_i64(vm, var_len(code));
    case NUMBER_STACK:
        return int_from_i64(vm, code->nregs - code->nlocals);
    case NUMBER_FLAGS:
        return int_from_i64(vm, code->flags);
    case NUMBER_FIRST_LINE:
        return int_from_i64(vm, code->first_line);
    }
    return NULL;
}

#define TRY_COMPLETE(self)                                                                         \
    do {                                                                                           \
        if (!code_complete(vm, CODE(self))) {                                                      \
            return NULL;                                                                           \
        }                                                                                          \
    } while (0)

/* A member that an incomplete code object does not have: where it lies. */
static Object *get_object(VM *vm, Object *self, void *offset) {
    TRY_COMPLETE(self);
    return new_ref(*(Object **)(void *)((char *)self + (uintptr_t)offset));
}

static Object *get_varnames(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    TRY_COMPLETE(self);
    return tuple_slice(vm, CODE(self)->locals, 0, var_len(CODE(self)));
}

static Object *get_code(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    TRY_COMPLETE(self);
    return bytes_from(vm, CODE(self)->instrs, CODE(self)->instr_len * sizeof(Instr));
}

static Object *get_line_table(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    TRY_COMPLETE(self);
    return bytes_from(vm, CODE(self)->line_table, CODE(self)->line_table_size);
}

static Object *get_exception_table(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    TRY_COMPLETE(self);
    return bytes_from(vm, CODE(self)->handlers, CODE(self)->handler_len * sizeof(ExceptionEntry));
}

/* --- Positions -------------------------------------------------------------------------------- */

static Object *line_or_none(VM *vm, int32_t n, int32_t none) {
    return n == none ? none_ref(vm) : int_from_i64(vm, n);
}

/* A tuple of new references (stolen), appended to list. */
static bool append_tuple(VM *vm, Object *list, Object **items, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!items[i]) {
            for (size_t j = 0; j < n; j++) {
                xdecref(vm, items[j]);
            }
            return false;
        }
    }
    Object *tuple = tuple_from_steal(vm, items, n);
    return tuple && list_append_steal(vm, list, tuple) == 0;
}

static Object *iter_of_list(VM *vm, Object *list, bool ok) {
    Object *iter = ok ? object_get_iter(vm, list) : NULL;
    xdecref(vm, list);
    return iter;
}

static Object *code_co_lines(VM *vm, Object *self) {
    LineReader r;
    TRY_COMPLETE(self);
    Object *list = list_new(vm, 0);
    bool ok = list != NULL, more;
    int32_t line = 0;
    uint32_t start = 0, end = 0;
    line_reader_init(&r, CODE(self));
    do {
        more = ok && line_reader_next(&r);
        if (ok && end > start && (!more || r.location.line != line)) {
            Object *items[] = {int_from_i64(vm, start), int_from_i64(vm, end),
                               line_or_none(vm, line, 0)};
            ok = append_tuple(vm, list, items, 3);
            start = end;
        }
        line = r.location.line;
        end = r.stop;
    } while (more);
    return iter_of_list(vm, list, ok);
}

static Object *code_co_positions(VM *vm, Object *self) {
    LineReader r;
    TRY_COMPLETE(self);
    Object *list = list_new(vm, 0);
    bool ok = list != NULL;
    line_reader_init(&r, CODE(self));
    while (ok && line_reader_next(&r)) {
        const CodeLocation *at = &r.location;
        for (uint32_t pc = r.start; pc < r.stop && ok; pc++) {
            Object *items[] = {line_or_none(vm, at->line, 0), line_or_none(vm, at->end_line, 0),
                               line_or_none(vm, at->col, -1), line_or_none(vm, at->end_col, -1)};
            ok = append_tuple(vm, list, items, 4);
        }
    }
    return iter_of_list(vm, list, ok);
}

/* --- replace() -------------------------------------------------------------------------------- */

/* Plain data of a code object, without its references and buffers. */
static Code *copy_plain(VM *vm, const Code *from) {
    Code *code = code_new(vm);
    if (!code) {
        return NULL;
    }
    Object head = code->head;
    *code = *from;
    code->head = head;
    code->instrs = NULL;
    code->handlers = NULL;
    code->line_table = NULL;
    code->version = 0;
    xincref(code->consts);
    xincref(code->names);
    xincref(code->locals);
    xincref(code->cells);
    xincref(code->freevars);
    xincref(code->filename);
    xincref(code->name);
    xincref(code->qualname);
    xincref(code->doc);
    return code;
}

static void *copy_buffer(VM *vm, const void *from, size_t size) {
    void *p = size ? raw_alloc(vm, size) : NULL;
    return p ? memcpy(p, from, size) : NULL;
}

static bool copy_buffers(VM *vm, Code *code, const Code *from) {
    code->instrs = copy_buffer(vm, from->instrs, from->instr_len * sizeof(Instr));
    if (code->instrs && vm->code_general) {
        vm->code_general(vm, OBJ(from), code->instrs);
    }
    code->line_table = copy_buffer(vm, from->line_table, from->line_table_size);
    code->handlers = copy_buffer(vm, from->handlers, from->handler_len * sizeof(ExceptionEntry));
    return code->instrs && code->line_table && (code->handlers || from->handler_len == 0);
}

static bool same_len_tuple(VM *vm, Object *value, Object **field, const char *name) {
    if (!value) {
        return true;
    }
    if (!is_tuple(vm, value) || TUPLE_LEN(value) != TUPLE_LEN(*field)) {
        raise(vm, EXC_ValueError, "code: %s must be a tuple of the same length", name);
        return false;
    }
    set_ref(vm, *field, new_ref(value));
    return true;
}

static bool text_field(VM *vm, Object *value, Object **field, const char *name) {
    if (!value) {
        return true;
    }
    if (!is_exact(value, SHAPE_STR)) {
        raise(vm, EXC_TypeError, "replace() argument '%s' must be str, not %T", name, value);
        return false;
    }
    set_ref(vm, *field, new_ref(value));
    return true;
}

static Object *code_replace(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {
        "co_flags",  "co_firstlineno", "co_name",     "co_qualname", "co_filename",
        "co_consts", "co_names",       "co_freevars", "co_cellvars", NULL};
    Code *old = CODE(self);
    int flags = (int)old->flags, first_line = old->first_line;
    Object *name = NULL, *qualname = NULL, *filename = NULL, *consts = NULL, *all_names = NULL,
           *freevars = NULL, *cells = NULL;
    if (!args_parse(vm, "replace", names, "|$iiOOOOOOO", args, nargs, kwnames, &flags, &first_line,
                    &name, &qualname, &filename, &consts, &all_names, &freevars, &cells)) {
        return NULL;
    }
    Code *code = code_complete(vm, old) ? copy_plain(vm, old) : NULL;
    if (!code) {
        return NULL;
    }
    code->flags = (uint32_t)flags;
    code->first_line = first_line;
    if (!copy_buffers(vm, code, old) || !text_field(vm, name, &code->name, "co_name") ||
        !text_field(vm, qualname, &code->qualname, "co_qualname") ||
        !text_field(vm, filename, &code->filename, "co_filename") ||
        !same_len_tuple(vm, consts, &code->consts, "co_consts") ||
        !same_len_tuple(vm, all_names, &code->names, "co_names") ||
        !same_len_tuple(vm, freevars, &code->freevars, "co_freevars") ||
        !same_len_tuple(vm, cells, &code->cells, "co_cellvars")) {
        decref(vm, code);
        return NULL;
    }
    return OBJ(code);
}

/* --- The type --------------------------------------------------------------------------------- */

static const MethodDef code_methods[] = {
    METHOD_NOARGS("co_lines", code_co_lines, NULL),
    METHOD_NOARGS("co_positions", code_co_positions, NULL),
    METHOD_KW("replace", code_replace,
              "Return a copy of the code object with new values for the specified fields."),
    {0},
};

static const MemberDef code_members[] = {
    {"co_name", MEMBER_OBJECT, offsetof(Code, name), true, NULL},
    {"co_qualname", MEMBER_OBJECT, offsetof(Code, qualname), true, NULL},
    {"co_filename", MEMBER_OBJECT, offsetof(Code, filename), true, NULL},
    {0},
};

#define PART(name, member)                                                                         \
    { name, get_object, NULL, NULL, (void *)offsetof(Code, member) }
#define NUMBER(name, which)                                                                        \
    { name, get_number, NULL, NULL, (void *)(uintptr_t)which }
static const GetSetDef code_getset[] = {
    NUMBER("co_argcount", NUMBER_ARGS),
    NUMBER("co_posonlyargcount", NUMBER_POSONLY),
    NUMBER("co_kwonlyargcount", NUMBER_KWONLY),
    NUMBER("co_nlocals", NUMBER_LOCALS),
    NUMBER("co_stacksize", NUMBER_STACK),
    NUMBER("co_flags", NUMBER_FLAGS),
    NUMBER("co_firstlineno", NUMBER_FIRST_LINE),
    PART("co_consts", consts),
    PART("co_names", names),
    PART("co_freevars", freevars),
    PART("co_cellvars", cells),
    {"co_varnames", get_varnames, NULL, NULL, NULL},
    {"co_code", get_code, NULL, NULL, NULL},
    {"co_linetable", get_line_table, NULL, NULL, NULL},
    {"co_lnotab", get_line_table, NULL, NULL, NULL},
    {"co_exceptiontable", get_exception_table, NULL, NULL, NULL},
    {0},
};
#undef NUMBER
#undef PART

const TypeSpec code_spec = {
    .name = "code",
    .shape = SHAPE_CODE,
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_NO_NEW,
    .size = sizeof(Code),
    .slots =
        {
            .dealloc = code_dealloc,
            .traverse = code_traverse,
            .owned_size = code_owned_size,
            .repr = code_repr,
            .hash = code_hash,
            .richcompare = code_compare,
        },
    .methods = code_methods,
    .members = code_members,
    .getset = code_getset,
};
