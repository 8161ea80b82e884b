/* The module _sre, on which the package re is built. */
#include "lib/module_make.h"
#include "lib/sre.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "types/unicode.h"

static bool fill_code(VM *vm, Pattern *p, Object *list) {
    for (uint32_t i = 0; i < p->code_len; i++) {
        uint64_t word;
        Object *o = i < LIST_LEN(list) ? LIST_ITEM(list, i) : vm->none;
        if (!is_int(vm, o)) {
            raise(vm, EXC_TypeError, "an integer is required");
            return false;
        }
        if (!int_as_u64(o, &word) || word > UINT32_MAX) {
            raise(vm, EXC_OverflowError, "regular expression code size limit exceeded");
            return false;
        }
        p->code[i] = (uint32_t)word;
    }
    return true;
}

static Object *compile_(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"pattern",    "flags",      "code", "groups",
                                        "groupindex", "indexgroup", NULL};
    Object *pattern, *code, *groupindex, *indexgroup;
    int flags;
    int64_t groups;
    SreText text;
    UNUSED(self);
    if (!args_parse(vm, "compile", names, "OiOnOO", args, nargs, kwnames, &pattern, &flags, &code,
                    &groups, &groupindex, &indexgroup)) {
        return NULL;
    }
    if (!is_list(vm, code) || !is_dict(vm, groupindex) || !is_tuple(vm, indexgroup)) {
        return raise(vm, EXC_TypeError,
                     "compile(): code must be list, groupindex dict, "
                     "indexgroup tuple");
    }
    if (pattern != vm->none && !sre_text(vm, pattern, &text)) {
        return NULL;
    }
    Type *type = lib_type(vm, LIB_SRE_PATTERN);
    Pattern *p = type ? object_alloc(vm, type, sizeof *p) : NULL;
    if (!p) {
        return NULL;
    }
    p->kind = pattern == vm->none ? SRE_OF_ANY : text.is_bytes ? SRE_OF_BYTES : SRE_OF_STR;
    p->flags = flags;
    p->groups = 0;
    p->hints = NULL;
    p->classes = NULL;
    p->class_len = p->first = 0;
    p->pattern = new_ref(pattern);
    p->groupindex = new_ref(groupindex);
    p->indexgroup = new_ref(indexgroup);
    if (LIST_LEN(code)) {
        p->code = raw_alloc(vm, LIST_LEN(code) * sizeof *p->code);
        p->code_len = p->code ? LIST_LEN(code) : 0;
    }
    bool ok = p->code ? fill_code(vm, p, code) : error_occurred(vm) ? false : true;
    if (ok && !(p->code && sre_code_is_valid(p->code, p->code_len, groups))) {
        raise(vm, EXC_RuntimeError, "invalid SRE code");
        ok = false;
    }
    if (!ok) {
        decref(vm, p);
        return NULL;
    }
    p->groups = (int32_t)groups;
    gc_track(vm, p);
    return OBJ(p);
}

static Object *getcodesize(VM *vm, Object *self) {
    UNUSED(self);
    return int_from_i64(vm, sizeof(uint32_t));
}

/* The argument of the functions about case; false: raised. */
static bool character(VM *vm, Object *o, uint32_t *c) {
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    if (value == -1 && error_occurred(vm)) {
        return false;
    }
    *c = (uint32_t)value;
    return true;
}

static Object *ascii_iscased(VM *vm, Object *self, Object *o) {
    uint32_t c;
    UNUSED(self);
    return character(vm, o, &c) ? bool_ref(vm, (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                                : NULL;
}
static Object *ascii_tolower(VM *vm, Object *self, Object *o) {
    uint32_t c;
    UNUSED(self);
    return character(vm, o, &c) ? int_from_i64(vm, sre_lower_ascii(c)) : NULL;
}
static Object *unicode_iscased(VM *vm, Object *self, Object *o) {
    uint32_t c;
    UNUSED(self);
    return character(vm, o, &c) ? bool_ref(vm, unicode_to_lower(c) != c || unicode_to_upper(c) != c)
                                : NULL;
}
static Object *unicode_tolower(VM *vm, Object *self, Object *o) {
    uint32_t c;
    UNUSED(self);
    return character(vm, o, &c) ? int_from_i64(vm, unicode_to_lower(c)) : NULL;
}

static const MethodDef methods[] = {
    METHOD_KW("compile", compile_,
              "compile($module, /, pattern, flags, code, groups, groupindex,\n"
              "        indexgroup)\n--\n\n"),
    METHOD_NOARGS("getcodesize", getcodesize, "getcodesize($module, /)\n--\n\n"),
    METHOD_O("ascii_iscased", ascii_iscased, "ascii_iscased($module, character, /)\n--\n\n"),
    METHOD_O("ascii_tolower", ascii_tolower, "ascii_tolower($module, character, /)\n--\n\n"),
    METHOD_O("unicode_iscased", unicode_iscased, "unicode_iscased($module, character, /)\n--\n\n"),
    METHOD_O("unicode_tolower", unicode_tolower, "unicode_tolower($module, character, /)\n--\n\n"),
    {0},
};

Object *module_sre(VM *vm) {
    static const IntConstant constants[] = {
        {"MAGIC", SRE_MAGIC},
        {"CODESIZE", sizeof(uint32_t)},
        {"MAXREPEAT", SRE_MAXREPEAT},
        {"MAXGROUPS", SRE_MAXGROUPS},
    };
    Object *m = module_make(vm, "_sre", NULL, methods);
    if (m && (!module_make_hidden_type(vm, &sre_pattern_spec, LIB_SRE_PATTERN) ||
              !module_make_hidden_type(vm, &sre_match_spec, LIB_SRE_MATCH) ||
              !module_make_hidden_type(vm, &sre_scanner_spec, LIB_SRE_SCANNER) ||
              !module_add_ints(vm, m, constants, COUNT_OF(constants)))) {
        clear_ref(vm, m);
    }
    return m;
}
