/* Code objects as text, for tools and tests. One line an instruction:
 *
 *     word  line:col-end  NAME  operands  (what they mean)
 */
#include "base/buffer.h"
#include "lang/code.h"
#include "lang/code_file.h"
#include "lang/opcode_info.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Listing {
    VM *vm;
    const Code *code;
    StrBuilder out;
} Listing;

static bool add_text(Listing *l, const char *format, ...) {
    char text[160];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return str_builder_cstr(&l->out, text);
}

static bool add_object(Listing *l, Object *o) {
    Object *repr = is_exact(o, SHAPE_CODE) ? str_format(l->vm, "<code %U>", CODE(o)->qualname)
                                           : object_repr(l->vm, o);
    bool ok = repr && str_builder_str(&l->out, repr);
    xdecref(l->vm, repr);
    return ok;
}

static bool add_register(Listing *l, unsigned reg, bool killed) {
    const Code *code = l->code;
    if (reg == NO_REG) {
        return add_text(l, " -");
    }
    if (reg >= code->nlocals) {
        return add_text(l, " %s$%u", killed ? "~" : "", reg - code->nlocals);
    }
    return add_text(l, " %s", killed ? "~" : "") &&
           str_builder_str(&l->out, TUPLE_ITEM(code->locals, reg));
}

static bool add_name(Listing *l, unsigned index) {
    return add_text(l, " ") && str_builder_str(&l->out, TUPLE_ITEM(l->code->names, index));
}

static bool add_const(Listing *l, unsigned index) {
    return add_text(l, " ") && add_object(l, TUPLE_ITEM(l->code->consts, index));
}

/* Operands by kind: a letter each for a, b, c and the second word.
 * r register, n name, k constant, i signed number, u number, . unused; J, X: the jump; K: the
 * constant of Bx, I: the number of Bx; x: the second word as a number, k in its place a constant.
 */
static const char *const kinds_of[OPCODE_COUNT] = {
    [OP_CODE_LOAD_CONST] = "rK",
    [OP_CODE_LOAD_INT] = "rI",
    [OP_CODE_JUMP] = ".J",
    [OP_CODE_JUMP_BACK] = ".J",
    [OP_CODE_JUMP_IF] = "rJ",
    [OP_CODE_JUMP_IF_OR_POP] = "rJ",
    [OP_CODE_JUMP_IF_NONE] = "rJ",
    [OP_CODE_NOP] = "",
    [OP_CODE_RETURN_NONE] = "",
    [OP_CODE_RETURN_GENERATOR] = "",
    [OP_CODE_SETUP_ANNOTATIONS] = "",
    [OP_CODE_LOAD_NONE] = "r",
    [OP_CODE_CLEAR] = "r",
    [OP_CODE_CHECK_LOCAL] = "r",
    [OP_CODE_DELETE_LOCAL] = "r",
    [OP_CODE_MAKE_CELL] = "r",
    [OP_CODE_DELETE_DEREF] = "r",
    [OP_CODE_LOAD_LOCALS] = "r",
    [OP_CODE_RETURN] = "r",
    [OP_CODE_LOAD_BUILD_CLASS] = "r",
    [OP_CODE_LOAD_ASSERTION_ERROR] = "r",
    [OP_CODE_PUSH_EXC] = "r",
    [OP_CODE_POP_EXC] = "r",
    [OP_CODE_COPY_FREE_VARS] = "ru",
    [OP_CODE_LOAD_BOOL] = "ru",
    [OP_CODE_MATCH_CLASS_COUNT] = "u",
    [OP_CODE_LOAD_CLASSDEREF] = "rrn",
    [OP_CODE_LOAD_ATTR] = "rrn",
    [OP_CODE_LOAD_METHOD] = "rrn",
    [OP_CODE_STORE_ATTR] = "rrn",
    [OP_CODE_IMPORT_FROM] = "rrn",
    [OP_CODE_IMPORT_NAME] = "rrnx",
    [OP_CODE_LOAD_GLOBAL] = "rn",
    [OP_CODE_LOAD_NAME] = "rn",
    [OP_CODE_STORE_GLOBAL] = "nr",
    [OP_CODE_STORE_NAME] = "nr",
    [OP_CODE_DELETE_GLOBAL] = "n",
    [OP_CODE_DELETE_NAME] = "n",
    [OP_CODE_DELETE_ATTR] = "r.n",
    [OP_CODE_LOAD_SUBSCR_I] = "rri",
    [OP_CODE_LOAD_SUBSCR] = "rrr",
    [OP_CODE_STORE_SUBSCR] = "rrr",
    [OP_CODE_IS] = "rrr",
    [OP_CODE_IN] = "rrr",
    [OP_CODE_MAP_ADD] = "rrr",
    [OP_CODE_DICT_MERGE] = "rrr",
    [OP_CODE_FORMAT_VALUE] = "rrr",
    [OP_CODE_CHECK_EXC_MATCH] = "rrr",
    [OP_CODE_CHECK_EG_MATCH] = "rrr",
    [OP_CODE_PREP_RERAISE_STAR] = "rrr",
    [OP_CODE_MATCH_KEYS] = "rrr",
    [OP_CODE_MATCH_CLASS] = "rrr",
    [OP_CODE_YIELD] = "rrr",
    [OP_CODE_WITH_EXCEPT_START] = "rrr",
    [OP_CODE_FOR_ITER] = "rr.X",
    [OP_CODE_SEND] = "rr.X",
    [OP_CODE_BUILD_TUPLE] = "rru",
    [OP_CODE_BUILD_LIST] = "rru",
    [OP_CODE_BUILD_SET] = "rru",
    [OP_CODE_BUILD_MAP] = "rru",
    [OP_CODE_BUILD_STRING] = "rru",
    [OP_CODE_BUILD_SLICE] = "rru",
    [OP_CODE_UNPACK_SEQUENCE] = "rru",
    [OP_CODE_UNPACK_EX] = "rru",
    [OP_CODE_CALL] = "rru",
    [OP_CODE_GET_AWAITABLE] = "rru",
    [OP_CODE_RAISE] = "rru",
    [OP_CODE_CALL_KW] = "rruk",
    [OP_CODE_MAKE_FUNCTION] = "rrk",
    [OP_CODE_PRINT_EXPR] = ".r",
    [OP_CODE_IMPORT_STAR] = ".r",
};

