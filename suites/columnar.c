// SPDX-License-Identifier: MIT
// Columns instead of rows, for a query that reads five of sixteen columns and one of 64 rows:
//
//     select region, sum(quantity * price) as amount, mean(quantity), count(distinct customer)
//     where week = 23 group by region order by amount descending
//
// As a loop over rows; over columns, step by step, each step finished for the whole table before
// the next one begins; by a plan of the same steps, which moves the filter to the front, carries
// only the columns that later steps read, and takes a batch of rows through all steps at a time;
// and by that plan in threads.
//
// Expect columns taken step by step to gain little or to lose: each step writes to memory what the
// next one reads back, wanted or not. Columns pay by what a plan leaves out, and threads come on
// top as far as the memory keeps up.
#include <benchrun/bench.h>

#include "suites/support/pages.h"
#include "suites/support/plan.h"
#include "suites/support/sales.h"
#include "suites/support/team.h"

enum { N_ROWS = 1000000, BATCH = 4096, WEEK = 23, MOST_LANES = 8 };

static void put_report(struct bench *bench, const struct sales_totals *totals)
{
    struct sales_line lines[SALES_REGIONS];
    sales_report(totals, lines);
    bench_items(bench, N_ROWS);
    bench_output(bench, lines, sizeof lines);
}

// All on the same terms: were one pinned, another program on its CPU would slow that down alone.
#define OPTIONS .all_cpus = true, .time_s = 2

// ---- Rows

static void *rows_new(struct bench *bench)
{
    (void)bench;
    struct sale *rows = pages_new(N_ROWS * sizeof *rows);
    struct random random = {7};
    for (int32_t i = 0; i < N_ROWS; i++)
        rows[i] = sales_draw(&random, i);
    return rows;
}

BENCH(columnar, rows, .baseline = true, .setup = rows_new, .teardown = pages_free, OPTIONS)
{
    const struct sale *rows = bench_fixture(bench);
    static struct sales_totals totals;
    BENCH_LOOP (bench) {
        totals = (struct sales_totals){0};
        for (size_t i = 0; i < N_ROWS; i++) {
            const int32_t *sale = rows[i].values;
            if (sale[SALES_WEEK] == WEEK)
                sales_add(&totals, sale[SALES_REGION], sale[SALES_CUSTOMER], sale[SALES_QUANTITY],
                          sale[SALES_QUANTITY] * sale[SALES_PRICE]);
        }
        bench_clobber_memory();
    }
    put_report(bench, &totals);
}

// ---- The steps over columns

enum { AMOUNT = SALES_COLUMNS }; // a column that the query computes

static void multiply(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    (void)carried;
    int32_t *restrict amount = scratch->columns[AMOUNT];
    const int32_t *quantity = frame->columns[SALES_QUANTITY];
    const int32_t *price = frame->columns[SALES_PRICE];
    for (size_t i = 0; i < frame->n_rows; i++)
        amount[i] = quantity[i] * price[i];
    frame->columns[AMOUNT] = amount;
}

static void filter(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    const int32_t *week = frame->columns[SALES_WEEK];
    size_t n = 0;
    for (uint32_t i = 0; i < frame->n_rows; i++) {
        scratch->selected[n] = i;
        n += week[i] == WEEK; // without a branch to guess
    }
    frame_keep(frame, scratch, n, carried);
}

static void group(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    (void)carried;
    for (size_t i = 0; i < frame->n_rows; i++)
        sales_add(scratch->result, frame->columns[SALES_REGION][i],
                  frame->columns[SALES_CUSTOMER][i], frame->columns[SALES_QUANTITY][i],
                  frame->columns[AMOUNT][i]);
}

