// SPDX-License-Identifier: MIT
#include "framework/stats/steps.h"

#include <math.h>
#include <stdlib.h>

#include "framework/stats/multiplicity.h"
#include "framework/stats/potts.h"
#include "framework/stats/quantile.h"
#include "framework/stats/rank_sum.h"
#include "framework/stats/series_noise.h"
#include "framework/stats/step_p.h"

enum {
    LEAST_SEGMENT = 2, // of one: a spike
    MOST_ROUNDS = 6    // of estimating the drift
};
// Chosen by the simulation in docs/history.md.
static const double penalty_least = 2;
static const double least_last = 4; // deviation of a last value that alone shows a step

double steps_penalty(size_t n)
{
    return penalty_least + log((double)n);
}

// What one series is searched with.
struct search {
    struct steps_series *series;
    double usual_error;
    double *scaled;  // values in units of the noise
    double *weights; // from above 0 to 1, which a usual value has
    double *scratch; // room for 2 n
    double *kept;    // scaled values that are no spikes, and their weights
    double *kept_weights;
    size_t *places; // of those
    size_t n_kept;
    size_t *starts; // of segments, among those kept
    size_t n_segments;
};

static bool search_begin(struct search *search, struct steps_series *series)
{
    size_t n = series->n;
    double *numbers = calloc(6 * n, sizeof *numbers);
    size_t *indices = calloc(2 * n, sizeof *indices);
    if (numbers == NULL || indices == NULL) {
        free(numbers);
        free(indices);
        return false;
    }
    *search = (struct search){
        .series = series,
        .scaled = numbers,
        .weights = numbers + n,
        .kept = numbers + 2 * n,
        .kept_weights = numbers + 3 * n,
        .scratch = numbers + 4 * n,
        .places = indices,
        .starts = indices + n,
    };
    return true;
}

static void search_end(struct search *search)
{
    free(search->scaled);
    free(search->places);
}

static double usual_error(const struct steps_series *series, double *scratch)
{
    size_t known = 0;
    for (size_t i = 0; i < series->n && series->errors != NULL; i++)
        if (isfinite(series->errors[i]))
            scratch[known++] = series->errors[i];
    return known > 0 ? median_of(scratch, known) : 0;
}

// A value that is less certain than is usual weighs less. What is usual is part of the noise.
static void scale(struct search *search, double noise)
{
    struct steps_series *series = search->series;
    double usual = search->usual_error;
    series->noise = noise;
    for (size_t i = 0; i < series->n; i++) {
        double error = series->errors != NULL ? series->errors[i] : NAN;
        double more = error > usual ? error * error - usual * usual : 0;
        search->scaled[i] = series->values[i] / noise;
        search->weights[i] = fmax(noise / sqrt(noise * noise + more), 1e-6);
    }
}

static bool cut(struct search *search)
{
    for (size_t i = 0; i < search->n_kept; i++) {
        search->kept[i] = search->scaled[search->places[i]];
        search->kept_weights[i] = search->weights[search->places[i]];
    }
    struct potts *potts = potts_new(search->kept, search->kept_weights, search->n_kept);
    if (potts == NULL)
        return false;
    search->n_segments = potts_segment(potts, steps_penalty(search->series->n), search->starts);
    search->series->work += potts_work(potts);
    potts_free(potts);
    return true;
}

static size_t segment_end(const struct search *search, size_t segment)
{
    return segment + 1 < search->n_segments ? search->starts[segment + 1] : search->n_kept;
}

// Leaves out the segments of one value; false: there is none.
static bool leave_out_spikes(struct search *search)
{
    size_t kept = 0;
    for (size_t segment = 0; segment < search->n_segments; segment++) {
        size_t start = search->starts[segment];
        size_t end = segment_end(search, segment);
        if (end - start >= LEAST_SEGMENT)
            for (size_t i = start; i < end; i++)
                search->places[kept++] = search->places[i];
    }
    bool has_spikes = kept < search->n_kept;
    search->n_kept = kept;
    return has_spikes;
}

// One segment of all values.
static void find_none(struct search *search)
{
    search->n_kept = search->series->n;
    search->n_segments = 1;
    search->starts[0] = 0;
    for (size_t i = 0; i < search->n_kept; i++) {
        search->places[i] = i;
        search->kept[i] = search->scaled[i];
    }
}

