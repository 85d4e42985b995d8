// SPDX-License-Identifier: MIT
#include "framework/cli/referring.h"

#include "framework/base/interruption.h"
#include "framework/cli/discovery.h"
#include "framework/runner/own_files.h"

bool referring_is_asked(const struct options *options)
{
    return !options->no_references && (options->references || options->history.records);
}

static void stop(struct referring *referring)
{
    g_clear_pointer(&referring->kernels, kernels_stop);
    g_clear_pointer(&referring->program, g_free);
}

// A run continues without, and says so.
static void give_up(struct referring *referring, GError *error)
{
    if (!interruption_caused(error))
        g_ptr_array_add(referring->run->warnings,
                        g_strdup_printf("references are not measured: %s (--no-references leaves "
                                        "them out)",
                                        error->message));
    g_error_free(error);
    stop(referring);
}

// As a case is started that the launcher and the CPU apply to, but without what is for the user's
// suites: their limits of time and memory.
static bool start(struct referring *referring, GError **error)
{
    const double timeout_s = 10;
    struct launch launch = discovery_launch(referring->options, referring->program);
    pinning_apply(referring->pinning, &(const struct bench_case){0}, &launch);
    launch.timeout_s = timeout_s;
    launch.memory_limit_bytes = 0;
    referring->cpu = launch.cpu;
    referring->kernels = kernels_start(&launch, error);
    return referring->kernels != NULL;
}

static void rotate(struct referring *referring)
{
    GError *error = NULL;
    bool is_moved = referring->kernels != NULL && // the CPU was taken away
                    referring->cpu != referring->pinning->cpu;
    if (referring->program == NULL || interruption_is_requested())
        return;
    if (is_moved)
        g_clear_pointer(&referring->kernels, kernels_stop);
    gint64 began_us = g_get_monotonic_time();
    bool is_good = referring->kernels != NULL || start(referring, &error);
    gint64 started_us = g_get_monotonic_time();
    is_good = is_good && kernels_rotate(referring->kernels, referring->run->references, &error);
    gint64 now_us = g_get_monotonic_time();
    referring->rotation_s = (double)(now_us - started_us) / G_USEC_PER_SEC;
    referring->spent_s += (double)(now_us - began_us) / G_USEC_PER_SEC;
    referring->is_current = true;
    if (!is_good)
        give_up(referring, error);
}

void referring_begin(struct referring *referring, const struct options *options,
                     const struct pinning *pinning, struct run *run)
{
    const double first_s = 0.06; // about: starting, and a rotation
    *referring = (struct referring){
        .options = options, .pinning = pinning, .run = run, .rotation_s = first_s};
    if (!referring_is_asked(options))
        return;
    referring->program = own_file_find("benchrun_kernels", "benchrun");
    if (referring->program != NULL && options->references)
        rotate(referring);
    else if (referring->program == NULL)
        g_ptr_array_add(run->warnings,
                        g_strdup("references are not measured: the suite 'benchrun_kernels' is not "
                                 "where it was installed: install benchrun again"));
}

void referring_continue(struct referring *referring, double plan_s)
{
    referring->plans_s += plan_s;
    referring->is_current = false;
    while (referring->program != NULL && !interruption_is_requested() &&
           kernels_have_time(referring->spent_s, referring->rotation_s, referring->plans_s))
        rotate(referring);
}

void referring_end(struct referring *referring)
{
    struct run *run = referring->run;
    if (referring->program != NULL && !referring->is_current && referring->options->references)
        rotate(referring);
    for (guint i = 0; i < run->references->len; i++)
        reference_summarise(g_ptr_array_index(run->references, i));
    run->references_s += referring->spent_s;
    stop(referring);
}
