// SPDX-License-Identifier: MIT
#include "framework/cli/performing.h"

#include "framework/base/interruption.h"
#include "framework/base/orphans.h"
#include "framework/cli/baselines.h"
#include "framework/cli/command.h"
#include "framework/cli/history_records.h"
#include "framework/cli/present.h"
#include "framework/result/file/run_file.h"

static int report_error(GError *error)
{
    complain(EXIT_UNMEASURED, "%s", error->message);
    g_error_free(error);
    return EXIT_UNMEASURED;
}

// A baseline of part of the cases would miss the others in every comparison.
static int save_baseline(const struct recording *recording, bool is_complete)
{
    const struct options *options = &recording->options;
    GError *error = NULL;
    if (options->baseline == NULL)
        return EXIT_GOOD;
    if (is_complete &&
        !baseline_save(&recording->config, options->baseline, recording->run, &error))
        return report_error(error);
    if (!options->is_quiet && is_complete)
        say("saved baseline '%s'; to compare with it: benchrun compare %s", options->baseline,
            options->baseline);
    else if (!options->is_quiet)
        say("the baseline '%s' is saved when the run is complete", options->baseline);
    return EXIT_GOOD;
}

static int save(struct recording *recording, bool is_complete)
{
    GError *error = NULL;
    struct journaling *journaling = &recording->journaling;
    if (!run_write(recording->run, journaling->result_path, &error)) {
        const struct run *run = recording->run;
        g_autofree char *rest = journaling_rest(journaling, run->results->len + run->base->len);
        g_prefix_error(&error, "the result file was not written, %s: ", rest);
        return report_error(error);
    }
    // The journal of an interrupted run stays: `--resume` continues from it.
    if (is_complete)
        journaling_mark_saved(journaling);
    else
        journaling_end(journaling, false);
    g_autofree char *way = journaling_way(journaling);
    const struct options *options = &recording->options;
    bool is_named = output_list_json_file(&options->outputs) != NULL;
    if (options->is_quiet || (options->keeps_nothing && !is_named))
        return EXIT_GOOD;
    if (is_complete || options->keeps_nothing)
        say("saved %s", journaling->result_path);
    else
        say("saved %s; to continue: %s", journaling->result_path, way);
    return EXIT_GOOD;
}

// Nothing that is read or run here can cost what was measured: that is on the disk already.
static int witness(struct recording *recording, const struct recording_task *task)
{
    GError *error = NULL;
    if (task->add_witnesses != NULL && task->add_witnesses(task->data, recording) &&
        !run_write(recording->run, recording->journaling.result_path, &error))
        return report_error(error);
    return interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_GOOD;
}

static int record(const struct recording *recording, bool is_complete)
{
    const struct options *options = &recording->options;
    if (is_complete)
        return history_records_add(options, &recording->config, recording->run,
                                   recording->journaling.result_path);
    if (options->history.records && !options->is_quiet)
        say("the run goes into the history when it is complete");
    return EXIT_GOOD;
}

static int keep(struct recording *recording, const struct recording_task *task, bool is_complete)
{
    int code = save(recording, is_complete);
    if (code != EXIT_GOOD)
        return code;
    code = save_baseline(recording, is_complete);
    if (code == EXIT_GOOD)
        code = witness(recording, task);
    int added = record(recording, is_complete);
    journaling_end(&recording->journaling, true);
    return code != EXIT_GOOD ? code : added;
}

int recording_perform(struct recording *recording, const struct recording_task *task)
{
    int measured = recording_measure(recording, task, false);
    if (measured == EXIT_GOOD && task->measure_again != NULL)
        measured = task->measure_again(task->data, recording);
    if (recording->run->results->len == 0 && measured != EXIT_GOOD)
        return measured;
    task->conclude(task->data, recording);
    g_ptr_array_extend_and_steal(recording->run->warnings, orphans_take_notes());
    int saved = keep(recording, task, measured == EXIT_GOOD);
    int presented = present_run(recording->run, &recording->options);
    int first = measured != EXIT_GOOD ? measured : saved != EXIT_GOOD ? saved : presented;
    return first != EXIT_GOOD ? first : task->judge(recording);
}
