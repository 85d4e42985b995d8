// SPDX-License-Identifier: MIT
#include "framework/history/step_search.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/history/accepted.h"
#include "framework/stats/quantile.h"
#include "framework/stats/steps.h"

// What every value is good to, as a ratio; and how far more values may move a step.
#define RESOLUTION 1e-4
// What varies by less does not drift with the machine: a count.
#define COUNT_NOISE (10 * RESOLUTION)
enum { MOVES = 2, SEED = 1 };
static const double NORMAL_95 = 1.96; // how far an interval at 95 % reaches, in standard errors

// A series as steps_find() takes it: a value for each commit.
struct line {
    const struct history_series *series;
    GArray *values; // double: logarithms, or values if one of them is not above 0
    GArray *errors; // double
    GArray *points; // guint: the first point of each commit
    bool is_logarithmic;
    struct steps_series found;
};

static void line_free(void *data)
{
    struct line *line = data;
    g_array_unref(line->values);
    g_array_unref(line->errors);
    g_array_unref(line->points);
    g_free(line->found.steps);
    g_free(line->found.deviations);
    g_free(line);
}

static bool is_same_commit(const struct history_run *a, const struct history_run *b)
{
    return a == b || (a->commit != NULL && a->commit == b->commit);
}

static bool are_positive(const GArray *points)
{
    const struct history_point *all = elements_of(points, struct history_point);
    for (guint i = 0; i < points->len; i++)
        if (!(all[i].value > 0) && !isnan(all[i].value))
            return false;
    return true;
}

// The logarithm of an interval that reaches 0 is not finite: then it is as wide as around its
// value.
static double error_of(const struct line *line, const struct history_point *point)
{
    double width = point->high - point->low;
    if (line->is_logarithmic)
        width = point->low > 0 ? log(point->high / point->low) : width / point->value;
    return width / (2 * NORMAL_95);
}

// Where most intervals are wider than their values, each is of one or two processes, and says
// nothing of how much values differ.
static void forget_wide(GArray *errors)
{
    const double widest = 1 / (2 * NORMAL_95);
    guint n_wide = 0;
    double *all = elements_of(errors, double);
    for (guint i = 0; i < errors->len; i++)
        n_wide += all[i] > widest;
    for (guint i = 0; i < errors->len && 2 * n_wide > errors->len; i++)
        all[i] = all[i] > widest ? (double)NAN : all[i];
}

// The median of the runs of a commit, and of their errors.
static void add_commit(struct line *line, guint first, guint end)
{
    const struct history_point *points = elements_of(line->series->points, struct history_point);
    g_autofree double *values = g_new(double, end - first);
    g_autofree double *errors = g_new(double, end - first);
    guint n = 0;
    for (guint i = first; i < end; i++) {
        if (points[i].run->is_dirty || !isfinite(points[i].value))
            continue;
        values[n] = line->is_logarithmic ? log(points[i].value) : points[i].value;
        errors[n++] = error_of(line, &points[i]);
    }
    if (n == 0)
        return;
    double value = median_of(values, n);
    double error = median_of(errors, n); // NAN if one is
    g_array_append_val(line->values, value);
    g_array_append_val(line->errors, error);
    g_array_append_val(line->points, first);
}

static void found_step_free(void *data)
{
    struct found_step *step = data;
    g_free(step->checked);
    g_free(step);
}

static double largest(const GArray *values)
{
    double most = 0;
    for (guint i = 0; i < values->len; i++)
        most = fmax(most, fabs(g_array_index(values, double, i)));
    return most;
}

static struct line *line_new(const struct history_series *series)
{
    const struct history_point *points = elements_of(series->points, struct history_point);
    struct line *line = g_new0(struct line, 1);
    line->series = series;
    line->values = g_array_new(FALSE, FALSE, sizeof(double));
    line->errors = g_array_new(FALSE, FALSE, sizeof(double));
    line->points = g_array_new(FALSE, FALSE, sizeof(guint));
    line->is_logarithmic = are_positive(series->points);
    for (guint first = 0, end; first < series->points->len; first = end) {
        for (end = first + 1; end < series->points->len; end++)
            if (!is_same_commit(points[first].run, points[end].run))
                break;
        add_commit(line, first, end);
    }
    if (line->is_logarithmic)
        forget_wide(line->errors);
    double scale = line->is_logarithmic ? 1 : largest(line->values);
    line->found = (struct steps_series){
        .n = line->values->len,
        .values = elements_of(line->values, double),
        .errors = elements_of(line->errors, double),
        .least_noise = RESOLUTION * (scale > 0 ? scale : 1),
        .steps = g_new0(struct step, line->values->len),
        .deviations = g_new0(double, line->values->len),
    };
    if (!steps_find(&line->found, SEED))
        g_error("no memory is left"); // as GLib ends the program
    return line;
}

