/* The modules pwd and grp: users and groups of the system. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

static const GetSetDef passwd_fields[] = {
    STRUCTSEQ_FIELD("pw_name", 0, "user name"),      STRUCTSEQ_FIELD("pw_passwd", 1, "password"),
    STRUCTSEQ_FIELD("pw_uid", 2, "user id"),         STRUCTSEQ_FIELD("pw_gid", 3, "group id"),
    STRUCTSEQ_FIELD("pw_gecos", 4, "real name"),     STRUCTSEQ_FIELD("pw_dir", 5, "home directory"),
    STRUCTSEQ_FIELD("pw_shell", 6, "shell program"), {0},
};
static const GetSetDef group_fields[] = {
    STRUCTSEQ_FIELD("gr_name", 0, "group name"),
    STRUCTSEQ_FIELD("gr_passwd", 1, "password"),
    STRUCTSEQ_FIELD("gr_gid", 2, "group id"),
    STRUCTSEQ_FIELD("gr_mem", 3, "group members"),
    {0},
};
static const TypeSpec passwd_spec =
    STRUCTSEQ_SPEC("pwd.struct_passwd", passwd_fields, "An entry of the password database.");
static const TypeSpec group_spec =
    STRUCTSEQ_SPEC("grp.struct_group", group_fields, "An entry of the group database.");

static Object *text(VM *vm, const char *s) {
    return s ? str_decode(vm, s, strlen(s), "utf-8", "surrogateescape") : none_ref(vm);
}

/* An entry of owned values; those are released if one is NULL. */
static Object *entry(VM *vm, enum LibType which, Object **values, size_t n) {
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        ok = ok && values[i];
    }
    Type *cls = ok ? lib_type(vm, which) : NULL;
    Object *result = cls ? structseq_new(vm, cls, n) : NULL;
    for (size_t i = 0; i < n; i++) {
        if (result) {
            TUPLE_ITEM(result, i) = values[i];
        } else {
            xdecref(vm, values[i]);
        }
    }
    if (result) {
        gc_track(vm, result);
    }
    return result;
}

static Object *id_object(VM *vm, uint32_t id) {
    return int_from_i64(vm, id == UINT32_MAX ? -1 : (int64_t)id);
}

static Object *passwd_entry(VM *vm, const struct passwd *p) {
    Object *values[] = {text(vm, p->pw_name),     text(vm, p->pw_passwd), id_object(vm, p->pw_uid),
                        id_object(vm, p->pw_gid), text(vm, p->pw_gecos),  text(vm, p->pw_dir),
                        text(vm, p->pw_shell)};
    return entry(vm, LIB_PASSWD, values, COUNT_OF(values));
}

static Object *group_entry(VM *vm, const struct group *g) {
    Object *members = list_new(vm, 0);
    for (char **name = g->gr_mem; members && *name; name++) {
        Object *member = text(vm, *name);
        if (!member || list_append_steal(vm, members, member) < 0) {
            clear_ref(vm, members);
        }
    }
    Object *values[] = {text(vm, g->gr_name), text(vm, g->gr_passwd), id_object(vm, g->gr_gid),
                        members};
    return entry(vm, LIB_GROUP, values, COUNT_OF(values));
}

/* A user's or group's number ("uid", "gid"). false with the error raised. */
static bool id_arg(VM *vm, const char *what, Object *o, uint32_t *id) {
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "%s should be integer, not %T", what, o);
        return false;
    }
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    bool fits = !error_occurred(vm) && value >= -1 && value <= UINT32_MAX;
    if (!fits && (!error_occurred(vm) || error_clear_if(vm, EXC_OverflowError))) {
        if (*what == 'u') {
            raise(vm, EXC_KeyError, "getpwuid(): uid not found");
        } else {
            raise(vm, EXC_OverflowError, "gid is %s",
                  value < -1 ? "less than minimum" : "greater than maximum");
        }
    }
    *id = (uint32_t)value;
    return fits;
}

/* The bytes of a name; NULL with the error raised. */
static const char *name_arg(VM *vm, Object *o, Buffer *buf) {
    const char *name = str_cstr(vm, o, buf);
    if (!name && error_occurred(vm) && !error_matches(vm, EXC_UnicodeError) &&
        error_clear_if(vm, EXC_ValueError)) {
        raise(vm, EXC_ValueError, "embedded null byte");
    }
    return name;
}

