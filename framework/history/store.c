// SPDX-License-Identifier: MIT
#include "framework/history/store.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/json.h"
#include "framework/history/same_run.h"
#include "framework/history/writer.h"
#include "framework/result/file/nouns.h"

// One build's part of a run, and where it is in the history.
struct part {
    const struct history *history;
    struct writer *writer;
    struct history_added *added;
    int64_t machine, run;
    const struct share *share; // what is put
};

// What one machine measured of a run: one that was merged of runs of several machines is a run of
// each.
struct share {
    const char *machine;
    GPtrArray *results, *base; // struct result *
};

static void share_free(void *data)
{
    struct share *share = data;
    g_ptr_array_unref(share->results);
    g_ptr_array_unref(share->base);
    g_free(share);
}

static void hash_word(GChecksum *sum, const char *word)
{
    g_autofree char *valid = g_utf8_make_valid(word != NULL ? word : "", -1); // as files have it
    g_checksum_update(sum, (const guchar *)valid, (gssize)strlen(valid) + 1);
}

static void hash_process(GChecksum *sum, const struct process *process)
{
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = &g_array_index(process->samples, struct sample, i);
        const guint64 counts[] = {sample->iterations, sample->elapsed_ns};
        g_checksum_update(sum, (const guchar *)counts, sizeof counts);
    }
}

static void hash_results(GChecksum *sum, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        hash_word(sum, result->bench_case->id);
        for (guint p = 0; p < result->processes->len; p++)
            hash_process(sum, g_ptr_array_index(result->processes, p));
    }
}

// A file of another tool has no name of its own, so that reading it makes one up.
static bool is_imported(const struct run *run)
{
    const struct result *first = run->results->len > 0 ? g_ptr_array_index(run->results, 0) : NULL;
    return first != NULL && first->is_imported;
}

// What makes a run the same run, wherever it is read from: its name and its samples.
static char *identify(const struct run *run, const struct share *share)
{
    const char *machine = share->machine;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    hash_word(sum, is_imported(run) ? NULL : run->id);
    hash_word(sum, run->started);
    hash_word(sum, strcmp(machine, HISTORY_NO_MACHINE) != 0 ? machine : NULL);
    hash_results(sum, share->base);
    hash_results(sum, share->results);
    return g_strdup(g_checksum_get_string(sum));
}

static int64_t seconds_of(const char *stamp)
{
    g_autoptr(GDateTime) time = stamp != NULL ? g_date_time_new_from_iso8601(stamp, NULL) : NULL;
    return time != NULL ? g_date_time_to_unix(time) : HISTORY_UNKNOWN;
}

// Of a merged run, each result has the machine where it was measured.
static const char *machine_of(const struct run *run, const struct result *result)
{
    const char *own = run->machine != NULL ? run->machine->id : NULL;
    const char *name = result != NULL && result->machine_id != NULL ? result->machine_id : own;
    return name != NULL ? name : HISTORY_NO_MACHINE;
}

static int64_t put_machine(struct writer *writer, const struct machine *machine, const char *name,
                           GError **error)
{
    if (machine == NULL || g_strcmp0(machine->id, name) != 0)
        return writer_put_machine(writer, name, NULL, NULL, error);
    g_autofree char *about = json_print(machine_to_json(machine), JSON_COMPACT);
    return writer_put_machine(writer, machine->id, machine->cpu, about, error);
}

static bool put_value(struct part *part, const struct bench_case *bench_case,
                      const struct metric *metric, const char *name, GError **error)
{
    if (!isfinite(metric->value))
        return true;
    // The same program is in another folder in each checkout.
    g_autofree char *suite = g_path_get_basename(bench_case->suite);
    const struct writer_series series = {
        .suite = suite,
        .case_id = bench_case->id,
        .metric = name,
        .unit = metric->unit,
        .better = metric->better,
        .machine = part->machine,
    };
    int64_t id = writer_put_series(part->writer, &series, error);
    part->added->points++;
    return id != HISTORY_UNKNOWN &&
           writer_put_point(part->writer, id, part->run, metric->value, metric->interval, error);
}

