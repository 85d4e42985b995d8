// SPDX-License-Identifier: MIT
#include "suites/support/plan.h"

#include <criterion/criterion.h>

// The columns of the table below: d is b + c, the rows wanted have an even a, and d is added up.
enum { A, B, C, UNUSED, D, N_STORED = D, N_ROWS = 1000 };

static void add(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    (void)carried;
    for (size_t i = 0; i < frame->n_rows; i++)
        scratch->columns[D][i] = frame->columns[B][i] + frame->columns[C][i];
    frame->columns[D] = scratch->columns[D];
}

static void keep_even(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    size_t n = 0;
    for (uint32_t i = 0; i < frame->n_rows; i++) {
        scratch->selected[n] = i;
        n += frame->columns[A][i] % 2 == 0;
    }
    frame_keep(frame, scratch, n, carried);
}

static void sum(struct frame *frame, struct scratch *scratch, unsigned carried)
{
    (void)carried;
    int64_t *total = scratch->result;
    for (size_t i = 0; i < frame->n_rows; i++)
        *total += frame->columns[D][i];
}

static const struct step query[] = {
    {add, PLAN_SET(B) | PLAN_SET(C), PLAN_SET(D), false},
    {keep_even, PLAN_SET(A), 0, true},
    {sum, PLAN_SET(D), 0, false},
};
enum { N_STEPS = sizeof query / sizeof *query, STORED = PLAN_SET(N_STORED) - 1 };

// Runs it over rows 100 to 900 of a = i, b = 10 i, c = 7.
static int64_t run(struct plan plan)
{
    static int32_t columns[N_STORED][N_ROWS];
    struct frame table = {0};
    struct scratch scratch;
    int64_t total = 0;
    for (int32_t i = 0; i < N_ROWS; i++) {
        columns[A][i] = i;
        columns[B][i] = 10 * i;
        columns[C][i] = 7;
    }
    for (size_t c = 0; c < N_STORED; c++)
        table.columns[c] = columns[c];
    scratch_init(&scratch, plan.batch, &total);
    plan_run(&plan, &table, 100, 900, &scratch);
    scratch_clear(&scratch);
    return total;
}

// 400 even numbers from 100 to 898, whose mean is 499.
enum { WANTED = 400 * (10 * 499 + 7) };

Test(plan, step_by_step_carries_all_columns_in_the_order_as_written)
{
    struct plan plan = plan_step_by_step(query, N_STEPS, STORED, N_ROWS);
    for (size_t i = 0; i < N_STEPS; i++) {
        cr_expect_eq(plan.steps[i].run, query[i].run);
        cr_expect_eq(plan.carried[i], STORED | PLAN_SET(D));
    }
    cr_expect_eq(run(plan), WANTED);
}

Test(plan, pushes_the_filter_and_the_needed_columns_down)
{
    struct plan plan = plan_pushed_down(query, N_STEPS, 64);
    cr_expect_eq(plan.steps[0].run, keep_even);
    cr_expect_eq(plan.steps[1].run, add);
    cr_expect_eq(plan.steps[2].run, sum);
    cr_expect_eq(plan.carried[0], PLAN_SET(B) | PLAN_SET(C));
    cr_expect_eq(plan.carried[1], PLAN_SET(D));
    cr_expect_eq(plan.carried[2], 0);
    cr_expect_eq(run(plan), WANTED);
}

Test(plan, comes_to_the_same_whatever_the_batch)
{
    static const size_t batches[] = {1, 7, 64, 799, 800, 801, 5000};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        cr_expect_eq(run(plan_pushed_down(query, N_STEPS, batches[i])), WANTED);
        cr_expect_eq(run(plan_step_by_step(query, N_STEPS, STORED, batches[i])), WANTED);
    }
}
