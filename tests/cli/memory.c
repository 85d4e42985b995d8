// SPDX-License-Identifier: MIT
// Bodies whose use of memory is known. BLOCKS: how many `one_at_a_time` allocates. VARIES: whether
// `varies` does. OWN_ALLOCATOR:
// the program has a malloc() of its own.
#include <benchrun/bench.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#ifndef BLOCKS
#define BLOCKS 1
#endif
#ifndef VARIES
#define VARIES 0
#endif

#ifdef OWN_ALLOCATOR
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);
void *malloc(size_t size)
{
    return __libc_malloc(size);
}
void free(void *block)
{
    __libc_free(block);
}
#endif

static void *allocate(size_t size)
{
    void *block = malloc(size);
    bench_do_not_optimize(block);
    return block;
}

static void *large_fixture(struct bench *bench)
{
    (void)bench;
    void *block = allocate(1 << 20);
    return block != NULL ? memset(block, 1, 1 << 20) : NULL;
}

BENCH(memory, none, .setup = large_fixture, .teardown = free)
{
    const char *bytes = bench_fixture(bench);
    BENCH_LOOP (bench) {
        char first = bytes[0];
        bench_do_not_optimize(first);
    }
}

BENCH(memory, three)
{
    BENCH_LOOP (bench) {
        void *blocks[] = {allocate(100), allocate(200), allocate(300)};
        for (size_t i = 0; i < 3; i++)
            free(blocks[i]);
    }
}

BENCH(memory, one_at_a_time)
{
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < BLOCKS; i++)
            free(allocate(1000));
    }
}

BENCH(memory, leaks)
{
    BENCH_LOOP (bench) {
        allocate(64);
    }
}

// Every other iteration allocates.
BENCH(memory, sometimes)
{
    static unsigned calls;
    BENCH_LOOP (bench) {
        if (calls++ % 2 == 0)
            free(allocate(10));
    }
}

// Two blocks, or with VARIES now and then a third.
BENCH(memory, varies)
{
    static unsigned calls;
    BENCH_LOOP (bench) {
        free(allocate(10));
        free(allocate(10));
        if (VARIES && calls++ % 3 == 0)
            free(allocate(10));
    }
}

// As many in each iteration of a process, more or fewer in another one.
BENCH(memory, by_process)
{
    static unsigned blocks;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    blocks = blocks > 0 ? blocks : 2 + (unsigned)(now.tv_nsec / 1000) % 3;
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < blocks; i++)
            free(allocate(10));
    }
}

BENCH(memory, fixed, .iterations = 10)
{
    BENCH_LOOP (bench) {
        free(allocate(50));
    }
}

BENCH(memory, pages)
{
    enum { PAGES = 4, BYTES = 4096 };
    BENCH_LOOP (bench) {
        char *pages =
            mmap(NULL, PAGES * BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (size_t i = 0; i < PAGES; i++)
            *(volatile char *)(pages + i * BYTES) = 1;
        munmap(pages, PAGES * BYTES);
    }
}
