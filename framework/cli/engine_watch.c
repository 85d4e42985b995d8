// SPDX-License-Identifier: MIT
#include "framework/cli/engine_watch.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/progress.h"
#include "framework/engine/slurm.h"

// A part as it was seen last.
struct seen {
    enum slurm_phase phase;
    bool is_done;
    bool is_over;    // it has ended without a result, for good
    bool is_again;   // it was submitted once more
    gint64 ended_us; // since when it is known to have ended without a result; 0: it has not
    guint64 job;     // the last one that has it, which counts
    char *state, *node, *reason; // Slurm's words; NULL: it knows nothing of it
};

struct watch {
    struct job *job;
    bool is_quiet;
    bool has_said_waiting, has_said_deaf;
    struct seen *parts; // by number, from 1
    struct progress progress;
};

static struct slurm_request request_of(const struct job *job, const char *script,
                                       const GArray *numbers)
{
    return (struct slurm_request){
        .name = job->name,
        .script = script,
        .folder = job->folder,
        .numbers = numbers,
        .most_at_once = job->most_at_once,
        .partition = job->partition,
        .constraint = job->constraint,
    };
}

static bool submit(struct job *job, const GArray *numbers, GError **error)
{
    g_autofree char *script = job_script_path(job);
    const struct slurm_request request = request_of(job, script, numbers);
    char *number = slurm_submit(&request, error);
    if (number == NULL)
        return false;
    g_ptr_array_add(job->numbers, number);
    return job_save(job, error);
}

static GArray *all_numbers(const struct job *job)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(unsigned));
    for (unsigned number = 1; number <= job->n; number++)
        g_array_append_val(numbers, number);
    return numbers;
}

bool engine_submit_all(struct job *job, GError **error)
{
    g_autoptr(GArray) numbers = all_numbers(job);
    return submit(job, numbers, error);
}

char *engine_submit_line(const struct job *job)
{
    g_autoptr(GArray) numbers = all_numbers(job);
    g_autofree char *script = job_script_path(job);
    const struct slurm_request request = request_of(job, script, numbers);
    return slurm_submit_line(&request);
}

static void set_word(char **word, const char *value)
{
    g_free(*word);
    *word = g_strdup(value);
}

static void take_tasks(struct watch *watch, const GPtrArray *tasks)
{
    for (unsigned number = 1; number <= watch->job->n; number++)
        watch->parts[number].phase = SLURM_ENDED;
    for (guint i = 0; i < tasks->len; i++) {
        const struct slurm_task *task = g_ptr_array_index(tasks, i);
        guint64 job = g_ascii_strtoull(task->job, NULL, 10);
        if (task->number == 0 || task->number > watch->job->n ||
            job < watch->parts[task->number].job)
            continue;
        struct seen *part = &watch->parts[task->number];
        part->job = job;
        part->phase = task->phase;
        set_word(&part->state, task->state);
        set_word(&part->node, task->node);
        set_word(&part->reason, task->reason);
    }
}

static unsigned count(const struct watch *watch, enum slurm_phase phase)
{
    unsigned n = 0;
    for (unsigned number = 1; number <= watch->job->n; number++) {
        const struct seen *part = &watch->parts[number];
        n += !part->is_done && !part->is_over && part->phase == phase;
    }
    return n;
}

static void note_done(struct watch *watch, unsigned number, const struct job_end *end)
{
    watch->parts[number].is_done = true;
    unsigned left = 0;
    for (unsigned i = 1; i <= watch->job->n; i++)
        left += !watch->parts[i].is_done;
    progress_next(&watch->progress, 1);
    if (!watch->is_quiet && !watch->progress.is_shown)
        say("part %u of %u is done (%s), %u to go", number, watch->job->n, end->node, left);
}

