// SPDX-License-Identifier: MIT
// Allocations whose numbers are known; `allocates PART...` does the parts that are named.
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
    {"leaks", leaks}, {"churns", churns},   {"grows", grows}, {"peaks", peaks},
    {"sorts", sorts}, {"threads", threads}, {"forks", forks}, {"aligns", aligns},
    {"deep", deep},   {"dies", dies},       {"pairs", pairs}, {"fails", fails},
};

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (strcmp(parts[k].name, argv[i]) == 0)
                parts[k].run();
    return 0;
}