static Object *getpwuid_(VM *vm, Object *m, Object *arg) {
    uint32_t id;
    UNUSED(m);
    if (!id_arg(vm, "uid", arg, &id)) {
        return NULL;
    }
    struct passwd *p = getpwuid(id);
    return p ? passwd_entry(vm, p)
             : raise(vm, EXC_KeyError, "getpwuid(): uid not found: %lld",
                     id == UINT32_MAX ? -1LL : (long long)id);
}

static Object *getgrgid_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"id", NULL};
    uint32_t id;
    Object *arg;
    UNUSED(m);
    if (!args_parse(vm, "getgrgid", names, "O", args, nargs, kwnames, &arg) ||
        !id_arg(vm, "gid", arg, &id)) {
        return NULL;
    }
    struct group *g = getgrgid(id);
    return g ? group_entry(vm, g)
             : raise(vm, EXC_KeyError, "getgrgid(): gid not found: %lld",
                     id == UINT32_MAX ? -1LL : (long long)id);
}

static Object *getpwnam_(VM *vm, Object *m, Object *arg) {
    Buffer buf;
    UNUSED(m);
    if (!is_str(vm, arg)) {
        return raise(vm, EXC_TypeError, "getpwnam() argument must be str, not %T", arg);
    }
    vm_buffer_init(vm, &buf);
    const char *name = name_arg(vm, arg, &buf);
    struct passwd *p = name ? getpwnam(name) : NULL;
    Object *result = p      ? passwd_entry(vm, p)
                     : name ? raise(vm, EXC_KeyError, "getpwnam(): name not found: %R", arg)
                            : NULL;
    buffer_deinit(&buf);
    return result;
}

static Object *getgrnam_(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"name", NULL};
    Object *arg;
    Buffer buf;
    UNUSED(m);
    if (!args_parse(vm, "getgrnam", names, "U", args, nargs, kwnames, &arg)) {
        return NULL;
    }
    vm_buffer_init(vm, &buf);
    const char *name = name_arg(vm, arg, &buf);
    struct group *g = name ? getgrnam(name) : NULL;
    Object *result = g      ? group_entry(vm, g)
                     : name ? raise(vm, EXC_KeyError, "getgrnam(): name not found: %R", arg)
                            : NULL;
    buffer_deinit(&buf);
    return result;
}

static Object *getpwall_(VM *vm, Object *m) {
    Object *list = list_new(vm, 0);
    struct passwd *p;
    UNUSED(m);
    setpwent();
    while (list && (p = getpwent())) {
        Object *e = passwd_entry(vm, p);
        if (!e || list_append_steal(vm, list, e) < 0) {
            clear_ref(vm, list);
        }
    }
    endpwent();
    return list;
}

static Object *getgrall_(VM *vm, Object *m) {
    Object *list = list_new(vm, 0);
    struct group *g;
    UNUSED(m);
    setgrent();
    while (list && (g = getgrent())) {
        Object *e = group_entry(vm, g);
        if (!e || list_append_steal(vm, list, e) < 0) {
            clear_ref(vm, list);
        }
    }
    endgrent();
    return list;
}

static const MethodDef pwd_functions[] = {
    METHOD_O("getpwuid", getpwuid_, "The entry of a user's number."),
    METHOD_O("getpwnam", getpwnam_, "The entry of a user's name."),
    METHOD_NOARGS("getpwall", getpwall_, "All entries."),
    {0},
};
static const MethodDef grp_functions[] = {
    METHOD_KW("getgrgid", getgrgid_, "The entry of a group's number."),
    METHOD_KW("getgrnam", getgrnam_, "The entry of a group's name."),
    METHOD_NOARGS("getgrall", getgrall_, "All entries."),
    {0},
};

Object *module_pwd(VM *vm) {
    Object *m = module_make(vm, "pwd", "The password database.", pwd_functions);
    if (m && !module_make_type(vm, m, &passwd_spec, LIB_PASSWD)) {
        clear_ref(vm, m);
    }
    return m;
}

Object *module_grp(VM *vm) {
    Object *m = module_make(vm, "grp", "The group database.", grp_functions);
    if (m && !module_make_type(vm, m, &group_spec, LIB_GROUP)) {
        clear_ref(vm, m);
    }
    return m;
}
