// SPDX-License-Identifier: MIT
// Allocations whose numbers are known; `allocates PART...` does the parts that are named.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pairs.h"

#define NOT_INLINED __attribute__((noinline))

// The compiler may not leave out what it cannot follow.
static void *shown(void *block)
{
    __asm__ volatile("" : "+r"(block) : : "memory");
    return block;
}

// 1,000 of 100 bytes, of which 400 stay.
NOT_INLINED static void leaks(void)
{
    static void *kept[1000];
    for (int i = 0; i < 1000; i++)
        kept[i] = shown(malloc(100));
    for (int i = 400; i < 1000; i++)
        free(kept[i]);
}

// 5,000 of 1,000 bytes, one at a time.
NOT_INLINED static void churns(void)
{
    for (int i = 0; i < 5000; i++)
        free(shown(malloc(1000)));
}

// 100 steps of 64 bytes: 323,200 in all, 6,400 at once.
NOT_INLINED static void grows(void)
{
    char *block = NULL;
    for (size_t i = 1; i <= 100; i++)
        block = shown(realloc(block, 64 * i));
    free(block);
}

// 500 bytes, which stay as they are when there is no room for more.
NOT_INLINED static void fails(void)
{
    void *block = shown(malloc(500));
    for (int i = 0; i < 10; i++) {
        void *same = shown(block); // or the compiler warns of its use after a realloc()
        if (shown(realloc(block, (size_t)shown((void *)PTRDIFF_MAX))) != NULL)
            abort();
        block = same;
    }
    free(block);
}

// 3 MiB at once, in two blocks.
NOT_INLINED static void peaks(void)
{
    void *one = shown(calloc(1024, 1024));
    void *two = shown(malloc(2 << 20));
    free(one);
    free(two);
}

static int compare(const void *a, const void *b)
{
    free(shown(malloc(16)));
    return *(const int *)a - *(const int *)b;
}

// From within libc: 16 bytes for each comparison.
NOT_INLINED static void sorts(void)
{
    int numbers[64];
    for (int i = 0; i < 64; i++)
        numbers[i] = i * 37 % 64;
    qsort(numbers, 64, sizeof *numbers, compare);
}

static void *work(void *data)
{
    for (int i = 0; i < 10000; i++)
        free(shown(malloc(48)));
    return data;
}

// 4 of 10,000 of 48 bytes.
NOT_INLINED static void threads(void)
{
    pthread_t all[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&all[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(all[i], NULL);
}

// 10 of 333 bytes in a child that never calls exit().
NOT_INLINED static void forks(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 10; i++)
            shown(malloc(333));
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

// 10 each: 256 aligned to 64, twice, and a mapping of 1 MiB, of which a half stays.
NOT_INLINED static void aligns(void)
{
    for (int i = 0; i < 10; i++) {
        void *block = NULL;
        if (posix_memalign(&block, 64, 256) == 0)
            free(shown(block));
        free(shown(aligned_alloc(64, 256)));
        char *arena =
            shown(mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        munmap(arena, 1 << 19);
    }
}

enum { MIB = 1 << 20 };

static char *map(size_t bytes, int flags, int fd)
{
    return shown(mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0));
}

static char *map_anonymous(size_t bytes)
{
    return map(bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static char *remap(char *memory, size_t bytes, size_t new_bytes, int flags, char *place)
{
    char *moved = shown(mremap(memory, bytes, new_bytes, flags, place));
    if (moved == MAP_FAILED)
        abort();
    return moved;
}

// It is refused with the error that the kernel itself gives.
static void fail_to_remap(char *memory, size_t bytes, size_t new_bytes, int flags)
{
    bool fails = syscall(SYS_mremap, memory, bytes, new_bytes, flags, memory) == -1;
    int problem = errno;
    errno = 0;
    if (!fails || mremap(memory, bytes, new_bytes, flags, memory) != MAP_FAILED || errno != problem)
        abort();
}

// 1 MiB that becomes 3, of which 2 stay, whatever is asked for in vain: 6 MiB in 3.
NOT_INLINED static void remaps(void)
{
    char *memory = remap(map_anonymous(MIB), MIB, 3 * MIB, MREMAP_MAYMOVE, NULL);
    fail_to_remap(memory, 3 * MIB, (size_t)1 << 60, MREMAP_MAYMOVE);
    fail_to_remap(memory, 3 * MIB, MIB, MREMAP_FIXED);
    memset(memory, 1, 3 * MIB);
    if (remap(memory, 3 * MIB, 2 * MIB, 0, NULL) != memory)
        abort();
}

// 2 MiB in the place of the first half of 4, then both halves are given back: 8 MiB in 3, 6 at
// once.
NOT_INLINED static void replaces(void)
{
    char *place = map_anonymous(4 * MIB);
    char *memory = map_anonymous(2 * MIB);
    if (remap(memory, 2 * MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, place) != place)
        abort();
    munmap(place, 2 * MIB);
    munmap(place + 2 * MIB, 2 * MIB);
}

// The first of 4 MiB moves away, grows to 2 and is freed. The other 3 move, are freed, and leave as
// much behind that is empty: 9 MiB in 3, 6 at once, 3 that stay.
NOT_INLINED static void splits(void)
{
    char *memory = map_anonymous(4 * MIB);
    char *moved = remap(memory, MIB - 100, 2 * MIB, MREMAP_MAYMOVE, NULL);
    munmap(moved, 2 * MIB);
    moved = remap(memory + MIB, 3 * MIB, 3 * MIB, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
    munmap(moved, 3 * MIB);
}

// Files have memory of their own, and what is mapped twice is there once: 1 MiB.
NOT_INLINED static void shares(void)
{
    int fd = memfd_create("shared", 0);
    if (fd < 0 || ftruncate(fd, 2 * MIB) != 0)
        abort();
    remap(map(MIB, MAP_SHARED, fd), MIB, 2 * MIB, MREMAP_MAYMOVE, NULL);
    remap(map(MIB, MAP_SHARED | MAP_ANONYMOUS, -1), 0, MIB, MREMAP_MAYMOVE, NULL);
    close(fd);
}

static void allocate_777(void)
{
    free(shown(malloc(777)));
}

// 777 bytes below 300 calls.
NOT_INLINED static void deep(void)
{
    descend(300, allocate_777);
}

static void allocate_64(void)
{
    free(shown(malloc(64)));
}

NOT_INLINED static void pairs(void)
{
    time_pairs(allocate_64);
}

// 1,234 bytes that nobody frees, then an end that nobody announces.
NOT_INLINED static void dies(void)
{
    shown(malloc(1234));
    abort();
}

static const struct part {
    const char *name;
    void (*run)(void);
} parts[] = {
    {"leaks", leaks},   {"churns", churns},     {"grows", grows},   {"peaks", peaks},
    {"sorts", sorts},   {"threads", threads},   {"forks", forks},   {"aligns", aligns},
    {"deep", deep},     {"dies", dies},         {"pairs", pairs},   {"fails", fails},
    {"remaps", remaps}, {"replaces", replaces}, {"splits", splits}, {"shares", shares},
};

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (strcmp(parts[k].name, argv[i]) == 0)
                parts[k].run();
    return 0;
}
