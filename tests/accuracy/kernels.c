// SPDX-License-Identifier: MIT
// What computes, and what works on memory. The slowdown of `hash` and `sort` is a chain of
// multiplications; that of all others is exact.
#include "tests/accuracy/kernels.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEEP(value) __asm__ volatile("" : "+r"(value))

static uint64_t random_state = 42;

static uint64_t next_random(void)
{
    random_state += 0x9e3779b97f4a7c15u;
    uint64_t z = random_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Another in each process.
static uint64_t new_seed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u;
}

// `n` dependent multiplications.
static uint64_t multiply(uint64_t x, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        x *= 0x9e3779b97f4a7c15u;
        KEEP(x);
    }
    return x;
}

// The same between fences, so that none of it overlaps with the code before and after.
static uint64_t multiply_apart(uint64_t x, unsigned n)
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

void kernel_alu(unsigned n)
{
    multiply(3, n);
}

void kernel_long_body(unsigned n)
{
    multiply(3, n);
}

void kernel_speeds(unsigned n)
{
    static unsigned calls;
    static uint64_t state;
    static unsigned slower;
    if (calls++ % 256 == 0) {
        state = (state ? state : new_seed()) * 0xd1342543de82ef95u + 1;
        slower = (state >> 32) % 10 < 6;
    }
    multiply(3, slower ? n + n * 35 / 1000 : n);
}

void kernel_own_speed(unsigned n)
{
    static int own = -1;
    if (own < 0)
        own = new_seed() >> 63;
    multiply(3, own ? n + n * 24 / 1000 : n);
}

void kernel_spikes(unsigned n)
{
    static uint64_t state;
    state = (state ? state : new_seed()) * 0xd1342543de82ef95u + 1;
    multiply(3, state >> 57 == 0 ? 20 * n : n);
}

void kernel_grows(unsigned n)
{
    static unsigned calls;
    multiply(3, (unsigned)(n + (uint64_t)n * calls++ / 20000));
}

enum { NODES = 256 * 1024 / 64 };

struct node {
    struct node *next;
    char padding[64 - sizeof(struct node *)];
};

static struct node *ring;

static void prepare_ring(void)
{
    static unsigned order[NODES];
    struct node *nodes = aligned_alloc(64, NODES * sizeof *nodes);
    for (unsigned i = 0; i < NODES; i++) {
        unsigned j = (unsigned)(next_random() % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
    for (unsigned i = 0; i < NODES; i++)
        nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
    ring = nodes;
}

void kernel_chase(unsigned n)
{
    if (ring == NULL)
        prepare_ring();
    for (unsigned i = 0; i < n; i++)
        ring = ring->next;
    KEEP(ring);
}

enum { LISTED = 1000 };
static struct node *listed;

static uint64_t hash_of(const void *address)
{
    return (uint64_t)(uintptr_t)address * 0x9e3779b97f4a7c15u;
}

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = hash_of(*(struct node *const *)left);
    uint64_t b = hash_of(*(struct node *const *)right);
    return (a > b) - (a < b);
}

// Addresses are not random under `compare`: it is the sizes that differ from process to process.
static void prepare_list(void)
{
    struct node *nodes[LISTED];
    uint64_t state = new_seed();
    for (unsigned i = 0; i < LISTED; i++) {
        state = state * 0xd1342543de82ef95u + 1;
        nodes[i] = malloc(sizeof *nodes[i] + (state >> 32) % 512);
    }
    qsort(nodes, LISTED, sizeof *nodes, compare_hashes);
    for (unsigned i = 0; i < LISTED; i++)
        nodes[i]->next = nodes[(i + 1) % LISTED];
    listed = nodes[0];
}

void kernel_order(unsigned n)
{
    if (listed == NULL)
        prepare_list();
    for (unsigned i = 0; i < n; i++)
        listed = listed->next;
    KEEP(listed);
}

enum { LINES = 110000, LINE_WORDS = 8 };
static uint64_t *lines;

static void prepare_lines(void)
{
    size_t bytes = (size_t)LINES * LINE_WORDS * sizeof *lines;
    lines = aligned_alloc(64, bytes);
    memset(lines, 1, bytes);
}

void kernel_stream(unsigned n)
{
    if (lines == NULL)
        prepare_lines();
    uint64_t sum = 0;
    for (size_t i = 0; i < (size_t)n * LINE_WORDS; i++)
        sum += lines[i];
    KEEP(sum);
}

typedef float floats __attribute__((vector_size(16)));
enum { VECTORS = 256 };
static floats vectors[2][VECTORS];

void kernel_vector(unsigned n)
{
    for (unsigned pass = 0; pass < n; pass++) {
        for (unsigned i = 0; i < VECTORS; i++)
            vectors[0][i] = vectors[0][i] * 0.5f + vectors[1][i];
        __asm__ volatile("" : : : "memory");
    }
}

enum { BITS = 1 << 16 };
static unsigned char bits[BITS];

static void prepare_bits(void)
{
    for (unsigned i = 0; i < BITS; i++)
        bits[i] = next_random() >> 63;
}

void kernel_branches(unsigned n)
{
    static unsigned at;
    uint64_t x = 3;
    if (at == 0)
        prepare_bits();
    for (unsigned i = 0; i < n; i++, at++) {
        if (bits[at % BITS]) {
            x += i;
            KEEP(x);
        } else {
            x ^= i;
            KEEP(x);
        }
    }
}

enum { BUCKETS = 256, KEYS = 200, HASH_N = 3270, NUMBERS = 256, SORT_N = 8300 };

struct entry {
    struct entry *next;
    uint64_t key;
};

static uint64_t keys[KEYS];
static uint32_t numbers[NUMBERS];

static void prepare_keys(void)
{
    for (unsigned i = 0; i < KEYS; i++)
        keys[i] = next_random();
    for (unsigned i = 0; i < NUMBERS; i++)
        numbers[i] = (uint32_t)next_random();
}

void kernel_hash(unsigned n)
{
    struct entry *buckets[BUCKETS] = {0};
    uint64_t sum = 1;
    if (keys[0] == 0)
        prepare_keys();
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
    multiply_apart(sum, n - HASH_N);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void kernel_sort(unsigned n)
{
    uint32_t sorted[NUMBERS];
    if (keys[0] == 0)
        prepare_keys();
    memcpy(sorted, numbers, sizeof sorted);
    qsort(sorted, NUMBERS, sizeof *sorted, compare_numbers);
    multiply_apart(sorted[0] | 1, n - SORT_N);
}

void kernel_text(unsigned n)
{
    char text[100];
    for (unsigned i = 0; i < n; i++)
        snprintf(text, sizeof text, "%s %u of %u: %.3f", "line", i, n, 0.37 * i);
    __asm__ volatile("" : : "r"(text) : "memory");
}

#define KERNEL_ROW(name, n, all_cpus) {#name, n, kernel_##name},
static const struct kernel kernels[] = {KERNELS(KERNEL_ROW)};

const struct kernel *kernel_find(const char *name)
{
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (strcmp(kernels[i].name, name) == 0)
            return &kernels[i];
    return NULL;
}
