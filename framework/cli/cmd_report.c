// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/near.h"
#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/discovery.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/present.h"
#include "framework/cli/present_profile.h"
#include "framework/compare/compare.h"
#include "framework/profile/profile_file.h"
#include "framework/profile/profile_merge.h"
#include "framework/profile/profile_parse.h"
#include "framework/result/file/merge.h"
#include "framework/result/file/run_file.h"

static bool is_selected(const void *result, const void *data)
{
    return discovery_selects(data, ((const struct result *)result)->bench_case);
}

// Adds all ids to `ids`, and drops the results that are not selected.
static void select_results(struct run *run, const struct options *options, GPtrArray *ids)
{
    for (guint i = 0; i < run->results->len; i++)
        g_ptr_array_add(
            ids, g_strdup(((struct result *)g_ptr_array_index(run->results, i))->bench_case->id));
    pointers_keep(run->results, is_selected, options);
    run_changed(run);
}

// The file's name without folder and extension, for ids that several files have.
static char *label_of(const char *path)
{
    char *label = g_path_get_basename(path);
    if (g_str_has_suffix(label, ".json"))
        label[strlen(label) - strlen(".json")] = '\0';
    return label;
}

// Each file is decided on its own: results of separate runs are not compared here.
static bool add_file(struct merging *whole, const char *path, const struct options *options,
                     GPtrArray *ids, GError **error)
{
    g_autoptr(Run) run = run_read(path, error);
    if (run == NULL)
        return false;
    select_results(run, options, ids);
    compare_again(run);
    if (whole->into == NULL) {
        merging_begin(whole, g_steal_pointer(&run));
        return true;
    }
    g_autofree char *label = label_of(path);
    return merging_add(whole, run, label, error);
}

static int select_nothing(const struct options *options, const GPtrArray *ids)
{
    g_autofree char *hint = near_hint((const char *const *)options->patterns, ids);
    return complain(EXIT_NOTHING, "none of the %u results in '%s'%s is selected%s", ids->len,
                    options->suites[0], options->suites[1] != NULL ? " and other files" : "", hint);
}

// All files as one run, and all of their ids; NULL where one cannot be read.
static struct run *read_files(const struct options *options, GPtrArray *ids)
{
    GError *error = NULL;
    struct merging whole = {0};
    for (char **path = options->suites; *path != NULL && error == NULL; path++)
        add_file(&whole, *path, options, ids, &error);
    merging_clear(&whole);
    if (error == NULL)
        return whole.into;
    complain(EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    run_free(whole.into);
    return NULL;
}

static int report_files(const struct options *options)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Run) whole = read_files(options, ids); // there is at least one
    if (whole == NULL)
        return EXIT_USAGE;
    if (whole->results->len == 0)
        return select_nothing(options, ids);
    if (!run_has_sides(whole))
        run_fit(whole);
    int presented = present_run(whole, options);
    return presented != EXIT_GOOD ? presented : claims_judge(whole, options);
}

// A run's table has other orders than a profile's.
static bool check_order(const char *word)
{
    g_auto(GStrv) orders = g_strsplit(REPORT_ORDERS, ", ", -1);
    return word == NULL || g_strv_contains((const char *const *)orders, word);
}

static int report_runs(const struct options *options)
{
    if (!check_order(options->sort_word))
        return complain(EXIT_USAGE, "--sort must be one of " REPORT_ORDERS ", not '%s'",
                        options->sort_word);
    if (options->lines_of != NULL)
        return complain(EXIT_USAGE, "--lines lists lines of a profile, and '%s' holds results",
                        options->suites[0]);
    return report_files(options);
}

// All files as one profile; NULL where one cannot be read.
static struct profile *read_profiles(char *const *paths, GError **error)
{
    g_autoptr(Profile) whole = profile_read(*paths, error);
    while (whole != NULL && *++paths != NULL) {
        g_autoptr(Profile) profile = profile_read(*paths, error);
        if (profile == NULL)
            return NULL;
        profile_merge(whole, profile);
    }
    return g_steal_pointer(&whole);
}

static int report_profiles(const struct options *options)
{
    GError *error = NULL;
    g_autoptr(Profile) profile = NULL;
    if (output_list_check(&options->outputs, OUTPUT_PROFILE, &error))
        profile = read_profiles(options->suites, &error);
    if (profile != NULL)
        return present_profile(profile, options, false);
    complain(EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    return EXIT_USAGE;
}

// Of two profiles, base and head.
static int report_difference(const struct options *options)
{
    GError *error = NULL;
    char *const *paths = options->suites;
    if (g_strv_length((char **)paths) != 2)
        return complain(EXIT_USAGE, "--diff shows what changed between two profiles: name base "
                                    "and head");
    if (options->lines_of != NULL || !output_list_is_table(&options->outputs))
        return complain(EXIT_USAGE, "--diff is a table of its own, without --lines and other "
                                    "formats");
    g_autoptr(Profile) base = profile_read(paths[0], &error);
    g_autoptr(Profile) head = base != NULL ? profile_read(paths[1], &error) : NULL;
    if (head != NULL)
        return present_difference(base, head, options);
    complain(EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    return EXIT_USAGE;
}

static int report(const struct options *options)
{
    if (options->suites == NULL)
        return complain(EXIT_USAGE, "name a result file");
    if (options->is_diff)
        return report_difference(options);
    return profile_is_file(options->suites[0]) ? report_profiles(options) : report_runs(options);
}

int cmd_report(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = report(&options);
    options_clear(&options);
    return code;
}
