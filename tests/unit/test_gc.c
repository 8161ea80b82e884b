/* The collector and weak references, on graphs of a type made for the purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adder.h"
#include "gc/gc.h"
#include "object/error.h"
#include "object/types.h"
#include "types/list.h"
#include "types/tuple.h"
#include "types/weakref.h"

typedef struct Node {
    Object head;
    uint32_t len;
    uint32_t number; /* 1 and up */
    Object *fields[];
} Node;

typedef struct Fixture {
    VM *vm;
    Type *node, *final_node; /* the second has a finalizer */
} Fixture;

static int alive, finalized;
static Object **revive_to; /* finalizers store a reference here if it is NULL */

static size_t node_size(const Object *o) {
    return sizeof(Node) + ((const Node *)o)->len * sizeof(Object *);
}

static int node_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    (void)vm;
    Node *node = (Node *)o;
    for (uint32_t i = 0; i < node->len; i++) {
        VISIT(node->fields[i]);
    }
    return 0;
}

static void node_clear(VM *vm, Object *o) {
    Node *node = (Node *)o;
    for (uint32_t i = 0; i < node->len; i++) {
        clear_ref(vm, node->fields[i]);
    }
}

static void node_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    node_clear(vm, o);
    alive--;
    object_free_container(vm, o, node_size(o));
}

static void node_finalize(VM *vm, Object *o) {
    (void)vm;
    finalized++;
    if (revive_to && !*revive_to) {
        *revive_to = new_ref(o);
    }
}

#define NODE_SLOTS                                                                                 \
    .dealloc = node_dealloc, .traverse = node_traverse, .clear = node_clear, .block_size = node_size

static const TypeSpec node_spec = {
    .name = "test.Node",
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_NO_NEW,
    .size = sizeof(Node),
    .item_size = sizeof(Object *),
    .slots = {NODE_SLOTS},
};

static const TypeSpec final_spec = {
    .name = "test.FinalNode",
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_NO_NEW,
    .size = sizeof(Node),
    .item_size = sizeof(Object *),
    .slots = {NODE_SLOTS, .finalize = node_finalize},
};

static Node *make_node(VM *vm, Type *type, uint32_t len) {
    Node *node = object_alloc(vm, type, sizeof(Node) + len * sizeof(Object *));
    assert_non_null(node);
    node->len = len;
    alive++;
    if (!gc_is_tracked(node)) {
        gc_track(vm, node);
    }
    return node;
}

static void point(VM *vm, Node *from, uint32_t i, void *to) {
    set_ref(vm, from->fields[i], new_ref(OBJ(to)));
}

static void assert_sound(VM *vm) {
    const char *wrong = gc_check(vm, false, NULL);
    if (wrong) {
        fail_msg("gc_check: %s", wrong);
    }
}

static int make_vm(void **state) {
    static Fixture fixture;
    AdderConfig config = {.hash_seed = 1, .no_library_path = true};
    alive = finalized = 0;
    revive_to = NULL;
    fixture.vm = adder_new(&config);
    if (!fixture.vm) {
        return -1;
    }
    fixture.vm->gc_enabled = false;
    fixture.node = type_from_spec(fixture.vm, &node_spec, NULL);
    fixture.final_node = type_from_spec(fixture.vm, &final_spec, NULL);
    *state = &fixture;
    gc_collect(fixture.vm, 2);
    return fixture.node && fixture.final_node ? 0 : -1;
}

static int drop_vm(void **state) {
    Fixture *f = *state;
    decref(f->vm, f->node);
    decref(f->vm, f->final_node);
    return adder_free(f->vm) == 0 && alive == 0 ? 0 : -1;
}

static uint64_t random_state = UINT64_C(88172645463325252);

static uint32_t next_random(uint32_t below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 20) % below;
}

/* ------------------------------------------------------------------ cycles */

static void test_cycle_is_collected_once(void **state) {
    Fixture *f = *state;
    Node *a = make_node(f->vm, f->node, 1), *b = make_node(f->vm, f->node, 1);
    point(f->vm, a, 0, b);
    point(f->vm, b, 0, a);
    assert_int_equal(gc_collect(f->vm, 2), 0);
    decref(f->vm, a);
    decref(f->vm, b);
    assert_int_equal(alive, 2);
    assert_int_equal(gc_collect(f->vm, 2), 2);
    assert_int_equal(alive, 0);
    assert_int_equal(gc_collect(f->vm, 2), 0);
}

