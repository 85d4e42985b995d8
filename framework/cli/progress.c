// SPDX-License-Identifier: MIT
#include "framework/cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "framework/base/text.h"
#include "framework/live/presence.h"

void progress_begin(struct progress *progress, guint n_plans, double total_s, bool is_quiet)
{
    *progress = (struct progress){
        .is_shown = !is_quiet && isatty(STDERR_FILENO),
        .n_plans = n_plans,
        .total_s = total_s,
        .started_us = g_get_monotonic_time(),
    };
}

void progress_next(struct progress *progress, double budget_s)
{
    progress->done_s += progress->plan_s;
    progress->plan_s = budget_s;
    progress->index++;
}

// Budgets are kept only roughly (set-up, early ends), so the rest is scaled by what they cost so
// far.
static double seconds_left(const struct progress *progress, double share)
{
    double used_s = (double)(g_get_monotonic_time() - progress->started_us) / 1e6;
    double budgeted_s = progress->done_s + share * progress->plan_s;
    double left_s = progress->total_s - budgeted_s;
    return budgeted_s > 0.5 ? left_s * used_s / budgeted_s : left_s;
}

void progress_show(const struct progress *progress, const char *what, double share)
{
    double left_s = seconds_left(progress, share);
    guint done = progress->index - (share < 1 && progress->index > 0);
    presence_tell(what, done, progress->n_plans, left_s);
    if (!progress->is_shown)
        return;
    g_autofree char *safe = text_printable(what);
    g_autofree char *head = text_keep_head(safe, 40);
    fprintf(stderr, "\r\033[K[%u/%u] %s  %2.0f %%  %.0f s left", progress->index, progress->n_plans,
            head, 100 * share, left_s);
    fflush(stderr);
}

void progress_end(const struct progress *progress)
{
    presence_tell("", progress->n_plans, progress->n_plans, NAN);
    if (progress->is_shown)
        fputs("\r\033[K", stderr);
}
