// SPDX-License-Identifier: MIT
#include "framework/stats/series_noise.h"

#include <math.h>

#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"

// A quantile of absolute differences, as a standard deviation: `normal` is that of one value.
static double noise_at_lag(const double *values, size_t n, size_t lag, double p, double normal,
                           double *scratch)
{
    for (size_t i = lag; i < n; i++)
        scratch[i - lag] = fabs(values[i] - values[i - lag]);
    sort_ascending(scratch, n - lag);
    return quantile_sorted(scratch, n - lag, p) / (normal * sqrt(2));
}

double series_noise(const double *values, size_t n, double *scratch)
{
    double noise = n > 1 ? noise_at_lag(values, n, 1, 0.8, 1.2816, scratch) : 0;
    for (size_t lag = 1; lag <= n / 8; lag *= 2)
        noise = fmax(noise, noise_at_lag(values, n, lag, 0.5, 0.6745, scratch));
    return noise;
}

double series_drift(const double *deviations, size_t n, double *scratch)
{
    const double most = 4;
    size_t lags = (size_t)sqrt((double)n);
    double products = 0;
    for (size_t i = 0; i < n; i++)
        scratch[i] = fmax(-most, fmin(most, deviations[i]));
    double center = mean(scratch, n);
    double deviation = standard_deviation(scratch, n);
    if (!(deviation > 0))
        return 1;
    for (size_t lag = 1; lag <= lags; lag++) {
        double weight = 1 - (double)lag / (double)(lags + 1);
        for (size_t i = lag; i < n; i++)
            products += weight * (scratch[i] - center) * (scratch[i - lag] - center);
    }
    return sqrt(fmax(1, 1 + 2 * products / (deviation * deviation * (double)(n - 1))));
}