static void test_survivors_grow_older(void **state) {
    Fixture *f = *state;
    uint32_t lens[] = {1, 500}; /* pooled and large */
    for (int i = 0; i < 2; i++) {
        Node *a = make_node(f->vm, f->node, lens[i]);
        assert_int_equal(gc_generation(f->vm, OBJ(a)), 0);
        gc_collect(f->vm, 0);
        assert_int_equal(gc_generation(f->vm, OBJ(a)), 1);
        gc_collect(f->vm, 0);
        assert_int_equal(gc_generation(f->vm, OBJ(a)), 1);
        gc_collect(f->vm, 1);
        assert_int_equal(gc_generation(f->vm, OBJ(a)), 2);
        assert_sound(f->vm);
        /* An old cycle is out of reach of young collections. */
        point(f->vm, a, 0, a);
        decref(f->vm, a);
        assert_int_equal(gc_collect(f->vm, 1), 0);
        assert_int_equal(gc_collect(f->vm, 2), 1);
    }
}

static void test_old_holds_young(void **state) {
    Fixture *f = *state;
    Node *old = make_node(f->vm, f->node, 1);
    gc_collect(f->vm, 2);
    Node *young = make_node(f->vm, f->node, 1);
    point(f->vm, young, 0, young);
    point(f->vm, old, 0, young);
    decref(f->vm, young);
    assert_int_equal(gc_collect(f->vm, 0), 0);
    assert_int_equal(alive, 2);
    decref(f->vm, old);
    assert_int_equal(gc_collect(f->vm, 2), 1);
}

static int reach(Node **all, bool *seen, Node *node) {
    if (seen[node->number]) {
        return 0;
    }
    seen[node->number] = true;
    int n = 1;
    for (uint32_t i = 0; i < node->len; i++) {
        if (node->fields[i]) {
            n += reach(all, seen, (Node *)node->fields[i]);
        }
    }
    return n;
}

static void test_random_graphs(void **state) {
    Fixture *f = *state;
    enum { MOST = 1500 };
    static Node *all[MOST];
    static bool seen[MOST + 1];
    for (int round = 0; round < 60; round++) {
        uint32_t n = 50 + next_random(MOST - 50);
        for (uint32_t i = 0; i < n; i++) {
            all[i] = make_node(f->vm, f->node, 1 + next_random(next_random(30) ? 6 : 200));
            all[i]->number = i + 1;
        }
        uint32_t hub = next_random(n); /* its count does not fit a byte */
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t k = 0; k < all[i]->len; k++) {
                uint32_t kind = next_random(10);
                if (kind < 3) {
                    point(f->vm, all[i], k, all[(i + next_random(20)) % n]);
                } else if (kind == 3) {
                    point(f->vm, all[i], k, all[hub]);
                }
            }
        }
        Node *roots[4];
        uint32_t root_len = next_random(5);
        int expected = 0;
        memset(seen, 0, sizeof seen);
        for (uint32_t i = 0; i < root_len; i++) {
            roots[i] = new_ref(all[next_random(n)]);
            expected += reach(all, seen, roots[i]);
        }
        if (round % 3 == 0) {
            gc_collect(f->vm, (int)next_random(3));
        }
        for (uint32_t i = 0; i < n; i++) {
            decref(f->vm, all[i]);
        }
        gc_collect(f->vm, (int)next_random(3));
        assert_sound(f->vm);
        gc_collect(f->vm, 2);
        assert_int_equal(alive, expected);
        for (uint32_t i = 0; i < root_len; i++) {
            decref(f->vm, roots[i]);
        }
        gc_collect(f->vm, 2);
        assert_int_equal(alive, 0);
    }
}

static void test_counts_beyond_a_byte(void **state) {
    Fixture *f = *state;
    Node *hub = make_node(f->vm, f->node, 1);
    point(f->vm, hub, 0, hub);
    hub->head.count += 255; /* 256 references from outside look like none */
    assert_int_equal(gc_collect(f->vm, 2), 0);
    hub->head.count -= 255;
    Node *many = make_node(f->vm, f->node, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        point(f->vm, many, i, hub);
    }
    point(f->vm, hub, 0, many);
    decref(f->vm, many);
    assert_int_equal(gc_collect(f->vm, 2), 0);
    decref(f->vm, hub);
    assert_int_equal(gc_collect(f->vm, 2), 2);
}

static void test_long_chain(void **state) {
    Fixture *f = *state;
    enum { LEN = 200000 };
    Node *first = make_node(f->vm, f->node, 1), *last = first;
    for (int i = 1; i < LEN; i++) {
        Node *next = make_node(f->vm, f->node, 1);
        last->fields[0] = OBJ(next);
        last = next;
    }
    point(f->vm, last, 0, first);
    gc_collect(f->vm, 2);
    decref(f->vm, first);
    assert_int_equal(gc_collect(f->vm, 2), LEN);
    assert_int_equal(alive, 0);
}

