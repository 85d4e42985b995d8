// SPDX-License-Identifier: MIT
#include "framework/runner/passes/instructions.h"

#include <stdio.h>
#include <string.h>

#include "framework/runner/reply.h"
#include "framework/stats/quantile.h"

G_DEFINE_QUARK(benchrun - instructions - error, instructions_error)

// Everything lasts 20 to 50 times as long under callgrind.
enum { SLOWDOWN = 50, VALGRIND_BYTES = 512 << 20, SAMPLES = 3 };
static const double target_s = 0.15;     // of the sample of n iterations
static const double even_within = 0.005; // of the count between two samples
static const double most_growth = 16;    // of the iterations in one step of calibration
static const uint64_t most_iterations = 1u << 30;

// The counts are written to a file whenever the loop is entered or left, and start anew there.
#define LOOP_ENTERED "--dump-after=bench_loop_begin"
#define LOOP_LEFT "--dump-before=bench_loop_end"

struct pass {
    struct worker *worker;
    char *folder; // that the counts are written to
    char *program;
};

static void remove_files(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        remove(path);
    }
    if (dir != NULL)
        g_dir_close(dir);
}

static void close_pass(struct pass *pass)
{
    worker_stop(pass->worker);
    if (pass->folder != NULL) {
        remove_files(pass->folder);
        remove(pass->folder);
    }
    g_free(pass->folder);
    g_free(pass->program);
}

static bool check_tool(const struct launch *launch, GError **error)
{
    g_autofree char *valgrind = g_find_program_in_path("valgrind");
    if (launch->launcher != NULL && *launch->launcher != NULL) {
        g_set_error(error, INSTRUCTIONS_ERROR, INSTRUCTIONS_ERROR_TOOL,
                    "callgrind cannot be started through '%s': leave out --launcher, or "
                    "--instructions",
                    *launch->launcher);
        return false;
    }
    if (valgrind == NULL)
        g_set_error(error, INSTRUCTIONS_ERROR, INSTRUCTIONS_ERROR_TOOL,
                    "valgrind is not installed: install it (Debian: apt install valgrind), or "
                    "leave out --instructions");
    return valgrind != NULL;
}

static bool open_pass(struct pass *pass, const struct launch *launch, GError **error)
{
    if (!check_tool(launch, error))
        return false;
    pass->folder = g_dir_make_tmp("benchrun-instructions-XXXXXX", error);
    if (pass->folder == NULL)
        return false;
    g_autofree char *file = g_strdup_printf("--callgrind-out-file=%s/counts", pass->folder);
    const char *const launcher[] = {"valgrind", "-q", "--tool=callgrind", LOOP_ENTERED, LOOP_LEFT,
                                    file,       NULL};
    bool is_bare = strchr(launch->program, '/') == NULL;
    pass->program = g_strconcat(is_bare ? "./" : "", launch->program, NULL);
    struct launch under = *launch;
    under.program = pass->program;
    under.launcher = launcher;
    under.timeout_s *= SLOWDOWN;
    if (under.memory_limit_bytes > 0)
        under.memory_limit_bytes += under.memory_limit_bytes + VALGRIND_BYTES;
    pass->worker = worker_start(&under, error);
    return pass->worker != NULL;
}

// The final reply when it is `ok`.
static const char *ask(struct pass *pass, const char *request, uint64_t number, GError **error)
{
    const char *reply =
        worker_request(pass->worker, NULL, NULL, error, "%s %" G_GUINT64_FORMAT, request, number);
    if (reply == NULL) {
        g_autofree char *words = worker_last_words(pass->worker);
        if (*words != '\0' && error != NULL && *error != NULL)
            g_prefix_error(error, "%s\n", words);
        return NULL;
    }
    if (reply_is(reply, "ok"))
        return reply;
    g_autofree char *why = reply_text(reply, "message");
    g_set_error(error, INSTRUCTIONS_ERROR, INSTRUCTIONS_ERROR_CASE, "%s",
                why ? why : "no reason given");
    return NULL;
}

