// SPDX-License-Identifier: MIT
#include "framework/cli/engine.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/folder.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/engine_watch.h"
#include "framework/cli/merging.h"
#include "framework/cli/present.h"
#include "framework/cli/results_folder.h"
#include "framework/result/file/run_file.h"

static int report_error(int code, GError *error)
{
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

bool engine_is_asked(const struct options *options)
{
    return g_strcmp0(options->engine, "slurm") == 0;
}

// Two parts for each node, so that one that is done early has something to do.
static unsigned count_parts(const struct options *options, guint n_plans)
{
    enum { USUAL_NODES = 4, FOR_EACH = 2 };
    uint64_t nodes = options->nodes > 0 ? options->nodes : USUAL_NODES;
    uint64_t wanted = options->shards > 0 ? options->shards : FOR_EACH * nodes;
    return (unsigned)CLAMP(MIN(wanted, n_plans), 1, MOST_SHARDS);
}

static char **valid_words(char **argv)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (; *argv != NULL; argv++) {
        if (strcmp(*argv, "--dry-run") == 0) // what is printed is without it
            continue;
        g_autofree char *valid = g_utf8_make_valid(*argv, -1);
        g_strv_builder_add(words, valid);
    }
    return g_strv_builder_end(words);
}

static struct job job_of(const struct recording *recording, char **argv, guint n_plans,
                         const struct building *building)
{
    const struct options *options = &recording->options;
    return (struct job){
        .name = g_strconcat("benchrun-", recording->run->id, NULL),
        .words = valid_words(argv),
        .built = g_strdup(building->built != NULL ? building->built->str : NULL),
        .n = count_parts(options, n_plans),
        .most_at_once = (unsigned)options->nodes,
        .partition = g_strdup(options->partition),
        .constraint = g_strdup(options->constraint),
        .lock_fd = -1,
    };
}

// The script as a document in the shell's text.
static void print_script(const struct job *job, const char *script)
{
    g_autofree char *path = job_script_path(job);
    g_autofree char *quoted = escape_shell((const char *const[]){path, NULL});
    g_autofree char *text = g_strdup_printf("cat >%s <<'END'\n%sEND", quoted, script);
    dry_run_print(text);
}

// How many plans there are is known once the suites have listed their cases.
void engine_preview(const struct recording *recording, char **argv, const struct building *building)
{
    g_autoptr(GError) error = NULL;
    const struct options *options = &recording->options;
    if (!engine_is_asked(options))
        return;
    struct job job = job_of(recording, argv, MOST_SHARDS, building);
    job_place(&job, options->folder);
    g_autofree char *script = job_script(&job, &error);
    g_autofree char *line = engine_submit_line(&job);
    dry_run_note("at most %u part%s, each of which a node measures with this script; the name has "
                 "the time in it",
                 job.n, job.n == 1 ? "" : "s");
    if (script != NULL)
        print_script(&job, script);
    dry_run_print(line);
    job_clear(&job);
}

int engine_perform(struct recording *recording, char **argv, guint n_plans,
                   const struct building *building)
{
    const struct options *options = &recording->options;
    GError *error = NULL;
    struct job job = job_of(recording, argv, n_plans, building);
    bool is_good = results_folder_make(options->folder, &error) &&
                   job_make(&job, options->folder, &error) && job_lock(&job, &error);
    int code = is_good ? EXIT_GOOD : report_error(EXIT_USAGE, error);
    if (code == EXIT_GOOD && !engine_submit_all(&job, &error))
        code = report_error(EXIT_UNMEASURED, error);
    if (code == EXIT_GOOD)
        code = engine_wait(recording, &job);
    else if (job.folder != NULL && job.numbers->len == 0)
        folder_remove(job.folder, NULL); // nothing was measured
    job_clear(&job);
    return code;
}

// The clock of a node is wrong if its part began before it was submitted, or begins in the future.
static void warn_of_clocks(struct run *run, const struct job *job)
{
    enum { TOLERANCE_S = 120 };
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned number = 1; number <= job->n; number++) {
        struct job_end end;
        if (job_look_at(job, number, &end) != PART_DONE)
            continue;
        gint64 off_s = end.started_s > now_s              ? end.started_s - now_s
                       : end.started_s < job->submitted_s ? end.started_s - job->submitted_s
                                                          : 0;
        if (ABS(off_s) > TOLERANCE_S && g_hash_table_add(said, g_strdup(end.node)))
            g_ptr_array_add(
                run->warnings,
                g_strdup_printf("the clock of node %s is %s by at least %" G_GINT64_FORMAT
                                " s: the times at which runs began are wrong, measured "
                                "times are not affected",
                                end.node, off_s > 0 ? "fast" : "slow", ABS(off_s)));
    }
}

static struct run *join_parts(const struct job *job, GError **error)
{
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
    for (unsigned number = 1; number <= job->n; number++) {
        g_autofree char *path = job_part_path(job, number);
        g_strv_builder_add(paths, path);
    }
    g_auto(GStrv) list = g_strv_builder_end(paths);
    return merging_join((const char *const *)list, false, error);
}

// As `run` does it: the first JSON file that -o names, or else one in the folder.
static int save(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    const char *named = output_list_json_file(&options->outputs);
    if (run->is_test) // nothing was measured
        return EXIT_GOOD;
    g_autofree char *name = g_strconcat(run->id, ".json", NULL);
    g_autofree char *usual = g_build_filename(options->folder, name, NULL);
    const char *path = named != NULL ? named : usual;
    if (!run_write(run, path, &error))
        return report_error(EXIT_UNMEASURED, error);
    if (!options->is_quiet)
        say("saved %s", path);
    return EXIT_GOOD;
}

static int merge(const struct job *job, const struct options *options)
{
    GError *error = NULL;
    g_autoptr(Run) whole = join_parts(job, &error);
    if (whole == NULL)
        return report_error(EXIT_UNMEASURED, error);
    warn_of_clocks(whole, job);
    int code = save(whole, options);
    int presented = present_run(whole, options);
    code = code != EXIT_GOOD ? code : presented;
    return code != EXIT_GOOD ? code : merging_judge(whole, options);
}

int engine_wait(struct recording *recording, struct job *job)
{
    const struct options *options = &recording->options;
    const char *number = job->numbers->len > 0 ? g_ptr_array_index(job->numbers, 0) : job->name;
    if (!options->is_quiet)
        say("job %s measures %u part%s; its files are in '%s'", number, job->n,
            job->n == 1 ? "" : "s", job->folder);
    int code = engine_watch(job, options->is_quiet);
    if (code == EXIT_INTERRUPTED)
        complain(code, "job %s continues: 'benchrun attach %s' waits for it, 'scancel %s' ends it",
                 number, number, number);
    g_autofree char *folder = escape_shell((const char *const[]){job->folder, NULL});
    if (code != EXIT_GOOD && code != EXIT_INTERRUPTED)
        complain(code,
                 "to try what failed again: benchrun attach %s; to merge the others: benchrun "
                 "merge --partial %s/*/part.json",
                 number, folder);
    return code == EXIT_GOOD ? merge(job, options) : code;
}
