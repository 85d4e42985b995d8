// SPDX-License-Identifier: MIT
#include "framework/runner/passes/pass.h"

#include <string.h>

#include "framework/base/scratch.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/preload.h"

G_DEFINE_QUARK(benchrun - pass - error, pass_error)

enum { SAMPLES = 3 };
static const double target_ns = 0.03e9;  // of the sample of n iterations, where it is taken once
static const double even_within = 0.005; // of the count between two samples

static void add_expanded(GStrvBuilder *expanded, const char *const *words, const char *folder)
{
    for (; words != NULL && *words != NULL; words++) {
        g_autoptr(GString) word = g_string_new(*words);
        g_string_replace(word, "{folder}", folder, 0);
        g_strv_builder_add(expanded, word->str);
    }
}

static char **expand_words(const char *const *words, const char *folder)
{
    g_autoptr(GStrvBuilder) expanded = g_strv_builder_new();
    add_expanded(expanded, words, folder);
    return g_strv_builder_end(expanded);
}

// What is set for the arm, then what the pass sets; NULL and an error where a library is missing.
static char **build_environment(const struct pass *pass, const char *const *own, const char *folder,
                                GError **error)
{
    g_auto(GStrv) set = expand_words(pass->environment, folder);
    g_auto(GStrv) joined = launch_join(own, (const char *const *)set);
    if (pass->preload == NULL)
        return g_steal_pointer(&joined);
    g_autofree char *preload = preload_setting(pass->preload, own, error);
    const char *const more[] = {preload, NULL};
    return preload != NULL ? launch_join((const char *const *)joined, more) : NULL;
}

// What the three samples had, by metric.
struct counted {
    double of[SAMPLES][PASS_MOST_METRICS];
    uint64_t step; // iterations, of all threads, that each has more than the one before
};

static struct pass_found find_slope(const struct counted *counted, unsigned metric)
{
    double first = counted->of[1][metric] - counted->of[0][metric];
    double second = counted->of[2][metric] - counted->of[1][metric];
    double slope = (first + second) / 2 / (double)counted->step;
    bool is_even = slope >= 0 && fabs(first - second) <= even_within * fmax(first, second);
    return (struct pass_found){slope, is_even};
}

// Where they do not lie on a line: all there was, spread over all iterations.
static struct pass_found find_mean(const struct counted *counted, unsigned metric)
{
    struct pass_found found = find_slope(counted, metric);
    double sum = 0;
    for (unsigned i = 0; i < SAMPLES; i++)
        sum += counted->of[i][metric];
    double growth = counted->of[1][metric] - counted->of[0][metric];
    found.is_exact = growth == counted->of[2][metric] - counted->of[1][metric] &&
                     found.value == round(found.value);
    if (!found.is_exact && isfinite(sum))
        found.value = sum / (SAMPLES * (SAMPLES + 1) / 2.0) / (double)counted->step;
    return found;
}

static struct pass_found find_highest(const struct counted *counted, unsigned metric)
{
    double highest = counted->of[0][metric];
    bool is_exact = true;
    for (unsigned i = 1; i < SAMPLES; i++) {
        is_exact = is_exact && counted->of[i][metric] == highest;
        highest = fmax(highest, counted->of[i][metric]);
    }
    return (struct pass_found){highest, is_exact};
}

static bool refuse_uneven(const struct counted *counted, unsigned metric, GError **error)
{
    g_set_error(error, PASS_ERROR, PASS_ERROR_UNEVEN,
                "it does not grow in proportion to the iterations: %.0f for some, %.0f for the "
                "same number again",
                counted->of[1][metric] - counted->of[0][metric],
                counted->of[2][metric] - counted->of[1][metric]);
    return false;
}

// A failure of the worker or of the body is in the scratch result of the station.
static bool count(struct pass_run *run, uint64_t iterations, double *out, GError **error)
{
    if (!run->station->is_out && !run->pass->count(run, iterations, out, error))
        return false;
    if (!run->station->is_out)
        return true;
    g_set_error_literal(error, PASS_ERROR, PASS_ERROR_CASE, station_why_out(run->station));
    return false;
}

// Where the author fixed the iterations, other numbers of them may break the body: as if three
// samples followed each other. The first, which also links, does not count.
static void add_up(struct counted *counted)
{
    for (unsigned m = 0; m < PASS_MOST_METRICS; m++) {
        counted->of[0][m] = 0;
        counted->of[2][m] += counted->of[1][m];
    }
}

