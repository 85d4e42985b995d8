// SPDX-License-Identifier: MIT

#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/present.h"
#include "framework/compare/compare.h"
#include "framework/result/run_file.h"

static void select_results(struct run *run, const struct options *options)
{
    for (guint i = run->results->len; i-- > 0;) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (!case_matches(result->bench_case, (const char *const *)options->patterns) ||
            !case_has_tag(result->bench_case, (const char *const *)options->tags))
            g_ptr_array_remove_index(run->results, i);
    }
}

static int report_file(const char *path, const struct options *options)
{
    GError *error = NULL;
    g_autoptr(Run) run = run_read(path, &error);
    if (run == NULL) {
        complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return EXIT_USAGE;
    }
    guint n_all = run->results->len;
    select_results(run, options);
    if (run->results->len == 0)
        return complain(EXIT_NOTHING, "none of the %u results in '%s' is selected", n_all, path);
    // The samples are the truth: verdicts and fits are computed again from them.
    struct thresholds thresholds = thresholds_default();
    thresholds.alpha = run->alpha;
    if (run_has_sides(run)) {
        compare_sides(run, &thresholds, NULL, NULL);
    } else {
        g_ptr_array_set_size(run->comparisons, 0);
        compare_alternatives(run, &thresholds);
        run_fit(run);
    }
    int presented = present_run(run, options);
    return presented != EXIT_GOOD ? presented : claims_judge(run, options);
}

int cmd_report(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, OPTIONS_SELECT | OPTIONS_CLAIMS | OPTIONS_OUTPUT, "FILE...",
                      "Renders saved results; verdicts are computed again from the samples.",
                      argv)) {
        code = options.suites ? EXIT_GOOD : complain(EXIT_USAGE, "name a result file");
        for (char **path = options.suites; path != NULL && *path != NULL && code == EXIT_GOOD;
             path++)
            code = report_file(*path, &options);
    }
    options_clear(&options);
    return code;
}