// What a file says of a whole pass through the loop; 0 for what was counted outside of it.
static double read_counts(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    const char *total = strstr(text, "\ntotals: ");
    if (total == NULL || strstr(text, "desc: Trigger: " LOOP_LEFT "\n") == NULL)
        return 0;
    return (double)g_ascii_strtoull(total + strlen("\ntotals: "), NULL, 10);
}

static bool count_sample(struct pass *pass, uint64_t iterations, double *out, GError **error)
{
    remove_files(pass->folder);
    if (ask(pass, "sample", iterations, error) == NULL)
        return false;
    GDir *dir = g_dir_open(pass->folder, 0, error);
    if (dir == NULL)
        return false;
    *out = 0;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(pass->folder, name, NULL);
        *out += read_counts(path);
    }
    g_dir_close(dir);
    if (*out > 0)
        return true;
    g_set_error(error, INSTRUCTIONS_ERROR, INSTRUCTIONS_ERROR_CASE,
                "callgrind saw no loop: the suite may have been linked with -flto");
    return false;
}

// So many iterations that a sample takes its time; the first call, which also links, counts not.
static uint64_t calibrate(struct pass *pass, GError **error)
{
    uint64_t iterations = 1;
    double ignored = 0;
    if (!count_sample(pass, iterations, &ignored, error))
        return 0;
    for (;;) {
        gint64 started_us = g_get_monotonic_time();
        if (!count_sample(pass, iterations, &ignored, error))
            return 0;
        double lasted_s = (double)MAX(g_get_monotonic_time() - started_us, 1) / 1e6;
        if (lasted_s > target_s / 2 || iterations > most_iterations)
            return iterations;
        double growth = CLAMP(target_s / lasted_s, 2, most_growth);
        iterations = (uint64_t)((double)iterations * growth);
    }
}

// The slope over three samples; NAN where they do not lie on a line.
static double find_slope(const double counts[SAMPLES], uint64_t step, GError **error)
{
    double first = counts[1] - counts[0];
    double second = counts[2] - counts[1];
    double slope = (first + second) / 2 / (double)step;
    if (slope > 0 && fabs(first - second) <= even_within * fmax(first, second))
        return slope;
    g_set_error(error, INSTRUCTIONS_ERROR, INSTRUCTIONS_ERROR_UNEVEN,
                "it does not grow evenly with the iterations: %.0f for some, %.0f for as many more",
                first, second);
    return NAN;
}

// Where the author fixed the iterations, other numbers of them may break the body.
static double count_fixed(struct pass *pass, uint64_t iterations, GError **error)
{
    double counts[SAMPLES] = {0};
    for (unsigned i = 0; i < SAMPLES; i++)
        if (!count_sample(pass, iterations, &counts[i], error))
            return NAN;
    // As if they followed each other; the first, which also links, counts not.
    double sums[SAMPLES] = {0, counts[1], counts[1] + counts[2]};
    return find_slope(sums, iterations, error);
}

static double count_in_pass(struct pass *pass, const struct bench_case *bench_case, GError **error)
{
    double counts[SAMPLES] = {0};
    if (ask(pass, "open", bench_case->index, error) == NULL)
        return NAN;
    if (bench_case->iterations > 0)
        return count_fixed(pass, bench_case->iterations, error);
    uint64_t iterations = calibrate(pass, error);
    for (unsigned i = 0; i < SAMPLES; i++)
        if (iterations == 0 || !count_sample(pass, (i + 1) * iterations, &counts[i], error))
            return NAN;
    return find_slope(counts, iterations, error);
}

double instructions_count(const struct launch *launch, const struct bench_case *bench_case,
                          GError **error)
{
    struct pass pass = {0};
    double count = open_pass(&pass, launch, error) ? count_in_pass(&pass, bench_case, error) : NAN;
    close_pass(&pass);
    if (isnan(count))
        g_prefix_error(error, "cannot count the instructions of '%s': ", bench_case->id);
    return count;
}

double instructions_counted(const struct result *result)
{
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = &g_array_index(process->samples, struct sample, i);
            double count = sample->instructions / (double)sample->iterations;
            if (isfinite(count))
                g_array_append_val(counts, count);
        }
    }
    return median_of((double *)(void *)counts->data, counts->len);
}
