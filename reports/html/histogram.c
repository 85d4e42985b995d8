// SPDX-License-Identifier: MIT
#include "reports/html/histogram.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/result/summary.h"
#include "framework/stats/quantile.h"

static void collect(GArray *times, const struct result *result)
{
    if (!result)
        return;
    g_autoptr(GPtrArray) samples = summary_counted_samples(result);
    for (guint i = 0; i < samples->len; i++) {
        double time_ns = sample_ns(g_ptr_array_index(samples, i));
        if (isfinite(time_ns))
            g_array_append_val(times, time_ns);
    }
}

bool spread_of(const struct result *result, const struct result *other, struct spread *out)
{
    const double shown_share = 0.98, least_width = 0.002, most_tail = 3;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    collect(times, result);
    collect(times, other);
    if (times->len == 0)
        return false;
    double *values = doubles_of(times);
    sort_ascending(values, times->len);
    double bulk = quantile_sorted(values, times->len, 0.75);
    double most = quantile_sorted(values, times->len, shown_share);
    *out = (struct spread){.low_ns = values[0],
                           .high_ns = fmin(most, bulk + most_tail * (bulk - values[0]))};
    // A case whose samples are all but equal is a peak, not noise blown up.
    double missing = values[0] * least_width - (out->high_ns - out->low_ns);
    if (missing > 0) {
        out->low_ns -= missing / 2;
        out->high_ns += missing / 2;
    }
    while (out->shown < times->len && values[out->shown] <= out->high_ns)
        out->shown++;
    out->above = times->len - out->shown;
    return true;
}

static unsigned fill_bins(unsigned bins[HISTOGRAM_BINS], const struct result *result,
                          const struct spread *spread)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    double width = (spread->high_ns - spread->low_ns) / HISTOGRAM_BINS;
    unsigned highest = 0;
    collect(times, result);
    for (guint i = 0; i < times->len; i++) {
        double time_ns = g_array_index(times, double, i);
        if (time_ns > spread->high_ns || !(width > 0))
            continue;
        size_t bin = (size_t)fmax((time_ns - spread->low_ns) / width, 0);
        bin = MIN(bin, (size_t)HISTOGRAM_BINS - 1);
        bins[bin]++;
        highest = MAX(highest, bins[bin]);
    }
    return highest;
}

void histogram_append_path(GString *out, const struct result *result, const struct spread *spread)
{
    unsigned bins[HISTOGRAM_BINS] = {0};
    unsigned highest = fill_bins(bins, result, spread);
    unsigned before = HISTOGRAM_HEIGHT;
    if (highest == 0)
        return;
    g_string_append_printf(out, "M0 %d", HISTOGRAM_HEIGHT);
    for (unsigned bin = 0; bin <= HISTOGRAM_BINS; bin++) {
        unsigned count = bin < HISTOGRAM_BINS ? bins[bin] : 0;
        unsigned top = HISTOGRAM_HEIGHT - count * HISTOGRAM_HEIGHT / highest;
        if (top != before)
            g_string_append_printf(out, "H%uV%u", bin, top);
        before = top;
    }
}
