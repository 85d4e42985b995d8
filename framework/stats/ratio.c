// SPDX-License-Identifier: MIT
#include "framework/stats/ratio.h"

#include <math.h>
#include <stdlib.h>

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

static const size_t nobody = (size_t)-1;

// The trimmed mean of sorted blocks without the `n_left_out` ones of one restart. `kept`, unless
// NULL, counts for each restart how many of its blocks the mean is made of.
static double trimmed_mean(const struct block *blocks, size_t n, size_t left_out, size_t n_left_out,
                           size_t *kept)
{
    size_t left = n - n_left_out;
    size_t cut = (size_t)((double)left * trim);
    size_t seen = 0;
    double sum = 0;
    for (size_t i = 0; i < n && seen < left - cut; i++) {
        if (blocks[i].restart == left_out || seen++ < cut)
            continue;
        sum += blocks[i].log_ratio;
        if (kept != NULL)
            kept[blocks[i].restart]++;
    }
    return sum / (double)(left - 2 * cut);
}

// One way to estimate: blocks of one size.
struct scale {
    double full;    // from all restarts
    double *pseudo; // the jackknife's pseudo-value of each restart
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

// Memory of one estimate: blocks of all restarts, and for each restart two counts.
struct workspace {
    struct block *blocks;
    size_t *blocks_of;
    size_t *kept;
    double *pseudo; // restarts of them for each scale, and once more
    double *values; // as many as there are quartets
};

static size_t cut_all(const struct quartet *quartets, size_t n, size_t size,
                      struct workspace *space)
{
    size_t n_blocks = 0;
    size_t restart = 0;
    for (size_t i = 0, end; i < n; i = end, restart++) {
        for (end = i + 1; end < n && quartets[end].restart == quartets[i].restart;)
            end++;
        space->blocks_of[restart] =
            cut_blocks(quartets + i, end - i, size, restart, space->blocks + n_blocks);
        space->kept[restart] = 0;
        n_blocks += space->blocks_of[restart];
    }
    qsort(space->blocks, n_blocks, sizeof *space->blocks, compare_blocks);
    return n_blocks;
}

static void estimate_scale(const struct quartet *quartets, size_t n, size_t restarts, size_t size,
                           struct workspace *space, struct scale *out)
{
    size_t n_blocks = cut_all(quartets, n, size, space);
    double k = (double)restarts;
    out->full = trimmed_mean(space->blocks, n_blocks, nobody, 0, space->kept);
    out->df = effective_df(space->kept, restarts);
    for (size_t r = 0; r < restarts; r++) {
        double without = trimmed_mean(space->blocks, n_blocks, r, space->blocks_of[r], NULL);
        out->pseudo[r] = k * out->full - (k - 1) * without;
    }
}

// The standard error of the mean of pseudo-values, without one of them (or with all).
static double error_of(const double *pseudo, size_t n, size_t left_out)
{
    double sum = 0;
    double squares = 0;
    size_t k = n - (left_out < n);
    for (size_t i = 0; i < n; i++)
        sum += i == left_out ? 0 : pseudo[i];
    for (size_t i = 0; i < n; i++) {
        double distance = pseudo[i] - sum / (double)k;
        squares += i == left_out ? 0 : distance * distance;
    }
    return sqrt(squares / (double)(k - 1) / (double)k);
}

// Weights of the scales by their inverse variance, from all restarts but one.
static void weigh(const struct scale *scales, size_t restarts, size_t left_out,
                  double weights[SCALES])
{
    double sum = 0;
    for (size_t s = 0; s < SCALES; s++) {
        double error = fmax(error_of(scales[s].pseudo, restarts, left_out), least_error);
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
    weigh(scales, restarts, nobody, weights);
    for (size_t s = 0; s < SCALES; s++) {
        out->log_ratio += weights[s] * scales[s].full;
        out->df += weights[s] * scales[s].df;
    }
    for (size_t r = 0; r < restarts; r++) {
        double without = 0;
        weigh(scales, restarts, r, weights);
        for (size_t s = 0; s < SCALES; s++)
            without += weights[s] * (k * scales[s].full - scales[s].pseudo[r]) / (k - 1);
        combined[r] = k * out->log_ratio - (k - 1) * without;
    }
    out->df = fmax(out->df, 1);
    out->standard_error = fmax(error_of(combined, restarts, nobody), least_error);
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
    *space = (struct workspace){
        .blocks = calloc(n, sizeof *space->blocks),
        .blocks_of = calloc(restarts, sizeof *space->blocks_of),
        .kept = calloc(restarts, sizeof *space->kept),
        .pseudo = calloc(restarts * (SCALES + 1), sizeof *space->pseudo),
        .values = calloc(n, sizeof *space->values),
    };
    return space->blocks && space->blocks_of && space->kept && space->pseudo && space->values;
}

static void workspace_clear(struct workspace *space)
{
    free(space->blocks);
    free(space->blocks_of);
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