static bool put_time(struct part *part, const struct result *result, GError **error)
{
    const struct summary *summary = &result->summary;
    const struct metric time = {
        .unit = (char *)"ns",
        .better = BETTER_LESS,
        .value = result_ranked_ns(result),
        .interval = {summary->ci95_ns[0], summary->ci95_ns[1]},
    };
    return put_value(part, result->bench_case, &time, HISTORY_TIME, error);
}

// A body may call a metric of its own what we call the time.
static bool put_metrics(struct part *part, const struct result *result, GError **error)
{
    bool is_good = true;
    for (guint i = 0; is_good && i < result->metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(result->metrics, i);
        bool is_taken = strcmp(metric->name, HISTORY_TIME) == 0;
        is_good = put_value(part, result->bench_case, metric,
                            is_taken ? "body." HISTORY_TIME : metric->name, error);
    }
    return is_good;
}

static bool put_duration(struct part *part, const struct result *result, GError **error)
{
    double took_s = result_duration_s(result);
    return !(took_s > 0) ||
           writer_put_duration(part->writer, part->run, result->bench_case->id, took_s, error);
}

static bool put_results(struct part *part, const GPtrArray *results, GError **error)
{
    bool is_good = true;
    for (guint i = 0; is_good && i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK)
            is_good = put_time(part, result, error) && put_metrics(part, result, error) &&
                      put_duration(part, result, error);
    }
    return is_good;
}

static bool put_references(struct part *part, const struct run *run, GError **error)
{
    bool is_good = true;
    for (guint i = 0; is_good && i < run->references->len; i++) {
        const struct reference *reference = g_ptr_array_index(run->references, i);
        if (isfinite(reference->median_ns))
            is_good = writer_put_reference(part->writer, part->run, reference->name,
                                           reference->median_ns, reference->interval_ns, error);
    }
    return is_good;
}

// What has no name of its own is known by its samples alone.
static bool put_pieces(struct part *part, const struct run *run, GError **error)
{
    bool is_good = is_imported(run) || run->parts->len > 0 ||
                   writer_put_piece(part->writer, part->run, run->id, error);
    for (guint i = 0; i < run->parts->len && is_good; i++)
        is_good =
            writer_put_piece(part->writer, part->run, g_ptr_array_index(run->parts, i), error);
    return is_good;
}

static bool put_measured(struct part *part, const struct run *run, enum side side, GError **error)
{
    enum same_run same = SAME_RUN_NONE;
    const struct share *share = part->share;
    const GPtrArray *results = side == SIDE_BASE ? share->base : share->results;
    guint points = part->added->points;
    if (!put_references(part, run, error) || !put_results(part, results, error) ||
        !put_pieces(part, run, error) || !same_run_settle(part->history, part->run, &same, error))
        return false;
    bool is_kept = same != SAME_RUN_LESS;
    part->added->runs += is_kept;
    part->added->known += !is_kept;
    part->added->replaced += same == SAME_RUN_REPLACED;
    part->added->points = is_kept ? part->added->points : points;
    return true;
}

static bool put_side(struct part *part, const struct run *run, enum side side, GError **error)
{
    const struct revision *revision = side == SIDE_BASE ? &run->base_revision : &run->revision;
    bool has_own = side == SIDE_BASE && run->base_compiler != NULL; // files of before have not
    g_autofree char *identity = identify(run, part->share);
    struct writer_run row = {
        .identity = identity,
        .side = side_word(side),
        .name = run->id,
        .command = run->command,
        .version = run->version,
        .compiler = has_own ? run->base_compiler : run->suite_compiler,
        .branch = revision->branch,
        .started = seconds_of(run->started),
        .machine = part->machine,
        .revision = HISTORY_UNKNOWN,
        .is_dirty = revision->is_dirty,
    };
    GError *wrong = NULL;
    if (revision->git != NULL)
        row.revision = writer_put_revision(
            part->writer, revision->git, revision->time_s > 0 ? revision->time_s : HISTORY_UNKNOWN,
            revision->parents, &wrong);
    if (wrong == NULL)
        part->run = writer_put_run(part->writer, &row, &wrong);
    if (wrong != NULL) {
        g_propagate_error(error, wrong);
        return false;
    }
    bool is_new = part->run != HISTORY_UNKNOWN;
    part->added->known += !is_new;
    return !is_new || put_measured(part, run, side, error);
}

