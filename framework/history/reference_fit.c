// SPDX-License-Identifier: MIT
#include "framework/history/reference_fit.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"
#include "framework/stats/student.h"

// Squares of what a candidate says wrongly, of all pairs of machines and of those of one machine. A
// candidate is a reference, or, as the last one, the mean of all.
struct fitting {
    const double *levels;
    guint n_machines, n_references, n_candidates, n_pairs;
    double *total;   // of a candidate
    double *own;     // of a machine and a candidate
    guint *n_paired; // pairs of a machine
};

static double level_of(const struct fitting *fitting, guint machine, guint candidate)
{
    const double *levels = &fitting->levels[(gsize)machine * fitting->n_references];
    return candidate < fitting->n_references ? levels[candidate]
                                             : mean(levels, fitting->n_references);
}

static double *own_of(const struct fitting *fitting, guint machine)
{
    return &fitting->own[(gsize)machine * fitting->n_candidates];
}

static void add_pair(struct fitting *fitting, guint from, guint to, double log_ratio)
{
    for (guint c = 0; c < fitting->n_candidates; c++) {
        double wrong = log_ratio - (level_of(fitting, to, c) - level_of(fitting, from, c));
        fitting->total[c] += wrong * wrong;
        own_of(fitting, from)[c] += wrong * wrong;
        own_of(fitting, to)[c] += wrong * wrong;
    }
    fitting->n_pairs++;
    fitting->n_paired[from]++;
    fitting->n_paired[to]++;
}

static gint compare_pairs(gconstpointer a, gconstpointer b)
{
    const struct machine_ratio *x = a;
    const struct machine_ratio *y = b;
    int by_from = (x->from > y->from) - (x->from < y->from);
    return by_from != 0 ? by_from : (x->to > y->to) - (x->to < y->to);
}

// In one direction, so that those of the same two machines lie side by side.
static GArray *sort_ratios(const struct machine_ratio *ratios, guint n)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(struct machine_ratio));
    for (guint i = 0; i < n; i++) {
        struct machine_ratio one = ratios[i];
        if (one.from > one.to)
            one = (struct machine_ratio){one.to, one.from, -one.log_ratio};
        g_array_append_val(sorted, one);
    }
    g_array_sort(sorted, compare_pairs);
    return sorted;
}

static void add_pairs(struct fitting *fitting, const struct machine_ratio *ratios, guint n)
{
    g_autoptr(GArray) sorted = sort_ratios(ratios, n);
    const struct machine_ratio *all = elements_of(sorted, struct machine_ratio);
    g_autofree double *logs = g_new(double, n);
    for (guint first = 0, end = 0; first < n; first = end) {
        for (; end < n && compare_pairs(&all[first], &all[end]) == 0; end++)
            logs[end - first] = all[end].log_ratio;
        add_pair(fitting, all[first].from, all[first].to, median_of(logs, end - first));
    }
}

// The candidate that is least wrong of all pairs but those of one machine (or of none: NULL). Of
// equals, the mean: with nothing to choose by, it is taken.
static guint choose(const struct fitting *fitting, const double *without)
{
    guint best = fitting->n_references;
    for (guint c = 0; c < fitting->n_references; c++) {
        double rest = fitting->total[c] - (without != NULL ? without[c] : 0);
        double least = fitting->total[best] - (without != NULL ? without[best] : 0);
        best = rest < least ? c : best;
    }
    return best;
}

// Of each machine that is left out, what is said wrongly of it, squared: by the one that the others
// choose, and by the mean of all.
static void leave_out_each(const struct fitting *fitting, double *chosen, double *of_mean)
{
    for (guint m = 0; m < fitting->n_machines; m++) {
        const double *own = own_of(fitting, m);
        bool has_others = fitting->n_paired[m] < fitting->n_pairs;
        guint candidate = has_others ? choose(fitting, own) : fitting->n_references;
        *chosen += own[candidate];
        *of_mean += own[fitting->n_references];
    }
}

static void conclude(const struct fitting *fitting, struct reference_fit *out)
{
    double chosen = 0, of_mean = 0;
    guint n_seen = 0;
    for (guint m = 0; m < fitting->n_machines; m++)
        n_seen += fitting->n_paired[m] > 0;
    out->is_tested = n_seen > 2;
    out->reference = fitting->n_references;
    if (!out->is_tested) {
        out->error = sqrt(fitting->total[fitting->n_references]);
        return;
    }
    leave_out_each(fitting, &chosen, &of_mean);
    if (chosen < of_mean)
        out->reference = choose(fitting, NULL);
    // Each pair was looked at from both of its ends, and two machines are wrong in it.
    double deviation = sqrt(fmin(chosen, of_mean) / (2 * fitting->n_pairs) / 2);
    // Of one more machine to the middle of these.
    out->error = student_quantile(0.975, n_seen - 1) * deviation * sqrt(1 + 1.0 / n_seen);
}

void reference_fit(const struct machine_ratio *ratios, guint n, const double *levels,
                   guint n_machines, guint n_references, struct reference_fit *out)
{
    struct fitting fitting = {
        .levels = levels,
        .n_machines = n_machines,
        .n_references = n_references,
        .n_candidates = n_references + 1,
    };
    fitting.total = g_new0(double, fitting.n_candidates);
    fitting.own = g_new0(double, (gsize)n_machines *fitting.n_candidates);
    fitting.n_paired = g_new0(guint, n_machines);
    add_pairs(&fitting, ratios, n);
    conclude(&fitting, out);
    g_free(fitting.total);
    g_free(fitting.own);
    g_free(fitting.n_paired);
}
