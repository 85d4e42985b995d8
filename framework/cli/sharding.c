// SPDX-License-Identifier: MIT
#include "framework/cli/sharding.h"

#include <string.h>
#include <unistd.h>

#include "framework/base/array.h"
#include "framework/base/escape.h"
#include "framework/base/hash.h"
#include "framework/cli/command.h"
#include "framework/cli/option_row.h"
#include "framework/history/durations.h"
#include "framework/history/opening.h"
#include "framework/result/file/run_file.h"

// The case that a plan is called by: the arms of a plan are not cut, so any of them would do.
static const char *name_of(const struct plan *plan)
{
    const struct arm *last = g_ptr_array_index(plan->arms, plan->arms->len - 1);
    return last->result->bench_case->id;
}

// By id: seconds that a case took, of base and head together.
static void add_durations(GHashTable *durations, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        double *known = g_hash_table_lookup(durations, result->bench_case->id);
        if (known == NULL) {
            known = g_new0(double, 1);
            g_hash_table_insert(durations, g_strdup(result->bench_case->id), known);
        }
        *known += result_duration_s(result);
    }
}

static GHashTable *read_durations(const char *path, GError **error)
{
    if (history_is_at(path)) {
        g_autoptr(History) history = history_open(path, HISTORY_READS, error);
        return history != NULL ? history_durations(history, error) : NULL;
    }
    g_autoptr(Run) run = run_read(path, error);
    if (run == NULL)
        return NULL;
    GHashTable *durations = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    add_durations(durations, run->results);
    add_durations(durations, run->base);
    return durations;
}

// What its cases took; NAN where one of them is new.
static double known_cost_s(const struct plan *plan, GHashTable *durations)
{
    double cost_s = 0;
    for (guint i = 0; i < plan->arms->len && durations != NULL; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        const double *took_s = g_hash_table_lookup(durations, arm->result->bench_case->id);
        if (arm->result->side != SIDE_BASE) // whose duration is in head's
            cost_s += took_s != NULL ? *took_s : NAN;
    }
    return durations != NULL && cost_s > 0 ? cost_s : NAN;
}

// Plans that are new take as much of their budgets as the others did.
static struct shard_item *make_items(const GPtrArray *plans, const struct settings *settings,
                                     GHashTable *durations)
{
    struct shard_item *items = g_new0(struct shard_item, plans->len + 1);
    double known_s = 0, budgeted_s = 0;
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        items[i].name = name_of(plan);
        items[i].cost_s = known_cost_s(plan, durations);
        if (isnan(items[i].cost_s))
            continue;
        known_s += items[i].cost_s;
        budgeted_s += plan_budget_s(plan, settings);
    }
    double scale = budgeted_s > 0 ? known_s / budgeted_s : 1;
    for (guint i = 0; i < plans->len; i++)
        if (isnan(items[i].cost_s))
            items[i].cost_s = scale * plan_budget_s(g_ptr_array_index(plans, i), settings);
    return items;
}

// Of all plans in their order, with all that the cut follows from.
static char *digest_of(const GPtrArray *plans, const struct shard_item *items)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        g_string_append_printf(text, "%.9g\n", items[i].cost_s);
        for (guint a = 0; a < plan->arms->len; a++) {
            const struct result *result =
                ((const struct arm *)g_ptr_array_index(plan->arms, a))->result;
            g_string_append_printf(text, "%s %s\n", side_word(result->side),
                                   result->bench_case->id);
        }
    }
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
}

static void add_texts(GPtrArray *out, const char *name, char **texts)
{
    for (char **text = texts; text != NULL && *text != NULL; text++)
        g_ptr_array_add(out, g_strdup_printf("--%s=%s", name, *text));
}

