/* The module _locale. A VM's locale is its own: the process keeps the C locale, in which numbers
 * are read and written; the names chosen for each category are kept, and a locale is made of them
 * for as long as a function needs it. */
#define _GNU_SOURCE
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "lib/exception_make.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

enum { NAME_MAX_ = 48 };
typedef struct Category {
    int number;
    const char *name;
} Category;
static const Category categories[] = {
    {LC_CTYPE, "LC_CTYPE"},
    {LC_NUMERIC, "LC_NUMERIC"},
    {LC_TIME, "LC_TIME"},
    {LC_COLLATE, "LC_COLLATE"},
    {LC_MONETARY, "LC_MONETARY"},
    {LC_MESSAGES, "LC_MESSAGES"},
    {LC_PAPER, "LC_PAPER"},
    {LC_NAME, "LC_NAME"},
    {LC_ADDRESS, "LC_ADDRESS"},
    {LC_TELEPHONE, "LC_TELEPHONE"},
    {LC_MEASUREMENT, "LC_MEASUREMENT"},
    {LC_IDENTIFICATION, "LC_IDENTIFICATION"},
};
typedef char Names[COUNT_OF(categories)][NAME_MAX_];

static Names *current(VM *vm) {
    return (Names *)(void *)BYTES(vm->lib->locale_names)->data;
}

/* (locale_t)0: unknown names. */
static locale_t make_locale(const Names *names) {
    locale_t result = (locale_t)0;
    for (size_t i = 0; i < COUNT_OF(categories); i++) {
        locale_t next = newlocale(1 << categories[i].number, (*names)[i], result);
        if (!next) {
            if (result) {
                freelocale(result);
            }
            return next;
        }
        result = next;
    }
    return result;
}

static locale_t current_locale(VM *vm) {
    locale_t l = make_locale(current(vm));
    if (!l) {
        raise_memory_error(vm);
    }
    return l;
}

/* ---- setlocale ---- */

/* What the environment wants. */
static const char *from_environment(const char *category) {
    const char *const names[] = {"LC_ALL", category, "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) {
            return value;
        }
    }
    return "C";
}

static bool put_name(Names *names, size_t i, const char *name, size_t len) {
    if (len >= NAME_MAX_) {
        return false;
    }
    memcpy((*names)[i], name, len);
    (*names)[i][len] = 0;
    return true;
}

/* "LC_CTYPE=...;LC_NUMERIC=..." as locale_text writes it. */
static bool put_list(Names *names, const char *list) {
    while (*list) {
        size_t part = strcspn(list, ";"), key = strcspn(list, "=");
        bool found = false;
        for (size_t i = 0; key < part && i < COUNT_OF(categories); i++) {
            if (strlen(categories[i].name) == key && !memcmp(categories[i].name, list, key)) {
                found = put_name(names, i, list + key + 1, part - key - 1);
            }
        }
        if (!found) {
            return false;
        }
        list += part + (list[part] == ';');
    }
    return true;
}

static bool put_names(Names *names, int category, const char *name) {
    if (category == LC_ALL && strchr(name, ';')) {
        return put_list(names, name);
    }
    for (size_t i = 0; i < COUNT_OF(categories); i++) {
        if (category == LC_ALL || category == categories[i].number) {
            const char *value = *name ? name : from_environment(categories[i].name);
            value = strcmp(value, "POSIX") == 0 ? "C" : value;
            if (!put_name(names, i, value, strlen(value))) {
                return false;
            }
        }
    }
    return true;
}

