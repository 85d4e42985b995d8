// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/explain_flags.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/recording.h"
#include "framework/cli/terminal.h"
#include "framework/compare/compare.h"
#include "framework/explain/collect.h"
#include "framework/machine/detect.h"
#include "reports/words/explanation.h"

struct explaining {
    struct recording recording;
    struct own_suites own;
    struct discovery discovery;
    struct scratch scratch;
    const struct bench_case *target;
};

static bool is_same_alternative(const struct bench_case *a, const struct bench_case *b)
{
    return strcmp(a->suite, b->suite) == 0 && strcmp(a->group, b->group) == 0 &&
           strcmp(a->name, b->name) == 0;
}

// One case; of one alternative at several arguments the last, where most is to be seen.
static int choose(struct explaining *explaining)
{
    const GPtrArray *cases = explaining->discovery.cases;
    explaining->target = g_ptr_array_index(cases, cases->len - 1);
    for (guint i = 0; i < cases->len; i++)
        if (!is_same_alternative(g_ptr_array_index(cases, i), explaining->target))
            return complain(EXIT_USAGE,
                            "%u cases are selected, and one is explained at a time: name it with "
                            "-f, as 'benchrun list' prints it",
                            cases->len);
    if (cases->len > 1 && !explaining->recording.options.is_quiet)
        say("explaining %s, the last of %u that match", explaining->target->id, cases->len);
    return EXIT_GOOD;
}

// What helps to judge the target: the alternatives at its arguments, and itself at others.
static bool is_relative(const struct bench_case *other, const struct bench_case *target)
{
    bool is_of_group =
        strcmp(other->suite, target->suite) == 0 && strcmp(other->group, target->group) == 0;
    return is_of_group && (!target->is_input || is_same_alternative(other, target));
}

static void add_relatives(struct explaining *explaining)
{
    GPtrArray *others = explaining->discovery.others;
    for (guint i = 0; i < others->len;) {
        if (is_relative(g_ptr_array_index(others, i), explaining->target))
            g_ptr_array_add(explaining->discovery.cases, g_ptr_array_steal_index(others, i));
        else
            i++;
    }
}

static int measure(struct explaining *explaining, char **argv)
{
    g_autoptr(GError) error = NULL;
    struct recording *recording = &explaining->recording;
    struct thresholds thresholds = thresholds_default();
    if (!scratch_open(&explaining->scratch, &error))
        return complain(EXIT_UNMEASURED, "%s", error->message);
    // Nothing is kept but what `-o` names.
    g_free(recording->options.folder);
    recording->options.folder = g_strdup(explaining->scratch.folder);
    recording_describe(recording, &explaining->discovery);
    int code = recording_prepare(recording, argv);
    if (code != EXIT_GOOD)
        return code;
    g_autoptr(GPtrArray) plans = discovery_plans(&explaining->discovery, &recording->options,
                                                 &recording->pinning, recording->run->seed);
    struct recording_task task = {
        .plans = plans, .settings = recording_settings(recording, &explaining->discovery)};
    code = recording_measure(recording, &task, false);
    compare_alternatives(recording->run, &thresholds);
    run_fit(recording->run);
    return code;
}

static int present(const struct explaining *explaining, const struct evidence *evidence)
{
    GError *error = NULL;
    const struct options *options = &explaining->recording.options;
    struct explanation *explanation = explanation_make(evidence);
    const struct explanation_report report = {
        .explanation = explanation,
        .width = options->width > 0 ? (unsigned)options->width : terminal_width(),
        .use_colour = options->use_colour,
    };
    int code = EXIT_GOOD;
    if (!output_list_write_explanation(&options->outputs, &report, &error)) {
        code = complain(EXIT_UNMEASURED, "%s", error->message);
        g_error_free(error);
    }
    explanation_free(explanation);
    return code;
}

// The tools that start it again, each in its own way.
static void print_tools(void)
{
    dry_run_note("the same, while perf_event samples it; behind 'valgrind --tool=callgrind'; and "
                 "with libbenchrun_heap.so and libbenchrun_copies.so in LD_PRELOAD");
}