static bool find_segments(struct search *search)
{
    find_none(search);
    do {
        if (!cut(search))
            return false;
    } while (search->n_segments > 1 && leave_out_spikes(search));
    if (search->n_kept == 0)
        find_none(search);
    return true;
}

static double level_of(struct search *search, size_t segment)
{
    size_t start = search->starts[segment];
    size_t n = segment_end(search, segment) - start;
    for (size_t i = 0; i < n; i++)
        search->scratch[i] = search->kept[start + i];
    return median_of(search->scratch, n);
}

// How ill a value fits a level, from 0 to 1; `size` is that of the step.
static double misfit(double value, double level, double size)
{
    double distance = fabs(value - level);
    return distance / (distance + size);
}

// Values right before a segment that are in none (spikes), and two more, are after the step where
// this fits better: a spike at a step costs as much on either side.
static size_t begin_of(const struct search *search, size_t segment, double before, double after)
{
    size_t start = search->starts[segment];
    size_t at = search->places[start];
    double size = fmax(fabs(after - before), 1);
    double sum = 0; // of those from `place` on after the step, less the same before it
    double least = 0;
    size_t first = search->starts[segment - 1] + LEAST_SEGMENT;
    first = search->places[start > first + 2 ? start - 2 : first];
    for (size_t place = at; place-- > first;) {
        sum += misfit(search->scaled[place], after, size) -
               misfit(search->scaled[place], before, size);
        if (sum < least) {
            least = sum;
            at = place;
        }
    }
    return at;
}

static void deviate(struct search *search, size_t from, size_t to, double level)
{
    for (size_t i = from; i < to; i++)
        search->series->deviations[i] = (search->scaled[i] - level) * search->weights[i];
}

static void note_steps(struct search *search)
{
    struct steps_series *series = search->series;
    double before = level_of(search, 0);
    size_t from = 0;
    series->n_steps = 0;
    for (size_t segment = 1; segment < search->n_segments; segment++) {
        double after = level_of(search, segment);
        size_t at = begin_of(search, segment, before, after);
        deviate(search, from, at, before);
        series->steps[series->n_steps++] = (struct step){.at = at, .begin = from};
        from = at;
        before = after;
    }
    deviate(search, from, series->n, before);
    for (size_t i = 0; i < series->n_steps; i++) {
        struct step *step = &series->steps[i];
        step->end = i + 1 < series->n_steps ? step[1].at : series->n;
    }
    size_t last = series->n - 1;
    bool is_short = series->n_steps > 0 && series->steps[series->n_steps - 1].at >= last;
    if (!is_short && fabs(series->deviations[last]) >= least_last) {
        if (series->n_steps > 0)
            series->steps[series->n_steps - 1].end = last;
        series->steps[series->n_steps++] =
            (struct step){.at = last, .begin = from, .end = series->n, .is_last_alone = true};
    }
}

// How much the step changed the level, and between what that lies: by ranks where there are enough
// values for it, else by the noise.
static void measure(struct search *search, struct step *step)
{
    double noise = search->series->noise;
    struct rank_sum sides = {.base = search->scratch,
                             .n_base = step->at - step->begin,
                             .head = search->scratch + (step->at - step->begin),
                             .n_head = step->end - step->at};
    for (size_t i = step->begin; i < step->end; i++)
        search->scratch[i - step->begin] = search->scaled[i];
    sort_ascending(search->scratch, sides.n_base);
    sort_ascending(search->scratch + sides.n_base, sides.n_head);
    step->change = rank_sum_shift(&sides) * noise;
    rank_sum_interval(&sides, 0.05, step->interval);
    double half = 1.96 * sqrt(1 / (double)sides.n_base + 1 / (double)sides.n_head);
    for (int i = 0; i < 2; i++)
        step->interval[i] = isfinite(step->interval[i])
                                ? step->interval[i] * noise
                                : step->change + (i == 0 ? -half : half) * noise;
}

static bool test(struct search *search, struct step *step, struct random *random)
{
    struct potts *potts = potts_new(search->scaled + step->begin, search->weights + step->begin,
                                    step->end - step->begin);
    if (potts == NULL)
        return false;
    step->p = step_p(potts, step->end - step->begin, LEAST_SEGMENT, random);
    search->series->work += potts_work(potts);
    potts_free(potts);
    return true;
}