static Object *locale_text(VM *vm, int category) {
    const Names *names = current(vm);
    bool same = true;
    Buffer text;
    for (size_t i = 0; i < COUNT_OF(categories); i++) {
        if (category == categories[i].number) {
            return str_from_cstr(vm, (*names)[i]);
        }
        same = same && !strcmp((*names)[i], (*names)[0]);
    }
    if (same) {
        return str_from_cstr(vm, (*names)[0]);
    }
    vm_buffer_init(vm, &text);
    for (size_t i = 0; i < COUNT_OF(categories); i++) {
        buffer_add_text(&text, i ? ";" : "");
        buffer_add_text(&text, categories[i].name);
        buffer_add_char(&text, '=');
        buffer_add_text(&text, (*names)[i]);
    }
    Object *result = text.failed ? raise_memory_error(vm) : str_from_utf8(vm, text.data, text.size);
    buffer_deinit(&text);
    return result;
}

static Object *set_locale(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    if (!args_count(vm, "setlocale", nargs, 1, 2)) {
        return NULL;
    }
    int64_t category = number_as_i64(vm, args[0], EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    bool query = nargs < 2 || args[1] == vm->none, ok = category >= 0 && category <= 12;
    if (!query && !is_str(vm, args[1])) {
        return raise(vm, EXC_TypeError, "setlocale() argument 2 must be str or None, not %T",
                     args[1]);
    }
    if (!query && ok) {
        Names names;
        Buffer buf;
        memcpy(names, current(vm), sizeof names);
        vm_buffer_init(vm, &buf);
        const char *name = str_cstr(vm, args[1], &buf);
        ok = name && put_names(&names, (int)category, name);
        buffer_deinit(&buf);
        if (error_occurred(vm)) {
            return NULL;
        }
        locale_t l = ok ? make_locale(&names) : (locale_t)0;
        if ((ok = l != (locale_t)0)) {
            freelocale(l);
            memcpy(current(vm), names, sizeof names);
        }
    }
    return ok ? locale_text(vm, (int)category)
              : exception_raise(vm, vm->lib->locale_error,
                                query ? "locale query failed" : "unsupported locale setting");
}

/* ---- what locales say ---- */

static Object *text_value(VM *vm, const char *text) {
    return str_decode(vm, text, strlen(text), "utf-8", "surrogateescape");
}

static Object *grouping_value(VM *vm, const char *groups) {
    Object *list = list_new(vm, 0);
    for (bool more = *groups != 0; list && more; groups++) {
        more = *groups && *groups != CHAR_MAX;
        Object *n = int_from_i64(vm, *groups);
        if (!n || list_append_steal(vm, list, n) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

static Object *locale_conv(VM *vm, Object *m) {
    enum { TEXT, GROUPING, NUMBER };
#define TEXT_(name)                                                                                \
    { #name, TEXT, offsetof(struct lconv, name) }
#define GROUPING_(name)                                                                            \
    { #name, GROUPING, offsetof(struct lconv, name) }
#define NUMBER_(name)                                                                              \
    { #name, NUMBER, offsetof(struct lconv, name) }
    static const struct {
        const char *name;
        int kind;
        size_t offset;
    } fields[] = {
        TEXT_(int_curr_symbol),   TEXT_(currency_symbol),   TEXT_(mon_decimal_point),
        TEXT_(mon_thousands_sep), GROUPING_(mon_grouping),  TEXT_(positive_sign),
        TEXT_(negative_sign),     NUMBER_(int_frac_digits), NUMBER_(frac_digits),
        NUMBER_(p_cs_precedes),   NUMBER_(p_sep_by_space),  NUMBER_(n_cs_precedes),
        NUMBER_(n_sep_by_space),  NUMBER_(p_sign_posn),     NUMBER_(n_sign_posn),
        TEXT_(decimal_point),     TEXT_(thousands_sep),     GROUPING_(grouping),
    };
    UNUSED(m);
    locale_t l = current_locale(vm);
    Object *d = l ? dict_new(vm) : NULL;
    locale_t old = l ? uselocale(l) : (locale_t)0;
    const char *conv = (const char *)localeconv();
    for (size_t i = 0; d && i < COUNT_OF(fields); i++) {
        const char *at = conv + fields[i].offset, *text = NULL;
        if (fields[i].kind != NUMBER) {
            memcpy(&text, at, sizeof text);
        }
        Object *value = fields[i].kind == NUMBER ? int_from_i64(vm, *at)
                        : fields[i].kind == TEXT ? text_value(vm, text)
                                                 : grouping_value(vm, text);
        if (!value || dict_set_cstr(vm, d, fields[i].name, value) < 0) {
            clear_ref(vm, d);
        }
        xdecref(vm, value);
    }
    if (l) {
        uselocale(old);
        freelocale(l);
    }
    return d;
}

#define INFO(name)                                                                                 \
    { #name, name }
static const IntConstant infos[] = {
    INFO(DAY_1),       INFO(DAY_2),     INFO(DAY_3),      INFO(DAY_4),     INFO(DAY_5),
    INFO(DAY_6),       INFO(DAY_7),     INFO(ABDAY_1),    INFO(ABDAY_2),   INFO(ABDAY_3),
    INFO(ABDAY_4),     INFO(ABDAY_5),   INFO(ABDAY_6),    INFO(ABDAY_7),   INFO(MON_1),
    INFO(MON_2),       INFO(MON_3),     INFO(MON_4),      INFO(MON_5),     INFO(MON_6),
    INFO(MON_7),       INFO(MON_8),     INFO(MON_9),      INFO(MON_10),    INFO(MON_11),
    INFO(MON_12),      INFO(ABMON_1),   INFO(ABMON_2),    INFO(ABMON_3),   INFO(ABMON_4),
    INFO(ABMON_5),     INFO(ABMON_6),   INFO(ABMON_7),    INFO(ABMON_8),   INFO(ABMON_9),
    INFO(ABMON_10),    INFO(ABMON_11),  INFO(ABMON_12),   INFO(RADIXCHAR), INFO(THOUSEP),
    INFO(CRNCYSTR),    INFO(D_FMT),     INFO(D_T_FMT),    INFO(T_FMT),     INFO(AM_STR),
    INFO(PM_STR),      INFO(CODESET),   INFO(T_FMT_AMPM), INFO(ERA),       INFO(ERA_D_FMT),
    INFO(ERA_D_T_FMT), INFO(ERA_T_FMT), INFO(ALT_DIGITS), INFO(YESEXPR),   INFO(NOEXPR),
    INFO(_DATE_FMT),
};

static Object *lang_info(VM *vm, Object *m, Object *arg) {
    UNUSED(m);
    int64_t key = number_as_i64(vm, arg, EXC_OverflowError);
    for (size_t i = 0; !error_occurred(vm) && i < COUNT_OF(infos); i++) {
        if (infos[i].value == key) {
            locale_t l = current_locale(vm);
            Object *result = l ? text_value(vm, nl_langinfo_l((nl_item)key, l)) : NULL;
            if (l) {
                freelocale(l);
            }
            return result;
        }
    }
    return error_occurred(vm) ? NULL : raise(vm, EXC_ValueError, "unsupported langinfo constant");
}

static Object *get_encoding(VM *vm, Object *m) {
    UNUSED(m);
    return str_from_cstr(vm, "UTF-8"); /* what files are opened with */
}

/* ---- order of texts ---- */

/* A copy as wide characters, 0 at the end; NULL with the error raised. */
static const wchar_t *wide(VM *vm, const char *function, int position, Object *o, Buffer *buf) {
    vm_buffer_init(vm, buf);
    if (!is_str(vm, o)) {
        char which[16] = {0};
        if (position) {
            memcpy(which, " 1", 3);
            which[1] = (char)('0' + position);
        }
        raise(vm, EXC_TypeError, "%s() argument%s must be str, not %T", function, which, o);
        return NULL;
    }
    for (size_t i = 0; i <= STR_LEN(o); i++) {
        uint32_t c = i < STR_LEN(o) ? str_char(o, i) : 0;
        if (!c && i < STR_LEN(o)) {
            raise(vm, EXC_ValueError, "embedded null character");
            return NULL;
        }
        buffer_add(buf, &c, sizeof c);
    }
    return buf->failed ? (wchar_t *)(void *)raise_memory_error(vm)
                       : (const wchar_t *)(const void *)buf->data;
}

static Object *str_coll(VM *vm, Object *m, Object *const *args, size_t nargs) {
    Buffer a_buf, b_buf;
    Object *result = NULL;
    UNUSED(m);
    if (!args_count(vm, "strcoll", nargs, 2, 2)) {
        return NULL;
    }
    vm_buffer_init(vm, &b_buf);
    const wchar_t *a = wide(vm, "strcoll", 1, args[0], &a_buf);
    const wchar_t *b = a ? wide(vm, "strcoll", 2, args[1], &b_buf) : NULL;
    locale_t l = b ? current_locale(vm) : (locale_t)0;
    if (l) {
        result = int_from_i64(vm, wcscoll_l(a, b, l));
        freelocale(l);
    }
    buffer_deinit(&a_buf);
    buffer_deinit(&b_buf);
    return result;
}

static Object *str_xfrm(VM *vm, Object *m, Object *arg) {
    Buffer buf, out;
    Object *result = NULL;
    UNUSED(m);
    vm_buffer_init(vm, &out);
    const wchar_t *text = wide(vm, "strxfrm", 0, arg, &buf);
    locale_t l = text ? current_locale(vm) : (locale_t)0;
    if (l) {
        size_t n = wcsxfrm_l(NULL, text, 0, l);
        wchar_t *chars = (wchar_t *)(void *)buffer_extend(&out, (n + 1) * sizeof *chars);
        result = chars ? (wcsxfrm_l(chars, text, n + 1, l), str_from_chars(vm, chars, n, 4))
                       : raise_memory_error(vm);
        freelocale(l);
    }
    buffer_deinit(&out);
    buffer_deinit(&buf);
    return result;
}

static const MethodDef functions[] = {
    METHOD_FAST("setlocale", set_locale, "Activates/queries locale processing."),
    METHOD_NOARGS("localeconv", locale_conv, "Returns numeric and monetary parameters."),
    METHOD_O("nl_langinfo", lang_info, "Return the value for the locale information."),
    METHOD_NOARGS("getencoding", get_encoding, "The current locale encoding."),
    METHOD_FAST("strcoll", str_coll, "Compares two strings according to the locale."),
    METHOD_O("strxfrm", str_xfrm, "A string that behaves for cmp locale-aware."),
    {0},
};

/* At the start all is C, but characters are those of the environment (C: UTF-8 all the same). */
static bool make_state(VM *vm) {
    if (!vm->lib->locale_names) {
        Object *room = lib_keep(vm, bytes_new(vm, sizeof(Names)));
        if (!room) {
            return false;
        }
        vm->lib->locale_names = room;
        Names *names = current(vm);
        memset(names, 0, sizeof *names);
        put_names(names, LC_ALL, "C");
        put_names(names, LC_CTYPE, "");
        locale_t l = make_locale(names);
        if (l) {
            freelocale(l);
        }
        if (!l || strcmp((*names)[0], "C") == 0) {
            put_names(names, LC_CTYPE, "C.UTF-8");
        }
    }
    return exception_make(vm, &vm->lib->locale_error, "locale", "Error", EXC(vm, Exception));
}

Object *module_locale(VM *vm) {
    static const IntConstant constants[] = {
        INFO(LC_CTYPE),    INFO(LC_TIME),    INFO(LC_COLLATE), INFO(LC_MONETARY),
        INFO(LC_MESSAGES), INFO(LC_NUMERIC), INFO(LC_ALL),     INFO(CHAR_MAX),
    };
    Object *m = module_make(vm, "_locale", "Support for POSIX locales.", functions);
    if (m && (!make_state(vm) || !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
              !module_add_ints(vm, m, infos, COUNT_OF(infos)) ||
              module_add(vm, m, "Error", new_ref(vm->lib->locale_error)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
