#include "gc/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "gc/weakref.h"
#include "heap/os.h"
#include "object/shape.h"

enum {
    STACK_LEN = 8192,
    RING_LEN = 16, /* objects prefetched before they are looked at; a power of two */
};

/* Where the references of plain instances of one shape lie: __slots__ and attributes, a run of
 * words some of which may be NULL. Instances of one class often lie side by side; with this they
 * need no calls. */
typedef struct Plan {
    Shape *shape; /* NULL: none yet */
    uint32_t number;
    uint32_t start, len; /* words */
    uint32_t type_refs;  /* seen, and not yet counted */
} Plan;

/* CPython untracks in the order of its lists, which a collection changes: objects that it comes to
 * before anything that keeps them go to the end. A tuple can be untracked only after those in it.
 */
typedef struct Atom {
    Object *object;
    bool in_place;
} Atom;

typedef struct Search {
    VM *vm;
    Heap *heap;
    Plan plan;
    Object **stack; /* rescued, not yet traversed */
    size_t top, len;
    int64_t word; /* of the bitmap, that the sweep is at; -1: before all */
    bool again;   /* the stack was full: something rescued was left as a suspect with work 1 */
    /* Exact tuples and dicts that may have to be untracked, in order. */
    Atom *atoms;
    size_t atom_len, atom_cap;
    size_t atom_seen; /* so many have been judged: in_place is right */
    bool want_tuples, want_dicts;
    bool nested;            /* one of them holds another: their order matters */
    bool special;           /* see Gc.special */
    uint32_t counts, flags; /* of all suspects counted, or-ed */
    bool marking;           /* see mark_from_roots */
} Search;

/* ------------------------------------------------------------------ walking words */

/* For code that changes no bit but those of the word it is given. */
#define EACH_SUSPECT_POOL(h, index)                                                                \
    for (size_t arena_ = 0; arena_ < (h)->arena_high; arena_++)                                    \
        for (uint64_t pools_ = (h)->suspect_pools[arena_], index = 0;                              \
             pools_ && (index = arena_ * 64 + (uint64_t)__builtin_ctzll(pools_), true);            \
             pools_ &= pools_ - 1)

#define EACH_LARGE(block, head)                                                                    \
    for (LargeBlock *block = (head)->next; block != (head); block = block->next)

static Object *large_object(LargeBlock *block) {
    return (Object *)(block + 1);
}

/* One bit for each of 64 bytes that is not 0. */
static inline uint64_t nonzero_bytes(const uint8_t *bytes) {
    const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t mask = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t x;
        memcpy(&x, bytes + 8 * i, 8);
        x = (((x & low7) + low7) | x) & ~low7;
        mask |= ((x >> 7) * UINT64_C(0x0102040810204080) >> 56) << (8 * i);
    }
    return mask;
}

/* ------------------------------------------------------------------ plain instances */

static void count_type_refs(Search *s);

static inline bool follows_plan(const Search *s, const Object *o) {
    return shape_of(o) == s->plan.number && s->plan.shape;
}

/* Makes o's shape the plan; false if o is not a plain instance. */
static bool make_plan(Search *s, const Object *o) {
    Type *t = type_of(s->vm, o);
    if (t->slots.traverse != instance_traverse || has_flag(o, FLAG_DICT) || t->dict_offset ||
        t->ext_offset & TYPE_VAR || t->slots.block_size || t->solid->slots.traverse) {
        return false;
    }
    Shape *shape = s->vm->shapes[shape_of(o)];
    if (shape_overflows(shape)) {
        return false;
    }
    count_type_refs(s);
    s->special = s->special || t->slots.finalize;
    uint32_t start = (t->solid->size + 7) / 8, end = t->size / 8;
    end += shape->attr_len > 1 ? shape->attr_len - 1u : 0;
    s->plan = (Plan){.shape = shape, .number = shape_of(o), .start = start, .len = end - start};
    return true;
}

#define EACH_PLANNED(s, o, referent)                                                               \
    for (Object **at_ = (Object **)(void *)(o) + (s)->plan.start, **end_ = at_ + (s)->plan.len,    \
                *referent;                                                                         \
         at_ < end_; at_++)                                                                        \
        if ((referent = *at_))

/* ------------------------------------------------------------------ 1. select */

