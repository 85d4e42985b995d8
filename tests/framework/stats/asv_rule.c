// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "step_rules.h"

enum { WINDOW = 20 };

struct fit {
    size_t n;
    const double *times;
    double *median, *deviation; // of first .. last, at [first * n + last]
};

struct pieces {
    size_t n;
    size_t *end; // of each, exclusive
};

static double deviation(const struct fit *fit, size_t first, size_t end)
{
    return fit->deviation[first * fit->n + end - 1];
}

static double median(const struct fit *fit, size_t first, size_t end)
{
    return fit->median[first * fit->n + end - 1];
}

static void fit_begin(struct fit *fit, const double *times, size_t n)
{
    double *sorted = calloc(n, sizeof *sorted);
    *fit = (struct fit){.n = n,
                        .times = times,
                        .median = calloc(n * n, sizeof(double)),
                        .deviation = calloc(n * n, sizeof(double))};
    for (size_t first = 0; first < n; first++)
        for (size_t last = first; last < n; last++) {
            size_t count = last - first;
            size_t i = count++;
            for (; i > 0 && sorted[i - 1] > times[last]; i--)
                sorted[i] = sorted[i - 1];
            sorted[i] = times[last];
            double middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
            fit->median[first * n + last] = middle;
            for (size_t k = 0; k < count; k++)
                fit->deviation[first * n + last] += fabs(sorted[k] - middle);
        }
    free(sorted);
}

static void cut(const struct fit *fit, double penalty, struct pieces *pieces)
{
    size_t n = fit->n;
    double *best = calloc(n + 1, sizeof *best);
    size_t *first = calloc(n + 1, sizeof *first);
    best[0] = -penalty;
    for (size_t end = 1; end <= n; end++) {
        best[end] = INFINITY;
        for (size_t i = end > WINDOW ? end - WINDOW : 0; i < end; i++) {
            double sum = best[i] + penalty + deviation(fit, i, end);
            if (sum <= best[end]) {
                best[end] = sum;
                first[end] = i;
            }
        }
    }
    pieces->n = 0;
    for (size_t end = n; end > 0; end = first[end])
        pieces->n++;
    for (size_t end = n, i = pieces->n; end > 0; end = first[end])
        pieces->end[--i] = end;
    free(best);
    free(first);
}

// Joins the first two that are better joined; false: none are.
static int join(const struct fit *fit, double penalty, struct pieces *pieces)
{
    double least = 0;
    size_t found = pieces->n;
    size_t first = 0;
    for (size_t i = 1; i < pieces->n && found + 2 >= i; i++) {
        size_t middle = pieces->end[i - 1];
        size_t end = pieces->end[i];
        double change = deviation(fit, first, end) - deviation(fit, first, middle) -
                        deviation(fit, middle, end) - penalty;
        if (change <= least) {
            least = change;
            found = i - 1;
        }
        first = middle;
    }
    if (found == pieces->n)
        return 0;
    memmove(pieces->end + found, pieces->end + found + 1,
            (pieces->n - found - 1) * sizeof *pieces->end);
    pieces->n--;
    return 1;
}

static void move_ends(const struct fit *fit, struct pieces *pieces)
{
    size_t first = 0;
    for (size_t i = 1; i < pieces->n; i++) {
        size_t middle = pieces->end[i - 1];
        size_t end = pieces->end[i];
        double least = deviation(fit, first, middle) + deviation(fit, middle, end);
        for (size_t other = first + 1; other < end; other++) {
            double sum = deviation(fit, first, other) + deviation(fit, other, end);
            if (labs((long)other - (long)middle) <= WINDOW && sum < least) {
                least = sum;
                pieces->end[i - 1] = other;
            }
        }
        first = pieces->end[i - 1];
    }
}

struct residuals {
    const struct fit *fit;
    const struct pieces *pieces;
};

static double correlated(const void *context, double correlation)
{
    const struct residuals *of = context;
    double sum = 0, previous = 0;
    size_t piece = 0, first = 0;
    for (size_t i = 0; i < of->fit->n; i++) {
        if (i == of->pieces->end[piece])
            first = of->pieces->end[piece++];
        double residual = of->fit->times[i] - median(of->fit, first, of->pieces->end[piece]);
        sum += fabs(i > 0 ? residual - correlation * previous : residual);
        previous = residual;
    }
    return sum;
}

