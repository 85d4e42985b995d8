// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "framework/stats/moments.h"
#include "framework/stats/student.h"
#include "step_rules.h"

enum { WINDOW = 50 };

// Of two sides with equal variances.
static double student_p(const double *times, size_t first, size_t at, size_t end)
{
    double n = (double)(at - first), m = (double)(end - at);
    double df = n + m - 2;
    double center = mean(times + first, at - first), other = mean(times + at, end - at);
    double squares = 0;
    if (df < 1)
        return 1;
    for (size_t i = first; i < end; i++) // their variances have n in the denominator
        squares +=
            pow(times[i] - (i < at ? center : other), 2) * (i < at ? (n - 1) / n : (m - 1) / m);
    double t = fabs(center - other) / sqrt(squares / df * (1 / n + 1 / m));
    return squares > 0 ? 2 * student_cdf(-t, df) : center == other;
}

// The end of the segment that holds a place, among `count` starts in any order.
static size_t end_of(const size_t *starts, size_t count, size_t place, size_t end)
{
    for (size_t i = 0; i < count; i++)
        if (starts[i] > place && starts[i] < end)
            end = starts[i];
    return end;
}

static size_t start_of(const size_t *starts, size_t count, size_t place, size_t start)
{
    for (size_t i = 0; i < count; i++)
        if (starts[i] < place && starts[i] > start)
            start = starts[i];
    return start;
}

static double distance(const double *times, size_t first, size_t end, double from)
{
    double sum = 0;
    for (size_t i = first; i < end; i++)
        sum += fabs(times[i] - from);
    return sum;
}

// The place that, with some end, has the largest energy divergence between what is from `first` on
// and what is from the place on (Matteson and James, JASA 109, 2014).
static size_t best_split(const double *times, size_t first, size_t end, double *most)
{
    size_t best = 0;
    double left = 0;
    for (size_t at = first + 1; at < end; at++) {
        double n = (double)(at - first), between = 0, right = 0;
        left += distance(times, first, at - 1, times[at - 1]);
        for (size_t until = at + 1; until <= end; until++) {
            double m = (double)(until - at);
            between += distance(times, first, at, times[until - 1]);
            right += distance(times, at, until - 1, times[until - 1]);
            double found =
                2 / (m + n) *
                (between - (n > 1 ? left * m / (n - 1) : 0) - (m > 1 ? right * n / (m - 1) : 0));
            if (best == 0 || found > *most) {
                *most = found;
                best = at;
            }
        }
    }
    return best;
}

// Adds the splits of a window; returns how many there are now.
static size_t split(const double *times, size_t first, size_t end, size_t *at, size_t count)
{
    size_t own = 0; // those of the window lie behind the others
    for (;;) {
        size_t best = 0;
        double most = 0;
        for (size_t start = first; start < end; start = end_of(at + count, own, start, end)) {
            double found = -INFINITY;
            size_t place = best_split(times, start, end_of(at + count, own, start, end), &found);
            if (place > 0 && (best == 0 || found > most)) {
                most = found;
                best = place;
            }
        }
        if (best == 0 || student_p(times, start_of(at + count, own, best, first), best,
                                   end_of(at + count, own, best, end)) >= 0.01)
            return count + own;
        at[count + own++] = best;
    }
}

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static size_t leave_out_doubles(size_t *at, size_t count)
{
    size_t kept = 0;
    qsort(at, count, sizeof *at, ascending);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || at[kept - 1] != at[i])
            at[kept++] = at[i];
    return kept;
}

size_t otava_steps(const double *times, size_t n, size_t *at)
{
    size_t *found = calloc(4 * n + 4, sizeof *found);
    size_t count = 0;
    for (size_t start = 0; start < n;) {
        size_t before = count;
        size_t end = start + WINDOW < n ? start + WINDOW : n;
        count = split(times, start, end, found, count);
        size_t last = 0;
        for (size_t i = before; i < count; i++)
            last = found[i] > last ? found[i] : last;
        start = last > start + WINDOW / 2 ? last : start + WINDOW / 2;
    }
    count = leave_out_doubles(found, count);
    while (count > 0) { // the weakest goes
        double worst = -1;
        size_t weakest = 0;
        for (size_t i = 0; i < count; i++) {
            double p = student_p(times, i > 0 ? found[i - 1] : 0, found[i],
                                 i + 1 < count ? found[i + 1] : n);
            if (p > worst) {
                worst = p;
                weakest = i;
            }
        }
        if (worst < 0.001)
            break;
        memmove(found + weakest, found + weakest + 1, (--count - weakest) * sizeof *found);
    }
    memcpy(at, found, count * sizeof *at);
    free(found);
    return count;
}
