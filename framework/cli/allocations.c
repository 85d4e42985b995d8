// SPDX-License-Identifier: MIT
// What allocates, in place of the C library's for all of the program: where it gets nothing, the
// program ends. Of the libraries, hwloc crashes then, jansson leaves out what it has no room for,
// and libdw knows no names: nothing of that may pass for a result. Sanitizers have their own.
#include <dlfcn.h>
#include <stdlib.h>

#include "framework/base/fatal.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifndef __SANITIZE_ADDRESS__

void *memalign(size_t alignment, size_t bytes);

// The next one: the C library's, or of a library that the user preloads. Finding it allocates
// nothing.
#define NEXT(function)                   \
    static __typeof__(&(function)) next; \
    if (next == NULL)                    \
        next = (__typeof__(next))dlsym(RTLD_NEXT, #function);

static void *check(void *memory)
{
    if (memory == NULL)
        fatal_out_of_memory();
    return memory;
}

void *malloc(size_t bytes)
{
    NEXT(malloc)
    return check(next(bytes));
}

void *calloc(size_t n, size_t bytes)
{
    NEXT(calloc)
    return check(next(n, bytes));
}

void *realloc(void *memory, size_t bytes)
{
    NEXT(realloc)
    void *moved = next(memory, bytes);
    return bytes > 0 ? check(moved) : moved;
}

void *memalign(size_t alignment, size_t bytes)
{
    NEXT(memalign)
    return check(next(alignment, bytes));
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    *memory = memalign(alignment, bytes);
    return 0;
}

#endif
