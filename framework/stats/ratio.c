// SPDX-License-Identifier: MIT
#include "framework/stats/ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"
#include "framework/stats/student.h"

// Trimmed from each end of the log ratios of all blocks: nearly the median, but smoother.
static const double trim = 0.4;
// No clock and no machine is more precise than 0.01 %.
static const double least_error = 1e-4;
// Quartets per block. The minimum of a longer block avoids more of the disturbance, but
// there are fewer of them; which is better depends on the noise, so all are used.
enum { SCALES = 3 };
static const size_t block_quartets[SCALES] = {1, 2, 4};

// The log ratio of the minima of a block, and the restart that it comes from.
struct block {
    double log_ratio;
    size_t restart;
};

static int compare_blocks(const void *left, const void *right)
{
    double a = ((const struct block *)left)->log_ratio;
    double b = ((const struct block *)right)->log_ratio;
    return (a > b) - (a < b);
}

// Cuts the quartets of one restart into blocks of `size` or a few more; returns how many.
static size_t cut_blocks(const struct quartet *quartets, size_t n, size_t size, size_t restart,
                         struct block *out)
{
    size_t n_blocks = n / size > 0 ? n / size : 1;
    for (size_t b = 0; b < n_blocks; b++) {
        double base = INFINITY;
        double head = INFINITY;
        for (size_t i = b * n / n_blocks; i < (b + 1) * n / n_blocks; i++) {
            base = fmin(base, quartets[i].base);
            head = fmin(head, quartets[i].head);
        }
        out[b] = (struct block){head - base, restart};
    }
    return n_blocks;
}

// All blocks of one size in ascending order, and where in it those of each restart are.
struct sorted_blocks {
    struct block *blocks;
    size_t n;
    double *sums;     // n + 1: of the first i log ratios
    size_t *places;   // of the blocks, restart by restart, ascending
    size_t *first_of; // restarts + 1: the first place of each restart
};

// How many blocks are trimmed from each end of n.
static size_t cut_of(size_t n)
{
    return (size_t)((double)n * trim);
}

// The trimmed mean of all; `kept` counts for each restart how many of its blocks it is made of.
static double trimmed_mean(const struct sorted_blocks *sorted, size_t *kept)
{
    size_t cut = cut_of(sorted->n);
    double sum = 0;
    for (size_t i = cut; i < sorted->n - cut; i++) {
        sum += sorted->blocks[i].log_ratio;
        kept[sorted->blocks[i].restart]++;
    }
    return sum / (double)(sorted->n - 2 * cut);
}

// Where the block of that rank among those of the other restarts is. `left_out` are the places of
// one restart: before its i-th there are as many others as its place less i.
static size_t place_of_rank(const size_t *left_out, size_t n_left_out, size_t rank)
{
    size_t before = 0;
    while (before < n_left_out && left_out[before] - before <= rank)
        before++;
    return rank + before;
}

// The trimmed mean without the blocks of one restart, in a time that depends on these alone.
static double trimmed_mean_without(const struct sorted_blocks *sorted, size_t restart)
{
    const size_t *left_out = sorted->places + sorted->first_of[restart];
    size_t n_left_out = sorted->first_of[restart + 1] - sorted->first_of[restart];
    size_t left = sorted->n - n_left_out;
    size_t cut = cut_of(left);
    size_t begin = place_of_rank(left_out, n_left_out, cut);
    size_t end = place_of_rank(left_out, n_left_out, left - cut - 1) + 1;
    double sum = sorted->sums[end] - sorted->sums[begin];
    for (size_t i = 0; i < n_left_out; i++)
        if (left_out[i] >= begin && left_out[i] < end)
            sum -= sorted->blocks[left_out[i]].log_ratio;
    return sum / (double)(left - 2 * cut);
}

// How far values lie apart.
struct spread {
    size_t n;
    double mean;
    double squares; // of the distances from it, their sum
};

static struct spread spread_of(const double *values, size_t n)
{
    struct spread spread = {.n = n, .mean = mean(values, n)};
    for (size_t i = 0; i < n; i++)
        spread.squares += (values[i] - spread.mean) * (values[i] - spread.mean);
    return spread;
}

// The same without one of the values.
static struct spread spread_without(const struct spread *all, double value)
{
    double n = (double)all->n;
    double distance = value - all->mean;
    return (struct spread){
        .n = all->n - 1,
        .mean = all->mean - distance / (n - 1),
        .squares = fmax(all->squares - distance * distance * n / (n - 1), 0),
    };
}

// The standard error of their mean.
static double error_of(const struct spread *spread)
{
    double n = (double)spread->n;
    return fmax(sqrt(spread->squares / (n - 1) / n), least_error);
}

// One way to estimate: blocks of one size.
struct scale {
    double full;    // from all restarts
    double *pseudo; // the jackknife's pseudo-value of each restart
    struct spread spread;
    double df;
};

static size_t count_restarts(const struct quartet *quartets, size_t n)
{
    size_t restarts = n > 0;
    for (size_t i = 1; i < n; i++)
        restarts += quartets[i].restart != quartets[i - 1].restart;
    return restarts;
}

