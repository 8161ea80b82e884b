#define _GNU_SOURCE /* pthread_getattr_np, gettid */
#include "object/c_stack.h"

#include <pthread.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

#include "heap/os.h"
#include "object/error.h"

enum {
    RESERVE = 256 << 10, /* kept free below the floor, for C code that does not ask */
    STEP = 64 << 10,     /* counted at a time */
    COUNTED_FIRST = 4 * STEP,
    AMPLE = 2 * STEP,
    ASSUMED = 4 << 20, /* of a stack about which nothing is known */
    MOST = 64 << 20,   /* an unlimited stack is not really there */
};

/* The first thread: asking the C library would read /proc/self/maps. The name of the program is the
 * highest thing on its stack. */
static bool find_first(char **low, char **high) {
    struct rlimit limit;
    char *top = (char *)getauxval(AT_EXECFN); // NOLINT(performance-no-int-to-ptr)
    if (!top || getrlimit(RLIMIT_STACK, &limit) != 0) {
        return false;
    }
    *low = top - (limit.rlim_cur < MOST ? limit.rlim_cur : MOST);
    *high = top;
    return true;
}

static bool find_other(char **low, char **high) {
    pthread_attr_t attr;
    void *address;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0) {
        return false;
    }
    bool found = pthread_attr_getstack(&attr, &address, &size) == 0;
    if (found) {
        *low = (char *)address;
        *high = *low + size;
    }
    pthread_attr_destroy(&attr);
    return found;
}

/* The ends of this thread's stack, as far as it may be used. */
static void find_stack(char *here, char **low, char **high) {
    bool found = gettid() == getpid() ? find_first(low, high) : find_other(low, high);
    if (!found || here >= *high || here - *low < 2 * RESERVE) {
        *low = here - ASSUMED;
        *high = here + STEP;
    } else if (here - *low > MOST) {
        *low = here - MOST;
    }
}

static void set_limit(VM *vm, char *limit) {
    vm->c_stack_room += (size_t)(vm->c_stack_limit - limit);
    vm->c_stack_limit = limit;
}

bool c_stack_bind(VM *vm) {
    char *here = __builtin_frame_address(0), *low = here, *high = here;
    find_stack(here, &low, &high);
    bool counts = vm->heap.limit && here - low > RESERVE + COUNTED_FIRST;
    size_t count = counts ? COUNTED_FIRST : 0;
    if (!heap_account(&vm->heap, count)) {
        return false;
    }
    heap_unaccount(&vm->heap, vm->c_stack_counted);
    vm->c_stack_counted = count;
    vm->c_stack_floor = low + RESERVE;
    vm->c_stack_limit = counts ? here - count : vm->c_stack_floor;
    vm->c_stack_room = (size_t)(high - vm->c_stack_limit);
    return true;
}

/* Neither on the stack the VM is bound to nor right below it. */
static bool is_elsewhere(const VM *vm, const char *here) {
    return here < vm->c_stack_floor - RESERVE || here >= vm->c_stack_limit + vm->c_stack_room;
}

/* Counts the stack down to the address, which lies between floor and limit. */
static bool count_down_to(VM *vm, const char *target) {
    size_t need = ((size_t)(vm->c_stack_limit - target) / STEP + 1) * STEP;
    size_t most = (size_t)(vm->c_stack_limit - vm->c_stack_floor);
    need = need < most ? need : most;
    if (!heap_account(&vm->heap, need)) {
        return false;
    }
    vm->c_stack_counted += need;
    set_limit(vm, vm->c_stack_limit - need);
    return true;
}

bool c_stack_extend(VM *vm, const char *where) {
    char *here = __builtin_frame_address(0);
    if (is_elsewhere(vm, here)) {
        return c_stack_bind(vm) || (raise_memory_error(vm), false);
    }
    if (here <= vm->c_stack_floor) {
        raise(vm, EXC_RecursionError, "maximum recursion depth exceeded%s", where);
        return false;
    }
    return count_down_to(vm, here) || (raise_memory_error(vm), false);
}

bool c_stack_ample(VM *vm) {
    char *target = (char *)__builtin_frame_address(0) - AMPLE;
    if (target >= vm->c_stack_limit || is_elsewhere(vm, target)) {
        return target >= vm->c_stack_limit;
    }
    return target > vm->c_stack_floor && count_down_to(vm, target);
}

void c_stack_trim(VM *vm) {
    char *here = __builtin_frame_address(0);
    if (!vm->c_stack_counted || is_elsewhere(vm, here) ||
        here - vm->c_stack_limit < COUNTED_FIRST + STEP) {
        return;
    }
    size_t size = (size_t)(here - vm->c_stack_limit) - COUNTED_FIRST;
    size = size < vm->c_stack_counted ? size - size % STEP : 0;
    if (size) {
        os_release_inside(vm->c_stack_limit, size);
        heap_unaccount(&vm->heap, size);
        vm->c_stack_counted -= size;
        set_limit(vm, vm->c_stack_limit + size);
    }
}