static bool has_value(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK &&
            (isfinite(result_ranked_ns(result)) || result->metrics->len > 0))
            return true;
    }
    return false;
}

// Where programs are compared that the user named, nobody knows of which commits they are.
static bool put_sides(struct part *part, const struct run *run, GError **error)
{
    const struct share *share = part->share;
    if (!run_has_sides(run)) {
        bool has_some = has_value(share->results);
        part->added->empty += !has_some;
        return !has_some || put_side(part, run, SIDE_NONE, error);
    }
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        const struct revision *revision = side == SIDE_BASE ? &run->base_revision : &run->revision;
        bool has_some = has_value(side == SIDE_BASE ? share->base : share->results);
        part->added->empty += !has_some;
        part->added->unplaced += has_some && revision->git == NULL;
        if (has_some && revision->git != NULL && !put_side(part, run, side, error))
            return false;
    }
    return true;
}

static struct share *share_new(const char *machine)
{
    struct share *share = g_new(struct share, 1);
    *share = (struct share){machine, g_ptr_array_new(), g_ptr_array_new()};
    return share;
}

// Of each machine what it measured, the first first.
static GPtrArray *list_shares(const struct run *run)
{
    const GPtrArray *const sides[] = {run->results, run->base};
    GPtrArray *shares = g_ptr_array_new_with_free_func(share_free);
    g_autoptr(GHashTable) by_machine = g_hash_table_new(hash_text, g_str_equal);
    for (size_t side = 0; side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; i < sides[side]->len; i++) {
            struct result *result = g_ptr_array_index(sides[side], i);
            const char *machine = machine_of(run, result);
            struct share *share = g_hash_table_lookup(by_machine, machine);
            if (share == NULL) {
                share = share_new(machine);
                g_hash_table_insert(by_machine, (char *)machine, share);
                g_ptr_array_add(shares, share);
            }
            g_ptr_array_add(side == 0 ? share->results : share->base, result);
        }
    if (shares->len == 0)
        g_ptr_array_add(shares, share_new(machine_of(run, NULL)));
    return shares;
}

bool history_add(struct history *history, const struct run *run, struct history_added *added,
                 GError **error)
{
    struct history_added counted = *added;
    g_autoptr(Writer) writer = NULL;
    if (!database_begin(history, error))
        return false;
    struct part part = {.history = history, .added = &counted};
    writer = part.writer = writer_new(history, error);
    g_autoptr(GPtrArray) shares = list_shares(run);
    bool is_good = writer != NULL;
    for (guint i = 0; i < shares->len && is_good; i++) {
        part.share = g_ptr_array_index(shares, i);
        part.machine = put_machine(writer, run->machine, part.share->machine, error);
        is_good = part.machine != HISTORY_UNKNOWN && put_sides(&part, run, error);
    }
    if (!database_end(history, is_good, error))
        return false;
    *added = counted;
    return true;
}

bool history_add_ancestry(struct history *history, char *const *lines, GError **error)
{
    if (!database_begin(history, error))
        return false;
    g_autoptr(Writer) writer = writer_new(history, error);
    bool is_good = writer != NULL;
    for (; *lines != NULL && is_good; lines++) {
        g_auto(GStrv) words = g_strsplit(*lines, " ", -1);
        for (guint i = 1; words[0] != NULL && words[i] != NULL && is_good; i++)
            is_good = writer_put_ancestry(writer, words[0], words[i], error);
    }
    return database_end(history, is_good, error);
}