// The query as somebody wrote it.
static const struct step query[] = {
    {multiply, PLAN_SET(SALES_QUANTITY) | PLAN_SET(SALES_PRICE), PLAN_SET(AMOUNT), false},
    {filter, PLAN_SET(SALES_WEEK), 0, true},
    {group,
     PLAN_SET(SALES_REGION) | PLAN_SET(SALES_CUSTOMER) | PLAN_SET(SALES_QUANTITY) |
         PLAN_SET(AMOUNT),
     0, false},
};
enum { N_STEPS = sizeof query / sizeof *query };

// ---- The table as columns, and a lane for each thread

struct table {
    int32_t columns[SALES_COLUMNS][N_ROWS];
    struct frame frame; // all of it
    struct plan plan;
    unsigned n_lanes;
    struct scratch lanes[MOST_LANES];
    struct sales_totals totals[MOST_LANES];
};

static struct table *table_new(struct plan plan, unsigned n_lanes)
{
    struct table *table = pages_new(sizeof *table);
    struct random random = {7};
    for (int32_t i = 0; i < N_ROWS; i++) {
        struct sale sale = sales_draw(&random, i);
        for (size_t c = 0; c < SALES_COLUMNS; c++)
            table->columns[c][i] = sale.values[c];
    }
    for (size_t c = 0; c < SALES_COLUMNS; c++)
        table->frame.columns[c] = table->columns[c];
    for (unsigned lane = 0; lane < n_lanes; lane++)
        scratch_init(&table->lanes[lane], plan.batch, &table->totals[lane]);
    table->plan = plan;
    table->n_lanes = n_lanes;
    return table;
}

static void table_free(void *fixture)
{
    struct table *table = fixture;
    for (unsigned lane = 0; lane < table->n_lanes; lane++)
        scratch_clear(&table->lanes[lane]);
    pages_free(table);
}

static void *new_step_by_step(struct bench *bench)
{
    (void)bench;
    return table_new(plan_step_by_step(query, N_STEPS, PLAN_SET(SALES_COLUMNS) - 1, N_ROWS), 1);
}

static void *new_plan(struct bench *bench)
{
    (void)bench;
    return table_new(plan_pushed_down(query, N_STEPS, BATCH), 1);
}

static void *new_plan_for_threads(struct bench *bench)
{
    unsigned n = team_cpus(MOST_LANES);
    if (n < 2) {
        bench_skip(bench, "it takes two CPUs to be faster than one");
        return NULL;
    }
    return table_new(plan_pushed_down(query, N_STEPS, BATCH), n);
}

// The rows fall to the lanes in equal parts.
static void run_lane(void *data, unsigned lane)
{
    struct table *table = data;
    size_t first = (size_t)N_ROWS * lane / table->n_lanes;
    size_t end = (size_t)N_ROWS * (lane + 1) / table->n_lanes;
    table->totals[lane] = (struct sales_totals){0};
    plan_run(&table->plan, &table->frame, first, end, &table->lanes[lane]);
}

static void measure_one_lane(struct bench *bench)
{
    struct table *table = bench_fixture(bench);
    BENCH_LOOP (bench) {
        run_lane(table, 0);
        bench_clobber_memory();
    }
    put_report(bench, &table->totals[0]);
}

BENCH(columnar, step_by_step, .setup = new_step_by_step, .teardown = table_free, OPTIONS)
{
    measure_one_lane(bench);
}

BENCH(columnar, plan, .setup = new_plan, .teardown = table_free, .min_speedup = 1.2, OPTIONS)
{
    measure_one_lane(bench);
}

BENCH(columnar, plan_in_threads, .setup = new_plan_for_threads, .teardown = table_free, OPTIONS)
{
    struct table *table = bench_fixture(bench);
    BENCH_LOOP (bench) {
        team_run(table->n_lanes, run_lane, table);
        for (unsigned lane = 1; lane < table->n_lanes; lane++)
            sales_merge(&table->totals[0], &table->totals[lane]);
        bench_clobber_memory();
    }
    bench_metric(bench, "threads", table->n_lanes, NULL);
    put_report(bench, &table->totals[0]);
}