static int64_t select_pool(Heap *h, size_t index, int generation) {
    uint64_t *young = &h->young[index * HEAP_POOL_WORDS];
    uint64_t *middle = &h->middle[index * HEAP_POOL_WORDS];
    uint64_t *suspect = &h->suspect[index * HEAP_POOL_WORDS];
    int64_t n = 0;
    for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
        uint64_t y = young[w], m = middle[w], s;
        if (generation == 0) {
            s = y & ~m;
            young[w] = y & ~s;
            middle[w] = m | s;
        } else {
            s = generation == 1 ? y ^ m : y | m;
            young[w] = y | s;
            middle[w] = m | s;
        }
        suspect[w] = s;
        n += bits_count(s);
    }
    if (n) {
        heap_bit_set(h->suspect_pools, index);
    }
    return n;
}

static int64_t select_pools(Heap *h, int generation) {
    int64_t n = 0;
    for (size_t a = 0; a < h->arena_high; a++) {
        uint64_t pools = h->young_pools[a];
        h->young_pools[a] = 0;
        if (generation == 0) {
            h->middle_pools[a] |= pools;
        } else {
            pools |= h->middle_pools[a];
            h->middle_pools[a] = 0;
        }
        if (generation == 2) {
            pools = h->arenas[a].used;
        }
        for (; pools; pools &= pools - 1) {
            size_t index = a * 64 + (size_t)__builtin_ctzll(pools);
            if (h->pools[index].kind == HEAP_CONTAINER) {
                n += select_pool(h, index, generation);
            }
        }
    }
    return n;
}

/* Moves the list's blocks of generations 0..generation to the suspects. */
static int64_t select_large(Heap *h, LargeBlock *head, int generation) {
    int64_t n = 0;
    for (LargeBlock *block = head->next, *next; block != head; block = next) {
        next = block->next;
        int g = block->young ? (block->middle ? 2 : 0) : block->middle ? 1 : GC_FROZEN;
        if (g > generation) {
            continue;
        }
        block->suspect = 1;
        block->young = generation > 0;
        block->middle = 1;
        heap_large_move(block, &h->large_suspect);
        n++;
    }
    return n;
}

/* The arenas in which there are suspects. */
static void find_span(const Heap *h, Gc *gc) {
    gc->span_start = gc->span_end = 0;
    for (size_t a = 0; a < h->arena_high; a++) {
        if (h->suspect_pools[a]) {
            gc->span_start = gc->span_end ? gc->span_start : a;
            gc->span_end = a + 1;
        }
    }
}

int64_t search_select(VM *vm, int generation) {
    Heap *h = &vm->heap;
    int64_t n = 0;
    h->collecting = true;
    /* Oldest first, as their order is that of creation. */
    if (generation == 2) {
        n += select_large(h, &h->large[HEAP_CONTAINER], generation);
    }
    if (generation >= 1) {
        n += select_large(h, &h->large_middle, generation);
    }
    n += select_large(h, &h->large_young, generation);
    n += select_pools(h, generation);
    find_span(h, vm->gc);
    return n;
}

/* Arenas of generations 0 and 1 that are cleaned up behind a collection. */
enum { RELEASE_SPAN = 8 };

/* The working counts are a sixteenth of the containers' size: programs get their memory back, save
 * after collections of the youngest, which come too often. */
static void release_working_memory(Heap *h, const Gc *gc, int generation) {
    size_t count = gc->span_end - gc->span_start;
    if (count == 0 || generation == 0 || (generation == 1 && count > RELEASE_SPAN)) {
        return;
    }
    size_t granules = HEAP_ARENA_POOLS * HEAP_POOL_GRANULES;
    os_release_inside(h->work + gc->span_start * granules, count * granules);
    os_release_inside(h->suspect + gc->span_start * granules / 64, count * granules / 8);
}

void search_finish(VM *vm, int generation) {
    Heap *h = &vm->heap;
    LargeBlock *target = generation == 0 ? &h->large_middle : &h->large[HEAP_CONTAINER];
    while (h->large_suspect.next != &h->large_suspect) {
        LargeBlock *block = h->large_suspect.next;
        block->suspect = 0;
        heap_large_move(block, block->middle ? target : &h->large[HEAP_CONTAINER]);
    }
    EACH_SUSPECT_POOL(h, index) {
        memset(&h->suspect[index * HEAP_POOL_WORDS], 0, HEAP_POOL_WORDS * sizeof(uint64_t));
    }
    if (h->arena_high) {
        memset(h->suspect_pools, 0, h->arena_high * sizeof(uint64_t));
    }
    vm->gc->recent_len = 0;
    h->collecting = false;
    release_working_memory(h, vm->gc, generation);
}

