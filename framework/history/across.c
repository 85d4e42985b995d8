// SPDX-License-Identifier: MIT
#include "framework/history/across.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/history/reference_fit.h"
#include "framework/stats/quantile.h"

// What is known of a machine.
struct place {
    guint index;
    char *architecture;
    GArray *logs[REFERENCES];  // double, of its runs
    double levels[REFERENCES]; // medians of these
    bool is_missed;            // it has none, and a series was left out therefore
};

struct joining {
    struct history_reading *reading;
    GHashTable *places; // by identity: struct place *
    GPtrArray *joined;  // struct history_series *
    double *levels;     // of all places, as reference_fit() wants them
    bool has_others;    // there are metrics that were not joined
};

static void place_free(gpointer data)
{
    struct place *place = data;
    g_free(place->architecture);
    for (size_t i = 0; i < REFERENCES; i++)
        g_array_unref(place->logs[i]);
    g_free(place);
}

static char *architecture_of(const struct history_machine *machine)
{
    json_t *about = machine->about != NULL ? json_loads(machine->about, 0, NULL) : NULL;
    const char *word = json_string_value(json_object_get(about, "arch"));
    char *architecture = g_strdup(word != NULL ? word : "unknown");
    json_decref(about);
    return architecture;
}

static void add_machine(struct joining *joining, const struct history_machine *machine)
{
    struct place *place = g_new0(struct place, 1);
    place->index = g_hash_table_size(joining->places);
    place->architecture = architecture_of(machine);
    for (size_t i = 0; i < REFERENCES; i++)
        place->logs[i] = g_array_new(FALSE, FALSE, sizeof(double));
    g_hash_table_insert(joining->places, machine->identity, place);
}

static struct place *place_of(const struct joining *joining, const char *machine)
{
    return g_hash_table_lookup(joining->places, machine);
}

// A run counts if it has all of them, so that they are of the same runs.
static void add_run(struct joining *joining, const struct history_run *run)
{
    struct place *place = place_of(joining, run->machine);
    for (size_t i = 0; i < REFERENCES; i++)
        if (!(run->references[i] > 0) || !isfinite(run->references[i]))
            return;
    for (size_t i = 0; i < REFERENCES; i++) {
        double level = log(run->references[i]);
        g_array_append_val(place->logs[i], level);
    }
}

static void begin(struct joining *joining)
{
    GHashTableIter iterator;
    gpointer value;
    const struct history_reading *reading = joining->reading;
    for (guint i = 0; i < reading->machines->len; i++)
        add_machine(joining, g_ptr_array_index(reading->machines, i));
    for (guint i = 0; i < reading->runs->len; i++)
        add_run(joining, g_ptr_array_index(reading->runs, i));
    joining->levels = g_new0(double, REFERENCES *(gsize)g_hash_table_size(joining->places));
    g_hash_table_iter_init(&iterator, joining->places);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        struct place *place = value;
        for (size_t i = 0; i < REFERENCES; i++)
            joining->levels[(gsize)place->index * REFERENCES + i] = place->levels[i] =
                median_of(doubles_of(place->logs[i]), place->logs[i]->len);
    }
}

static bool has_references(const struct place *place)
{
    return place->logs[0]->len > 0;
}

// What a machine's value says of another is least spoiled by changes of the code where both
// measured the same commit, or one the commit after the other's.
static GArray *list_ratios(const struct joining *joining, const GArray *points)
{
    GArray *ratios = g_array_new(FALSE, FALSE, sizeof(struct machine_ratio));
    const struct history_point *all = elements_of(points, struct history_point);
    for (guint i = 1; i < points->len; i++) {
        struct machine_ratio ratio = {
            .from = place_of(joining, all[i - 1].run->machine)->index,
            .to = place_of(joining, all[i].run->machine)->index,
            .log_ratio = log(all[i].value) - log(all[i - 1].value),
        };
        if (ratio.from != ratio.to)
            g_array_append_val(ratios, ratio);
    }
    return ratios;
}

static double level_of(const struct joining *joining, const char *machine, guint reference)
{
    const struct place *place = place_of(joining, machine);
    double sum = 0;
    if (reference < REFERENCES)
        return place->levels[reference];
    for (size_t i = 0; i < REFERENCES; i++)
        sum += place->levels[i];
    return sum / REFERENCES;
}

// Errors that have nothing to do with each other add up as squares.
static void normalise(struct history_point *point, double log_factor, double error)
{
    double value = point->value;
    bool has_interval = !isnan(point->low) && !isnan(point->high);
    double below = has_interval ? hypot(log(value / point->low), error) : error;
    double above = has_interval ? hypot(log(point->high / value), error) : error;
    point->value = exp(log(value) + log_factor);
    point->low = point->value * exp(-below);
    point->high = point->value * exp(above);
    if (!isfinite(point->low) || !isfinite(point->high))
        point->low = point->high = NAN;
}

// A hostile reference may make a value that is none.
static void normalise_points(const struct joining *joining, struct history_series *series,
                             const struct reference_fit *fit)
{
    GArray *points = series->points;
    double to = level_of(joining, series->normalised.machine, fit->reference);
    guint n = 0;
    for (guint i = 0; i < points->len; i++) {
        struct history_point point = g_array_index(points, struct history_point, i);
        double from = level_of(joining, point.run->machine, fit->reference);
        normalise(&point, to - from, fit->error);
        if (isfinite(point.value) && point.value > 0)
            g_array_index(points, struct history_point, n++) = point;
    }
    g_array_set_size(points, n);
}