// What is not set is not said.
static void add_option(GPtrArray *out, const struct option_row *row, const struct options *options)
{
    const void *field = (const char *)options + row->field;
    switch (row->kind) {
    case OPTION_FLAG:
        if (*(const bool *)field)
            g_ptr_array_add(out, g_strdup_printf("--%s", row->name));
        break;
    case OPTION_NUMBER:
    case OPTION_PERCENT:
        if (*(const double *)field > 0)
            g_ptr_array_add(out, g_strdup_printf("--%s=%.12g", row->name,
                                                 *(const double *)field *
                                                     (row->kind == OPTION_PERCENT ? 100 : 1)));
        break;
    case OPTION_COUNT:
        if (*(const uint64_t *)field > 0)
            g_ptr_array_add(out, g_strdup_printf("--%s=%" G_GUINT64_FORMAT, row->name,
                                                 *(const uint64_t *)field));
        break;
    case OPTION_TEXT: {
        char *one[] = {*(char *const *)field, NULL};
        add_texts(out, row->name, one);
        break;
    }
    case OPTION_TEXTS:
    case OPTION_WORDS:
        add_texts(out, row->name, *(char **const *)field);
        break;
    case OPTION_TAKEN: // a CPU or a seed, which are each part's own
        break;
    }
}

// Those that decide what is measured and how it is judged.
static GPtrArray *list_options(const struct options *options, enum command_bit command)
{
    static const struct option_group *const deciding[] = {&options_measuring, &options_testing,
                                                          &options_comparing, NULL};
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (const struct option_group *const *group = deciding; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            if ((row->commands & command) != 0 && !row->may_differ)
                add_option(words, row, options);
    return words;
}

// On a cluster, as its users know it.
static char *find_node(void)
{
    const char *node = g_getenv("SLURMD_NODENAME");
    return g_strdup(node != NULL ? node : g_get_host_name());
}

static void take_own(struct recording *recording, const GPtrArray *plans,
                     const struct shard_item *items)
{
    struct run_part *part = &recording->run->part;
    recording->own = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        if (items[i].part != part->number)
            continue;
        g_hash_table_add(recording->own, g_strdup(items[i].name));
        for (guint a = 0; a < plan->arms->len; a++) {
            const struct arm *arm = g_ptr_array_index(plan->arms, a);
            part->cases += arm->result->side != SIDE_BASE && !arm->is_unasked;
        }
    }
}

int sharding_cut(struct recording *recording, const GPtrArray *plans,
                 const struct settings *settings, size_t n_comparisons)
{
    const struct options *options = &recording->options;
    struct run_part *part = &recording->run->part;
    GError *error = NULL;
    g_autoptr(GHashTable) durations = NULL;
    if (options->shard.of == 0)
        return EXIT_GOOD;
    if (options->durations != NULL)
        durations = read_durations(options->durations, &error);
    if (error != NULL) {
        int code = complain(EXIT_USAGE, "--durations: %s", error->message);
        g_error_free(error);
        return code;
    }
    g_autofree struct shard_item *items = make_items(plans, settings, durations);
    shard_cut(items, plans->len, options->shard.of);
    *part = (struct run_part){
        .number = options->shard.number,
        .of = options->shard.of,
        .comparisons = n_comparisons,
        .plans = digest_of(plans, items),
        .options = list_options(options, recording->command),
        .node = find_node(),
    };
    take_own(recording, plans, items);
    return EXIT_GOOD;
}

bool sharding_has(const struct recording *recording, const struct plan *plan)
{
    return recording->own == NULL || g_hash_table_contains(recording->own, name_of(plan));
}

static bool is_own(const void *plan, const void *recording)
{
    return sharding_has(recording, plan);
}

void sharding_keep(const struct recording *recording, GPtrArray *plans)
{
    pointers_keep(plans, is_own, recording);
}

void sharding_number(const struct recording *recording, const GPtrArray *cases, GPtrArray *results)
{
    if (recording->own == NULL)
        return;
    g_autoptr(GHashTable) places = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < cases->len; i++)
        g_hash_table_insert(places, ((struct bench_case *)g_ptr_array_index(cases, i))->id,
                            GUINT_TO_POINTER(i + 1));
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        result->position = GPOINTER_TO_UINT(g_hash_table_lookup(places, result->bench_case->id));
    }
}
