// SPDX-License-Identifier: MIT
// Time over argument, on log axes, a line for each alternative of a group: through its points, or
// the curve fitted to them.
#include <math.h>
#include <string.h>

#include "reports/chart.h"
#include "reports/finding.h"
#include "reports/templates.h"
#include "reports/text.h"
#include "reports/units.h"

enum { LEAST_ARGUMENTS = 4, LABEL_COLUMNS = 40 };

struct line {
    const struct bench_case *bench_case; // the first; of the others only the argument differs
    GPtrArray *results;                  // const struct result *, ranked, by argument
    const struct fit *fit;               // NULL: none
    unsigned colour;
};

static void line_free(struct line *line)
{
    g_ptr_array_unref(line->results);
    g_free(line);
}

static gint compare_arguments(gconstpointer a, gconstpointer b)
{
    const struct result *const *left = a, *const *right = b;
    int64_t x = (*left)->bench_case->arg, y = (*right)->bench_case->arg;
    return (x > y) - (x < y);
}

static double last_median(const struct line *line)
{
    return chart_median_ns(g_ptr_array_index(line->results, line->results->len - 1));
}

// The slowest at its last argument first, so that the key has the order of the lines' ends.
static gint compare_ends(gconstpointer a, gconstpointer b)
{
    double x = last_median(*(struct line *const *)a), y = last_median(*(struct line *const *)b);
    return (x < y) - (x > y);
}

static struct line *find_line(const GPtrArray *lines, const struct bench_case *bench_case)
{
    for (guint i = 0; i < lines->len; i++) {
        struct line *line = g_ptr_array_index(lines, i);
        if (strcmp(line->bench_case->name, bench_case->name) == 0 &&
            line->bench_case->threads == bench_case->threads)
            return line;
    }
    return NULL;
}

static GPtrArray *collect_lines(const struct run *run, const struct group *group)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    for (guint i = 0; i < group->results->len; i++) {
        struct result *result = g_ptr_array_index(group->results, i);
        if (!result->bench_case->has_arg || isnan(chart_median_ns(result)))
            continue;
        struct line *line = find_line(lines, result->bench_case);
        if (!line) {
            line = g_new(struct line, 1);
            *line = (struct line){result->bench_case, g_ptr_array_new(),
                                  run_find_fit(run, result->bench_case), lines->len + 1};
            g_ptr_array_add(lines, line);
        }
        g_ptr_array_add(line->results, result);
    }
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_sort(((struct line *)g_ptr_array_index(lines, i))->results, compare_arguments);
    g_ptr_array_sort(lines, compare_ends);
    return lines;
}

static gint compare_int64(gconstpointer a, gconstpointer b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

// The distinct arguments (int64_t), ascending.
static GArray *collect_arguments(const GPtrArray *lines)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct result *result = g_ptr_array_index(line->results, r);
            g_array_append_val(all, result->bench_case->arg);
        }
    }
    g_array_sort(all, compare_int64);
    GArray *distinct = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < all->len; i++) {
        int64_t argument = g_array_index(all, int64_t, i);
        if (i == 0 || argument != g_array_index(all, int64_t, i - 1))
            g_array_append_val(distinct, argument);
    }
    return distinct;
}

static const struct result *result_at(const struct line *line, int64_t argument)
{
    for (guint i = 0; i < line->results->len; i++) {
        const struct result *result = g_ptr_array_index(line->results, i);
        if (result->bench_case->arg == argument)
            return result;
    }
    return NULL;
}

static const struct line *fastest_at(const GPtrArray *lines, int64_t argument)
{
    const struct line *fastest = NULL;
    double least = INFINITY;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        const struct result *result = result_at(line, argument);
        if (result && chart_median_ns(result) < least) {
            least = chart_median_ns(result);
            fastest = line;
        }
    }
    return fastest;
}

static char *line_name(const struct line *line)
{
    g_autofree char *name = finding_name(line->bench_case->name);
    if (line->bench_case->threads <= 1)
        return g_steal_pointer(&name);
    return g_strdup_printf("%s (%u threads)", name, line->bench_case->threads);
}

static char *describe_growth(const struct line *line)
{
    const struct result *first = g_ptr_array_index(line->results, 0);
    const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
    g_autofree char *name = line_name(line);
    g_autofree char *from = units_time(chart_median_ns(first));
    g_autofree char *to = units_time(chart_median_ns(last));
    return g_strdup_printf("%s takes %s to %s", name, from, to);
}

