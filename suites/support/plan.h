// SPDX-License-Identifier: MIT
#pragma once
// A query over columns as a list of steps, and plans that run it: step by step over the whole
// table, or with what a planner changes.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLAN_COLUMNS = 20, PLAN_STEPS = 4 };

/** A set of columns. */
#define PLAN_SET(column) (1u << (column))

/** The columns of some rows: those of the table, or what steps made of them; NULL: none. */
struct frame {
    size_t n_rows;
    const int32_t *columns[PLAN_COLUMNS];
};

/** Where steps write, with room for the largest frame. */
struct scratch {
    int32_t *block; // holds the rest
    int32_t *columns[PLAN_COLUMNS];
    uint32_t *selected; // numbers of rows
    void *result;       // the caller's
};

struct step {
    // Changes the frame; only the `carried` columns are needed behind the step.
    void (*run)(struct frame *frame, struct scratch *scratch, unsigned carried);
    unsigned reads;  // columns
    unsigned writes; // columns that it computes
    bool is_filter;  // it reads stored columns alone, and drops rows
};

struct plan {
    struct step steps[PLAN_STEPS];
    unsigned carried[PLAN_STEPS]; // the columns that go on from each step
    size_t n_steps;
    size_t batch; // rows that go through all steps at a time
};

/** Each step as written, for all `batch` rows and with all columns, `stored` ones and computed. */
struct plan plan_step_by_step(const struct step *query, size_t n_steps, unsigned stored,
                              size_t batch);

/** Filters first, columns only as far as later steps read them, `batch` rows at a time. */
struct plan plan_pushed_down(const struct step *query, size_t n_steps, size_t batch);

/** Runs the plan over the rows of the table from `first` to `end`. */
void plan_run(const struct plan *plan, const struct frame *table, size_t first, size_t end,
              struct scratch *scratch);

/** Keeps the first `n` selected rows of the carried columns: what the step of a filter ends with.
 */
void frame_keep(struct frame *frame, struct scratch *scratch, size_t n, unsigned carried);

/** Room for a plan's batches. */
void scratch_init(struct scratch *scratch, size_t batch, void *result);
void scratch_clear(struct scratch *scratch);
