// SPDX-License-Identifier: MIT
#include "framework/stats/density.h"

#include <math.h>
#include <stdlib.h>

#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"

double density_bandwidth(const double *sorted, size_t n)
{
    if (n < 2)
        return NAN;
    double spread = standard_deviation(sorted, n);
    double iqr = quantile_sorted(sorted, n, 0.75) - quantile_sorted(sorted, n, 0.25);
    if (iqr > 0)
        spread = fmin(spread, iqr / 1.34);
    return spread > 0 ? 0.9 * spread * pow((double)n, -0.2) : NAN;
}

// A value falls on the two nearest places, more on the nearer.
static void fill_bins(double *bins, size_t n_bins, const double *values, size_t n, double start,
                      double step)
{
    for (size_t i = 0; i < n; i++) {
        double place = (values[i] - start) / step;
        if (!(place >= 0 && place < (double)(n_bins - 1)))
            continue;
        size_t below = (size_t)place;
        double share = place - (double)below;
        bins[below] += 1 - share;
        bins[below + 1] += share;
    }
}

static double weigh(const double *bins, const double *kernel, size_t reach)
{
    double sum = bins[reach] * kernel[0];
    for (size_t i = 1; i <= reach; i++)
        sum += (bins[reach - i] + bins[reach + i]) * kernel[i];
    return sum;
}

bool density_estimate(const double *values, size_t n, double bandwidth, double low, double high,
                      double *density, size_t points)
{
    const double reach_in_bandwidths = 4; // values farther away weigh less than 0.01 %
    const double pi = 3.14159265358979323846;
    double step = (high - low) / (double)(points - 1);
    double reach_in_steps = ceil(reach_in_bandwidths * bandwidth / step);
    if (n == 0 || !(bandwidth > 0) || !(step > 0) || !(reach_in_steps < 1e6))
        return false;
    size_t reach = (size_t)reach_in_steps;
    size_t n_bins = points + 2 * reach;
    double *bins = calloc(n_bins + reach + 1, sizeof *bins);
    if (bins == NULL)
        return false;
    double *kernel = bins + n_bins;
    double scale = 1 / ((double)n * bandwidth * sqrt(2 * pi));
    for (size_t i = 0; i <= reach; i++) {
        double distance = (double)i * step / bandwidth;
        kernel[i] = scale * exp(-distance * distance / 2);
    }
    fill_bins(bins, n_bins, values, n, low - (double)reach * step, step);
    for (size_t i = 0; i < points; i++)
        density[i] = weigh(bins + i, kernel, reach);
    free(bins);
    return true;
}