// The least deviation of what follows the last step from the level before it.
static double least_deviation(const struct search *search, const struct step *step)
{
    double least = INFINITY;
    double *before = search->scratch;
    for (size_t i = step->begin; i < step->at; i++)
        before[i - step->begin] = search->scaled[i];
    double level = median_of(before, step->at - step->begin);
    for (size_t i = step->at; i < step->end; i++) {
        double deviation = (search->scaled[i] - level) * search->weights[i];
        least = fmin(least, step->change < 0 ? -deviation : deviation);
    }
    return fmax(least, 0);
}

// First as if there were no step, when all that differs looks like drift: then the noise is the
// largest, and large steps alone are found. What they leave drifts less, which may show more steps.
static bool find_all(struct search *search, double noise)
{
    struct steps_series *series = search->series;
    bool has_memory = true;
    scale(search, noise);
    find_none(search);
    note_steps(search);
    for (int round = 0; round < MOST_ROUNDS && has_memory; round++) {
        double drift = series_drift(series->deviations, series->n, search->scratch);
        if (round > 0 && drift * noise > 0.95 * series->noise)
            break;
        scale(search, drift * noise);
        has_memory = find_segments(search);
        if (has_memory)
            note_steps(search);
    }
    return has_memory;
}

bool steps_find(struct steps_series *series, uint64_t seed)
{
    struct search search;
    struct random random = {seed};
    series->n_steps = 0;
    series->work = 0;
    if (series->n == 0)
        return true;
    if (!search_begin(&search, series))
        return false;
    double noise = series_noise(series->values, series->n, search.scratch);
    search.usual_error = usual_error(series, search.scratch);
    noise = fmax(fmax(noise, search.usual_error), series->least_noise);
    bool has_memory = find_all(&search, noise);
    for (size_t i = 0; i < series->n_steps && has_memory; i++) {
        struct step *step = &series->steps[i];
        measure(&search, step);
        step->p = 1;
        if (i + 1 == series->n_steps)
            step->least = least_deviation(&search, step);
        if (!step->is_last_alone)
            has_memory = test(&search, step, &random);
    }
    search_end(&search);
    return has_memory;
}

// How many of `n` ascending values are at least `bound`.
static size_t count_from(const double *values, size_t n, double bound)
{
    size_t low = 0;
    for (size_t high = n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (values[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return n - low;
}

// Past values of a series that are no evidence for its own last step.
static size_t n_past(const struct steps_series *series)
{
    bool is_judged = series->n_steps > 0 && series->steps[series->n_steps - 1].is_last_alone;
    return is_judged ? series->n - 1 : series->n;
}

// How often a single value is as far off: in its own series where that has been, else in all.
static double last_p(const struct steps_series *series, const struct step *step, const double *all,
                     size_t n_all)
{
    size_t own = 0;
    size_t n = n_past(series);
    for (size_t i = 0; i < n; i++)
        own += fabs(series->deviations[i]) >= step->least;
    if (own > 0)
        return (double)(own + 1) / (double)(n + 1);
    return (double)(count_from(all, n_all, step->least) + 1) / (double)(n_all + 1);
}

static double *collect_deviations(const struct steps_series *series, size_t n, size_t *n_all)
{
    *n_all = 0;
    for (size_t i = 0; i < n; i++)
        *n_all += n_past(&series[i]);
    double *all = malloc((*n_all + 1) * sizeof *all);
    size_t at = 0;
    for (size_t i = 0; i < n && all != NULL; i++)
        for (size_t k = 0; k < n_past(&series[i]); k++)
            all[at++] = fabs(series[i].deviations[k]);
    if (all != NULL)
        sort_ascending(all, *n_all);
    return all;
}

double steps_judge(struct steps_series *series, size_t n, double alpha)
{
    size_t n_all, n_p = 0;
    for (size_t i = 0; i < n; i++)
        n_p += series[i].n_steps > 0 ? series[i].n_steps : 1;
    double *all = collect_deviations(series, n, &n_all);
    double *p = malloc((n_p + 1) * sizeof *p);
    double level = NAN;
    n_p = 0;
    for (size_t i = 0; i < n && all != NULL && p != NULL; i++) {
        for (size_t k = 0; k < series[i].n_steps; k++) {
            struct step *step = &series[i].steps[k];
            if (k + 1 == series[i].n_steps)
                step->p = fmin(step->p, last_p(&series[i], step, all, n_all));
            p[n_p++] = step->p;
        }
        if (series[i].n_steps == 0)
            p[n_p++] = 1;
    }
    if (all != NULL && p != NULL)
        level = suite_level(p, n_p, alpha);
    free(all);
    free(p);
    return level;
}
