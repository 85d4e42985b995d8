// SPDX-License-Identifier: MIT
#include "framework/cli/present_profile.h"

#include <sys/wait.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/results_folder.h"
#include "framework/cli/terminal.h"
#include "framework/machine/detect.h"
#include "framework/profile/profile_file.h"

struct profile *profile_begin(const struct recording *recording, const char *target)
{
    struct profile *profile = profile_new();
    profile->target = g_strdup(target);
    profile->command = g_strdup(recording->run->command);
    profile->version = g_strdup(BENCHRUN_VERSION);
    profile->started = g_strdup(recording->run->started);
    g_ptr_array_add(profile->machines, machine_detect());
    return profile;
}

void profile_note_end(struct profile *profile, bool has_ended, int wait_status)
{
    char *note = NULL;
    if (!has_ended)
        note = g_strdup_printf("it was stopped early, %s", interruption_is_requested()
                                                               ? "by Ctrl-C or another signal"
                                                               : "as the time of --time was over");
    else if (WIFSIGNALED(wait_status))
        note = g_strdup_printf("it was ended by signal %d", WTERMSIG(wait_status));
    else if (WEXITSTATUS(wait_status) != 0)
        note = g_strdup_printf("it ended with exit code %d", WEXITSTATUS(wait_status));
    if (note != NULL)
        g_ptr_array_add(profile->notes, note);
}

static int report_error(GError *error)
{
    int code = complain(EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    return code;
}

static int present(const struct profile *base, const struct profile *profile,
                   const struct options *options, bool is_own)
{
    GError *error = NULL;
    const struct profile_report report = {
        .profile = profile,
        .base = base,
        .sort = options->sort_word,
        .top = (unsigned)options->top,
        .lines = options->lines_of,
        .width = options->width > 0 ? (unsigned)options->width : terminal_width(),
        .use_colour = options->use_colour,
        .reads_source = is_own,
    };
    return output_list_write_profile(&options->outputs, &report, &error) ? EXIT_GOOD
                                                                         : report_error(error);
}

int present_profile(const struct profile *profile, const struct options *options, bool is_own)
{
    return present(NULL, profile, options, is_own);
}

int present_difference(const struct profile *base, const struct profile *head,
                       const struct options *options)
{
    return present(base, head, options, false);
}

int save_profile(const struct profile *profile, const struct options *options)
{
    GError *error = NULL;
    const char *asked = output_list_json_file(&options->outputs);
    if (asked != NULL)
        return EXIT_GOOD; // it is written there
    g_autofree char *name = g_strconcat("profile-", profile->started, ".json", NULL);
    g_strdelimit(name, ":", '-');
    g_autofree char *path = g_build_filename(options->folder, name, NULL);
    if (!results_folder_make(options->folder, &error) || !profile_write(profile, path, &error)) {
        complain(EXIT_UNMEASURED, "the profile was not saved: %s", error->message);
        g_error_free(error);
        return EXIT_UNMEASURED;
    }
    if (!options->is_quiet)
        say("the profile is in %s", path);
    return EXIT_GOOD;
}
