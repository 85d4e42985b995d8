// SPDX-License-Identifier: MIT
#include "framework/engine/slurm.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/base/subprocess.h"

G_DEFINE_QUARK(benchrun - slurm - error, slurm_error)

// Slurm's commands disagree with authentication when clocks do.
static const char *hint_of(const char *complaint)
{
    bool is_clock = strstr(complaint, "xpired credential") != NULL ||
                    strstr(complaint, "ewound credential") != NULL;
    return is_clock ? " (the clock of this machine differs from the controller's)" : "";
}

static struct subprocess_call call_of(const char *const *words)
{
    static const char *const environment[] = {"LC_ALL=C", "SQUEUE_FORMAT", "SQUEUE_SORT", NULL};
    return (struct subprocess_call){.argv = words, .environment = environment};
}

// What a command prints, to free.
static char *run(const char *const *words, GError **error)
{
    const struct subprocess_call call = call_of(words);
    struct subprocess_output out = {0};
    GError *cause = NULL;
    if (!subprocess_run(&call, &out, &cause)) {
        if (interruption_caused(cause)) {
            g_propagate_error(error, cause);
            return NULL;
        }
        g_set_error(error, SLURM_ERROR, SLURM_ERROR_MISSING,
                    "cannot start '%s': %s; --engine slurm needs Slurm's commands in PATH",
                    words[0], cause->message);
        g_error_free(cause);
        return NULL;
    }
    char *printed = NULL;
    g_strchomp(out.complaints);
    if (out.wait_status == 0)
        printed = g_strdup(out.output);
    else
        g_set_error(error, SLURM_ERROR, SLURM_ERROR_REFUSED, "%s: %s%s", words[0],
                    *out.complaints != '\0' ? out.complaints : "it failed",
                    hint_of(out.complaints));
    subprocess_output_clear(&out);
    return printed;
}

// `1-4,7%2`.
static char *array_words(const struct slurm_request *request)
{
    g_autoptr(GString) words = g_string_new("--array=");
    const GArray *numbers = request->numbers;
    for (guint i = 0; i < numbers->len; i++) {
        unsigned first = g_array_index(numbers, unsigned, i);
        while (i + 1 < numbers->len &&
               g_array_index(numbers, unsigned, i + 1) == g_array_index(numbers, unsigned, i) + 1)
            i++;
        unsigned last = g_array_index(numbers, unsigned, i);
        g_string_append_printf(words, "%s%u", words->str[words->len - 1] == '=' ? "" : ",", first);
        if (last > first)
            g_string_append_printf(words, "-%u", last);
    }
    if (request->most_at_once > 0)
        g_string_append_printf(words, "%%%u", request->most_at_once);
    return g_string_free(g_steal_pointer(&words), FALSE);
}

// In a pattern of a file's name, sbatch reads %.
static char *log_words(const char *folder)
{
    g_auto(GStrv) parts = g_strsplit(folder, "%", -1);
    g_autofree char *safe = g_strjoinv("%%", parts);
    return g_strconcat("--output=", safe, "/%a.log", NULL);
}

static void add_option(GStrvBuilder *words, const char *option, const char *value)
{
    g_autofree char *word = value != NULL ? g_strconcat(option, value, NULL) : NULL;
    if (word != NULL)
        g_strv_builder_add(words, word);
}

static char **submit_words(const struct slurm_request *request)
{
    // A task that Slurm starts again by itself would not be seen to have failed.
    static const char *const usual[] = {
        "sbatch",      "--parsable",   "--nodes=1",          "--ntasks=1",
        "--exclusive", "--no-requeue", "--open-mode=append", NULL};
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autofree char *array = array_words(request);
    g_autofree char *log = log_words(request->folder);
    g_strv_builder_addv(words, (const char **)usual);
    g_strv_builder_add(words, array);
    g_strv_builder_add(words, log);
    add_option(words, "--job-name=", request->name);
    add_option(words, "--partition=", request->partition);
    add_option(words, "--constraint=", request->constraint);
    g_strv_builder_add(words, request->script);
    return g_strv_builder_end(words);
}

char *slurm_submit_line(const struct slurm_request *request)
{
    g_auto(GStrv) words = submit_words(request);
    const struct subprocess_call call = call_of((const char *const *)words);
    return subprocess_line(&call);
}

char *slurm_submit(const struct slurm_request *request, GError **error)
{
    g_auto(GStrv) words = submit_words(request);
    char *printed = run((const char *const *)words, error);
    if (printed == NULL)
        return NULL;
    printed[strcspn(printed, ";\n")] = '\0'; // the cluster's name may follow
    if (g_ascii_isdigit(*printed))
        return printed;
    g_set_error(error, SLURM_ERROR, SLURM_ERROR_REFUSED, "sbatch names no job: '%s'", printed);
    g_free(printed);
    return NULL;
}

static enum slurm_phase phase_of(const char *state)
{
    static const char *const waiting[] = {"PENDING",       "CONFIGURING", "REQUEUED",
                                          "REQUEUE_HOLD",  "REQUEUE_FED", "SPECIAL_EXIT",
                                          "RESV_DEL_HOLD", NULL};
    static const char *const running[] = {"RUNNING",   "COMPLETING", "SUSPENDED", "STOPPED",
                                          "SIGNALING", "STAGE_OUT",  "RESIZING",  NULL};
    if (g_strv_contains(waiting, state))
        return SLURM_WAITING;
    return g_strv_contains(running, state) ? SLURM_RUNNING : SLURM_ENDED;
}

static void task_free(void *data)
{
    struct slurm_task *task = data;
    g_free(task->job);
    g_free(task->state);
    g_free(task->node);
    g_free(task->reason);
    g_free(task);
}

GPtrArray *slurm_parse_tasks(const char *text)
{
    GPtrArray *tasks = g_ptr_array_new_with_free_func(task_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        guint64 number = 0;
        g_auto(GStrv) fields = g_strsplit(*line, "|", 5);
        if (g_strv_length(fields) != 5 ||
            !g_ascii_string_to_unsigned(fields[1], 10, 0, G_MAXUINT, &number, NULL))
            continue;
        struct slurm_task *task = g_new(struct slurm_task, 1);
        *task = (struct slurm_task){
            .number = (unsigned)number,
            .phase = phase_of(fields[2]),
            .job = g_strdup(fields[0]),
            .state = g_strdup(fields[2]),
            .node = g_strdup(fields[3]),
            .reason = g_strdup(fields[4]),
        };
        g_ptr_array_add(tasks, task);
    }
    return tasks;
}

GPtrArray *slurm_list(const char *name, GError **error)
{
    g_autofree char *by_name = g_strconcat("--name=", name, NULL);
    const char *const words[] = {
        "squeue", "--noheader", "--array", "--states=all", by_name, "--format=%F|%K|%T|%N|%r",
        NULL};
    g_autofree char *printed = run(words, error);
    return printed != NULL ? slurm_parse_tasks(printed) : NULL;
}