// Kish's effective number of restarts that carry the untrimmed middle, minus one.
static double effective_df(const size_t *kept, size_t restarts)
{
    double sum = 0;
    double squares = 0;
    for (size_t r = 0; r < restarts; r++) {
        sum += (double)kept[r];
        squares += (double)kept[r] * (double)kept[r];
    }
    return sum * sum / squares - 1;
}

// Memory of one estimate.
struct workspace {
    struct sorted_blocks sorted;
    size_t *kept;   // restarts
    double *pseudo; // restarts of them for each scale, and once more
    double *values; // as many as there are quartets
};

// Fills in all but the blocks, which are in the order of their restarts, and sorts these.
static void sort_blocks(struct sorted_blocks *sorted)
{
    qsort(sorted->blocks, sorted->n, sizeof *sorted->blocks, compare_blocks);
    // While places are filled in, first_of[r] is the next free one of restart r.
    for (size_t i = 0; i < sorted->n; i++) {
        sorted->sums[i + 1] = sorted->sums[i] + sorted->blocks[i].log_ratio;
        sorted->places[sorted->first_of[sorted->blocks[i].restart]++] = i;
    }
}

static void cut_all(const struct quartet *quartets, size_t n, size_t size, size_t restarts,
                    struct workspace *space)
{
    struct sorted_blocks *sorted = &space->sorted;
    size_t restart = 0;
    sorted->n = 0;
    for (size_t i = 0, end; i < n; i = end, restart++) {
        for (end = i + 1; end < n && quartets[end].restart == quartets[i].restart;)
            end++;
        sorted->first_of[restart] = sorted->n;
        sorted->n += cut_blocks(quartets + i, end - i, size, restart, sorted->blocks + sorted->n);
        space->kept[restart] = 0;
    }
    sort_blocks(sorted);
    // Each is now where the next restart begins.
    memmove(sorted->first_of + 1, sorted->first_of, restarts * sizeof *sorted->first_of);
    sorted->first_of[0] = 0;
}

static void estimate_scale(const struct quartet *quartets, size_t n, size_t restarts, size_t size,
                           struct workspace *space, struct scale *out)
{
    double k = (double)restarts;
    cut_all(quartets, n, size, restarts, space);
    out->full = trimmed_mean(&space->sorted, space->kept);
    out->df = effective_df(space->kept, restarts);
    for (size_t r = 0; r < restarts; r++) {
        double without = trimmed_mean_without(&space->sorted, r);
        out->pseudo[r] = k * out->full - (k - 1) * without;
    }
    out->spread = spread_of(out->pseudo, restarts);
}

// Weights of the scales by their inverse variance.
static void weigh(const struct spread spreads[SCALES], double weights[SCALES])
{
    double sum = 0;
    for (size_t s = 0; s < SCALES; s++) {
        double error = error_of(&spreads[s]);
        weights[s] = 1 / (error * error);
        sum += weights[s];
    }
    for (size_t s = 0; s < SCALES; s++)
        weights[s] /= sum;
}

// The jackknife of the whole, the choice of the weights included. `combined` has room for one
// pseudo-value of each restart.
static void combine(const struct scale *scales, size_t restarts, double *combined,
                    struct ratio_estimate *out)
{
    double k = (double)restarts;
    double weights[SCALES];
    struct spread spreads[SCALES];
    for (size_t s = 0; s < SCALES; s++)
        spreads[s] = scales[s].spread;
    weigh(spreads, weights);
    for (size_t s = 0; s < SCALES; s++) {
        out->log_ratio += weights[s] * scales[s].full;
        out->df += weights[s] * scales[s].df;
    }
    for (size_t r = 0; r < restarts; r++) {
        double without = 0;
        for (size_t s = 0; s < SCALES; s++)
            spreads[s] = spread_without(&scales[s].spread, scales[s].pseudo[r]);
        weigh(spreads, weights);
        for (size_t s = 0; s < SCALES; s++)
            without += weights[s] * (k * scales[s].full - scales[s].pseudo[r]) / (k - 1);
        combined[r] = k * out->log_ratio - (k - 1) * without;
    }
    struct spread spread = spread_of(combined, restarts);
    out->df = fmax(out->df, 1);
    out->standard_error = error_of(&spread);
}

// The plain estimate: the mean of the restarts' medians. `values` has room for all quartets,
// `medians` for all restarts.
static void estimate_plainly(const struct quartet *quartets, size_t n, double *values,
                             double *medians, struct ratio_estimate *out)
{
    size_t restart = 0;
    for (size_t i = 0, end; i < n; i = end, restart++) {
        size_t count = 0;
        for (end = i; end < n && quartets[end].restart == quartets[i].restart; end++)
            values[count++] = quartets[end].head - quartets[end].base;
        medians[restart] = median_of(values, count);
    }
    out->plain_log_ratio = mean(medians, restart);
    out->plain_error =
        fmax(standard_deviation(medians, restart) / sqrt((double)restart), least_error);
}