// Files of another machine are seen with a delay (of NFS: up to a minute).
static bool is_late(struct seen *part)
{
    enum { FAILED_S = 2, COMPLETED_S = 70 };
    gint64 now_us = g_get_monotonic_time();
    bool is_completed = g_strcmp0(part->state, "COMPLETED") == 0;
    if (part->ended_us == 0)
        part->ended_us = now_us;
    return now_us - part->ended_us >= (is_completed ? COMPLETED_S : FAILED_S) * G_USEC_PER_SEC;
}

// Another node would not help where somebody or a limit ended it.
static bool is_ended_on_purpose(const struct seen *part)
{
    static const char *const words[] = {"CANCELLED", "TIMEOUT", "DEADLINE", "OUT_OF_MEMORY", NULL};
    return part->state != NULL && g_strv_contains(words, part->state);
}

static void give_up(struct watch *watch, unsigned number, const struct job_end *end)
{
    struct seen *part = &watch->parts[number];
    g_autofree char *last = job_last_words(watch->job, number);
    const char *state = part->state != NULL ? part->state : "Slurm has forgotten it";
    const char *node = part->node != NULL && *part->node != '\0' ? part->node : "a node";
    part->is_over = true;
    if (end->node[0] != '\0')
        complain(EXIT_UNMEASURED, "part %u of %u failed on %s, exit code %d: %s", number,
                 watch->job->n, end->node, end->code, last);
    else
        complain(EXIT_UNMEASURED, "part %u of %u was lost on %s%s (%s)%s%s", number, watch->job->n,
                 node, part->is_again ? ", again" : "", state, *last != '\0' ? ": " : "", last);
}

static void note_lost(const struct watch *watch, unsigned number)
{
    const struct seen *part = &watch->parts[number];
    if (!watch->is_quiet)
        say("part %u of %u was lost on %s (%s), so it is submitted again", number, watch->job->n,
            part->node != NULL && *part->node != '\0' ? part->node : "a node",
            part->state != NULL ? part->state : "Slurm has forgotten it");
}

// Looks at all parts; `lost` gets the numbers of those to submit again.
static void look(struct watch *watch, bool knows_tasks, GArray *lost)
{
    for (unsigned number = 1; number <= watch->job->n; number++) {
        struct seen *part = &watch->parts[number];
        struct job_end end;
        if (part->is_done || part->is_over)
            continue;
        enum job_part what = job_look_at(watch->job, number, &end);
        if (what == PART_DONE) {
            note_done(watch, number, &end);
            continue;
        }
        if (!knows_tasks || part->phase != SLURM_ENDED) {
            part->ended_us = 0;
            continue;
        }
        if (what == PART_MISSING && !is_late(part))
            continue;
        if (what == PART_REFUSED || part->is_again || is_ended_on_purpose(part)) {
            give_up(watch, number, &end);
            continue;
        }
        note_lost(watch, number);
        g_array_append_val(lost, number);
    }
}

static bool submit_again(struct watch *watch, const GArray *numbers, GError **error)
{
    if (numbers->len == 0)
        return true;
    if (!submit(watch->job, numbers, error))
        return false;
    const GPtrArray *jobs = watch->job->numbers;
    for (guint i = 0; i < numbers->len; i++) {
        struct seen *part = &watch->parts[g_array_index(numbers, unsigned, i)];
        part->is_again = true;
        part->ended_us = 0;
        part->phase = SLURM_WAITING;
        part->job = g_ascii_strtoull(g_ptr_array_index(jobs, jobs->len - 1), NULL, 10);
    }
    return true;
}

static const char *reason_of(const struct watch *watch)
{
    for (unsigned number = 1; number <= watch->job->n; number++) {
        const struct seen *part = &watch->parts[number];
        if (!part->is_done && part->phase == SLURM_WAITING && part->reason != NULL)
            return part->reason;
    }
    return "None";
}

