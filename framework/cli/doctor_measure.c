// SPDX-License-Identifier: MIT
#include "framework/cli/doctor_measure.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/sides.h"
#include "framework/compare/compare.h"
#include "framework/compare/decision.h"
#include "framework/result/summary.h"
#include "framework/runner/own_files.h"
#include "framework/stats/looks.h"
#include "framework/stats/quantile.h"
#include "framework/stats/random.h"
#include "framework/stats/signed_rank.h"

enum { SLEEPS = 500, REPEATS = 4 };
static const double speeds_s = 2;

// A comparison of the kernels with themselves, as `benchrun compare --aa` makes it.
struct measuring {
    struct recording recording;
    struct sides sides;
    struct noise *noise;
    const GArray *cpus; // struct cpu_facts
};

static int explain(GError *error)
{
    int code = interruption_caused(error) ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
    if (code != EXIT_INTERRUPTED)
        complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

// With the options that `compare` has by itself; a project's own do not describe the machine.
static int begin(struct measuring *measuring, const struct options *options)
{
    struct recording *recording = &measuring->recording;
    const char *const words[] = {"compare", "--aa",
                                 "-f",      "kernels/arithmetic",
                                 "-f",      "kernels/l2",
                                 "-f",      "kernels/branches",
                                 "-f",      "kernels/system_calls",
                                 NULL};
    char *program = own_file_find("benchrun_kernels", "benchrun");
    GError *error = NULL;
    recording->run = run_new();
    if (program == NULL)
        return complain(EXIT_UNMEASURED,
                        "the suite 'benchrun_kernels' is not where it was installed: install "
                        "benchrun again");
    if (!options_parse(&recording->options, (char *const *)words)) {
        g_free(program);
        return EXIT_USAGE;
    }
    recording->options.suites = g_new0(char *, 2);
    recording->options.suites[0] = program;
    recording->options.cpu = options->cpu;
    recording->options.cpu_wait_s = options->cpu_wait_s;
    recording->options.is_quiet = options->is_quiet;
    recording->run->seed = recording->options.seed;
    if (!pinning_take(&recording->pinning, &recording->options, &error))
        return explain(error);
    measuring->noise->cpu = recording->pinning.cpu;
    return sides_find(&measuring->sides, recording);
}

static void show_share(void *data, const struct plan *plan, double share)
{
    const struct measuring *measuring = data;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    progress_show(&measuring->recording.progress, first->result->bench_case->id, share);
}

// A kernel's comparisons so far.
struct kernel {
    const struct pair *pair;
    double detectable;         // of each, the largest; NAN: one of them would have shown none
    struct comparison *pooled; // all restarts as those of one
};

static void pool(struct kernel *kernel, const struct comparison *comparison)
{
    struct comparison *pooled = kernel->pooled;
    g_array_append_vals(pooled->changes, comparison->changes->data, comparison->changes->len);
    pooled->rounds += comparison->rounds;
    pooled->rounds_left_out += comparison->rounds_left_out;
    bool is_known = !isnan(kernel->detectable) && !isnan(comparison->detectable);
    kernel->detectable = is_known ? fmax(kernel->detectable, comparison->detectable) : NAN;
}

// The comparison is decided alone, as the only one of its run.
static void take(struct kernel *kernel, struct plan *plan)
{
    g_autoptr(Run) run = run_new();
    struct thresholds thresholds = thresholds_default();
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        struct result *result = g_steal_pointer(&arm->result);
        summary_compute(result);
        run_add(run, result);
    }
    compare_sides(run, &thresholds, NULL, NULL);
    if (run->comparisons->len > 0)
        pool(kernel, g_ptr_array_index(run->comparisons, 0));
    else
        kernel->detectable = NAN;
}

// To the end of its budget: what ends early because it is the same says less.
static bool compare_kernel(struct measuring *measuring, struct kernel *kernel, double time_s,
                           struct random *random, GError **error)
{
    struct recording *recording = &measuring->recording;
    const struct discovery *head = &measuring->sides.found[SIDE_HEAD];
    struct fresh_copies *copies[SIDES];
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        copies[side] = fresh_copies_new(random_next(random));
    struct plan *plan =
        sides_plan(&measuring->sides, recording, kernel->pair, copies, random_next(random));
    struct settings settings = recording_paired_settings(recording, head, 1, 0);
    struct observer observer = {.data = measuring, .progress = show_share};
    settings.plan_time_s = time_s;
    progress_next(&recording->progress, time_s);
    bool is_good = plan_measure(plan, &settings, recording->pinning.steal, &observer, error);
    if (is_good)
        take(kernel, plan);
    plan_free(plan);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        fresh_copies_free(copies[side]);
    return is_good;
}