/* ------------------------------------------------------------------ 2. subtract */

static void clear_work(Heap *h) {
    EACH_LARGE(block, &h->large_suspect) {
        if (block->suspect) {
            block->work = 0;
        }
    }
    EACH_SUSPECT_POOL(h, index) {
        const uint64_t *suspect = &h->suspect[index * HEAP_POOL_WORDS];
        uint8_t *work = &h->work[index * HEAP_POOL_GRANULES];
        for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
            if (suspect[w]) {
                memset(work + w * 64, 0, 64);
            }
        }
    }
}

static ALWAYS_INLINE void subtract_edges(Heap *h, Object *o, uint32_t n) {
    if (LIKELY(heap_in_region(h, o))) {
        size_t g = heap_granule(h, o);
        if (heap_bit_get(h->suspect, g)) {
            h->work[g] = (uint8_t)(h->work[g] + n);
        }
    } else if (has_flag(o, FLAG_TRACKED) && heap_large(o)->suspect) {
        heap_large(o)->work += n;
    }
}

static int visit_subtract(Object *o, void *ctx) {
    subtract_edges(((Search *)ctx)->heap, o, 1);
    return 0;
}

static void count_type_refs(Search *s) {
    if (s->plan.type_refs) {
        subtract_edges(s->heap, OBJ(s->plan.shape->type), s->plan.type_refs);
        s->plan.type_refs = 0;
    }
}

/* Built-in types are containers only for the traversal's sake: they are not tracked. */
static bool is_static_type(const Object *o) {
    return is_exact(o, SHAPE_TYPE) && !(((const Type *)o)->flags & (TYPE_HEAP | TYPE_PYTHON));
}

/* May o be part of a cycle, as far as can be seen without looking inside? Tuples can be untracked
 * while they are looked at, so that they count as they are. */
static int visit_may_be_tracked(Object *o, void *ctx) {
    VM *vm = ctx;
    return gc_is_container(vm, o) && (!is_exact(o, SHAPE_TUPLE) || gc_is_tracked(o)) &&
           !is_static_type(o);
}

/* The same, if all tuples were untracked. */
static int visit_may_become_tracked(Object *o, void *ctx) {
    VM *vm = ctx;
    return gc_is_container(vm, o) && !is_exact(o, SHAPE_TUPLE) && !is_static_type(o);
}

void gc_maybe_untrack(VM *vm, Object *o) {
    if (gc_is_tracked(o) && gc_traverse(vm, o, visit_may_be_tracked, vm) == 0) {
        gc_untrack(vm, o);
    }
}

static int visit_atom(Object *o, void *ctx) {
    VM *vm = ctx;
    return is_exact(o, SHAPE_TUPLE) && gc_is_tracked(o) &&
           gc_traverse(vm, o, visit_may_become_tracked, vm) == 0;
}

/* o may have to be untracked: an exact tuple or dict. */
static void remember_atom(Search *s, Object *o) {
    if (gc_traverse(s->vm, o, visit_may_become_tracked, s->vm) != 0) {
        return;
    }
    s->nested = s->nested || (is_exact(o, SHAPE_TUPLE) && gc_traverse(s->vm, o, visit_atom, s->vm));
    if (s->atom_len == s->atom_cap) {
        size_t cap = s->atom_cap ? s->atom_cap * 2 : 64;
        size_t most = s->heap->limit ? s->heap->limit / 64 : SIZE_MAX;
        bool fits = cap * sizeof *s->atoms <= most;
        Atom *atoms = fits ? realloc(s->atoms, cap * sizeof *atoms) : NULL;
        if (!atoms) {
            s->want_tuples = s->want_dicts = false; /* they stay tracked for now */
            return;
        }
        s->atoms = atoms;
        s->atom_cap = cap;
    }
    s->atoms[s->atom_len++] = (Atom){o, true};
}