static void show(struct watch *watch)
{
    unsigned running = count(watch, SLURM_RUNNING);
    unsigned waiting = count(watch, SLURM_WAITING);
    const char *reason = reason_of(watch);
    g_autofree char *text = g_strdup_printf("%u running, %u waiting", running, waiting);
    progress_show(&watch->progress, text, 0);
    bool is_stuck = running == 0 && waiting > 0 && strcmp(reason, "None") != 0;
    if (is_stuck && !watch->has_said_waiting && !watch->is_quiet) {
        say("no node is free for it yet (%s); Ctrl-C leaves the job in the queue", reason);
        watch->has_said_waiting = true;
    }
}

// Slurm may be restarted meanwhile; what parts write is seen nevertheless.
static bool ask(struct watch *watch)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) tasks = slurm_list(watch->job->name, &error);
    if (tasks != NULL)
        take_tasks(watch, tasks);
    else if (!watch->has_said_deaf && !interruption_caused(error)) {
        say("%s; trying again", error->message);
        watch->has_said_deaf = true;
    }
    return tasks != NULL;
}

static void rest(double s)
{
    gint64 ends_us = g_get_monotonic_time() + (gint64)(s * 1e6);
    while (g_get_monotonic_time() < ends_us && !interruption_is_requested())
        g_usleep(50000);
}

static int conclude(const struct watch *watch)
{
    for (unsigned number = 1; number <= watch->job->n; number++)
        if (!watch->parts[number].is_done)
            return EXIT_UNMEASURED;
    return EXIT_GOOD;
}

static unsigned count_open(const struct watch *watch)
{
    return count(watch, SLURM_WAITING) + count(watch, SLURM_RUNNING) + count(watch, SLURM_ENDED);
}

// Asked less and less often, until something happens.
static int watch_all(struct watch *watch)
{
    const double shortest_s = 0.2, longest_s = 10;
    double pause_s = shortest_s;
    for (;;) {
        unsigned n_open = count_open(watch);
        g_autoptr(GArray) lost = g_array_new(FALSE, FALSE, sizeof(unsigned));
        g_autoptr(GError) error = NULL;
        bool knows_tasks = ask(watch);
        look(watch, knows_tasks, lost);
        if (!interruption_is_requested() && !submit_again(watch, lost, &error))
            return complain(EXIT_UNMEASURED, "%s", error->message);
        if (interruption_is_requested())
            return EXIT_INTERRUPTED;
        show(watch);
        if (count_open(watch) == 0)
            return conclude(watch);
        bool has_changed = lost->len > 0 || count_open(watch) < n_open;
        pause_s = has_changed ? shortest_s : MIN(1.3 * pause_s, longest_s);
        rest(pause_s);
    }
}

// Parts that failed while nobody waited, or before, get another chance.
static bool try_failed_again(struct watch *watch, GError **error)
{
    g_autoptr(GArray) failed = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_autoptr(GPtrArray) tasks = slurm_list(watch->job->name, NULL);
    if (tasks == NULL)
        return true;
    take_tasks(watch, tasks);
    for (unsigned number = 1; number <= watch->job->n; number++) {
        struct job_end end;
        enum job_part what = job_look_at(watch->job, number, &end);
        bool has_failed = what == PART_REFUSED ||
                          (what == PART_MISSING && is_ended_on_purpose(&watch->parts[number]));
        if (watch->parts[number].phase == SLURM_ENDED && has_failed) {
            job_forget_end(watch->job, number);
            g_array_append_val(failed, number);
        }
    }
    return submit_again(watch, failed, error);
}

int engine_watch(struct job *job, bool is_quiet)
{
    g_autoptr(GError) error = NULL;
    struct watch watch = {.job = job, .is_quiet = is_quiet};
    watch.parts = g_new0(struct seen, job->n + 1);
    progress_begin(&watch.progress, job->n, job->n, is_quiet);
    int code = try_failed_again(&watch, &error) ? watch_all(&watch)
                                                : complain(EXIT_UNMEASURED, "%s", error->message);
    progress_end(&watch.progress);
    for (unsigned number = 1; number <= job->n; number++) {
        g_free(watch.parts[number].state);
        g_free(watch.parts[number].node);
        g_free(watch.parts[number].reason);
    }
    g_free(watch.parts);
    return code;
}
