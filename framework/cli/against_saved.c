// SPDX-License-Identifier: MIT
#include "framework/cli/against_saved.h"
#include "framework/cli/performing.h"

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/cli/command.h"
#include "framework/cli/engine.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/saved_runs.h"
#include "framework/cli/sharding.h"
#include "framework/cli/sides.h"
#include "framework/compare/decision.h"

struct against {
    struct run *base;
    char *base_name;
    char *head_name;
    struct own_suites own;
    struct discovery discovery;
    struct fresh_copies *copies;
};

// What is left of the words are suites.
static void take_names(struct against *against, struct options *options)
{
    char **rest = g_strdupv(options->suites + 1);
    against->base_name = g_strdup(options->suites[0]);
    against->head_name =
        *rest != NULL ? g_strjoinv(" ", rest) : g_strdup("the suites of " CONFIG_FILE);
    g_strfreev(options->suites);
    options->suites = rest;
    if (*rest == NULL)
        g_clear_pointer(&options->suites, g_strfreev);
}

static bool is_in_base(const void *bench_case, const void *base)
{
    return run_find_result(base, ((const struct bench_case *)bench_case)->id) != NULL;
}

static bool is_measured(const void *result, const void *head)
{
    return run_find_result(head, ((const struct result *)result)->bench_case->id) != NULL;
}

static const struct bench_case *base_case(const struct against *against, guint i)
{
    return ((const struct result *)g_ptr_array_index(against->base->results, i))->bench_case;
}

// Where suites are named, those of the saved run that share no case with them are not meant.
static void list_removed(const struct against *against, const struct options *options,
                         struct run *run)
{
    const GPtrArray *cases = against->discovery.cases;
    guint n = against->base->results->len;
    g_autoptr(GHashTable) ids = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) meant = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < cases->len; i++)
        g_hash_table_add(ids, ((struct bench_case *)g_ptr_array_index(cases, i))->id);
    for (guint i = 0; i < n; i++)
        if (options->suites == NULL || g_hash_table_contains(ids, base_case(against, i)->id))
            g_hash_table_add(meant, base_case(against, i)->suite);
    for (guint i = 0; i < n; i++)
        if (!g_hash_table_contains(ids, base_case(against, i)->id) &&
            g_hash_table_contains(meant, base_case(against, i)->suite))
            g_ptr_array_add(run->only_base, g_strdup(base_case(against, i)->id));
}

// Cases of one side alone are listed, and not measured.
static int match(struct against *against, const struct options *options, struct run *run)
{
    GPtrArray *cases = against->discovery.cases;
    g_ptr_array_set_size(run->only_base, 0);
    g_ptr_array_set_size(run->only_head, 0);
    list_removed(against, options, run);
    for (guint i = 0; i < cases->len; i++)
        if (!is_in_base(g_ptr_array_index(cases, i), against->base))
            g_ptr_array_add(run->only_head,
                            g_strdup(((struct bench_case *)g_ptr_array_index(cases, i))->id));
    pointers_keep(cases, is_in_base, against->base);
    return cases->len > 0 ? EXIT_GOOD
                          : complain(EXIT_NOTHING, "'%s' and the suites have no case in common",
                                     against->base_name);
}

static void conclude(void *data, struct recording *recording)
{
    struct against *against = data;
    struct run *run = recording->run;
    fresh_copies_report(against->copies, run->warnings);
    discovery_sort(&against->discovery, run->results);
    sharding_number(recording, against->discovery.cases, run->results);
    sharding_number(recording, against->discovery.cases, against->base->results);
    // An interrupted run has not measured all.
    pointers_keep(against->base->results, is_measured, run);
    run_changed(against->base);
    saved_runs_conclude(run, against->base, recording, against->base_name, against->head_name);
}

// As `run` measures by default, which made the saved run.
static struct settings make_settings(const struct recording *recording,
                                     const struct discovery *discovery)
{
    const double sample_ns = 250e3;
    struct settings settings = recording_settings(recording, discovery);
    settings.sample_ns = fmax(settings.sample_ns, sample_ns);
    if (settings.processes == 0)
        settings.processes = 20;
    settings.least_restarts =
        decision_least_processes(recording->options.alpha, discovery->cases->len);
    return settings;
}

static int record(struct recording *recording, struct against *against)
{
    g_autoptr(GPtrArray) plans = discovery_plans(&against->discovery, &recording->options,
                                                 &recording->pinning, recording->run->seed);
    against->copies = fresh_copies_new(recording->run->seed);
    struct recording_task task = {
        .plans = plans,
        .settings = make_settings(recording, &against->discovery),
        .conclude = conclude,
        .judge = sides_judge,
        .data = against,
    };
    int code = sharding_cut(recording, plans, &task.settings, against->discovery.cases->len);
    sharding_keep(recording, plans);
    plans_copy(plans, against->copies);
    if (code == EXIT_GOOD)
        code = recording_perform(recording, &task);
    fresh_copies_free(against->copies);
    return code;
}

static int compare(struct recording *recording, struct against *against, char **argv)
{
    struct run *run = recording->run;
    int code = own_suites_discover(&against->own, &recording->config, &recording->options,
                                   &against->discovery);
    if (code == EXIT_GOOD)
        code = match(against, &recording->options, run);
    if (code == EXIT_DRY)
        engine_preview(recording, argv, &against->own.building);
    if (code != EXIT_GOOD)
        return code;
    if (engine_is_asked(&recording->options))
        return engine_perform(recording, argv, against->discovery.cases->len,
                              &against->own.building);
    recording_describe(recording, &against->discovery);
    code = saved_runs_check_machines(run, against->base, &recording->options);
    if (code == EXIT_GOOD)
        code = recording_prepare(recording, argv);
    return code == EXIT_GOOD ? record(recording, against) : code;
}

int against_saved_compare(struct recording *recording, const char *path, char **argv)
{
    int code = EXIT_GOOD;
    struct against against = {.base = saved_run_read(path, &recording->options, &code)};
    if (against.base == NULL)
        return code;
    take_names(&against, &recording->options);
    code = compare(recording, &against, argv);
    discovery_clear(&against.discovery);
    own_suites_clear(&against.own);
    run_free(against.base);
    g_free(against.base_name);
    g_free(against.head_name);
    return code;
}