static inline bool may_be_atom(const Search *s, const Object *o) {
    return (is_exact(o, SHAPE_TUPLE) && s->want_tuples) ||
           (is_exact(o, SHAPE_DICT) && s->want_dicts);
}

static inline void subtract_from(Search *s, Object *o) {
    if (LIKELY(follows_plan(s, o)) || make_plan(s, o)) {
        s->plan.type_refs++;
        EACH_PLANNED(s, o, referent) {
            subtract_edges(s->heap, referent, 1);
        }
        return;
    }
    gc_traverse(s->vm, o, visit_subtract, s);
    s->special = s->special || type_of(s->vm, o)->slots.finalize || weakref_check(s->vm, o);
    if (UNLIKELY(may_be_atom(s, o))) {
        remember_atom(s, o);
    }
}

static void subtract(Search *s) {
    Heap *h = s->heap;
    EACH_LARGE(block, &h->large_suspect) {
        if (block->suspect) {
            subtract_from(s, large_object(block));
            block->work -= large_object(block)->count;
            s->flags |= large_object(block)->meta;
        }
    }
    EACH_SUSPECT_POOL(h, index) {
        const Pool *pool = &h->pools[index];
        char *base = pool_base(h, pool);
        const uint64_t *suspect = &h->suspect[index * HEAP_POOL_WORDS];
        uint8_t *work = &h->work[index * HEAP_POOL_GRANULES];
        for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
            for (uint64_t rest = suspect[w]; rest; rest &= rest - 1) {
                uint32_t bit = (uint32_t)__builtin_ctzll(rest);
                Object *o = search_object(pool, base, w, bit);
                subtract_from(s, o);
                ASSERT(o->count != 0); /* a dealloc slot must untrack first */
                work[w * 64 + bit] -= (uint8_t)o->count;
                s->counts |= o->count;
                s->flags |= o->meta;
            }
        }
    }
    count_type_refs(s);
}

/* ------------------------------------------------------------------ 3. rescue */

/* o can be reached. What lies ahead of the sweep waits for it, so that most objects are looked at
 * in the order of their addresses; what lies behind is put on the stack. */
static ALWAYS_INLINE void rescue_one(Search *s, Object *o) {
    Heap *h = s->heap;
    if (LIKELY(heap_in_region(h, o))) {
        size_t g = heap_granule(h, o);
        int64_t w = (int64_t)(g >> 6);
        uint64_t bit = (uint64_t)1 << (g & 63), suspect = h->suspect[w];
        if (!(suspect & bit)) {
            return;
        }
        if (w > s->word) {
            h->work[g] = 1;
            return;
        }
        if (UNLIKELY(s->top == s->len)) {
            h->work[g] = 1;
            s->again = true;
            return;
        }
        h->suspect[w] = suspect & ~bit;
    } else {
        if (!has_flag(o, FLAG_TRACKED) || !heap_large(o)->suspect) {
            return;
        }
        if (UNLIKELY(s->top == s->len)) {
            heap_large(o)->work = 1;
            s->again = true;
            return;
        }
        heap_large(o)->suspect = 0;
    }
    s->stack[s->top++] = o;
}

static int visit_rescue(Object *o, void *ctx) {
    rescue_one(ctx, o);
    return 0;
}

static inline void rescue_from(Search *s, Object *o) {
    if (UNLIKELY(!follows_plan(s, o))) {
        if (!make_plan(s, o)) {
            gc_traverse(s->vm, o, visit_rescue, s);
            if (UNLIKELY(s->marking) && may_be_atom(s, o)) {
                remember_atom(s, o);
            }
            return;
        }
        rescue_one(s, OBJ(s->plan.shape->type));
    }
    EACH_PLANNED(s, o, referent) {
        rescue_one(s, referent);
    }
}

/* Rescues everything that can be reached from what is on the stack. */
static void rescue_from_stack(Search *s) {
    Object *ring[RING_LEN];
    size_t head = 0, n = 0;
    while (n || s->top) {
        Object *o;
        if (n == 0 && s->top == 1) {
            o = s->stack[--s->top]; /* nothing to do meanwhile */
        } else {
            while (n < RING_LEN && s->top) {
                o = s->stack[--s->top];
                __builtin_prefetch(o);
                ring[(head + n++) & (RING_LEN - 1)] = o;
            }
            o = ring[head];
            head = (head + 1) & (RING_LEN - 1);
            n--;
        }
        rescue_from(s, o);
    }
}

