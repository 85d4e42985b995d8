// SPDX-License-Identifier: MIT
// Columns instead of rows, for a query that reads four of sixteen columns and one row in 64:
//
//     select region, sum(quantity * price), count(*) where week = 23 group by region
//
// `rows` is a loop over an array of structs: it fetches a whole row to look at its week. With an
// array for each column, `step_by_step` handles whole columns, one step after another, as code for
// data frames does: each step writes a column that a later one reads. `plan` is what the planner of
// a database makes of the query: the filter comes first, the other columns are read only for the
// rows that pass it, and a batch of rows goes through all steps before the next batch, so that what
// one step leaves for another stays in the cache.
//
// Expect columns to gain as they move fewer bytes, and the plan several times more.
#include <benchrun/bench.h>

#include "random.h"

enum { N_ROWS = 500003, N_REGIONS = 16, WEEK = 23, BATCH = 4096 };

static struct sale {
    int32_t week, region, quantity, price;
    int32_t others[12]; // shop, customer, product, ...: the query has no use for them
} rows[N_ROWS];

// The same rows as columns. Those that the query does not read need not even be there.
static int32_t week[N_ROWS], region[N_ROWS], quantity[N_ROWS], price[N_ROWS];

static struct totals {
    int64_t amount;
    int64_t n_sales;
} totals[N_REGIONS];

static void *fill(struct bench *bench)
{
    (void)bench;
    struct random random = {7};
    for (size_t i = 0; i < N_ROWS; i++) {
        week[i] = (int32_t)random_below(&random, 64);
        region[i] = (int32_t)random_below(&random, N_REGIONS);
        quantity[i] = 1 + (int32_t)random_below(&random, 16);
        price[i] = 100 + (int32_t)random_below(&random, 4096);
        rows[i] = (struct sale){week[i], region[i], quantity[i], price[i], {0}};
    }
    return NULL;
}

static void add(int32_t to_region, int32_t amount)
{
    totals[to_region].amount += amount;
    totals[to_region].n_sales++;
}

static void query_rows(void)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].week == WEEK)
            add(rows[i].region, rows[i].quantity * rows[i].price);
}

static void query_step_by_step(void)
{
    static int32_t amount[N_ROWS];
    static bool is_wanted[N_ROWS];
    for (size_t i = 0; i < N_ROWS; i++)
        amount[i] = quantity[i] * price[i];
    for (size_t i = 0; i < N_ROWS; i++)
        is_wanted[i] = week[i] == WEEK;
    for (size_t i = 0; i < N_ROWS; i++)
        if (is_wanted[i])
            add(region[i], amount[i]);
}

static void query_plan(void)
{
    for (size_t first = 0; first < N_ROWS; first += BATCH) {
        size_t end = first + BATCH < N_ROWS ? first + BATCH : N_ROWS;
        size_t wanted[BATCH];
        size_t n = 0;
        for (size_t i = first; i < end; i++) {
            wanted[n] = i;
            n += week[i] == WEEK; // without a branch that could be guessed wrong
        }
        for (size_t k = 0; k < n; k++)
            add(region[wanted[k]], quantity[wanted[k]] * price[wanted[k]]);
    }
}

static void measure(struct bench *bench, void (*query)(void))
{
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < N_REGIONS; i++)
            totals[i] = (struct totals){0};
        query();
        bench_clobber_memory();
    }
    bench_items(bench, N_ROWS);
    bench_output(bench, totals, sizeof totals);
}

// Filling the table takes longer than a query: with more time there are enough processes.
#define OPTIONS .setup = fill, .time_s = 2

BENCH(columnar, rows, .baseline = true, OPTIONS)
{
    measure(bench, query_rows);
}

BENCH(columnar, step_by_step, OPTIONS)
{
    measure(bench, query_step_by_step);
}

BENCH(columnar, plan, OPTIONS, .min_speedup = 1.2)
{
    measure(bench, query_plan);
}
