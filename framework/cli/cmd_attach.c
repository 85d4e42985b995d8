// SPDX-License-Identifier: MIT
#include <errno.h>
#include <unistd.h>

#include "framework/cli/command.h"
#include "framework/cli/engine.h"
#include "framework/cli/option_parser.h"

static int fail(GError *error)
{
    complain(EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    return EXIT_USAGE;
}

// The command that was submitted continues, in the folder where it was given.
static int attach(struct job *job)
{
    struct recording recording;
    GError *error = NULL;
    if (!job_lock(job, &error))
        return fail(error);
    if (chdir(job->where) != 0)
        return complain(EXIT_USAGE, "cannot go to '%s', where the run was begun: %s", job->where,
                        g_strerror(errno));
    int code = recording_begin(&recording, job->words);
    if (code == EXIT_GOOD)
        code = engine_wait(&recording, job);
    recording_clear(&recording);
    return code;
}

static int find_and_attach(const struct options *options)
{
    struct job job = {.lock_fd = -1};
    GError *error = NULL;
    const char *word = options->suites != NULL ? options->suites[0] : NULL;
    if (word != NULL && options->suites[1] != NULL)
        return complain(EXIT_USAGE, "name one job");
    if (!job_open(&job, options->folder, word, &error))
        return fail(error);
    int code = attach(&job);
    job_clear(&job);
    return code;
}

int cmd_attach(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = find_and_attach(&options);
    options_clear(&options);
    return code;
}
