// SPDX-License-Identifier: MIT
#include "framework/runner/passes/pass.h"

#include <string.h>

#include "framework/base/scratch.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/preload.h"

G_DEFINE_QUARK(benchrun - pass - error, pass_error)

enum { SAMPLES = 3 };
static const double target_ns = 0.03e9;  // of the sample of n iterations
static const double even_within = 0.005; // of the count between two samples

static char **expand_words(const char *const *words, const char *folder)
{
    g_autoptr(GStrvBuilder) expanded = g_strv_builder_new();
    for (; words != NULL && *words != NULL; words++) {
        g_autoptr(GString) word = g_string_new(*words);
        g_string_replace(word, "{folder}", folder, 0);
        g_strv_builder_add(expanded, word->str);
    }
    return g_strv_builder_end(expanded);
}

// What is set for the arm, then what the pass sets; NULL and an error where a library is missing.
static char **build_environment(const struct pass *pass, const char *const *own, GError **error)
{
    g_auto(GStrv) joined = launch_join(own, pass->environment);
    if (pass->preload == NULL)
        return g_steal_pointer(&joined);
    g_autofree char *preload = preload_setting(pass->preload, own, error);
    const char *const more[] = {preload, NULL};
    return preload != NULL ? launch_join((const char *const *)joined, more) : NULL;
}

// The slope over three samples; NAN where they do not lie on a line.
static double find_slope(const double counts[SAMPLES], uint64_t step, GError **error)
{
    double first = counts[1] - counts[0];
    double second = counts[2] - counts[1];
    double slope = (first + second) / 2 / (double)step;
    if (slope >= 0 && fabs(first - second) <= even_within * fmax(first, second))
        return slope;
    g_set_error(error, PASS_ERROR, PASS_ERROR_UNEVEN,
                "it does not grow in proportion to the iterations: %.0f for some, %.0f for the "
                "same number again",
                first, second);
    return NAN;
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
// samples followed each other.
static double take_slope(struct pass_run *run, GError **error)
{
    uint64_t fixed = run->station->arm->result->bench_case->iterations;
    uint64_t n = run->station->arm->iterations;
    double counts[SAMPLES] = {0};
    double sum = 0;
    for (unsigned i = 0; i < SAMPLES; i++) {
        if (!count(run, fixed > 0 ? fixed : (i + 1) * n, &counts[i], error))
            return NAN;
        sum += fixed > 0 && i > 0 ? counts[i] : 0; // the first, which also links, does not count
        counts[i] = fixed > 0 ? sum : counts[i];
    }
    return find_slope(counts, n, error);
}

// What a pass brings; `value` stays NAN without.
struct taking {
    struct pass_run run;
    double value;
};

static bool run_pass(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    struct taking *taking = data;
    double ignored = 0;
    taking->run.station = station;
    station_open(station, &start);
    station_calibrate(station, target_ns);
    if (count(&taking->run, station->arm->iterations, &ignored, error))
        taking->value = take_slope(&taking->run, error);
    return !isnan(taking->value);
}

static double run_apart(const struct pass *pass, const struct arm *arm, const char *folder,
                        const char *other_program, GError **error)
{
    g_auto(GStrv) launcher = expand_words(pass->launcher, folder);
    g_auto(GStrv) environment = build_environment(pass, arm->launch.env, error);
    if (environment == NULL)
        return NAN;
    struct launch launch = arm->launch;
    struct taking taking = {{.pass = pass, .folder = (char *)folder}, NAN};
    if (other_program != NULL)
        launch.program = other_program;
    if (*launcher != NULL)
        launch.launcher = (const char *const *)launcher;
    launch.env = (const char *const *)environment;
    launch_allow_more(&launch, pass->slowdown, pass->memory_bytes);
    apart_case(arm->result->bench_case, &launch, run_pass, &taking, error);
    return taking.value;
}

bool pass_take(const struct pass *pass, struct arm *arm, const char *program, GError **error)
{
    double value = NAN;
    if (pass->is_available == NULL || pass->is_available(&arm->launch, error)) {
        struct scratch scratch;
        if (scratch_open(&scratch, error)) {
            value = run_apart(pass, arm, scratch.folder, program, error);
            scratch_close(&scratch);
        }
    }
    if (isnan(value)) {
        g_prefix_error(error, "no %s of '%s': ", pass->metric, arm->result->bench_case->id);
        return false;
    }
    result_set_metric(arm->result, pass->metric, pass->name, value);
    return true;
}