// Golden section; the first two places are a and b.
static double search(double (*f)(const void *, double), const void *context, double a, double b,
                     double tolerance)
{
    const double ratio = 2 / (1 + sqrt(5));
    double x0 = (ratio * a - (1 - ratio) * b) / (2 * ratio - 1);
    double x3 = (ratio * b - (1 - ratio) * a) / (2 * ratio - 1);
    double x1 = a, x2 = b;
    double f1 = f(context, x1), f2 = f(context, x2);
    while (fabs(x0 - x3) >= tolerance) {
        if (f2 < f1) {
            x0 = x1, x1 = x2, f1 = f2;
            x2 = ratio * x1 + (1 - ratio) * x3;
            f2 = f(context, x2);
        } else {
            x3 = x2, x2 = x1, f2 = f1;
            x1 = ratio * x2 + (1 - ratio) * x0;
            f1 = f(context, x1);
        }
    }
    return f2 < f1 ? x2 : x1;
}

struct choice {
    const struct fit *fit;
    double whole;
    struct pieces *tried, *best;
    double *least;
};

static double smallest_part(const struct fit *fit, const struct pieces *pieces)
{
    double least = INFINITY, before = NAN;
    size_t first = 0;
    for (size_t i = 0; i < pieces->n; first = pieces->end[i++]) {
        double level = median(fit, first, pieces->end[i]);
        if (pieces->n <= 2)
            least = fmin(least, 0.001 * fabs(level));
        else if (i > 0)
            least = fmin(least, 0.1 * fabs(level - before));
        before = level;
    }
    return fmax(least, 1e-300);
}

static double judge(const void *context, double log_penalty)
{
    const struct choice *choice = context;
    const struct fit *fit = choice->fit;
    double n = (double)fit->n;
    double penalty = choice->whole * exp(log_penalty);
    struct pieces *pieces = choice->tried;
    cut(fit, penalty, pieces);
    while (join(fit, penalty, pieces))
        continue;
    move_ends(fit, pieces);
    struct residuals residuals = {fit, pieces};
    double correlation = search(correlated, &residuals, -1, 1, 0.05);
    double sum = 4 * log(n) / n * (double)pieces->n +
                 log(smallest_part(fit, pieces) + correlated(&residuals, correlation));
    if (sum < *choice->least) {
        *choice->least = sum;
        choice->best->n = pieces->n;
        memcpy(choice->best->end, pieces->end, pieces->n * sizeof *pieces->end);
    }
    return sum;
}

static void segment(const struct fit *fit, struct pieces *best)
{
    struct pieces tried = {.end = calloc(fit->n, sizeof(size_t))};
    double least = INFINITY;
    double whole = deviation(fit, 0, fit->n);
    struct choice choice = {fit, whole > 0 ? whole : 1, &tried, best, &least};
    double low = log(0.1 / (double)fit->n);
    search(judge, &choice, low, 0, fabs(low) * 0.1);
    free(tried.end);
}

// From the last piece back to the best level. A step up behind a piece of one that the piece before
// it does not keep is none.
static size_t regressions(const struct fit *fit, const struct pieces *pieces, size_t *at)
{
    size_t count = 0;
    size_t end = fit->n;
    size_t last = pieces->n - 1;
    double best = INFINITY, best_error = 0, short_best = NAN, short_error = 0;
    for (size_t i = pieces->n; i-- > 0; end = i > 0 ? pieces->end[i - 1] : 0) {
        size_t first = i > 0 ? pieces->end[i - 1] : 0;
        double level = median(fit, first, end);
        double error = deviation(fit, first, end) / (double)(end - first);
        if (i == last) {
            best = level;
            best_error = error;
        }
        double bound = fmax(fmax(error, best_error), 0.05 * level);
        if (best > level + bound) {
            if (end - first < 2) {
                short_best = best;
                short_error = best_error;
            }
            at[count++] = end;
            best = level;
            best_error = error;
        } else if (!isnan(short_best)) {
            if (short_best <= level + bound) {
                count--;
                best = short_best;
                best_error = short_error;
            }
            short_best = NAN;
        }
    }
    return count;
}

size_t asv_steps(const double *times, size_t n, size_t *at)
{
    struct fit fit;
    struct pieces pieces = {.end = calloc(n, sizeof(size_t))};
    fit_begin(&fit, times, n);
    segment(&fit, &pieces);
    size_t count = pieces.n - 1;
    memcpy(at, pieces.end, count * sizeof *at);
    free(pieces.end);
    free(fit.median);
    free(fit.deviation);
    return count;
}

size_t asv_regressions(const double *times, size_t n, size_t *at)
{
    size_t count = 0;
    double *values = calloc(n, sizeof *values);
    for (int is_reciprocal = 0; is_reciprocal < 2; is_reciprocal++) {
        struct fit fit;
        struct pieces pieces = {.end = calloc(n, sizeof(size_t))};
        for (size_t i = 0; i < n; i++)
            values[i] = is_reciprocal ? 1 / times[i] : times[i];
        fit_begin(&fit, values, n);
        segment(&fit, &pieces);
        count += regressions(&fit, &pieces, at + count);
        free(pieces.end);
        free(fit.median);
        free(fit.deviation);
    }
    free(values);
    return count;
}