/* The search comes to the address limit: what lies before it and is not rescued yet goes to the
 * end. */
static NOINLINE void judge_atoms(Search *s, uintptr_t limit) {
    for (; s->atom_seen < s->atom_len; s->atom_seen++) {
        Atom *atom = &s->atoms[s->atom_seen];
        if (heap_in_region(s->heap, atom->object)) {
            if ((uintptr_t)atom->object >= limit) {
                return;
            }
            atom->in_place = !heap_is_suspect(s->heap, atom->object);
        }
    }
}

static void rescue_from_pool(Search *s, size_t index) {
    Heap *h = s->heap;
    const Pool *pool = &h->pools[index];
    char *base = pool_base(h, pool);
    uint64_t *suspect = &h->suspect[index * HEAP_POOL_WORDS];
    const uint8_t *work = &h->work[index * HEAP_POOL_GRANULES];
    for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
        if (!suspect[w]) {
            continue;
        }
        s->word = (int64_t)(index * HEAP_POOL_WORDS + w);
        /* The stack is empty, and holds a word's objects. */
        uint64_t held = suspect[w] & nonzero_bytes(work + w * 64);
        suspect[w] &= ~held;
        for (; held; held &= held - 1) {
            Object *o = search_object(pool, base, w, (uint32_t)__builtin_ctzll(held));
            if (UNLIKELY(s->atom_seen < s->atom_len)) {
                rescue_from_stack(s);
                judge_atoms(s, (uintptr_t)o);
            }
            s->stack[s->top++] = o;
        }
        rescue_from_stack(s);
    }
}

static void rescue(Search *s) {
    Heap *h = s->heap;
    s->plan.shape = NULL;
    do {
        s->again = false;
        s->word = -1;
        EACH_LARGE(block, &h->large_suspect) {
            if (block->suspect && block->work) {
                block->suspect = 0;
                s->stack[s->top++] = large_object(block);
                rescue_from_stack(s);
            }
        }
        EACH_SUSPECT_POOL(h, index) {
            rescue_from_pool(s, index);
        }
        judge_atoms(s, UINTPTR_MAX);
    } while (s->again);
}

static int visit_root(Object *o, void *ctx) {
    Heap *h = ctx;
    if (heap_in_region(h, o)) {
        h->work[heap_granule(h, o)] = 1;
    } else if (has_flag(o, FLAG_TRACKED)) {
        heap_large(o)->work = 1;
    }
    return 0;
}

/* What can be reached from the VM's own references is alive: its references need not be counted.
 * Leaves the work of all that are still suspects 0. */
static void mark_from_roots(Search *s) {
    VM *vm = s->vm;
    gc_visit_roots(vm, visit_root, &vm->heap);
    vm->gc->visit_roots(vm, visit_root, &vm->heap);
    s->marking = true;
    rescue(s);
    s->marking = false;
    s->atom_seen = s->atom_len;
    s->plan.shape = NULL;
}

/* After mark_from_roots in a full collection: all are suspects again. */
static void unmark(Search *s) {
    Heap *h = s->heap;
    EACH_LARGE(block, &h->large_suspect) {
        block->suspect = 1;
    }
    EACH_SUSPECT_POOL(h, index) {
        for (size_t w = index * HEAP_POOL_WORDS, end = w + HEAP_POOL_WORDS; w < end; w++) {
            h->suspect[w] = h->young[w] & h->middle[w];
        }
    }
    s->atom_len = s->atom_seen = 0;
    s->nested = false;
}

/* ------------------------------------------------------------------ exact counts of hubs */

/* A count of 256 or more, whose lowest byte alone was compared. Only suspects that are left can
 * refer to a hub that is left, so counting their references gives the truth. */
typedef struct Hub {
    Object *object;
    uint32_t inner; /* references from suspects */
} Hub;

typedef struct HubList {
    VM *vm;
    Hub *hubs; /* by address */
    size_t len, cap;
    bool failed;
} HubList;