// Medians are what the chart shows, so that is what its title speaks of.
static char *find_fastest(const GPtrArray *lines, const GArray *arguments, const char *arg_name)
{
    if (lines->len == 1)
        return describe_growth(g_ptr_array_index(lines, 0));
    int64_t smallest = g_array_index(arguments, int64_t, 0);
    int64_t largest = g_array_index(arguments, int64_t, arguments->len - 1);
    const struct line *first = fastest_at(lines, smallest);
    const struct line *last = fastest_at(lines, largest);
    bool is_always = true;
    for (guint i = 0; i < arguments->len; i++)
        is_always = is_always && fastest_at(lines, g_array_index(arguments, int64_t, i)) == first;
    g_autofree char *name = line_name(first);
    if (is_always)
        return g_strdup_printf("%s has the lowest median at every %s", name, arg_name);
    g_autofree char *other = line_name(last);
    if (first == last)
        return g_strdup_printf("%s has the lowest median at the smallest and largest %s", name,
                               arg_name);
    return g_strdup_printf("%s has the lowest median at the smallest %s, %s at the largest", name,
                           arg_name, other);
}

// 1024 as "1024", 65536 as "64Ki", 1000000 as "1M".
static char *format_argument(int64_t argument)
{
    static const struct {
        int64_t size;
        const char *name;
    } units[] = {{1 << 30, "Gi"}, {1000000000, "G"}, {1 << 20, "Mi"},
                 {1000000, "M"},  {1 << 10, "Ki"},   {1000, "k"}};
    for (size_t i = 0; (argument > 9999 || argument < -9999) && i < G_N_ELEMENTS(units); i++)
        if (argument % units[i].size == 0)
            return g_strdup_printf("%" G_GINT64_FORMAT "%s", argument / units[i].size,
                                   units[i].name);
    return g_strdup_printf("%" G_GINT64_FORMAT, argument);
}

static char *format_time_tic(double time_ns)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    size_t unit = 0;
    for (; unit + 1 < G_N_ELEMENTS(units) && time_ns >= 999.9; unit++)
        time_ns /= 1000;
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup_printf("%s %s", g_ascii_formatd(buffer, sizeof buffer, "%.4g", time_ns),
                           units[unit]);
}

// The arguments themselves are the tics, without those that stand too near to the one before.
static void set_argument_axis(struct chart *chart, const GArray *arguments)
{
    double smallest = (double)g_array_index(arguments, int64_t, 0);
    double largest = (double)g_array_index(arguments, int64_t, arguments->len - 1);
    bool is_log = smallest > 0;
    double margin = is_log ? pow(largest / smallest, 0.03) : (largest - smallest) * 0.03;
    double low = is_log ? smallest / margin : smallest - margin;
    double high = is_log ? largest * margin : largest + margin;
    chart_set(chart, "is_log", is_log);
    chart_set(chart, "x_low", low);
    chart_set(chart, "x_high", high);
    g_string_append(chart->numbers, "set xtics (");
    double before = NAN;
    for (guint i = 0; i < arguments->len; i++) {
        int64_t argument = g_array_index(arguments, int64_t, i);
        double place = is_log ? log((double)argument) : (double)argument;
        double gap = (is_log ? log(largest / smallest) : largest - smallest) / 10;
        if (place - before < gap)
            continue;
        g_autofree char *label = format_argument(argument);
        g_string_append_printf(chart->numbers, "%s'%s' %" G_GINT64_FORMAT, i > 0 ? ", " : "", label,
                               argument);
        before = place;
    }
    g_string_append(chart->numbers, ")\n");
}

static void add_points(struct chart *chart, const GPtrArray *lines)
{
    const double least_factor = 8;
    double low = INFINITY, high = 0;
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct result *result = g_ptr_array_index(line->results, r);
            double median_ns = chart_median_ns(result);
            const double *ci95_ns = result->summary.ci95_ns;
            bool has_interval = isfinite(ci95_ns[0]) && isfinite(ci95_ns[1]) && ci95_ns[0] > 0;
            const double columns[] = {(double)result->bench_case->arg, median_ns,
                                      has_interval ? ci95_ns[0] : median_ns,
                                      has_interval ? ci95_ns[1] : median_ns};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
            low = fmin(low, columns[2]);
            high = fmax(high, columns[3]);
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
    // At least a factor of least_factor, so that small differences look small and there are tics.
    double margin = fmax(pow(high / low, 0.05), sqrt(least_factor * low / high));
    chart_set(chart, "y_low", low / margin);
    chart_set(chart, "y_high", high * margin);
    chart_set_log_tics(chart, "y", low / margin, high * margin, format_time_tic);
}

