/* From source text to a code object: parse, find scopes, compile. */
#include "lang/compile.h"

#include <string.h>

#include "base/buffer.h"
#include "lang/compiler.h"
#include "lang/source.h"
#include "object/error.h"
#include "types/str.h"

/* --- Memory ----------------------------------------------------------------------------------- */

static void *arena_source_alloc(void *vm, size_t size) {
    return heap_alloc(&((VM *)vm)->heap, HEAP_RAW, size);
}

static void arena_source_free(void *vm, void *block, size_t size) {
    raw_free(vm, block, size);
}

static bool intern_known_names(Lang *l) {
#define X(field, text)                                                                             \
    l->known.field = lang_intern(l, text, sizeof text - 1);                                        \
    TRY(l->known.field);
    KNOWN_NAMES(X)
#undef X
    return true;
}

/* --- Compiling a tree ------------------------------------------------------------------------- */

static Object *module_code(Compiler *c, const AstMod *mod, Scope *scope) {
    if (!unit_enter(c, scope, c->lang.known.module, 1)) {
        return NULL;
    }
    c->unit->loc = (Location){.line = 1, .end_line = 1};
    if (!unit_prologue(c)) {
        return NULL;
    }
    if (mod->kind != MOD_EXPRESSION) {
        return compile_toplevel_body(c, &mod->body) ? unit_finish(c) : NULL;
    }
    Operand value;
    SET_LOC(c, mod->expr);
    if (!compile_operand(c, mod->expr, &value, NULL, NULL) ||
        !emit(c, OP_CODE_RETURN, 0, value.reg, 0, 0)) {
        return NULL;
    }
    return unit_finish(c);
}

static Object *tree_code(Compiler *c, const AstMod *mod) {
    Scope *top;
    Object *code = NULL;
    Lang *l = &c->lang;
    if (intern_known_names(l) && future_scan(l, mod) && symtable_build(l, mod, &top)) {
        l->depth = 0;
        code = module_code(c, mod, top);
    }
    while (c->unit) {
        unit_leave(c);
    }
    const_release_shared(c);
    if (!code && !error_occurred(c->vm)) {
        raise_memory_error(c->vm);
    }
    return code;
}

/* --- The whole -------------------------------------------------------------------------------- */

static bool parse(Lang *l, const CompileOptions *options, ParserResult *result) {
    static const uint8_t modes[] = {[COMPILE_EXEC] = PARSER_FILE,
                                    [COMPILE_SINGLE] = PARSER_SINGLE,
                                    [COMPILE_EVAL] = PARSER_EVAL};
    ParserOptions parser_options = {.mode = modes[options->mode],
                                    .source_is_text = options->source_is_text,
                                    .filename = options->script,
                                    .interactive = options->open_end && l->source_len &&
                                                   l->source[l->source_len - 1] != '\n',
                                    .max_int_digits = 4300};
    if (parser_parse(l->source, l->source_len, &parser_options, l->arena, result)) {
        return true;
    }
    if (options->incomplete && result->error.incomplete_input) {
        *options->incomplete = true;
    }
    if (options->tell_incomplete && result->error.at_end) {
        result->error.kind = SYNTAX_ERROR_SYNTAX;
        strcpy(result->error.message, "incomplete input");
    }
    return syntax_error_raise_info(l, &result->error);
}

/* One compilation: the compiler with the arenas it works in. */
typedef struct Session {
    Compiler c;
    struct Arena tree, instructions;
    Buffer decoded; /* a source in an encoding of a codec's, as UTF-8 */
} Session;

static void session_init(Session *s, VM *vm, Object *filename, const CompileOptions *options) {
    MemorySource memory = {arena_source_alloc, arena_source_free, vm};
    arena_init(&s->tree, memory);
    arena_init(&s->instructions, memory);
    vm_buffer_init(vm, &s->decoded);
    s->c = (Compiler){.vm = vm,
                      .code_arena = &s->instructions,
                      .interactive = options->mode == COMPILE_SINGLE,
                      .lang = {.vm = vm,
                               .script = options->script != NULL,
                               .filename = filename,
                               .arena = &s->tree,
                               .features = options->flags & CO_FUTURE_ANNOTATIONS,
                               .depth_max = recursion_depth_max(vm)}};
    if (options->incomplete) {
        *options->incomplete = false;
    }
}

static void session_deinit(Session *s) {
    buffer_deinit(&s->decoded);
    arena_deinit(&s->instructions);
    arena_deinit(&s->tree);
}

/* A source whose coding line names an encoding that only a codec knows becomes UTF-8 in s->decoded.
 * *text: whether it has. false: the codec raised. */
static bool decode_by_codec(Session *s, const char *source, size_t len, bool *text) {
    char encoding[SOURCE_ENCODING_MAX + 1];
    VM *vm = s->c.vm;
    if (!source_foreign_encoding(source, len, encoding) || strncmp(encoding, "utf-16", 6) == 0 ||
        strncmp(encoding, "utf-32", 6) == 0) {
        return true;
    }
    Object *decoded = str_decode(vm, source, len, encoding, NULL);
    if (!decoded) {
        return error_clear_if(vm, EXC_LookupError); /* the parser says that it is unknown */
    }
    size_t size;
    const char *utf8 = str_utf8(vm, decoded, &s->decoded, &size, false);
    if (utf8 && !s->decoded.size) { /* the characters lie in the str itself */
        buffer_add(&s->decoded, utf8, size);
    }
    buffer_add_char(&s->decoded, 0);
    bool ok = utf8 && !s->decoded.failed;
    if (utf8 && !ok) {
        raise_memory_error(vm);
    }
    *text = ok;
    decref(vm, decoded);
    return ok;
}

static bool session_parse(Session *s, const char *source, size_t len, const CompileOptions *given,
                          ParserResult *result) {
    Lang *l = &s->c.lang;
    CompileOptions own = *given, *options = &own;
    if (!own.source_is_text) {
        TRY(decode_by_codec(s, source, len, &own.source_is_text));
        if (own.source_is_text) {
            source = s->decoded.data;
            len = s->decoded.size - 1;
        }
    }
    l->source = source;
    l->source_len = len;
    if (!parse(l, options, result) || !lang_warn_parser(l, result->warnings)) {
        return false;
    }
    l->names = &result->names;
    return true;
}

Object *compile_source(VM *vm, const char *source, size_t len, Object *filename,
                       const CompileOptions *options) {
    Session s;
    ParserResult result;
    session_init(&s, vm, filename, options);
    bool parsed = session_parse(&s, source, len, options, &result);
    Object *code = parsed ? tree_code(&s.c, result.mod) : NULL;
    session_deinit(&s);
    return code;
}

Object *compile_to_tree(VM *vm, const char *source, size_t len, Object *filename,
                        const CompileOptions *options, TreeUser use, void *ctx) {
    Session s;
    ParserResult result;
    session_init(&s, vm, filename, options);
    bool parsed = session_parse(&s, source, len, options, &result);
    Object *value = parsed ? use(vm, result.mod, ctx) : NULL;
    session_deinit(&s);
    return value;
}

Object *compile_tree(VM *vm, Object *filename, const CompileOptions *options, TreeMaker make,
                     void *ctx) {
    Session s;
    AstNameTable names;
    session_init(&s, vm, filename, options);
    ast_names_init(&names, &s.tree);
    s.c.lang.names = &names;
    const AstMod *mod = make(vm, &s.tree, &names, ctx);
    Object *code = mod ? tree_code(&s.c, mod) : NULL;
    session_deinit(&s);
    return code;
}
