// SPDX-License-Identifier: MIT
#include "framework/cli/history_selecting.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/base/near.h"
#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/result/case_pattern.h"

// The words of a command line as patterns, after those of -f; to free with g_free().
static char **join_patterns(const struct history_call *call)
{
    g_autoptr(GPtrArray) patterns = g_ptr_array_new();
    for (char **word = call->options->patterns; word != NULL && *word != NULL; word++)
        g_ptr_array_add(patterns, *word);
    for (char *const *word = call->words; *word != NULL; word++)
        g_ptr_array_add(patterns, *word);
    if (patterns->len == 0)
        return NULL;
    g_ptr_array_add(patterns, NULL);
    return (char **)g_ptr_array_steal(patterns, NULL);
}

static const char *const *choose_metrics(const struct history_options *options,
                                         const char *const *usual)
{
    const char *const *given = (const char *const *)options->metrics;
    if (given == NULL)
        return usual;
    return g_strv_contains(given, "all") ? NULL : given;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Names in their order, each once.
static char *join_names(GHashTable *names)
{
    g_autoptr(GPtrArray) sorted = pointers_of_set(names);
    g_ptr_array_sort(sorted, compare_names);
    g_ptr_array_add(sorted, NULL);
    return g_strjoinv(", ", (char **)sorted->pdata);
}

int history_check_runs(const struct history_call *call, struct history *history)
{
    const struct history_options *options = &call->options->history;
    const struct history_filter everything = {0};
    GError *error = NULL;
    bool has_machine = options->machine == NULL, has_branch = options->branch == NULL;
    g_autoptr(HistoryReading) all = history_read_runs(history, &everything, &error);
    if (all == NULL)
        return history_complain(error);
    g_autoptr(GHashTable) machines = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) branches = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < all->runs->len; i++) {
        const struct history_run *run = g_ptr_array_index(all->runs, i);
        g_hash_table_add(machines, run->machine);
        if (run->branch != NULL)
            g_hash_table_add(branches, run->branch);
        has_machine |= !has_machine && g_str_has_prefix(run->machine, options->machine);
        has_branch |= !has_branch && g_strcmp0(run->branch, options->branch) == 0;
    }
    if (all->runs->len == 0)
        return complain(EXIT_NOTHING,
                        "the history '%s' holds no runs: 'benchrun history add FILE' "
                        "adds some",
                        call->file);
    g_autofree char *known = join_names(has_machine ? branches : machines);
    if (has_machine && has_branch)
        return EXIT_GOOD;
    return complain(EXIT_NOTHING, "no run in '%s' is of %s '%s'; known: %s", call->file,
                    has_machine ? "the branch" : "a machine that begins with",
                    has_machine ? options->branch : options->machine,
                    *known != '\0' ? known : "none");
}

// "; known: a, b and 3 more".
static char *list_known(const GPtrArray *sorted)
{
    enum { MOST = 12 };
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < MIN(sorted->len, MOST); i++) {
        g_autofree char *name = text_printable(g_ptr_array_index(sorted, i));
        g_string_append_printf(known, "%s%s", i == 0 ? "; known: " : ", ", name);
    }
    if (sorted->len > MOST)
        g_string_append_printf(known, " and %u more", sorted->len - MOST);
    return g_strdup(known->str);
}

// What there is instead.
static int select_nothing(const struct history_call *call, struct history *history,
                          const struct history_filter *filter)
{
    const struct history_filter everything = {.machine = filter->machine, .last = 1};
    int code = history_check_runs(call, history);
    if (code != EXIT_GOOD)
        return code;
    g_autoptr(GHashTable) ids = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) metrics = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(HistoryReading) all = history_read(history, &everything, NULL);
    guint n = all != NULL ? all->series->len : 0;
    for (guint i = 0; i < n; i++) {
        const struct history_series *series = g_ptr_array_index(all->series, i);
        g_hash_table_add(ids, series->case_id);
        g_hash_table_add(metrics, series->metric);
    }
    g_autoptr(GHashTable) compilers = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; all != NULL && i < all->compilers->len; i++)
        g_hash_table_add(compilers, ((struct history_compiler *)all->compilers->pdata[i])->name);
    bool is_metric = filter->metrics != NULL && !g_hash_table_contains(metrics, *filter->metrics);
    bool is_compiler = !is_metric && filter->patterns == NULL && filter->compiler != NULL;
    g_autoptr(GPtrArray) names = pointers_of_set(is_metric     ? metrics
                                                 : is_compiler ? compilers
                                                               : ids);
    g_ptr_array_sort(names, compare_names);
    g_autofree char *near = is_compiler
                                ? g_strdup("")
                                : near_hint(is_metric ? filter->metrics : filter->patterns, names);
    g_autofree char *known = *near == '\0' ? list_known(names) : g_strdup("");
    return complain(EXIT_NOTHING, "none of the %u series in '%s' is selected%s%s", n, call->file,
                    near, known);
}

struct history_reading *history_select(const struct history_call *call, struct history *history,
                                       const char *const *usual, guint last, int *code)
{
    const struct history_options *options = &call->options->history;
    g_autofree char **patterns = join_patterns(call);
    GError *error = NULL;
    for (char *const *word = call->words; *word != NULL && error == NULL; word++)
        case_pattern_check(*word, &error);
    const struct history_filter filter = {
        .patterns = (const char *const *)patterns,
        .metrics = choose_metrics(options, usual),
        .machine = options->machine,
        .branch = options->branch,
        .compiler = options->compiler,
        .across_machines = options->across_machines,
        .across_compilers = options->across_compilers,
        .last = last,
    };
    g_autoptr(HistoryReading) reading =
        error == NULL ? history_read(history, &filter, &error) : NULL;
    if (reading == NULL) {
        *code = history_complain(error);
        return NULL;
    }
    for (guint i = 0; i < reading->notes->len && !call->options->is_quiet; i++)
        say("%s", (const char *)g_ptr_array_index(reading->notes, i));
    if (reading->series->len > 0)
        return g_steal_pointer(&reading);
    *code = select_nothing(call, history, &filter);
    return NULL;
}
