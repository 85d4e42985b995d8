// SPDX-License-Identifier: MIT
#include "framework/cli/saved_runs.h"

#include <string.h>

#include "framework/cli/command.h"
#include "framework/cli/present.h"
#include "framework/cli/sides.h"
#include "framework/compare/compare.h"
#include "framework/result/file/run_file.h"

bool saved_runs_are_named(char *const *words)
{
    return words != NULL && g_strv_length((char **)words) == 2 &&
           g_str_has_suffix(words[SIDE_BASE], ".json") &&
           g_str_has_suffix(words[SIDE_HEAD], ".json");
}

static struct run *read_run(const char *path, int *code)
{
    GError *error = NULL;
    struct run *run = run_read(path, &error);
    if (run != NULL && run_has_sides(run)) {
        *code =
            complain(EXIT_USAGE,
                     "'%s' is a comparison, not a run: name result files of 'benchrun run'", path);
        g_clear_pointer(&run, run_free);
    } else if (run == NULL) {
        *code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
    }
    return run;
}

static const char *machine_id(const struct run *run)
{
    return run->machine != NULL ? run->machine->id : NULL;
}

static void fill_in(struct run *head, const struct options *options, bool are_known)
{
    head->base_name = g_strdup(options->suites[SIDE_BASE]);
    head->head_name = g_strdup(options->suites[SIDE_HEAD]);
    head->alpha = options->alpha;
    g_ptr_array_add(
        head->warnings,
        g_strdup(
            "unpaired: the two runs were measured at different times, so a difference of some "
            "percent may be drift; 'benchrun compare BASE HEAD', which measures both in turn, sees "
            "much smaller changes"));
    if (!are_known && !options->allows_machines)
        g_ptr_array_add(head->warnings,
                        g_strdup("a file does not name its machine: were both runs measured on the "
                                 "same one? --allow-machines silences this"));
}

int saved_runs_compare(struct recording *recording)
{
    int code = EXIT_GOOD;
    const struct options *options = &recording->options;
    char *const *paths = options->suites;
    g_autoptr(Run) base = read_run(paths[SIDE_BASE], &code);
    struct run *head = base ? read_run(paths[SIDE_HEAD], &code) : NULL;
    if (head == NULL)
        return code;
    run_free(recording->run);
    recording->run = head;
    bool are_known = machine_id(base) != NULL && machine_id(head) != NULL;
    if (are_known && strcmp(machine_id(base), machine_id(head)) != 0 && !options->allows_machines)
        return complain(EXIT_USAGE,
                        "'%s' and '%s' come from different machines, so their times say little "
                        "about the code: measure both on one machine, or use --allow-machines",
                        paths[SIDE_BASE], paths[SIDE_HEAD]);
    struct thresholds thresholds = {options->alpha, options->margin, options->same_within};
    fill_in(head, options, are_known);
    compare_saved(head, base, &thresholds);
    if (head->comparisons->len == 0)
        return complain(EXIT_NOTHING, "the two runs have no measured case in common");
    code = present_run(head, options);
    return code != EXIT_GOOD ? code : sides_judge(recording);
}
