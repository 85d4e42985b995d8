// SPDX-License-Identifier: MIT
// Kernels with a planted slowdown, one program for each kernel and slowdown: KERNEL is alu, chase,
// hash or sort, PLANTED_PERMILLE the slowdown in tenths of a percent. The count is data, so that
// the machine code of all slowdowns of a kernel is the same.
#include <benchrun/bench.h>
#include <stdlib.h>
#include <string.h>

#define ALU 1
#define CHASE 2
#define HASH 3
#define SORT 4

__attribute__((unused)) static uint64_t random_state = 42;

__attribute__((unused)) static uint64_t next_random(void)
{
    random_state += 0x9e3779b97f4a7c15u;
    uint64_t z = random_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// `n` dependent multiplications.
static inline uint64_t multiply(uint64_t x, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        x *= 0x9e3779b97f4a7c15u;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

// The same between fences, so that none of it overlaps with the code before and after.
__attribute__((unused)) static inline uint64_t multiply_apart(uint64_t x, unsigned n)
{
#ifdef __x86_64__
    __asm__ volatile("lfence" : "+r"(x));
    x = multiply(x, n);
    __asm__ volatile("lfence" : "+r"(x));
    return x;
#else
    return multiply(x, n);
#endif
}

// `n` more by the planted slowdown.
static unsigned slowed(unsigned n)
{
    unsigned count = (n * (1000u + PLANTED_PERMILLE) + 500) / 1000;
    bench_hide(count);
    return count;
}

#if KERNEL == ALU
// About 1 us.
BENCH(kernel, alu)
{
    unsigned n = slowed(1200);
    uint64_t x = 3;
    BENCH_LOOP (bench) {
        x = multiply(x | 1, n);
        bench_do_not_optimize(x);
    }
}
#endif

#if KERNEL == CHASE
enum { NODES = 256 * 1024 / 64 };

struct node {
    struct node *next;
    char padding[64 - sizeof(struct node *)];
};

static void *make_ring(struct bench *bench)
{
    (void)bench;
    struct node *nodes = aligned_alloc(64, NODES * sizeof *nodes);
    unsigned order[NODES];
    for (unsigned i = 0; i < NODES; i++) {
        unsigned j = (unsigned)(next_random() % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
    for (unsigned i = 0; i < NODES; i++)
        nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
    return nodes;
}

// A pointer chase over 256 KiB, about 20 us.
BENCH(kernel, chase, .setup = make_ring, .teardown = free)
{
    struct node *at = (struct node *)bench_fixture(bench);
    unsigned n = slowed(4000);
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < n; i++)
            at = at->next;
        bench_do_not_optimize(at);
    }
}
#endif

#if KERNEL == HASH
enum { BUCKETS = 256, KEYS = 200 };

struct entry {
    struct entry *next;
    uint64_t key;
};

// Inserts with malloc, look-ups and frees, about 3 us. The slowdown is a chain of multiplications.
BENCH(kernel, hash)
{
    struct entry *buckets[BUCKETS];
    uint64_t keys[KEYS];
    unsigned extra = slowed(PLANTED_BASE) - PLANTED_BASE;
    for (unsigned i = 0; i < KEYS; i++)
        keys[i] = next_random();
    BENCH_LOOP (bench) {
        uint64_t sum = 1;
        memset(buckets, 0, sizeof buckets);
        for (unsigned i = 0; i < KEYS; i++) {
            struct entry *entry = malloc(sizeof *entry);
            *entry = (struct entry){buckets[keys[i] % BUCKETS], keys[i]};
            buckets[keys[i] % BUCKETS] = entry;
        }
        for (unsigned i = 0; i < KEYS; i++)
            for (struct entry *at = buckets[keys[i] % BUCKETS]; at != NULL; at = at->next)
                sum += at->key == keys[i];
        for (unsigned i = 0; i < BUCKETS; i++)
            for (struct entry *at = buckets[i], *next; at != NULL; at = next) {
                next = at->next;
                free(at);
            }
        sum = multiply_apart(sum, extra);
        bench_do_not_optimize(sum);
    }
}
#endif

#if KERNEL == SORT
enum { NUMBERS = 256 };

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

// 256 integers, about 6 us. The slowdown is a chain of multiplications.
BENCH(kernel, sort)
{
    uint32_t numbers[NUMBERS];
    uint32_t sorted[NUMBERS];
    unsigned extra = slowed(PLANTED_BASE) - PLANTED_BASE;
    for (unsigned i = 0; i < NUMBERS; i++)
        numbers[i] = (uint32_t)next_random();
    BENCH_LOOP (bench) {
        memcpy(sorted, numbers, sizeof sorted);
        qsort(sorted, NUMBERS, sizeof *sorted, compare_numbers);
        uint64_t sum = multiply_apart(sorted[0] | 1, extra);
        bench_do_not_optimize(sum);
    }
}
#endif
