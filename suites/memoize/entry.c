// SPDX-License-Identifier: MIT
// Memoization, continued: a cache of results too large for a register hands out the entry itself or
// a copy of it. Expect sharing to be several times faster than copying a kilobyte, and right for as
// long as every caller behaves: `wrong_answers` counts what others get after one who does not. A
// `const` in the type that is returned would have the compiler find him.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

enum { N_ROWS = 64, ROW_LENGTH = 128, PRIME = 65537 };

// The powers of a base, modulo the prime.
struct row {
    uint64_t powers[ROW_LENGTH];
};

struct rows {
    struct row known[N_ROWS];
    bool is_known[N_ROWS];
};

static struct row compute_row(uint64_t base)
{
    struct row row = {{1}};
    for (size_t i = 1; i < ROW_LENGTH; i++)
        row.powers[i] = row.powers[i - 1] * base % PRIME;
    return row;
}

typedef struct row *get_row_function(struct rows *rows, uint64_t base, struct row *own);

// The entry itself: what a caller writes there is what all others get.
__attribute__((noinline)) static struct row *get_shared(struct rows *rows, uint64_t base,
                                                        struct row *own)
{
    (void)own;
    if (!rows->is_known[base]) {
        rows->known[base] = compute_row(base);
        rows->is_known[base] = true;
    }
    return &rows->known[base];
}

// A copy in the caller's own memory.
__attribute__((noinline)) static struct row *get_copy(struct rows *rows, uint64_t base,
                                                      struct row *own)
{
    *own = *get_shared(rows, base, NULL);
    return own;
}

static void *rows_new(struct bench *bench)
{
    struct rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL)
        bench_fail(bench, "no memory for the rows");
    return rows;
}

// A careless caller takes each row as a place to calculate in; then the next one asks for it.
static unsigned count_wrong_answers(get_row_function *get)
{
    static struct rows rows;
    struct row own;
    unsigned n_wrong = 0;
    memset(&rows, 0, sizeof rows);
    for (uint64_t base = 0; base < N_ROWS; base++) {
        get(&rows, base, &own)->powers[0] = 0;
        struct row right = compute_row(base);
        n_wrong += memcmp(get(&rows, base, &own), &right, sizeof right) != 0;
    }
    return n_wrong;
}

// The callers that are timed only read.
static void measure_entry(struct bench *bench, get_row_function *get)
{
    struct rows *rows = bench_fixture(bench);
    struct row own;
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        for (uint64_t base = 0; base < N_ROWS; base++)
            sum += get(rows, base, &own)->powers[ROW_LENGTH - 1];
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_ROWS);
    bench_metric(bench, "wrong_answers", count_wrong_answers(get), NULL);
    bench_output(bench, &sum, sizeof sum);
}

BENCH(entry, copy, .baseline = true, .setup = rows_new, .teardown = free)
{
    measure_entry(bench, get_copy);
}

BENCH(entry, shared, .setup = rows_new, .teardown = free, .min_speedup = 1.5)
{
    measure_entry(bench, get_shared);
}
