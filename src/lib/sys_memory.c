/* What sys tells of memory: counts, sizes, and the allocator's state. */
#include <stdio.h>

#include "base/buffer.h"
#include "lib/io.h"
#include "lib/sys_module.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"

static Object *getrefcount(VM *vm, Object *self, Object *o) {
    (void)self;
    return int_from_i64(vm, o->count);
}

/* The size in bytes by o.__sizeof__(); -1 with an error. */
static int64_t size_of(VM *vm, Object *o) {
    Object *result = call_special0(vm, o, ID(vm, __sizeof__));
    if (!result) {
        if (!error_occurred(vm)) {
            raise(vm, EXC_TypeError, "Type %T doesn't define __sizeof__", o);
        }
        return -1;
    }
    if (!is_int(vm, result)) {
        raise(vm, EXC_TypeError, "an integer is required");
        decref(vm, result);
        return -1;
    }
    int64_t size = number_as_i64(vm, result, EXC_OverflowError);
    decref(vm, result);
    if (error_clear_if(vm, EXC_OverflowError)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
    }
    if (size < 0 && !error_occurred(vm)) {
        raise(vm, EXC_ValueError, "__sizeof__() should return >= 0");
    }
    return error_occurred(vm) ? -1 : size;
}

static Object *getsizeof(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"object", "default", NULL};
    Object *o, *default_ = NULL;
    if (!args_parse(vm, "getsizeof", names, "O|O", args, nargs, kwnames, &o, &default_)) {
        return NULL;
    }
    int64_t size = size_of(vm, o);
    if (size < 0) {
        if (default_ && error_clear_if(vm, EXC_TypeError)) {
            return new_ref(default_);
        }
        return NULL;
    }
    return int_from_i64(vm, size);
}

static Object *getallocatedblocks(VM *vm, Object *self) {
    (void)self;
    return int_from_u64(vm, heap_live_count(&vm->heap));
}

/* ---- _debugmallocstats ---- */

static void add_class_table(Buffer *b, const Heap *h) {
    static const char *const kinds[] = {"container", "atomic", "raw"};
    buffer_add_text(b, "kind        size   pools   blocks in use   cached   free blocks\n"
                       "---------  -----  ------  --------------  -------  ------------\n");
    for (size_t i = 0; i < HEAP_CLASS_COUNT; i++) {
        HeapClassStats s;
        if (heap_class_stats(h, i, &s)) {
            buffer_add_format(b, "%-9s %6zu %7zu %15zu %8zu %13zu\n", kinds[s.kind], s.size,
                              s.pool_count, s.live_count, s.cached_count, s.free_count);
        }
    }
}

static void add_line(Buffer *b, const char *what, size_t n) {
    buffer_add_format(b, "%-44s = %15zu\n", what, n);
}

static void add_totals(Buffer *b, const Heap *h) {
    HeapStats s;
    heap_stats(h, &s);
    buffer_add_text(b, "\n");
    add_line(b, "# blocks in use", s.live_count);
    add_line(b, "# bytes in use", s.live_size);
    add_line(b, "# blocks above 512 bytes", s.large_count);
    add_line(b, "# bytes in blocks above 512 bytes", s.large_size);
    add_line(b, "# blocks kept ready (cached)", s.cached_count);
    add_line(b, "# bytes in blocks kept ready", s.cached_size);
    add_line(b, "# bytes free in used pools", s.free_size);
    add_line(b, "# arenas in use (1 MiB each)", s.arenas_used);
    add_line(b, "# arenas highwater mark", s.arenas_high);
    add_line(b, "# pools in use (16 KiB each)", s.pools_used);
    add_line(b, "# free pools not yet returned", s.pools_resident_free);
    add_line(b, "# bytes in side tables", s.table_size);
    add_line(b, "# bytes held from the system", s.held);
    add_line(b, "# bytes held from the system, peak", s.held_peak);
    if (s.limit) {
        add_line(b, "# limit on bytes held", s.limit);
    }
}

/* An arena whose blocks fill less than a sixteenth of it is held by few: of which types they are.
 */
enum { PINNED_BELOW = HEAP_ARENA_SIZE / 16, PIN_KINDS = 8, PINNED_SHOWN = 20 };

typedef struct Pins {
    VM *vm;
    const Type *types[PIN_KINDS]; /* NULL: buffers */
    size_t counts[PIN_KINDS];
    size_t len, others;
} Pins;

static void count_pin(void *context, HeapKind kind, void *block, size_t size) {
    Pins *pins = context;
    const Type *type = kind == HEAP_RAW ? NULL : type_of(pins->vm, block);
    size_t i = 0;
    (void)size;
    while (i < pins->len && pins->types[i] != type) {
        i++;
    }
    if (i == PIN_KINDS) {
        pins->others++;
        return;
    }
    if (i == pins->len) {
        pins->types[pins->len++] = type;
    }
    pins->counts[i]++;
}

static void add_pinned_arenas(VM *vm, Buffer *b) {
    Heap *h = &vm->heap;
    size_t shown = 0;
    heap_flush(h);
    for (size_t a = 0; a < h->arena_high && shown < PINNED_SHOWN; a++) {
        HeapArenaInfo info;
        heap_arena_info(h, a, &info);
        if (info.block_count == 0 || info.block_size >= PINNED_BELOW) {
            continue;
        }
        Pins pins = {.vm = vm};
        heap_walk_arena(h, a, count_pin, &pins);
        buffer_add_format(b, "%sarena %zu: %zu pools, %zu bytes in use by", shown++ ? "" : "\n", a,
                          info.pools_used, info.block_size);
        for (size_t i = 0; i < pins.len; i++) {
            buffer_add_format(b, "%s %zu %s", i ? "," : "", pins.counts[i],
                              pins.types[i] ? TYPE_NAME(pins.types[i]) : "buffers");
        }
        if (pins.others) {
            buffer_add_format(b, ", %zu others", pins.others);
        }
        buffer_add_text(b, "\n");
    }
}

static Object *debugmallocstats(VM *vm, Object *self) {
    (void)self;
    Object *err = dict_get_str(vm, vm->sys, ID(vm, stderr));
    if (!err || err == vm->none) {
        return none_ref(vm);
    }
    Buffer b;
    buffer_init(&b);
    add_class_table(&b, &vm->heap);
    add_totals(&b, &vm->heap);
    add_pinned_arenas(vm, &b);
    Object *text = b.failed ? raise_memory_error(vm) : str_from_ascii(vm, b.data, b.size);
    buffer_deinit(&b);
    if (!text) {
        return NULL;
    }
    int status = io_write(vm, err, text);
    decref(vm, text);
    return status < 0 ? NULL : none_ref(vm);
}

const MethodDef sys_memory_methods[] = {
    METHOD_O(
        "getrefcount", getrefcount,
        "getrefcount($module, object, /)\n--\n\nReturn the reference count of object; one of the "
        "references is the argument itself."),
    METHOD_KW(
        "getsizeof", getsizeof,
        "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes: its block "
        "and the buffers it owns."),
    METHOD_NOARGS("getallocatedblocks", getallocatedblocks,
                  "Return the number of memory blocks currently allocated."),
    METHOD_NOARGS("_debugmallocstats", debugmallocstats, "Print the allocator's state to stderr."),
    {0},
};
