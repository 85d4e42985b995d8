// SPDX-License-Identifier: MIT
#include "framework/cli/saved_runs.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/cli/baselines.h"
#include "framework/cli/command.h"
#include "framework/cli/engine.h"
#include "framework/cli/margins.h"
#include "framework/cli/present.h"
#include "framework/cli/sides.h"
#include "framework/compare/compare.h"
#include "framework/result/file/run_file.h"

char *saved_run_find(const struct config *config, const char *word)
{
    bool is_file = g_str_has_suffix(word, ".json");
    if (g_file_test(word, G_FILE_TEST_EXISTS))
        return is_file ? g_strdup(word) : NULL;
    char *baseline = baseline_find(config, word);
    return baseline == NULL && is_file ? g_strdup(word) : baseline;
}

int saved_run_miss(const struct config *config, const char *word)
{
    g_autofree char *names = baselines_list(config);
    return complain(EXIT_USAGE,
                    "no suite, folder or baseline is named '%s'; %s%s ('benchrun run "
                    "--save-baseline NAME' saves one)",
                    word, *names != '\0' ? "baselines: " : "there are no baselines", names);
}

static bool is_selected(const void *result, const void *options)
{
    return discovery_selects(options, ((const struct result *)result)->bench_case);
}

struct run *saved_run_read(const char *path, const struct options *options, int *code)
{
    GError *error = NULL;
    struct run *run = run_read(path, &error);
    if (run == NULL) {
        *code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return NULL;
    }
    if (run_has_sides(run)) {
        *code =
            complain(EXIT_USAGE,
                     "'%s' is a comparison, not a run: name result files of 'benchrun run'", path);
        g_clear_pointer(&run, run_free);
        return NULL;
    }
    pointers_keep(run->results, is_selected, options);
    run_changed(run);
    return run;
}

static const char *machine_id(const struct run *run)
{
    return run->machine != NULL ? run->machine->id : NULL;
}

int saved_runs_check_machines(struct run *head, const struct run *base,
                              const struct options *options)
{
    bool are_known = machine_id(base) != NULL && machine_id(head) != NULL;
    if (options->allows_machines)
        return EXIT_GOOD;
    if (are_known && strcmp(machine_id(base), machine_id(head)) != 0)
        return complain(EXIT_USAGE,
                        "the two runs come from different machines, so their times say little "
                        "about the code: measure both on one machine, or use --allow-machines");
    if (!are_known)
        g_ptr_array_add(head->warnings,
                        g_strdup("a file does not name its machine: were both runs measured on the "
                                 "same one? --allow-machines silences this"));
    return EXIT_GOOD;
}

void saved_runs_conclude(struct run *head, struct run *base, const struct recording *recording,
                         const char *base_name, const char *head_name)
{
    const struct options *options = &recording->options;
    struct thresholds thresholds = margins_of_options(options);
    head->base_name = g_strdup(base_name);
    head->head_name = g_strdup(head_name);
    sides_take_options(head, options);
    g_ptr_array_add(
        head->warnings,
        g_strdup("unpaired: the two runs were measured at different times, so a difference of some "
                 "percent may be drift; 'benchrun compare BASE HEAD', which measures both in turn, "
                 "sees much smaller changes"));
    compare_saved(head, base, &thresholds, config_apply, &recording->config);
}

int saved_runs_compare(struct recording *recording, const char *const paths[2])
{
    int code = EXIT_GOOD;
    const struct options *options = &recording->options;
    if (options->history.records)
        return complain(EXIT_USAGE, "--record is for what is measured: 'benchrun history add FILE' "
                                    "adds saved runs");
    if (options->shard.of > 0 || engine_is_asked(options))
        return complain(EXIT_USAGE, "--shard divides what is measured, and saved runs are not "
                                    "measured again");
    g_autoptr(Run) base = saved_run_read(paths[SIDE_BASE], options, &code);
    struct run *head = base ? saved_run_read(paths[SIDE_HEAD], options, &code) : NULL;
    if (head == NULL)
        return code;
    run_free(recording->run);
    recording->run = head;
    code = saved_runs_check_machines(head, base, options);
    if (code != EXIT_GOOD)
        return code;
    saved_runs_conclude(head, base, recording, options->suites[SIDE_BASE],
                        options->suites[SIDE_HEAD]);
    if (head->comparisons->len == 0)
        return complain(EXIT_NOTHING, "the two runs have no measured case in common");
    code = present_run(head, options);
    return code != EXIT_GOOD ? code : sides_judge(recording);
}
