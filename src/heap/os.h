/*
 * Address space and memory from the operating system.
 *
 * Reserved addresses cannot be touched; committed ones read as zero until written and take
 * memory only where they were written.
 */
#ifndef ADDER_HEAP_OS_H
#define ADDER_HEAP_OS_H

#include <stdbool.h>
#include <stddef.h>

void *os_reserve(size_t size); /* NULL on failure */
void os_unreserve(void *p, size_t size);
/* Fresh memory to be given up by os_unreserve; a change of its size, moving it if need be. NULL on
   failure. */
void *os_map(size_t size);
void *os_remap(void *p, size_t old_size, size_t new_size);
bool os_commit(void *p, size_t size);
/* Gives the memory back; the range stays committed and reads as zero. Addresses and sizes of
   both are multiples of os_page_size(). */
void os_release(void *p, size_t size);
/* The same for the whole pages inside any range. */
void os_release_inside(void *p, size_t size);
size_t os_page_size(void);

#endif