/* ------------------------------------------------------------------ finalizers, weak references */

static void test_finalizer_runs_once_and_may_revive(void **state) {
    Fixture *f = *state;
    Object *revived = NULL;
    Node *a = make_node(f->vm, f->final_node, 2), *b = make_node(f->vm, f->node, 1);
    point(f->vm, a, 0, b);
    point(f->vm, b, 0, a);
    decref(f->vm, a);
    decref(f->vm, b);
    revive_to = &revived;
    assert_int_equal(gc_collect(f->vm, 2), 0);
    revive_to = NULL;
    assert_ptr_equal(revived, a);
    assert_int_equal(finalized, 1);
    assert_int_equal(alive, 2);
    assert_true(has_flag(revived, FLAG_FINALIZED));
    assert_sound(f->vm);
    decref(f->vm, revived);
    assert_int_equal(gc_collect(f->vm, 2), 2);
    assert_int_equal(finalized, 1);
    assert_int_equal(alive, 0);
}

static void test_weak_references_die_with_the_object(void **state) {
    Fixture *f = *state;
    Type *ref = TYPE(f->vm, WEAKREF);
    Node *a = make_node(f->vm, f->node, 1);
    Object *r = weakref_new(f->vm, ref, OBJ(a), NULL);
    Object *same = weakref_new(f->vm, ref, OBJ(a), f->vm->none);
    Object *proxy = weakproxy_new(f->vm, OBJ(a), NULL);
    assert_ptr_equal(r, same);
    assert_ptr_not_equal(r, proxy);
    assert_ptr_equal(weakref_get(f->vm, r), a);
    assert_int_equal(weakrefs_count(f->vm, OBJ(a)), 2);
    assert_sound(f->vm);
    decref(f->vm, a);
    assert_null(weakref_get(f->vm, r));
    assert_null(weakref_get(f->vm, proxy));
    decref(f->vm, r);
    decref(f->vm, same);
    decref(f->vm, proxy);
    assert_sound(f->vm);
}

static void test_weak_references_to_trash_are_cleared(void **state) {
    Fixture *f = *state;
    Node *a = make_node(f->vm, f->node, 2);
    point(f->vm, a, 0, a);
    Object *outside = weakref_new(f->vm, TYPE(f->vm, WEAKREF), OBJ(a), NULL);
    a->fields[1] = weakproxy_new(f->vm, OBJ(a), NULL);
    decref(f->vm, a);
    assert_int_equal(gc_collect(f->vm, 2), 2);
    assert_null(weakref_get(f->vm, outside));
    decref(f->vm, outside);
}

static void test_many_weak_references(void **state) {
    Fixture *f = *state;
    enum { COUNT = 3000 };
    static Node *nodes[COUNT];
    static Object *refs[COUNT];
    for (int i = 0; i < COUNT; i++) {
        nodes[i] = make_node(f->vm, f->node, 1);
        refs[i] = weakref_new(f->vm, TYPE(f->vm, WEAKREF), OBJ(nodes[i]), NULL);
    }
    assert_sound(f->vm);
    for (int i = 0; i < COUNT; i += 3) {
        decref(f->vm, nodes[i]);
    }
    for (int i = 0; i < COUNT; i += 2) {
        decref(f->vm, refs[i]);
    }
    assert_sound(f->vm);
    for (int i = 0; i < COUNT; i++) {
        if (i % 2) {
            assert_ptr_equal(weakref_get(f->vm, refs[i]), i % 3 ? nodes[i] : NULL);
            decref(f->vm, refs[i]);
        }
        if (i % 3) {
            decref(f->vm, nodes[i]);
        }
    }
    assert_sound(f->vm);
}

/* ------------------------------------------------------------------ tracking, freezing, policy */

static void test_tuples_of_atoms_are_untracked(void **state) {
    Fixture *f = *state;
    Object *inner = tuple_pack(f->vm, 2, f->vm->none, f->vm->true_);
    Object *outer = tuple_pack(f->vm, 1, inner);
    Object *list = list_new(f->vm, 0);
    Object *holder = tuple_pack(f->vm, 1, list);
    assert_true(gc_is_tracked(inner) && gc_is_tracked(outer));
    gc_collect(f->vm, 0);
    gc_collect(f->vm, 1);
    assert_false(gc_is_tracked(inner) || gc_is_tracked(outer));
    assert_true(gc_is_tracked(holder));
    assert_sound(f->vm);
    decref(f->vm, inner);
    decref(f->vm, outer);
    decref(f->vm, list);
    decref(f->vm, holder);
}

