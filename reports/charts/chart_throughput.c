// SPDX-License-Identifier: MIT
// Throughput over size, a line for each alternative, with the caches of the machine marked.
#include <math.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/chart_lines.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

// `scale`: struct rate_scale.
static bool spot_of(const struct result *result, const void *scale, struct spot *spot)
{
    const double ns_per_s = 1e9;
    double amount = result->bytes * ns_per_s / ((const struct rate_scale *)scale)->bytes;
    const double *ci95_ns = result->summary.ci95_ns;
    *spot = (struct spot){result->bytes, amount / result_ranked_ns(result), amount / ci95_ns[1],
                          amount / ci95_ns[0]};
    return result->bytes > 0;
}

// The line with the highest throughput, and where: in B/s.
static const struct line *find_highest(const GPtrArray *lines, struct spot *best)
{
    const struct rate_scale whole = {"B", 1};
    const struct line *best_line = NULL;
    struct spot spot;
    best->y = -INFINITY;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            if (spot_of(g_ptr_array_index(line->results, r), &whole, &spot) && spot.y > best->y) {
                *best = spot;
                best_line = line;
            }
        }
    }
    return best_line;
}

static char *describe(const struct line *line, const struct spot *best)
{
    g_autofree char *name = line_name(line);
    g_autofree char *rate = units_byte_rate(best->y);
    g_autofree char *size = units_round_bytes(best->x);
    return g_strdup_printf("%s moves up to %s, at %s", name, rate, size);
}

static guint hash_size(gconstpointer size)
{
    return hash_bytes(size, sizeof(double));
}

// Bytes per iteration are the argument's, and so as many.
static guint count_sizes(const GPtrArray *lines)
{
    g_autoptr(GHashTable) sizes = g_hash_table_new_full(hash_size, g_double_equal, g_free, NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct result *result = g_ptr_array_index(line->results, r);
            if (result->bytes > 0)
                g_hash_table_add(sizes, g_memdup2(&result->bytes, sizeof result->bytes));
        }
    }
    return g_hash_table_size(sizes);
}

// Powers of two, not so many that they touch.
static void set_size_axis(struct chart *chart, double low, double high)
{
    enum { TICS = 10 };
    int first = (int)ceil(log2(low)), last = (int)floor(log2(high));
    int stride = MAX(1, (last - first) / TICS + 1);
    chart_set(chart, "x_low", low);
    chart_set(chart, "x_high", high);
    g_string_append(chart->numbers, "set xtics (");
    for (int power = first; power <= last; power += stride) {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        g_autofree char *label = units_round_bytes(exp2(power));
        g_string_append_printf(chart->numbers, "%s'%s' %s", power > first ? ", " : "", label,
                               g_ascii_formatd(buffer, sizeof buffer, "%.0f", exp2(power)));
    }
    g_string_append(chart->numbers, ")\n");
}

// Marks the caches that hold data and lie on the axis; several kinds of cores may differ in theirs.
static void add_caches(struct chart *chart, const struct machine *machine, double low, double high)
{
    enum { MOST = 8 };
    unsigned n = 0;
    g_string_append_printf(chart->numbers, "array cache_bytes[%d]\n", MOST);
    for (size_t i = 0; machine && i < machine->n_caches && n < MOST; i++) {
        const struct cache *cache = &machine->caches[i];
        double size = (double)cache->size_bytes;
        if (cache->kind == CACHE_INSTRUCTION || size < low || size > high)
            continue;
        g_autofree char *variable = g_strdup_printf("cache_bytes[%u]", ++n);
        g_autofree char *bytes = units_round_bytes(size);
        g_autofree char *name =
            g_strdup_printf("L%u%s %s", cache->level, cache->kind == CACHE_DATA ? "d" : "", bytes);
        chart_set(chart, variable, size);
        chart_add_word(chart, name, 20);
    }
    chart_set(chart, "caches", n);
}

static void set_axes(struct chart *chart, const struct spots *spots, const struct machine *machine)
{
    const double most_linear = 30; // from 0 as long as the slowest can still be seen there
    double margin = pow(spots->x_high / spots->x_low, 0.03), top = spots->y_high * 1.08;
    bool is_log = spots->y_high / spots->y_low > most_linear;
    set_size_axis(chart, spots->x_low / margin, spots->x_high * margin);
    add_caches(chart, machine, spots->x_low / margin, spots->x_high * margin);
    chart_set(chart, "is_log", is_log);
    if (is_log) {
        chart_set_value_axis(chart, spots, units_number);
        return;
    }
    chart_set(chart, "y_low", 0);
    chart_set(chart, "y_high", top);
    chart_set_even_tics(chart, "y", 0, top, units_number);
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) lines = lines_of(group);
    if (count_sizes(lines) < LINES_LEAST_ARGUMENTS)
        return NULL;
    struct spot best = {0};
    const struct line *fastest = find_highest(lines, &best);
    struct rate_scale scale = rate_scale_for(best.y);
    struct chart *chart = chart_new(CHART_THROUGHPUT, template_throughput);
    chart->name = g_strdup_printf("%s-throughput", group->name);
    g_autofree char *finding = describe(fastest, &best);
    chart_add_titles(chart, plan, group, finding);
    chart_add_word(chart, "bytes moved by one iteration", 60);
    g_ptr_array_add(chart->words, g_strdup_printf("throughput at the median, %s/s", scale.unit));
    chart_add_lines(chart, lines);
    struct spots spots = chart_add_spots(chart, lines, spot_of, &scale);
    set_axes(chart, &spots, plan->run->machine);
    return chart;
}

void chart_throughput_plan(const struct chart_plan *plan)
{
    chart_plan_groups(plan, plan_chart);
}