// Within the arguments that were measured, evenly on a log axis.
static void add_fitted_curve(struct chart *chart, const struct line *line)
{
    enum { STEPS = 60 };
    const struct result *first = g_ptr_array_index(line->results, 0);
    const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
    double low = fmax((double)first->bench_case->arg, 1), high = (double)last->bench_case->arg;
    for (int i = 0; i <= STEPS; i++) {
        double n = low * pow(high / low, (double)i / STEPS);
        const double columns[] = {n, complexity_time(&line->fit->complexity, n)};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
    }
}

static void add_polygon(struct chart *chart, const struct line *line)
{
    for (guint i = 0; i < line->results->len; i++) {
        const struct result *result = g_ptr_array_index(line->results, i);
        const double columns[] = {(double)result->bench_case->arg, chart_median_ns(result)};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
    }
}

static void add_curves(struct chart *chart, const GPtrArray *lines)
{
    g_string_append(chart->numbers, "$curves << END_OF_CURVES\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        if (line->fit)
            add_fitted_curve(chart, line);
        else
            add_polygon(chart, line);
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_CURVES\n");
    g_string_append_printf(chart->numbers, "array is_fitted[%u] = [", lines->len);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(chart->numbers, "%s%d", i > 0 ? ", " : "",
                               ((const struct line *)g_ptr_array_index(lines, i))->fit != NULL);
    g_string_append(chart->numbers, "]\n");
}

static const char *argument_name(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        if (line->bench_case->arg_name)
            return line->bench_case->arg_name;
    }
    return "argument";
}

static char *key_text(const struct line *line)
{
    g_autofree char *name = line_name(line);
    return line->fit
               ? g_strdup_printf("%s  %s", name, complexity_word(line->fit->complexity.complexity))
               : g_steal_pointer(&name);
}

// Adds the names of the lines and their colours; returns the columns of the longest name.
static size_t add_lines(struct chart *chart, const GPtrArray *lines)
{
    size_t columns = 0;
    chart_set(chart, "lines", lines->len);
    g_string_append_printf(chart->numbers, "array colours[%u] = [", lines->len);
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        g_autofree char *name = key_text(line);
        columns = MAX(columns, text_columns(name));
        chart_add_word(chart, name, LABEL_COLUMNS);
        g_string_append_printf(chart->numbers, "%s%u", i > 0 ? ", " : "", line->colour);
    }
    g_string_append(chart->numbers, "]\n");
    return columns;
}

static bool has_fits(const GPtrArray *lines)
{
    bool has = false;
    for (guint i = 0; i < lines->len; i++)
        has = has || ((const struct line *)g_ptr_array_index(lines, i))->fit != NULL;
    return has;
}

static struct chart *plan_chart(const struct run *run, const GPtrArray *groups,
                                const struct group *group)
{
    enum { PLOT_PIXELS = 640, LEFT_PIXELS = 90, KEY_PIXELS = 70, LINE_PIXELS = 22 };
    g_autoptr(GPtrArray) lines = collect_lines(run, group);
    g_autoptr(GArray) arguments = collect_arguments(lines);
    if (arguments->len < LEAST_ARGUMENTS)
        return NULL;
    struct chart *chart = chart_new(template_arguments);
    const char *arg_name = argument_name(lines);
    chart->name = g_strdup_printf("%s-over-%s", group->name, arg_name);
    g_autofree char *short_name = finding_name(arg_name);
    g_autofree char *finding = find_fastest(lines, arguments, short_name);
    g_autofree char *title = group_title(group, groups);
    g_autofree char *subtitle = g_strconcat(title, has_fits(lines) ? "; dashed: fitted" : "", NULL);
    chart_add_word(chart, finding, 100);
    chart_add_word(chart, subtitle, 80);
    chart_add_word(chart, arg_name, 60);
    double key = chart_label_pixels(add_lines(chart, lines)) + KEY_PIXELS;
    chart_set_size(chart, LEFT_PIXELS + PLOT_PIXELS + key,
                   MAX(460, 140 + LINE_PIXELS * lines->len));
    chart_set(chart, "plot_right", 1 - key / chart->width);
    set_argument_axis(chart, arguments);
    add_points(chart, lines);
    add_curves(chart, lines);
    return chart;
}

void chart_arguments_plan(GPtrArray *charts, const struct run *run, const GPtrArray *groups)
{
    for (guint g = 0; g < groups->len; g++) {
        struct chart *chart = plan_chart(run, groups, g_ptr_array_index(groups, g));
        if (chart)
            g_ptr_array_add(charts, chart);
    }
}