static struct history_series *merge_series(struct history_series *const *all, guint n)
{
    struct history_series *into = all[0];
    for (guint i = 1; i < n; i++)
        g_array_append_vals(into->points, all[i]->points->data, all[i]->points->len);
    for (guint i = 1; i < n; i++)
        history_series_free(all[i]);
    history_series_sort(into);
    return into;
}

// Takes the series of one case, of at least two machines.
static void join(struct joining *joining, struct history_series *const *all, guint n)
{
    struct reference_fit fit;
    const char *architecture = place_of(joining, all[0]->machine)->architecture;
    struct history_series *into = merge_series(all, n);
    const struct history_point *newest =
        &g_array_index(into->points, struct history_point, into->points->len - 1);
    g_autoptr(GArray) ratios = list_ratios(joining, into->points);
    reference_fit(elements_of(ratios, struct machine_ratio), ratios->len, joining->levels,
                  g_hash_table_size(joining->places), REFERENCES, &fit);
    into->normalised = (struct history_normalised){
        .n_machines = n,
        .reference = fit.reference < REFERENCES ? reference_names[fit.reference] : NULL,
        .error = fit.error,
        .is_tested = fit.is_tested,
        .machine = g_strdup(newest->run->machine),
    };
    normalise_points(joining, into, &fit);
    g_free(into->machine);
    into->machine = g_strconcat(architecture, " machines", NULL);
    if (into->points->len > 0)
        g_ptr_array_add(joining->joined, into);
    else
        history_series_free(into);
}

static gint compare_architectures(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct joining *joining = data;
    const struct history_series *const *x = a;
    const struct history_series *const *y = b;
    return strcmp(place_of(joining, (*x)->machine)->architecture,
                  place_of(joining, (*y)->machine)->architecture);
}

// Of a file that is not ours, a value may have no logarithm, and a run be of another machine.
static bool keep_sound_points(struct history_series *series)
{
    guint n = 0;
    for (guint i = 0; i < series->points->len; i++) {
        const struct history_point *point = &g_array_index(series->points, struct history_point, i);
        if (point->value > 0 && strcmp(point->run->machine, series->machine) == 0)
            g_array_index(series->points, struct history_point, n++) = *point;
    }
    g_array_set_size(series->points, n);
    return n > 0;
}

// Those of one case on several machines, without the ones that cannot be joined.
static GPtrArray *choose(struct joining *joining, struct history_series *const *all, guint n)
{
    GPtrArray *chosen = g_ptr_array_new();
    for (guint i = 0; i < n; i++) {
        struct place *place = place_of(joining, all[i]->machine);
        place->is_missed |= !has_references(place);
        if (has_references(place) && keep_sound_points(all[i]))
            g_ptr_array_add(chosen, all[i]);
        else
            history_series_free(all[i]);
    }
    g_ptr_array_sort_with_data(chosen, compare_architectures, joining);
    return chosen;
}

// Takes the series of one case, metric and compiler.
static void take_case(struct joining *joining, struct history_series *const *all, guint n)
{
    bool is_time = strcmp(all[0]->metric, HISTORY_TIME) == 0;
    if (n == 1 || !is_time) {
        joining->has_others |= !is_time && n > 1;
        for (guint i = 0; i < n; i++)
            g_ptr_array_add(joining->joined, all[i]);
        return;
    }
    g_autoptr(GPtrArray) chosen = choose(joining, all, n);
    struct history_series *const *series = (struct history_series *const *)chosen->pdata;
    for (guint first = 0, end = 0; first < chosen->len; first = end) {
        while (end < chosen->len &&
               compare_architectures(&series[first], &series[end], joining) == 0)
            end++;
        if (end - first == 1)
            g_ptr_array_add(joining->joined, series[first]);
        else
            join(joining, &series[first], end - first);
    }
}

static bool is_same_case(const struct history_series *a, const struct history_series *b)
{
    return strcmp(a->suite, b->suite) == 0 && strcmp(a->case_id, b->case_id) == 0 &&
           strcmp(a->metric, b->metric) == 0 && a->compiler == b->compiler;
}

static void add_notes(const struct joining *joining)
{
    enum { MOST_NAMES = 3 };
    g_autoptr(GString) names = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < joining->reading->machines->len; i++) {
        const struct history_machine *machine = g_ptr_array_index(joining->reading->machines, i);
        if (!place_of(joining, machine->identity)->is_missed)
            continue;
        if (n++ < MOST_NAMES)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", machine->identity);
    }
    if (n > 0)
        g_ptr_array_add(joining->reading->notes,
                        g_strdup_printf("left out: %u machine%s without references, which 'run "
                                        "--references' measures (%s%s)",
                                        n, n == 1 ? "" : "s", names->str,
                                        n > MOST_NAMES ? ", ..." : ""));
    if (joining->has_others)
        g_ptr_array_add(joining->reading->notes,
                        g_strdup("only times are joined: other metrics are shown by machine"));
}

void history_join_machines(struct history_reading *reading)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(hash_text, g_str_equal, NULL, place_free);
    GPtrArray *before = reading->series;
    struct joining joining = {.reading = reading, .places = places};
    joining.joined = g_ptr_array_new_with_free_func((GDestroyNotify)history_series_free);
    begin(&joining);
    struct history_series *const *all = (struct history_series *const *)before->pdata;
    for (guint first = 0, end = 0; first < before->len; first = end) {
        while (end < before->len && is_same_case(all[first], all[end]))
            end++;
        take_case(&joining, &all[first], end - first);
    }
    add_notes(&joining);
    g_ptr_array_set_free_func(before, NULL);
    g_ptr_array_unref(before);
    reading->series = joining.joined;
    g_free(joining.levels);
}
