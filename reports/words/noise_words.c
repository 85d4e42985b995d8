// SPDX-License-Identifier: MIT
#include "reports/words/noise_words.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/stats/quantile.h"
#include "reports/words/units.h"

void noise_fact_free(struct noise_fact *fact)
{
    g_free(fact->text);
    g_free(fact);
}

static void add_fact(GPtrArray *facts, const char *label, char *text)
{
    struct noise_fact *fact = g_new(struct noise_fact, 1);
    *fact = (struct noise_fact){label, text};
    g_ptr_array_add(facts, fact);
}

static char *cpu_text(const struct noise *noise)
{
    return noise->cpu >= 0 ? g_strdup_printf("CPU %d, in %.0f s", noise->cpu, noise->took_s)
                           : g_strdup_printf("any CPU, in %.0f s", noise->took_s);
}

static char *clock_text(const struct noise *noise)
{
    g_autofree char *resolution = units_time(noise->clock_resolution_ns);
    g_autofree char *cost = units_time(noise->clock_cost_ns);
    if (isnan(noise->clock_cost_ns) || isnan(noise->clock_resolution_ns))
        return g_strdup("not known");
    return g_strdup_printf("reading it takes %s, its steps are %s", cost, resolution);
}

static char *loop_text(const struct noise_spread *spread)
{
    g_autofree char *median = units_time(spread->median_ns);
    g_autofree char *below = units_percent(fabs(spread->low_ns / spread->median_ns - 1));
    g_autofree char *above = units_percent(spread->high_ns / spread->median_ns - 1);
    g_autofree char *drift = units_percent(fabs(spread->drift));
    if (isnan(spread->median_ns))
        return g_strdup("not measured");
    return g_strdup_printf("%s per iteration; 90%% of the samples are within -%s and +%s; the last "
                           "third took %s %s than the first",
                           median, below, above, drift, spread->drift < 0 ? "less" : "longer");
}

static char *lost_text(const struct noise *noise, const struct noise_spread *spread)
{
    g_autofree char *lost = units_percent(spread->lost);
    g_autofree char *pause = units_time(spread->pause_ns);
    g_autofree char *stolen =
        isnan(noise->stolen_ns) ? g_strdup("it is not known what the hypervisor took")
        : noise->stolen_ns > 0
            ? g_strdup_printf("the hypervisor says that it took %.0f ms", noise->stolen_ns / 1e6)
            : g_strdup("no time was reported as stolen");
    if (isnan(spread->lost))
        return g_strdup("not measured");
    return g_strdup_printf("%s of the time, at most %s at once; %s", lost,
                           spread->pause_ns > 0 ? pause : "0 ns", stolen);
}

static char *wakeup_text(const struct noise *noise)
{
    const double *values = doubles_of(noise->wakeups_ns);
    guint n = noise->wakeups_ns->len;
    g_autofree char *half = units_time(quantile_sorted(values, n, 0.5));
    g_autofree char *most = units_time(quantile_sorted(values, n, 0.99));
    g_autofree char *longest = units_time(quantile_sorted(values, n, 1));
    return n == 0 ? g_strdup("not measured")
                  : g_strdup_printf("%s late in half of %u sleeps, up to %s in 99%%, %s at most",
                                    half, n, most, longest);
}

static char *cores_text(const struct noise *noise)
{
    guint n = noise->cores->len, fast = 0, slow = 0;
    const struct noise_core *cores = elements_of(noise->cores, struct noise_core);
    if (n < 2)
        return g_strdup("not compared");
    for (guint i = 0; i < n; i++) {
        fast = cores[i].ns < cores[fast].ns ? i : fast;
        slow = cores[i].ns > cores[slow].ns ? i : slow;
    }
    g_autofree char *difference = units_percent(noise_core_difference(noise));
    return g_strdup_printf("of %u, CPU %u is the fastest; the empty loop takes %s longer on CPU %u",
                           n, cores[fast].cpu, difference, cores[slow].cpu);
}

GPtrArray *noise_facts(const struct noise *noise)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func((GDestroyNotify)noise_fact_free);
    struct noise_spread spread = noise_spread(noise);
    add_fact(facts, "measured on", cpu_text(noise));
    add_fact(facts, "clock", clock_text(noise));
    add_fact(facts, "empty loop", loop_text(&spread));
    add_fact(facts, "taken away", lost_text(noise, &spread));
    add_fact(facts, "waking up", wakeup_text(noise));
    add_fact(facts, "CPUs", cores_text(noise));
    return facts;
}

GArray *noise_times(const struct noise *noise)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < noise->changes->len; i++) {
        const struct noise_change *change = g_ptr_array_index(noise->changes, i);
        bool is_known = false;
        for (guint t = 0; t < times->len; t++)
            is_known = is_known || g_array_index(times, double, t) == change->time_s;
        if (!is_known)
            g_array_append_val(times, change->time_s);
    }
    return times;
}

static gboolean is_same_text(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b) == 0;
}

GPtrArray *noise_kernels(const struct noise *noise)
{
    GPtrArray *kernels = g_ptr_array_new();
    for (guint i = 0; i < noise->changes->len; i++) {
        const struct noise_change *change = g_ptr_array_index(noise->changes, i);
        if (!g_ptr_array_find_with_equal_func(kernels, change->kernel, is_same_text, NULL))
            g_ptr_array_add(kernels, change->kernel);
    }
    return kernels;
}

double noise_change_of(const struct noise *noise, const char *kernel, double time_s)
{
    for (guint i = 0; i < noise->changes->len; i++) {
        const struct noise_change *change = g_ptr_array_index(noise->changes, i);
        if (change->time_s == time_s && strcmp(change->kernel, kernel) == 0)
            return change->detectable;
    }
    return NAN;
}

// A smaller number would promise more than was found.
char *noise_percent(double change)
{
    double percent = ceil(change * 1000 - 1e-9) / 10;
    return isfinite(change) ? g_strdup_printf("%.1f%%", percent) : g_strdup("-");
}

char *noise_time(double time_s)
{
    return g_strdup_printf("%.3g s", time_s);
}

char *noise_sentence(const struct noise *noise)
{
    g_autoptr(GArray) times = noise_times(noise);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < times->len; i++) {
        double time_s = g_array_index(times, double, i);
        double change = noise_smallest_change(noise, time_s);
        g_autofree char *time = noise_time(time_s);
        g_autofree char *percent = noise_percent(change);
        const char *start = i == 0 ? "After " : ", after ";
        if (isnan(change))
            g_string_append_printf(text, "%s%s it finds none reliably", start, time);
        else if (i == 0)
            g_string_append_printf(text, "After %s a comparison finds 8 of 10 changes of %s", time,
                                   percent);
        else
            g_string_append_printf(text, "%s%s of %s", start, time, percent);
    }
    if (text->len > 0)
        g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}
