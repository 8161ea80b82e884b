#define _GNU_SOURCE /* mremap */
#include "heap/os.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void *os_reserve(size_t size) {
    void *p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void os_unreserve(void *p, size_t size) {
    munmap(p, size);
}

void *os_map(size_t size) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void *os_remap(void *p, size_t old_size, size_t new_size) {
    void *moved = mremap(p, old_size, new_size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

bool os_commit(void *p, size_t size) {
    return mprotect(p, size, PROT_READ | PROT_WRITE) == 0;
}

void os_release(void *p, size_t size) {
    madvise(p, size, MADV_DONTNEED);
}

void os_release_inside(void *p, size_t size) {
    size_t page = os_page_size();
    uintptr_t from = ((uintptr_t)p + page - 1) & ~(uintptr_t)(page - 1);
    uintptr_t to = ((uintptr_t)p + size) & ~(uintptr_t)(page - 1);
    if (from < to) {
        os_release((char *)p + (from - (uintptr_t)p), to - from);
    }
}

size_t os_page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}