static const char *operand_kinds(unsigned op) {
    if ((op >= OP_CODE_ADD && op <= OP_CODE_XOR) || (op >= OP_CODE_LT && op <= OP_CODE_GE)) {
        return "rrr";
    }
    if (opcode_has_immediate(op)) {
        return "rrw";
    }
    if (op >= OP_CODE_JUMP_LT && op <= OP_CODE_JUMP_IN) {
        return opcode_jumps_by_immediate(op) ? ".ryX" : ".rrX";
    }
    return kinds_of[op] ? kinds_of[op] : "rr";
}

static bool add_operand(Listing *l, char kind, unsigned position, const Instr *at, uint32_t pc) {
    const unsigned value = position == 0 ? at->a : position == 1 ? at->b : at->c;
    switch (kind) {
    case 'r':
        return add_register(l, value, (at->flags >> position & 1) != 0);
    case 'n':
        return add_name(l, value);
    case 'k':
        return add_const(l, position == 3 ? (unsigned)at[1].x : value);
    case 'K':
        return add_const(l, (unsigned)at->bx);
    case 'i':
        return add_text(l, " %d", (int16_t)value);
    case 'w':
        return add_text(l, " %lld", (long long)at[1].word);
    case 'y':
        return add_text(l, " %d", (int)at[1].y);
    case 'u':
        return add_text(l, " %u", value);
    case 'I':
        return add_text(l, " %d", at->bx);
    case 'J':
        return add_text(l, " -> %d", (int)pc + at->bx);
    case 'X':
        return add_text(l, " -> %d", (int)pc + at[1].x);
    case 'x':
        return add_text(l, " %d", at[1].x);
    default:
        return true;
    }
}

static bool add_instruction(Listing *l, uint32_t pc) {
    const Instr *at = l->code->instrs + pc;
    CodeLocation loc = code_location(l->code, pc);
    char where[64] = "-";
    if (loc.line && loc.end_line != loc.line) {
        snprintf(where, sizeof where, "%d:%d-%d:%d", loc.line, loc.col, loc.end_line, loc.end_col);
    } else if (loc.line) {
        snprintf(where, sizeof where, "%d:%d-%d", loc.line, loc.col, loc.end_col);
    }
    if (at->op >= OPCODE_COUNT) {
        return add_text(l, "%5u %-14s specialised %u %u %u %u\n", pc, where, at->op, at->a, at->b,
                        at->c);
    }
    if (!add_text(l, "%5u %-14s %-16s", pc, where, opcode_names[at->op])) {
        return false;
    }
    const char *kinds = operand_kinds(at->op);
    for (unsigned i = 0; kinds[i]; i++) {
        if (!add_operand(l, kinds[i], i, at, pc)) {
            return false;
        }
    }
    return add_text(l, "%s%s", at->flags & INPLACE ? " inplace" : "",
                    at->flags & SENSE ? " sense" : "") &&
           add_text(l, "\n");
}

static unsigned parameter_count(const Code *code) {
    return code->arg_count + code->kwonly_count + !!(code->flags & CO_VARARGS) +
           !!(code->flags & CO_VARKEYWORDS);
}

static bool add_code(Listing *l) {
    const Code *code = l->code;
    bool ok = add_text(l, "code ") && str_builder_str(&l->out, code->qualname) &&
              add_text(l, ": %u registers, flags 0x%x, %u parameters, locals ", code->nregs,
                       code->flags, parameter_count(code)) &&
              add_object(l, code->locals) && add_text(l, "\n");
    for (uint32_t pc = 0; pc < code->instr_len && ok;) {
        ok = add_instruction(l, pc);
        pc += code->instrs[pc].op < OPCODE_COUNT ? opcode_words[code->instrs[pc].op] : 1;
    }
    for (uint32_t i = 0; i < code->handler_len && ok; i++) {
        const ExceptionEntry *e = &code->handlers[i];
        ok = add_text(l, "    [%u, %u) -> %u from $%d\n", e->start, e->end, e->handler,
                      (int)e->depth - code->nlocals);
    }
    for (uint32_t i = 0; i < TUPLE_LEN(code->consts) && ok; i++) {
        Object *inner = TUPLE_ITEM(code->consts, i);
        if (is_exact(inner, SHAPE_CODE)) {
            l->code = CODE(inner);
            ok = add_text(l, "\n") && add_code(l);
            l->code = code;
        }
    }
    return ok;
}

Object *code_disassemble(VM *vm, Code *code) {
    if (!code_complete_all(vm, code)) {
        return NULL;
    }
    Listing l = {.vm = vm, .code = code};
    str_builder_init(&l.out, vm);
    Object *text = add_code(&l) ? str_builder_finish(&l.out) : NULL;
    str_builder_deinit(&l.out);
    return text;
}