static void test_frozen_objects_are_left_alone(void **state) {
    Fixture *f = *state;
    Node *a = make_node(f->vm, f->node, 1);
    point(f->vm, a, 0, a);
    gc_freeze(f->vm);
    assert_true(gc_freeze_count(f->vm) > 0);
    assert_int_equal(gc_generation(f->vm, OBJ(a)), GC_FROZEN);
    decref(f->vm, a);
    assert_int_equal(gc_collect(f->vm, 2), 0);
    gc_unfreeze(f->vm);
    assert_int_equal(gc_freeze_count(f->vm), 0);
    assert_int_equal(gc_collect(f->vm, 2), 1);
}

static void test_thresholds_choose_the_generation(void **state) {
    Fixture *f = *state;
    VM *vm = f->vm;
    vm->gc_enabled = true;
    vm->gc_threshold[0] = 5;
    vm->gc_threshold[1] = 2;
    vm->gc_threshold[2] = 1000;
    int64_t young = vm->gc->stats[0].collections, middle = vm->gc->stats[1].collections;
    vm->gc_count[0] = vm->gc_count[1] = vm->gc_count[2] = 0;
    for (int round = 0; round < 4; round++) {
        vm->pending &= ~(uint32_t)PENDING_COLLECT;
        Node *nodes[6];
        for (int i = 0; i < 5; i++) {
            nodes[i] = make_node(vm, f->node, 1);
        }
        assert_false(vm->pending & PENDING_COLLECT); /* strictly more than the threshold */
        nodes[5] = make_node(vm, f->node, 1);
        assert_true(vm->pending & PENDING_COLLECT);
        gc_collect_pending(vm);
        assert_int_equal(vm->gc_count[0], 0);
        for (int i = 0; i < 6; i++) {
            decref(vm, nodes[i]);
        }
    }
    assert_int_equal(vm->gc->stats[0].collections - young, 3);
    assert_int_equal(vm->gc->stats[1].collections - middle, 1);
    vm->gc_threshold[0] = 700;
}

static void test_bytes_start_a_collection(void **state) {
    Fixture *f = *state;
    VM *vm = f->vm;
    vm->gc_enabled = true;
    vm->gc->byte_threshold[0] = 256 << 10;
    gc_collect(vm, 2);
    int64_t young = vm->gc->stats[0].collections;
    vm->pending &= ~(uint32_t)PENDING_COLLECT;
    void *small = raw_alloc(vm, 200 << 10);
    assert_false(vm->pending & PENDING_COLLECT);
    void *more = raw_alloc(vm, 100 << 10);
    assert_true(vm->pending & PENDING_COLLECT);
    gc_collect_pending(vm);
    assert_int_equal(vm->gc->stats[0].collections, young + 1);
    raw_free(vm, small, 200 << 10);
    raw_free(vm, more, 100 << 10);
    vm->gc->byte_threshold[0] = 0;
    gc_arm(vm);
}

static void test_checker_sees_wrong_counts(void **state) {
    Fixture *f = *state;
    Object *culprit;
    Node *a = make_node(f->vm, f->node, 1), *b = make_node(f->vm, f->node, 1);
    point(f->vm, a, 0, b);
    assert_null(gc_check(f->vm, false, &culprit));
    b->head.count--;
    assert_null(gc_check(f->vm, false, &culprit)); /* still one for the field */
    b->head.count--;
    assert_non_null(gc_check(f->vm, false, &culprit));
    assert_ptr_equal(culprit, b);
    b->head.count += 2;
    heap_clear_young(&f->vm->heap, a);
    clear_flag(OBJ(a), FLAG_TRACKED);
    heap_set_young(&f->vm->heap, a);
    assert_non_null(gc_check(f->vm, false, &culprit));
    assert_ptr_equal(culprit, a);
    set_flag(OBJ(a), FLAG_TRACKED);
    decref(f->vm, a);
    decref(f->vm, b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_vm, drop_vm)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_cycle_is_collected_once),
        TEST(test_survivors_grow_older),
        TEST(test_old_holds_young),
        TEST(test_random_graphs),
        TEST(test_counts_beyond_a_byte),
        TEST(test_long_chain),
        TEST(test_finalizer_runs_once_and_may_revive),
        TEST(test_weak_references_die_with_the_object),
        TEST(test_weak_references_to_trash_are_cleared),
        TEST(test_many_weak_references),
        TEST(test_tuples_of_atoms_are_untracked),
        TEST(test_frozen_objects_are_left_alone),
        TEST(test_thresholds_choose_the_generation),
        TEST(test_bytes_start_a_collection),
        TEST(test_checker_sees_wrong_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
