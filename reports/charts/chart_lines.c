// SPDX-License-Identifier: MIT
#include "reports/charts/chart_lines.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/lookup.h"
#include "framework/base/text.h"
#include "reports/words/finding.h"

enum { LABEL_COLUMNS = 40 };

static void line_free(struct line *line)
{
    g_ptr_array_unref(line->results);
    g_free(line->key);
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
    return result_ranked_ns(g_ptr_array_index(line->results, line->results->len - 1));
}

// The slowest at its last argument first, so that the key has the order of the lines' ends.
static gint compare_ends(gconstpointer a, gconstpointer b)
{
    double x = last_median(*(struct line *const *)a), y = last_median(*(struct line *const *)b);
    return (x < y) - (x > y);
}

static gconstpointer case_of_line(gconstpointer line)
{
    return ((const struct line *)line)->bench_case;
}

static guint hash_alternative(gconstpointer bench_case)
{
    const struct bench_case *key = bench_case;
    guint hash = hash_text(key->name) ^ key->threads;
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

static gboolean is_same_alternative(gconstpointer a, gconstpointer b)
{
    const struct bench_case *one = a, *other = b;
    return strcmp(one->name, other->name) == 0 && one->threads == other->threads &&
           g_strcmp0(one->variant, other->variant) == 0;
}

// Within a group.
static const struct lookup_key line_by_alternative = {case_of_line, hash_alternative,
                                                      is_same_alternative};

GPtrArray *lines_of(const struct group *group)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    struct lookup lookup = {.key = &line_by_alternative};
    for (guint i = 0; i < group->results->len; i++) {
        struct result *result = g_ptr_array_index(group->results, i);
        if (!result->bench_case->has_arg || isnan(result_ranked_ns(result)))
            continue;
        struct line *line = lookup_find(&lookup, lines, result->bench_case);
        if (!line) {
            line = g_new(struct line, 1);
            *line = (struct line){result->bench_case, g_ptr_array_new(), lines->len + 1, NULL};
            line->key = line_name(line);
            g_ptr_array_add(lines, line);
        }
        g_ptr_array_add(line->results, result);
    }
    lookup_clear(&lookup);
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

GArray *lines_arguments(const GPtrArray *lines)
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

const struct result *line_result_at(const struct line *line, int64_t argument)
{
    guint low = 0, high = line->results->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct result *result = g_ptr_array_index(line->results, middle);
        if (result->bench_case->arg < argument)
            low = middle + 1;
        else
            high = middle;
    }
    const struct result *found =
        low < line->results->len ? g_ptr_array_index(line->results, low) : NULL;
    return found != NULL && found->bench_case->arg == argument ? found : NULL;
}

char *line_name(const struct line *line)
{
    g_autofree char *label = case_alternative(line->bench_case);
    return finding_name(label);
}

char *lines_argument_text(int64_t argument)
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

// The arguments themselves are the tics, without those too close to the one before.
void chart_set_argument_axis(struct chart *chart, const GArray *arguments)
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
    double before = NAN; // nothing is less than NAN away
    for (guint i = 0; i < arguments->len; i++) {
        int64_t argument = g_array_index(arguments, int64_t, i);
        double place = is_log ? log((double)argument) : (double)argument;
        double gap = (is_log ? log(largest / smallest) : largest - smallest) / 10;
        if (place - before < gap)
            continue;
        g_autofree char *label = lines_argument_text(argument);
        g_string_append_printf(chart->numbers, "%s'%s' %" G_GINT64_FORMAT, i > 0 ? ", " : "", label,
                               argument);
        before = place;
    }
    g_string_append(chart->numbers, ")\n");
}

const char *lines_argument_name(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        if (line->bench_case->arg_name)
            return line->bench_case->arg_name;
    }
    return "argument";
}

void chart_tell(struct chart *chart, const char *what)
{
    char **about = (char **)&g_ptr_array_index(chart->words, CHART_ABOUT);
    g_autofree char *before = *about;
    *about = g_strconcat(before, what, NULL);
}

static void keep_first(struct chart *chart, GPtrArray *lines)
{
    if (lines->len <= LINES_MOST)
        return;
    g_autofree char *kept = g_strdup_printf("; the first %d of %u lines", LINES_MOST, lines->len);
    chart_tell(chart, kept);
    g_ptr_array_set_size(lines, LINES_MOST);
}

void chart_add_lines(struct chart *chart, GPtrArray *lines)
{
    enum {
        LEFT_PIXELS = 110,
        PLOT_PIXELS = 640,
        KEY_PIXELS = 70,
        LINE_PIXELS = 27, // of the key, or else gnuplot begins a column outside the picture
        FRAME_PIXELS = 150
    };
    size_t columns = 0;
    keep_first(chart, lines);
    chart_set(chart, "lines", lines->len);
    g_string_append_printf(chart->numbers, "array colours[%u] = [", lines->len);
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        columns = MAX(columns, text_columns(line->key));
        chart_add_word(chart, line->key, LABEL_COLUMNS);
        g_string_append_printf(chart->numbers, "%s%u", i > 0 ? ", " : "", line->colour);
    }
    g_string_append(chart->numbers, "]\n");
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, chart_label_pixels(columns) + KEY_PIXELS,
                    MAX(460, FRAME_PIXELS + LINE_PIXELS * lines->len));
}

struct spots chart_add_spots(struct chart *chart, const GPtrArray *lines,
                             bool (*spot_of)(const struct result *result, const void *data,
                                             struct spot *spot),
                             const void *data)
{
    struct spots spots = {INFINITY, -INFINITY, INFINITY, -INFINITY, 0};
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            struct spot spot;
            if (!spot_of(g_ptr_array_index(line->results, r), data, &spot))
                continue;
            bool has_interval = isfinite(spot.low) && isfinite(spot.high) && spot.low > 0;
            const double columns[] = {spot.x, spot.y, has_interval ? spot.low : spot.y,
                                      has_interval ? spot.high : spot.y};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
            spots.x_low = fmin(spots.x_low, spot.x);
            spots.x_high = fmax(spots.x_high, spot.x);
            spots.y_low = fmin(spots.y_low, columns[2]);
            spots.y_high = fmax(spots.y_high, columns[3]);
            spots.n++;
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
    return spots;
}

void chart_set_value_axis(struct chart *chart, const struct spots *spots,
                          char *(*label)(double value))
{
    const double least_factor = 8;
    double low = spots->y_low, high = spots->y_high;
    double margin = fmax(pow(high / low, 0.05), sqrt(least_factor * low / high));
    chart_set(chart, "y_low", low / margin);
    chart_set(chart, "y_high", high * margin);
    chart_set_log_tics(chart, "y", low / margin, high * margin, label);
}