static void find_hub(VM *vm, Object *o, void *ctx) {
    HubList *list = ctx;
    if (o->count < 256 || !heap_in_region(&vm->heap, o)) {
        return;
    }
    if (list->len == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        Hub *hubs = realloc(list->hubs, cap * sizeof *hubs);
        if (!hubs) {
            list->failed = true;
            vm->heap.work[heap_granule(&vm->heap, o)] = 1;
            return;
        }
        list->hubs = hubs;
        list->cap = cap;
    }
    list->hubs[list->len++] = (Hub){o, 0};
}

static int visit_hub(Object *o, void *ctx) {
    HubList *list = ctx;
    if (o->count < 256) {
        return 0;
    }
    size_t low = 0, high = list->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->hubs[middle].object == o) {
            list->hubs[middle].inner++;
            return 0;
        }
        if ((uintptr_t)list->hubs[middle].object < (uintptr_t)o) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static void count_hubs_from(VM *vm, Object *o, void *ctx) {
    gc_traverse(vm, o, visit_hub, ctx);
}

/* Rescues hubs held from outside in spite of their work being 0. */
static void check_hubs(Search *s) {
    HubList list = {s->vm, NULL, 0, 0, false};
    bool any = false;
    search_each(s->vm, find_hub, &list);
    if (list.len) {
        search_each(s->vm, count_hubs_from, &list);
    }
    for (size_t i = 0; i < list.len; i++) {
        if (list.hubs[i].inner != list.hubs[i].object->count) {
            s->heap->work[heap_granule(s->heap, list.hubs[i].object)] = 1;
            any = true;
        }
    }
    free(list.hubs);
    if (any || list.failed) {
        rescue(s);
    }
}

/* ------------------------------------------------------------------ all together */

static int64_t count_suspects(Heap *h) {
    int64_t n = 0;
    EACH_LARGE(block, &h->large_suspect) {
        n += block->suspect;
    }
    for (size_t a = 0; a < h->arena_high; a++) {
        uint64_t left = 0;
        for (uint64_t pools = h->suspect_pools[a]; pools; pools &= pools - 1) {
            size_t i = (size_t)__builtin_ctzll(pools);
            int64_t in_pool = 0;
            for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
                in_pool += bits_count(h->suspect[(a * 64 + i) * HEAP_POOL_WORDS + w]);
            }
            left |= (uint64_t)(in_pool != 0) << i;
            n += in_pool;
        }
        h->suspect_pools[a] = left;
    }
    return n;
}

static int64_t untrack_atom(Search *s, Object *o, uint32_t shape) {
    if (!is_exact(o, shape) || !gc_is_tracked(o) || heap_is_suspect(s->heap, o)) {
        return 0;
    }
    gc_maybe_untrack(s->vm, o);
    return !gc_is_tracked(o);
}

/* Those in their places come in the order of creation, tuples before what holds them. Addresses
 * only resemble that order: so to and fro, until nothing changes. */
static int64_t untrack_in_place(Search *s) {
    int64_t n = 0, before;
    bool backwards = false;
    do {
        before = n;
        for (size_t i = 0; i < s->atom_len; i++) {
            const Atom *atom = &s->atoms[backwards ? s->atom_len - 1 - i : i];
            n += atom->in_place ? untrack_atom(s, atom->object, SHAPE_TUPLE) : 0;
        }
        backwards = !backwards;
    } while (s->nested && n != before);
    return n;
}

/* The reachable ones of those remembered: tuples, and then dicts, which may hold them. Those that
 * went to the end went there after what refers to them, and so, tuples being older than what holds
 * them, the youngest first. */
static int64_t untrack_atoms(Search *s) {
    int64_t n = untrack_in_place(s);
    for (size_t i = s->atom_len; i-- > 0;) {
        n += s->atoms[i].in_place ? 0 : untrack_atom(s, s->atoms[i].object, SHAPE_TUPLE);
    }
    for (size_t i = 0; i < s->atom_len; i++) {
        n += untrack_atom(s, s->atoms[i].object, SHAPE_DICT);
    }
    free(s->atoms);
    return n;
}

/* ------------------------------------------------------------------ order */

/* The working count of suspects that are left is 0, and serves to mark those in the list. */
static void mark_recent(VM *vm) {
    Heap *h = &vm->heap;
    for (size_t i = 0; i < vm->gc->recent_len; i++) {
        if (heap_is_suspect(h, vm->gc->recent[i])) {
            h->work[heap_granule(h, vm->gc->recent[i])] = 1;
        }
    }
}

