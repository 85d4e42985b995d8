// SPDX-License-Identifier: MIT
// libbenchrun_heap: preloaded into a program, it counts what is allocated, by call path.
#undef _FILE_OFFSET_BITS // mmap() has its own name here
#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/harness/preload/counting.h"

// What the program would have called.
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void *(*mmap)(void *, size_t, int, int, int, off_t);
    int (*munmap)(void *, size_t);
    void *(*mremap)(void *, size_t, size_t, int, ...);
} next;

// What is asked for while those are looked up; never given back.
static _Alignas(16) char early[1 << 16];
static size_t early_used;

static void find_next(void)
{
    static bool is_looking;
    if (is_looking)
        return;
    is_looking = true;
    *(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next.free = dlsym(RTLD_NEXT, "free");
    *(void **)&next.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&next.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&next.memalign = dlsym(RTLD_NEXT, "memalign");
    *(void **)&next.valloc = dlsym(RTLD_NEXT, "valloc");
    *(void **)&next.pvalloc = dlsym(RTLD_NEXT, "pvalloc");
    *(void **)&next.mmap = dlsym(RTLD_NEXT, "mmap");
    *(void **)&next.munmap = dlsym(RTLD_NEXT, "munmap");
    *(void **)&next.mremap = dlsym(RTLD_NEXT, "mremap");
    *(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
}

static void *take_early(size_t size)
{
    size_t bytes = (size + 15) & ~(size_t)15;
    if (size > sizeof early || bytes > sizeof early - early_used)
        return NULL;
    early_used += bytes;
    return early + early_used - bytes;
}

static bool is_early(const void *block)
{
    return (const char *)block >= early && (const char *)block < early + sizeof early;
}

static void *counted(void *block, size_t size)
{
    if (block != NULL)
        counting_add(block, size);
    return block;
}

static bool is_trying; // which malloc() is called: this library's
static bool is_called;

// The dynamic loader may allocate before anything else. A program that was linked with an allocator
// calls that, not us.
__attribute__((constructor)) static void begin(void)
{
    if (next.malloc == NULL)
        find_next();
    is_trying = true;
    free(malloc(1));
    is_trying = false;
    counting_begin(!is_called);
}

COUNTING_PUBLIC void *malloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    is_called = is_called || is_trying;
    if (is_trying)
        return next.malloc != NULL ? next.malloc(size) : NULL;
    return next.malloc != NULL ? counted(next.malloc(size), size) : take_early(size);
}

COUNTING_PUBLIC void *calloc(size_t n, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    if (next.malloc == NULL) // the early memory is zero
        return size > 0 && n > sizeof early / size ? NULL : take_early(n * size);
    return counted(next.calloc(n, size), n * size);
}

COUNTING_PUBLIC void *realloc(void *block, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    if (is_early(block)) {
        void *moved = malloc(size);
        size_t most = (size_t)(early + sizeof early - (char *)block);
        return moved != NULL ? memcpy(moved, block, size < most ? size : most) : NULL;
    }
    struct paths_block known = counting_forget(block);
    void *moved = next.realloc(block, size);
    if (moved == NULL && size > 0)
        counting_restore(block, known);
    return counted(moved, size);
}

COUNTING_PUBLIC void free(void *block)
{
    if (is_early(block) || next.free == NULL)
        return;
    counting_forget(block);
    next.free(block);
}

COUNTING_PUBLIC int posix_memalign(void **block, size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    int problem = next.posix_memalign(block, alignment, size);
    if (problem == 0)
        counted(*block, size);
    return problem;
}

COUNTING_PUBLIC void *aligned_alloc(size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.aligned_alloc(alignment, size), size);
}

COUNTING_PUBLIC void *memalign(size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.memalign(alignment, size), size);
}

COUNTING_PUBLIC void *valloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.valloc(size), size);
}

COUNTING_PUBLIC void *pvalloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.pvalloc(size), size);
}

// Memory that a program takes for an allocator of its own; libc's is not seen here.
static void *mapped(void *memory, size_t size, int flags)
{
    return memory != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0 ? counted(memory, size) : memory;
}

COUNTING_PUBLIC void *mmap(void *wanted, size_t size, int rights, int flags, int fd, off_t offset)
{
    if (next.malloc == NULL)
        find_next();
    return mapped(next.mmap(wanted, size, rights, flags, fd, offset), size, flags);
}

COUNTING_PUBLIC void *mmap64(void *wanted, size_t size, int rights, int flags, int fd, off_t offset)
{
    return mmap(wanted, size, rights, flags, fd, offset);
}

COUNTING_PUBLIC int munmap(void *memory, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    counting_trim(memory, size);
    return next.munmap(memory, size);
}

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

// What was there and is not part of what was moved: what follows it, or all of it.
static void keep_rest(void *memory, struct paths_block known, size_t moved, int flags)
{
    size_t gone = (flags & MREMAP_DONTUNMAP) != 0 ? 0 : whole_pages(moved);
    if (gone >= known.bytes)
        return;
    known.bytes -= gone;
    counting_restore((char *)memory + gone, known);
}

// As with realloc() another allocation of the new size; of what is known alone, as it may be a
// file's.
COUNTING_PUBLIC void *mremap(void *memory, size_t size, size_t new_size, int flags, ...)
{
    void *wanted = NULL;
    if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0) {
        va_list rest;
        va_start(rest, flags);
        wanted = va_arg(rest, void *);
        va_end(rest);
    }
    if (next.malloc == NULL)
        find_next();
    struct paths_block known = counting_forget(memory);
    void *moved = next.mremap(memory, size, new_size, flags, wanted);
    if (moved == MAP_FAILED || size == 0) { // of size 0 it is mapped once more: no more memory
        counting_restore(memory, known);
        return moved;
    }
    if ((flags & MREMAP_FIXED) != 0)
        counting_trim(moved, new_size);
    if (!known.is_known)
        return moved;
    keep_rest(memory, known, size, flags);
    return counted(moved, new_size);
}