static void count(struct step_search *search, const struct line *line)
{
    const GArray *points = line->series->points;
    const char *compiler = NULL;
    bool has_several = false;
    for (guint i = 0; i < points->len; i++) {
        const struct history_point *point = &g_array_index(points, struct history_point, i);
        const char *own = point->run->compiler;
        search->n_left_out += isfinite(point->value) ? 0 : 1;
        search->n_uncommitted += point->run->is_dirty ? 1 : 0;
        has_several |= own != NULL && compiler != NULL && !g_str_equal(own, compiler);
        compiler = own != NULL ? own : compiler;
    }
    search->n_series++;
    search->n_short += line->values->len < STEP_SEARCH_LEAST;
    search->n_compilers += has_several;
}

static double level_of(const struct line *line, size_t first, size_t end)
{
    g_autofree double *values =
        g_memdup2(line->found.values + first, (end - first) * sizeof *values);
    double level = median_of(values, end - first);
    return line->is_logarithmic ? exp(level) : level;
}

static const struct history_run *run_at(const struct line *line, size_t at)
{
    guint point = g_array_index(line->points, guint, at);
    return g_array_index(line->series->points, struct history_point, point).run;
}

static enum step_direction direction_of(enum better better, double change)
{
    return better == BETTER_UNKNOWN || change == 0   ? STEP_UNKNOWN
           : (better == BETTER_LESS) == (change < 0) ? STEP_BETTER
                                                     : STEP_WORSE;
}

// What is measured in a unit of ours is none, however little it varies.
static bool is_count(const struct history_series *series)
{
    const struct metric_kind *kind = metric_kind_find(series->metric);
    return strcmp(series->metric, HISTORY_TIME) != 0 && (kind == NULL || *kind->unit == '\0');
}

// A machine that is a little faster this month is no step.
static bool is_worth_it(const struct line *line, const struct step *step, double margin)
{
    double scale = line->is_logarithmic ? 1 : largest(line->values);
    double least = line->is_logarithmic ? log1p(margin) : margin * scale;
    bool is_exact = is_count(line->series) && line->found.noise <= COUNT_NOISE * scale;
    return is_exact || fabs(step->change) >= least;
}

// Whether a value is of a level and not of the other: nearer to it by three, with its interval too.
static bool is_clear(const struct line *line, size_t at, double level, double other)
{
    double size = fabs(other - level);
    double distance = (g_array_index(line->values, double, at) - level) / (other - level);
    double error = g_array_index(line->errors, double, at);
    double reach = isfinite(error) ? NORMAL_95 * error / size : 0;
    return distance < 0.25 && distance + reach < 0.5;
}

static double inner_level_of(const struct line *line, double level)
{
    return line->is_logarithmic ? log(level) : level;
}

// The nearest commits that clearly are of the levels, not farther off than more values move a step.
static void bound(const struct line *line, const struct step *step, struct found_step *out)
{
    double before = inner_level_of(line, out->before);
    double after = inner_level_of(line, out->after);
    size_t from = step->at - 1;
    size_t to = step->at;
    for (int i = 0; i < MOVES && from > step->begin && !is_clear(line, from, before, after); i++)
        from--;
    for (int i = 0; i < MOVES && to + 1 < step->end && !is_clear(line, to, after, before); i++)
        to++;
    out->from = run_at(line, from);
    out->to = run_at(line, to);
}