static bool count_all(struct pass_run *run, struct counted *counted, GError **error)
{
    uint64_t fixed = run->station->arm->result->bench_case->iterations;
    uint64_t n = run->station->arm->iterations;
    double ignored[PASS_MOST_METRICS];
    *counted = (struct counted){.step = n * MAX(run->station->arm->result->bench_case->threads, 1)};
    if (!count(run, n, ignored, error)) // the first also links
        return false;
    for (unsigned i = 0; i < SAMPLES; i++)
        if (!count(run, fixed > 0 ? fixed : (i + 1) * n, counted->of[i], error))
            return false;
    if (fixed > 0)
        add_up(counted);
    return true;
}

struct taking {
    struct pass_run run;
    struct pass_process *process;
};

static bool conclude(struct taking *taking, const struct counted *counted, GError **error)
{
    const struct pass *pass = taking->run.pass;
    struct pass_found *found = taking->process->found;
    for (unsigned m = 0; pass->metrics[m].name != NULL; m++) {
        found[m] = pass->metrics[m].how == PASS_HIGHEST ? find_highest(counted, m)
                   : pass->is_steady                    ? find_slope(counted, m)
                                                        : find_mean(counted, m);
        if (pass->is_steady && !found[m].is_exact)
            return refuse_uneven(counted, m, error);
    }
    return true;
}

static bool run_case(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    struct taking *taking = data;
    struct counted counted;
    taking->run.station = station;
    station_open(station, &start);
    if (taking->process->iterations > 0)
        station->arm->iterations = taking->process->iterations;
    station_calibrate(station, taking->process->target_ns);
    taking->process->iterations = station->arm->iterations;
    return count_all(&taking->run, &counted, error) && conclude(taking, &counted, error);
}

static bool run_apart(struct taking *taking, const struct arm *arm, const char *other_program,
                      GError **error)
{
    const struct pass *pass = taking->run.pass;
    const char *folder = taking->run.folder;
    g_auto(GStrv) launcher = expand_words(pass->launcher, folder);
    g_auto(GStrv) environment = build_environment(pass, arm->launch.env, folder, error);
    if (environment == NULL)
        return false;
    struct launch launch = arm->launch;
    if (other_program != NULL)
        launch.program = other_program;
    if (*launcher != NULL)
        launch.launcher = (const char *const *)launcher;
    launch.env = (const char *const *)environment;
    launch.same_layout = launch.same_layout && !taking->process->has_random_addresses;
    launch_allow_more(&launch, pass->slowdown, pass->memory_bytes);
    return apart_case(arm->result->bench_case, &launch, run_case, taking, error);
}

bool pass_run(const struct pass *pass, const struct arm *arm, const char *program,
              struct pass_process *process, GError **error)
{
    struct scratch scratch;
    if ((pass->is_available != NULL && !pass->is_available(&arm->launch, error)) ||
        !scratch_open(&scratch, error))
        return false;
    struct taking taking = {.run = {.pass = pass, .folder = scratch.folder}, .process = process};
    bool is_taken = run_apart(&taking, arm, program, error);
    process->warning = taking.run.warning;
    scratch_close(&scratch);
    return is_taken;
}

static void add_metrics(const struct pass *pass, const struct pass_process *process,
                        struct result *result)
{
    for (unsigned m = 0; pass->metrics[m].name != NULL; m++) {
        const struct pass_found *found = &process->found[m];
        const struct metric *before = result_find_metric(result, pass->metrics[m].name);
        // By the pass `counters`.
        bool is_better_known =
            before != NULL && before->is_paired && strcmp(before->source, pass->name) != 0;
        if (isfinite(found->value) && !is_better_known)
            result_set_metric(result, pass->metrics[m].name, pass->name, found->value)->is_exact =
                found->is_exact && !pass->metrics[m].is_noisy;
    }
    if (process->warning != NULL)
        result_warn(result, "%s", process->warning);
}

bool pass_take(const struct pass *pass, struct arm *arm, const char *program, GError **error)
{
    struct pass_process process = {.target_ns = target_ns};
    bool is_taken = pass_run(pass, arm, program, &process, error);
    if (is_taken)
        add_metrics(pass, &process, arm->result);
    else
        g_prefix_error(error, "no %s of '%s': ", pass->metrics[0].name,
                       arm->result->bench_case->id);
    g_free(process.warning);
    return is_taken;
}
