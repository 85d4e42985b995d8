// SPDX-License-Identifier: MIT
#include "reports/charts/chart_noise.h"

#include <math.h>

#include "framework/base/array.h"
#include "reports/charts/templates.h"
#include "reports/words/noise_words.h"

enum { MOST_STRETCHES = 300, PLOT_PIXELS = 720, PLOT_HEIGHT = 380 };

// The axis: where the samples are, and as far again above, for interruptions.
struct axis {
    double low, high;
    guint n_beyond;
};

static struct axis find_axis(const struct noise *noise, const struct noise_spread *spread)
{
    const double least = 0.01;
    double reach = fmax(2 * (spread->high_ns - spread->low_ns), least * spread->median_ns);
    struct axis axis = {spread->low_ns - reach / 2, spread->high_ns + reach, 0};
    for (guint i = 0; i < noise->speeds->len; i++)
        axis.n_beyond += g_array_index(noise->speeds, struct noise_speed, i).ns > axis.high;
    return axis;
}

// Of each stretch of samples the lowest and the highest.
static void add_points(struct chart *chart, const struct noise *noise, const struct axis *axis)
{
    const struct noise_speed *speeds = elements_of(noise->speeds, struct noise_speed);
    guint n = noise->speeds->len, length = n / MOST_STRETCHES + 1;
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (guint first = 0; first < n; first += length) {
        double low = INFINITY, high = 0;
        for (guint i = first; i < MIN(first + length, n); i++) {
            low = fmin(low, speeds[i].ns);
            high = fmax(high, speeds[i].ns);
        }
        const double columns[] = {speeds[first].at_s, CLAMP(low, axis->low, axis->high),
                                  CLAMP(high, axis->low, axis->high)};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
}

static void add_words(struct chart *chart, const struct noise *noise, const struct axis *axis)
{
    g_autofree char *sentence = noise_sentence(noise);
    g_autofree char *about = noise->cpu >= 0
                                 ? g_strdup_printf("the empty loop on CPU %d", noise->cpu)
                                 : g_strdup("the empty loop");
    g_autofree char *beyond = axis->n_beyond > 0
                                  ? g_strdup_printf("%u of %u samples are above the axis",
                                                    axis->n_beyond, noise->speeds->len)
                                  : g_strdup("");
    chart_add_word(chart, *sentence != '\0' ? sentence : about, 100);
    chart_add_word(chart, about, 80);
    chart_add_word(chart, "seconds; of each stretch of samples the lowest and the highest", 80);
    chart_add_word(chart, "time per iteration, ns", 60);
    chart_add_word(chart, beyond, 80);
}

struct planned chart_noise_plan(const struct noise *noise)
{
    enum { LEFT_PIXELS = 100, RIGHT_PIXELS = 30 };
    struct planned planned = {
        .groups = g_ptr_array_new(),
        .charts = g_ptr_array_new_with_free_func((GDestroyNotify)chart_free),
    };
    guint n = noise->speeds->len;
    struct noise_spread spread = noise_spread(noise);
    if (n < 2)
        return planned;
    struct axis axis = find_axis(noise, &spread);
    struct chart *chart = chart_new(CHART_NOISE, template_noise);
    chart->name = g_strdup("noise");
    add_words(chart, noise, &axis);
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, RIGHT_PIXELS, PLOT_HEIGHT);
    chart_set(chart, "x_high", g_array_index(noise->speeds, struct noise_speed, n - 1).at_s);
    chart_set(chart, "y_low", axis.low);
    chart_set(chart, "y_high", axis.high);
    chart_set(chart, "typical", spread.median_ns);
    add_points(chart, noise, &axis);
    g_ptr_array_add(planned.charts, chart);
    return planned;
}