// What one comparison of as many restarts would have shown.
static void decide_pooled(struct comparison *pooled)
{
    struct thresholds thresholds = thresholds_default();
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    guint n = pooled->changes->len;
    if (n == 0)
        return;
    struct looks looks = looks_plan(n);
    sort_ascending(doubles_of(pooled->changes), n);
    pooled->share = looks_share(&looks, looks.n - 1);
    pooled->margin = thresholds.margin;
    pooled->same_within = thresholds.same_within;
    pooled->ratio = exp(signed_rank_center(doubles_of(pooled->changes), n));
    g_ptr_array_add(all, pooled);
    decision_make(all, thresholds.alpha, 0);
}

// Each kernel several times, spread over the whole time: noise comes and goes.
static bool compare_kernels(struct measuring *measuring, double time_s, GError **error)
{
    const GPtrArray *pairs = measuring->sides.common;
    struct random random = {measuring->recording.run->seed};
    g_autofree struct kernel *kernels = g_new0(struct kernel, pairs->len);
    bool is_good = true;
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        const char *id = pair->cases[SIDE_HEAD]->id;
        kernels[i] = (struct kernel){.pair = pair, .pooled = comparison_new(id, id)};
    }
    for (guint i = 0; i < REPEATS * pairs->len && is_good; i++)
        is_good = compare_kernel(measuring, &kernels[i % pairs->len], time_s, &random, error);
    for (guint i = 0; i < pairs->len; i++) {
        struct comparison *pooled = kernels[i].pooled;
        const char *name = kernels[i].pair->cases[SIDE_HEAD]->name;
        decide_pooled(pooled);
        noise_add_change(measuring->noise, name, time_s, kernels[i].detectable);
        noise_add_change(measuring->noise, name, REPEATS * time_s, pooled->detectable);
        comparison_free(pooled);
    }
    return is_good;
}

static void measure_itself(struct measuring *measuring)
{
    struct noise *noise = measuring->noise;
    const struct progress *progress = &measuring->recording.progress;
    const struct suite_facts *facts = &measuring->sides.found[SIDE_HEAD].facts;
    noise->clock_resolution_ns = facts->clock_resolution_ns;
    noise->clock_cost_ns = facts->clock_cost_ns;
    progress_show(progress, "the empty loop", 0);
    noise_measure_speeds(noise, speeds_s, interruption_is_requested);
    progress_show(progress, "waking up", 0.8);
    noise_measure_wakeups(noise, SLEEPS, interruption_is_requested);
    progress_show(progress, "the CPUs", 0.9);
    noise_measure_cores(noise, measuring->cpus, interruption_is_requested);
}

static int measure(struct measuring *measuring, double time_s)
{
    GError *error = NULL;
    struct progress *progress = &measuring->recording.progress;
    g_assert(measuring->sides.common != NULL); // sides_find() saw to it
    guint n = REPEATS * measuring->sides.common->len;
    progress_begin(progress, n + 1, speeds_s + n * time_s, measuring->recording.options.is_quiet);
    progress_next(progress, speeds_s);
    measure_itself(measuring);
    bool is_good = compare_kernels(measuring, time_s, &error);
    progress_end(progress);
    if (!is_good)
        return explain(error);
    return interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_GOOD;
}

int doctor_measure(const struct options *options, struct checkup *checkup)
{
    gint64 began_us = g_get_monotonic_time();
    struct measuring measuring = {.noise = noise_new(), .cpus = checkup->cpus};
    int code = begin(&measuring, options);
    if (code == EXIT_GOOD)
        code = measure(&measuring, options->time_s);
    measuring.noise->took_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
    sides_clear(&measuring.sides);
    recording_clear(&measuring.recording);
    if (code == EXIT_GOOD)
        checkup->noise = measuring.noise;
    else
        noise_free(measuring.noise);
    return code;
}
