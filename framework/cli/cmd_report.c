// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/present.h"
#include "framework/compare/compare.h"
#include "framework/result/file/merge.h"
#include "framework/result/file/run_file.h"

static void select_results(struct run *run, const struct options *options)
{
    for (guint i = run->results->len; i-- > 0;) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (!case_matches(result->bench_case, (const char *const *)options->patterns) ||
            !case_has_tag(result->bench_case, (const char *const *)options->tags))
            g_ptr_array_remove_index(run->results, i);
    }
}

// The samples are the truth: verdicts are computed again from them.
static void decide(struct run *run)
{
    struct thresholds thresholds = thresholds_default();
    thresholds.alpha = run->alpha;
    if (run_has_sides(run)) {
        compare_sides(run, &thresholds, NULL, NULL);
    } else {
        g_ptr_array_set_size(run->comparisons, 0);
        compare_alternatives(run, &thresholds);
    }
}

// The file's name without folder and extension, for ids that several files have.
static char *label_of(const char *path)
{
    char *label = g_path_get_basename(path);
    if (g_str_has_suffix(label, ".json"))
        label[strlen(label) - strlen(".json")] = '\0';
    return label;
}

// Each file is decided on its own: what was measured apart is not compared here.
static bool add_file(struct run **whole, const char *path, const struct options *options,
                     guint *n_all, GError **error)
{
    g_autoptr(Run) run = run_read(path, error);
    if (run == NULL)
        return false;
    *n_all += run->results->len;
    select_results(run, options);
    decide(run);
    if (*whole == NULL) {
        *whole = g_steal_pointer(&run);
        return true;
    }
    g_autofree char *label = label_of(path);
    return run_merge(*whole, run, label, error);
}

static int report_files(const struct options *options)
{
    GError *error = NULL;
    g_autoptr(Run) whole = NULL;
    guint n_all = 0;
    for (char **path = options->suites; *path != NULL; path++) {
        if (add_file(&whole, *path, options, &n_all, &error))
            continue;
        complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return EXIT_USAGE;
    }
    g_assert(whole != NULL); // there is at least one file
    if (whole->results->len == 0)
        return complain(EXIT_NOTHING, "none of the %u results in '%s'%s is selected", n_all,
                        options->suites[0], options->suites[1] != NULL ? " and other files" : "");
    if (!run_has_sides(whole))
        run_fit(whole);
    int presented = present_run(whole, options);
    return presented != EXIT_GOOD ? presented : claims_judge(whole, options);
}

int cmd_report(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, OPTIONS_SELECT | OPTIONS_CLAIMS | OPTIONS_OUTPUT | OPTIONS_REPORT,
                      "FILE...",
                      "Renders saved results, several files as one; also those of Google Benchmark "
                      "and\nhyperfine. Verdicts are computed again from the samples.",
                      argv))
        code = options.suites ? report_files(&options) : complain(EXIT_USAGE, "name a result file");
    options_clear(&options);
    return code;
}