void search_order(VM *vm, size_t count) {
    Gc *gc = vm->gc;
    Heap *h = &vm->heap;
    gc->recent_len = 0;
    if (!gc->recent && !(gc->recent = malloc(HEAP_RECENT * sizeof *gc->recent))) {
        return;
    }
    /* From the youngest back; older entries for the same granule are out of date. */
    size_t n = 0;
    for (uint32_t i = 1; i <= HEAP_RECENT && n < count; i++) {
        size_t g = h->recent[(h->recent_pos - i) & (HEAP_RECENT - 1)];
        size_t index = g >> (HEAP_POOL_SHIFT - HEAP_GRANULE_SHIFT);
        if (index >= h->arena_high * HEAP_ARENA_POOLS || !heap_bit_get(h->suspect_pools, index) ||
            !heap_bit_get(h->suspect, g) || h->work[g]) {
            continue;
        }
        const Pool *pool = &h->pools[index];
        size_t first = index * HEAP_POOL_GRANULES;
        h->work[g] = 1;
        gc->recent[n++] = search_object(pool, pool_base(h, pool), (uint32_t)(g - first) / 64,
                                        (uint32_t)(g - first) % 64);
    }
    for (size_t i = 0; i < n / 2; i++) {
        Object *o = gc->recent[i];
        gc->recent[i] = gc->recent[n - 1 - i];
        gc->recent[n - 1 - i] = o;
    }
    gc->recent_len = n;
}

int64_t search_run(VM *vm, bool first, bool full, int64_t *untracked) {
    Gc *gc = vm->gc;
    Object *small_stack[64]; /* room for the objects of one word */
    if (!gc->stack) {
        gc->stack = malloc(STACK_LEN * sizeof *gc->stack);
    }
    Search s = {.vm = vm,
                .heap = &vm->heap,
                .stack = gc->stack ? gc->stack : small_stack,
                .len = gc->stack ? STACK_LEN : COUNT_OF(small_stack),
                .want_tuples = first,
                .want_dicts = first && full};
    size_t recent_len = gc->recent_len;
    gc->recent_len = 0; /* the order plays no part in the search */
    clear_work(&vm->heap);
    if (first && full && vm->gc->visit_roots) {
        mark_from_roots(&s);
    }
    subtract(&s);
    if (s.nested && s.atom_seen) {
        unmark(&s);
        clear_work(&vm->heap);
        subtract(&s);
    }
    rescue(&s);
    int64_t n = count_suspects(&vm->heap);
    if (n && s.counts >= 256) {
        check_hubs(&s);
        n = count_suspects(&vm->heap);
    }
    gc->special = s.special || s.flags & FLAG_WEAKREFS;
    int64_t gone = untrack_atoms(&s);
    if (untracked) {
        *untracked = gone;
    }
    gc->recent_len = recent_len;
    mark_recent(vm);
    return n;
}

void search_each(VM *vm, SuspectFn fn, void *ctx) {
    Heap *h = &vm->heap;
    const Gc *gc = vm->gc;
    /* fn may free any large block, so those that were looked at wait in a list of their own. */
    while (h->large_suspect.next != &h->large_suspect) {
        LargeBlock *block = h->large_suspect.next;
        heap_large_move(block, &h->large_done);
        if (block->suspect) {
            fn(vm, large_object(block), ctx);
        }
    }
    while (h->large_done.next != &h->large_done) {
        heap_large_move(h->large_done.next, &h->large_suspect);
    }
    EACH_SUSPECT_POOL(h, index) {
        const Pool *pool = &h->pools[index];
        char *base = pool_base(h, pool);
        const uint64_t *suspect = &h->suspect[index * HEAP_POOL_WORDS];
        for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
            for (uint64_t rest = suspect[w]; rest; rest = rest & (rest - 1) & suspect[w]) {
                uint32_t bit = (uint32_t)__builtin_ctzll(rest);
                if (!h->work[index * HEAP_POOL_GRANULES + w * 64 + bit] || !gc->recent_len) {
                    fn(vm, search_object(pool, base, w, bit), ctx);
                }
            }
        }
    }
    for (size_t i = 0; i < gc->recent_len; i++) {
        if (heap_is_suspect(h, gc->recent[i])) {
            fn(vm, gc->recent[i], ctx);
        }
    }
}