static bool workspace_init(struct workspace *space, size_t n, size_t restarts)
{
    struct sorted_blocks *sorted = &space->sorted;
    *space = (struct workspace){
        .sorted = {.blocks = calloc(n, sizeof *sorted->blocks),
                   .sums = calloc(n + 1, sizeof *sorted->sums),
                   .places = calloc(n, sizeof *sorted->places),
                   .first_of = calloc(restarts + 1, sizeof *sorted->first_of)},
        .kept = calloc(restarts, sizeof *space->kept),
        .pseudo = calloc(restarts * (SCALES + 1), sizeof *space->pseudo),
        .values = calloc(n, sizeof *space->values),
    };
    return sorted->blocks && sorted->sums && sorted->places && sorted->first_of && space->kept &&
           space->pseudo && space->values;
}

static void workspace_clear(struct workspace *space)
{
    free(space->sorted.blocks);
    free(space->sorted.sums);
    free(space->sorted.places);
    free(space->sorted.first_of);
    free(space->kept);
    free(space->pseudo);
    free(space->values);
}

bool ratio_estimate(const struct quartet *quartets, size_t n, struct ratio_estimate *out)
{
    struct workspace space;
    struct scale scales[SCALES];
    size_t restarts = count_restarts(quartets, n);
    *out = (struct ratio_estimate){.restarts = restarts, .quartets = n};
    if (restarts < RATIO_LEAST_RESTARTS)
        return false;
    bool has_memory = workspace_init(&space, n, restarts);
    for (size_t s = 0; has_memory && s < SCALES; s++) {
        scales[s].pseudo = space.pseudo + s * restarts;
        estimate_scale(quartets, n, restarts, block_quartets[s], &space, &scales[s]);
    }
    if (has_memory) {
        combine(scales, restarts, space.pseudo + SCALES * restarts, out);
        estimate_plainly(quartets, n, space.values, space.pseudo, out);
    }
    workspace_clear(&space);
    return has_memory;
}

bool ratio_estimate_unpaired(const double *base, size_t n_base, const double *head, size_t n_head,
                             double log_drift, struct ratio_estimate *out)
{
    size_t least = n_base < n_head ? n_base : n_head;
    *out = (struct ratio_estimate){.restarts = least};
    if (least < RATIO_LEAST_RESTARTS)
        return false;
    double base_variance = pow(standard_deviation(base, n_base), 2) / (double)n_base;
    double head_variance = pow(standard_deviation(head, n_head), 2) / (double)n_head;
    double variance = base_variance + head_variance;
    double df = variance * variance /
                (base_variance * base_variance / (double)(n_base - 1) +
                 head_variance * head_variance / (double)(n_head - 1));
    out->log_ratio = mean(head, n_head) - mean(base, n_base);
    out->standard_error = fmax(sqrt(variance + log_drift * log_drift), least_error);
    out->df = isfinite(df) ? df : (double)(least - 1);
    out->plain_log_ratio = out->log_ratio;
    out->plain_error = out->standard_error;
    return true;
}

// Of alpha, for the plain interval.
static const double plain_share = 0.1;

static double two_sided_p(double value, double error, double df)
{
    return 2 * student_cdf(-fabs(value) / error, df);
}

static double half_width(double error, double df, double alpha)
{
    return -student_quantile(alpha / 2, df) * error;
}

void ratio_interval(const struct ratio_estimate *estimate, double share, double alpha,
                    double interval[2])
{
    double spent = share * alpha;
    double plain_df = (double)estimate->restarts - 1;
    double half = half_width(estimate->standard_error, estimate->df, spent * (1 - plain_share));
    double plain = half_width(estimate->plain_error, plain_df, spent * plain_share);
    double low = fmax(estimate->log_ratio - half, estimate->plain_log_ratio - plain);
    double high = fmin(estimate->log_ratio + half, estimate->plain_log_ratio + plain);
    // Where the two hardly agree the estimate keeps its own.
    bool is_inside = low < estimate->log_ratio && estimate->log_ratio < high;
    interval[0] = is_inside ? low : estimate->log_ratio - half;
    interval[1] = is_inside ? high : estimate->log_ratio + half;
}

double ratio_p(const struct ratio_estimate *estimate, double share)
{
    double p = two_sided_p(estimate->log_ratio, estimate->standard_error, estimate->df);
    double plain = two_sided_p(estimate->plain_log_ratio, estimate->plain_error,
                               (double)estimate->restarts - 1);
    return fmin(1, fmin(p / (1 - plain_share), plain / plain_share) / share);
}

// Power 0.8: the estimate is beyond the threshold of a call unless it is below the truth by more
// than its 20 % quantile.
double ratio_detectable(const struct ratio_estimate *estimate, double share, double alpha,
                        double log_margin)
{
    double interval[2];
    ratio_interval(estimate, share, alpha, interval);
    double bar = fmax((interval[1] - interval[0]) / 2, log_margin);
    return bar - student_quantile(0.2, estimate->df) * estimate->standard_error;
}