static void add_step(struct step_search *search, const struct line *line, const struct step *step,
                     double margin)
{
    struct found_step *out = g_new(struct found_step, 1);
    bool has_ratio = line->is_logarithmic;
    bool is_small = !is_worth_it(line, step, margin);
    *out = (struct found_step){
        .series = line->series,
        .at = g_array_index(line->points, guint, step->at),
        .last = run_at(line, step->at - 1),
        .first = run_at(line, step->at),
        .before = level_of(line, step->begin, step->at),
        .after = level_of(line, step->at, step->end),
        .ratio = has_ratio ? exp(step->change) : (double)NAN,
        .interval = {has_ratio ? exp(step->interval[0]) : (double)NAN,
                     has_ratio ? exp(step->interval[1]) : (double)NAN},
        .p = step->p,
        .age = (guint)(line->found.n - step->at),
        .is_last_alone = step->is_last_alone,
        .is_small = is_small,
        .is_called = step->p <= search->level && !is_small,
        .direction = direction_of(line->series->better, step->change),
    };
    bound(line, step, out);
    g_ptr_array_add(search->steps, out);
}

static gint by_commit(gconstpointer a, gconstpointer b)
{
    const struct found_step *x = *(const struct found_step *const *)a;
    const struct found_step *y = *(const struct found_step *const *)b;
    if (x->first->rank != y->first->rank)
        return x->first->rank > y->first->rank ? -1 : 1;
    return x->p < y->p ? -1 : x->p > y->p;
}

// struct line *, searched.
static GPtrArray *search_lines(struct step_search *search, const struct history_reading *reading,
                               bool only_judged)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    for (guint i = 0; i < reading->series->len; i++) {
        const struct history_series *series = g_ptr_array_index(reading->series, i);
        if (only_judged && series->better == BETTER_UNKNOWN)
            continue;
        struct line *line = line_new(series);
        g_ptr_array_add(lines, line);
        count(search, line);
    }
    return lines;
}

struct step_search *step_search_new(const struct history_reading *reading,
                                    const struct step_rules *rules)
{
    struct step_search *search = g_new0(struct step_search, 1);
    search->steps = g_ptr_array_new_with_free_func(found_step_free);
    g_autoptr(GPtrArray) lines = search_lines(search, reading, rules->only_judged);
    g_autofree struct steps_series *all = g_new(struct steps_series, lines->len);
    for (guint i = 0; i < lines->len; i++)
        all[i] = ((const struct line *)g_ptr_array_index(lines, i))->found; // its steps are shared
    search->level = steps_judge(all, lines->len, rules->alpha);
    for (guint i = 0; i < lines->len; i++)
        for (size_t k = 0; k < all[i].n_steps; k++)
            add_step(search, g_ptr_array_index(lines, i), &all[i].steps[k], rules->margin);
    g_ptr_array_sort(search->steps, by_commit);
    return search;
}

void step_search_free(struct step_search *search)
{
    g_ptr_array_unref(search->steps);
    g_free(search);
}

const char *step_direction_word(enum step_direction direction)
{
    return direction == STEP_WORSE ? "worse" : direction == STEP_BETTER ? "better" : NULL;
}

bool found_step_is_vague(const struct found_step *step)
{
    return step->from != step->last || step->to != step->first;
}

bool found_step_has_new_compiler(const struct found_step *step)
{
    const char *last = step->last->compiler;
    const char *first = step->first->compiler;
    return last != NULL && first != NULL && !g_str_equal(last, first);
}

static bool is_accepted(const struct found_step *step, GHashTable *accepted)
{
    const struct history_point *points = elements_of(step->series->points, struct history_point);
    for (int way = -1; way <= 1; way += 2) {
        const struct history_run *run = step->first;
        int commits = 0;
        for (gint64 i = step->at; i >= 0 && i < step->series->points->len; i += way) {
            commits += !is_same_commit(points[i].run, run);
            run = points[i].run;
            if (commits > MOVES)
                break;
            if (run->commit != NULL &&
                accepted_has(accepted, step->series->case_id, run->commit->name))
                return true;
        }
    }
    return false;
}

void step_search_accept(struct step_search *search, GHashTable *accepted)
{
    for (guint i = 0; i < search->steps->len; i++) {
        struct found_step *step = g_ptr_array_index(search->steps, i);
        step->is_accepted = is_accepted(step, accepted);
    }
}
