// SPDX-License-Identifier: MIT
#include "suites/support/plan.h"

#include "suites/support/pages.h"

struct plan plan_step_by_step(const struct step *query, size_t n_steps, unsigned stored,
                              size_t batch)
{
    struct plan plan = {.n_steps = n_steps, .batch = batch};
    unsigned all = stored;
    for (size_t i = 0; i < n_steps; i++) {
        all |= query[i].writes;
        plan.steps[i] = query[i];
        plan.carried[i] = all;
    }
    return plan;
}

struct plan plan_pushed_down(const struct step *query, size_t n_steps, size_t batch)
{
    struct plan plan = {.n_steps = n_steps, .batch = batch};
    size_t n = 0;
    for (int takes_filters = 1; takes_filters >= 0; takes_filters--)
        for (size_t i = 0; i < n_steps; i++)
            if (query[i].is_filter == takes_filters)
                plan.steps[n++] = query[i];
    // From the last step to the first: what a step reads, the ones before it have to carry.
    unsigned wanted = 0;
    for (size_t i = n_steps; i-- > 0;) {
        plan.carried[i] = wanted;
        wanted = (wanted & ~plan.steps[i].writes) | plan.steps[i].reads;
    }
    return plan;
}

void plan_run(const struct plan *plan, const struct frame *table, size_t first, size_t end,
              struct scratch *scratch)
{
    for (; first < end; first += plan->batch) {
        struct frame frame = {.n_rows = end - first < plan->batch ? end - first : plan->batch};
        for (size_t c = 0; c < PLAN_COLUMNS; c++)
            if (table->columns[c] != NULL)
                frame.columns[c] = table->columns[c] + first;
        for (size_t i = 0; i < plan->n_steps; i++)
            plan->steps[i].run(&frame, scratch, plan->carried[i]);
    }
}

void frame_keep(struct frame *frame, struct scratch *scratch, size_t n, unsigned carried)
{
    for (unsigned c = 0; c < PLAN_COLUMNS; c++) {
        if ((carried & PLAN_SET(c)) == 0 || frame->columns[c] == NULL)
            continue;
        for (size_t i = 0; i < n; i++) // upwards, so that a column may be written onto itself
            scratch->columns[c][i] = frame->columns[c][scratch->selected[i]];
        frame->columns[c] = scratch->columns[c];
    }
    frame->n_rows = n;
}

void scratch_init(struct scratch *scratch, size_t batch, void *result)
{
    enum { APART = 80 }; // so that the columns do not meet in one set of the cache
    size_t stride = batch + APART;
    scratch->block = pages_new((PLAN_COLUMNS + 1) * stride * sizeof(int32_t));
    for (size_t c = 0; c < PLAN_COLUMNS; c++)
        scratch->columns[c] = scratch->block + c * stride;
    scratch->selected = (uint32_t *)(scratch->block + PLAN_COLUMNS * stride);
    scratch->result = result;
}

void scratch_clear(struct scratch *scratch)
{
    pages_free(scratch->block);
}