// It runs some five times.
static int explain_command(struct explaining *explaining, const char *const *words)
{
    g_autoptr(GError) error = NULL;
    struct run *run = explaining->recording.run;
    g_autofree char *program = *words != NULL ? g_find_program_in_path(*words) : NULL;
    if (*words == NULL)
        return complain(EXIT_USAGE, "name a command after '--'");
    if (program == NULL)
        return complain(EXIT_UNMEASURED, "cannot explain '%s': there is no such program", *words);
    if (explaining->recording.options.is_dry) {
        g_autofree char *line = escape_shell(words);
        dry_run_print(line);
        print_tools();
        return EXIT_DRY;
    }
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence = {.run = run,
                                .profile = profile,
                                .program = program,
                                .why_no_repeats = g_strdup("it is looked at in cases alone"),
                                .why_no_builds = g_strdup("other builds are measured of cases")};
    profile->target = escape_shell(words);
    run->machine = machine_detect();
    if (!collect_command(&evidence, profile, words, &error)) {
        evidence_clear(&evidence);
        return complain(EXIT_UNMEASURED, "cannot explain '%s': %s", *words, error->message);
    }
    collect_code_of_command(&evidence, words);
    collect_surroundings(&evidence);
    int code = interruption_is_requested() ? EXIT_INTERRUPTED : present(explaining, &evidence);
    evidence_clear(&evidence);
    return code;
}

static int preview(struct explaining *explaining)
{
    print_tools();
    return explain_flags_preview(&explaining->recording);
}

static int explain_case(struct explaining *explaining, const struct result *result)
{
    const struct run *run = explaining->recording.run;
    struct launch launch =
        discovery_launch(&explaining->recording.options, explaining->target->suite);
    struct plan *plan = plan_new(run->seed);
    struct arm *arm = plan_add(plan, explaining->target, &launch);
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence = {
        .run = run, .result = result, .profile = profile, .program = explaining->target->suite};
    profile->target = g_strdup(explaining->target->id);
    if (!explaining->recording.options.is_quiet)
        say("measured; profiling, which takes some seconds more");
    collect_profile(arm, profile, explaining->recording.options.is_quick ? 0.7 : 2);
    collect_code(&evidence, arm);
    collect_repeats(&evidence, arm);
    collect_surroundings(&evidence);
    if (!interruption_is_requested())
        explain_flags_measure(&evidence, &explaining->recording, &explaining->discovery,
                              explaining->target);
    int code = interruption_is_requested() ? EXIT_INTERRUPTED : present(explaining, &evidence);
    evidence_clear(&evidence);
    plan_free(plan);
    return code;
}

static int explain(struct explaining *explaining, char **argv)
{
    GError *error = NULL;
    struct recording *recording = &explaining->recording;
    if (!output_list_check(&recording->options.outputs, OUTPUT_EXPLANATION, &error)) {
        int code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return code;
    }
    char **command = command_words(argv);
    if (command != NULL)
        return explain_command(explaining, (const char *const *)command);
    int code = own_suites_discover(&explaining->own, &recording->config, &recording->options,
                                   &explaining->discovery);
    if (code == EXIT_DRY)
        return preview(explaining);
    if (code == EXIT_GOOD)
        code = choose(explaining);
    if (code != EXIT_GOOD)
        return code;
    add_relatives(explaining);
    code = measure(explaining, argv);
    if (code != EXIT_GOOD)
        return code;
    const struct result *result = run_find_result(recording->run, explaining->target->id);
    if (result == NULL || result->status != STATUS_OK)
        return complain(EXIT_UNMEASURED, "cannot explain %s: %s", explaining->target->id,
                        result != NULL && result->message != NULL ? result->message
                                                                  : "it was not measured");
    return explain_case(explaining, result);
}

int cmd_explain(char **argv)
{
    struct explaining explaining = {0};
    int code = recording_begin(&explaining.recording, argv);
    if (code == EXIT_GOOD)
        code = explain(&explaining, argv);
    discovery_clear(&explaining.discovery);
    own_suites_clear(&explaining.own);
    recording_clear(&explaining.recording);
    if (explaining.scratch.folder != NULL)
        scratch_close(&explaining.scratch);
    return code;
}
