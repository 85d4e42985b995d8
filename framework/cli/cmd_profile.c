// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/proc_status.h"
#include "framework/cli/command.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/pass_builds.h"
#include "framework/cli/present_profile.h"
#include "framework/cli/profile_time.h"
#include "framework/cli/recording.h"
#include "framework/profile/profile_merge.h"
#include "framework/runner/passes/pass.h"
#include "framework/runner/passes/profile_passes.h"

// In the build that the pass needs; what it says of that build's files is said of ours.
static bool take_other_build(const struct profile_pass_row *row, struct profile_target *target,
                             struct profile *profile, GError **error)
{
    struct pass_build build;
    const struct recording *recording = target->recording;
    const char *suite = target->arm->launch.program;
    g_autoptr(Profile) own = profile_new();
    bool is_good =
        pass_build_make(&build, &recording->options, &recording->config, row->build, suite, error);
    if (is_good) {
        target->arm->launch.program = build.program;
        is_good = row->of_case(target->arm, own, error);
        target->arm->launch.program = suite;
    }
    if (is_good) {
        pass_build_rename(&build, own);
        for (guint i = 0; i < own->passes->len; i++) {
            struct profile_pass *pass = g_ptr_array_index(own->passes, i);
            g_free(pass->build);
            pass->build = g_strdup(row->build);
        }
        profile_merge(profile, own);
    }
    pass_build_clear(&build);
    return is_good;
}

static bool take_from_start(const struct profile_pass_row *row, struct profile_target *target,
                            struct profile *profile, GError **error)
{
    int status = 0;
    if (target->arm != NULL)
        return row->build != NULL ? take_other_build(row, target, profile, error)
                                  : row->of_case(target->arm, profile, error);
    if (target->words == NULL) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "%s cannot be counted in a running process: start the program with "
                    "'-- COMMAND'",
                    row->what);
        return false;
    }
    bool is_good = row->of_command(target->words, profile, &status, error);
    if (is_good)
        profile_target_note_end(target, profile, !interruption_is_requested(), status);
    return is_good;
}

static bool take(const struct profile_pass_row *row, struct profile_target *target,
                 struct profile *profile, GError **error)
{
    target->of_waits = strcmp(row->name, "wait") == 0;
    return row->of_case != NULL ? take_from_start(row, target, profile, error)
                                : profile_time_take(target, profile, error);
}

static bool is_asked(const struct options *options, const char *name)
{
    if (options->all_passes)
        return true;
    for (char **list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) names = g_strsplit(*list, ",", -1);
        if (g_strv_contains((const char *const *)names, name))
            return true;
    }
    return options->passes == NULL && strcmp(name, profile_passes[0].name) == 0;
}

static int refuse(const struct profile *profile, GError *error)
{
    int code = interruption_caused(error) ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
    complain(code, "cannot profile %s: %s", profile->target, error->message);
    g_error_free(error);
    return code;
}

// With --all, a pass that is not available is a line of the report.
static bool may_be_missing(const struct options *options, const GError *error)
{
    return options->all_passes && !interruption_caused(error);
}

static int profile_target(struct profile_target *target, const char *name)
{
    const struct options *options = &target->recording->options;
    bool is_foreign = target->pid > 0 && proc_status_is_foreign(target->pid);
    g_autoptr(Profile) profile = profile_begin(target->recording, name);
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++) {
        g_autoptr(GError) error = NULL;
        if (!is_asked(options, row->name) || take(row, target, profile, &error))
            continue;
        bool is_last = row[1].name == NULL && profile->metrics->len == 0;
        if (is_last || !may_be_missing(options, error))
            return refuse(profile, g_steal_pointer(&error));
        profile_add_pass(profile, row->name, NULL)->why_missing = g_strdup(error->message);
    }
    int saved = save_profile(profile, options);
    // It may have become one meanwhile.
    is_foreign = is_foreign || (target->pid > 0 && proc_status_is_foreign(target->pid));
    int presented = present_profile(profile, options, !is_foreign);
    return saved != EXIT_GOOD ? saved : presented;
}

static int profile_selected(const struct recording *recording, const struct discovery *discovery)
{
    const struct bench_case *bench_case = g_ptr_array_index(discovery->cases, 0);
    struct launch launch = discovery_launch(&recording->options, bench_case->suite);
    struct plan *plan = plan_new(1);
    struct profile_target target = {.recording = recording,
                                    .arm = plan_add(plan, bench_case, &launch)};
    int code = profile_target(&target, bench_case->id);
    plan_free(plan);
    return code;
}

static int profile_suite(const struct recording *recording)
{
    struct own_suites own = {0};
    struct discovery discovery = {0};
    int code = own_suites_discover(&own, &recording->config, &recording->options, &discovery);
    if (code == EXIT_GOOD && discovery.cases->len > 1)
        code = complain(EXIT_USAGE,
                        "%u cases are selected, and one is profiled at a time: name it with -f, as "
                        "'benchrun list' prints it",
                        discovery.cases->len);
    if (code == EXIT_GOOD)
        code = profile_selected(recording, &discovery);
    discovery_clear(&discovery);
    own_suites_clear(&own);
    return code;
}

static int profile_command(const struct recording *recording, char **words)
{
    struct profile_target target = {.recording = recording, .words = (const char *const *)words};
    g_autofree char *name = escape_shell(target.words);
    return profile_target(&target, name);
}

static int profile_pid(const struct recording *recording)
{
    struct profile_target target = {.recording = recording, .pid = (pid_t)recording->options.pid};
    g_autofree char *name = g_strdup_printf("process %d", target.pid);
    return profile_target(&target, name);
}

static int profile_asked(const struct recording *recording, char **argv)
{
    GError *error = NULL;
    const struct options *options = &recording->options;
    char **command = command_words(argv);
    if (!output_list_check(&options->outputs, OUTPUT_PROFILE, &error)) {
        int code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return code;
    }
    if (options->pid > 0 && options->suites != NULL)
        return complain(EXIT_USAGE, "--pid names what is profiled: leave out '%s'",
                        options->suites[0]);
    if (options->is_live && options->pid == 0)
        return complain(EXIT_USAGE, "--live shows a process that runs: name it with --pid");
    if (options->is_live && !is_asked(options, "time"))
        return complain(EXIT_USAGE, "--live shows CPU time: add 'time' to --pass");
    if (command != NULL && *command == NULL)
        return complain(EXIT_USAGE, "name a command after '--'");
    if (options->pid > 0)
        return profile_pid(recording);
    return command != NULL ? profile_command(recording, command) : profile_suite(recording);
}

int cmd_profile(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = profile_asked(&recording, argv);
    recording_clear(&recording);
    return code;
}
