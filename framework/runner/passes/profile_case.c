// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_case.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/base/interruption.h"
#include "framework/runner/passes/profile_spans.h"
#include "framework/runner/station.h"
#include "framework/stats/quantile.h"
#include "framework/stats/signed_rank.h"

// Long against what an exchange with the worker takes, short against what the kernel's buffer
// holds.
static const double target_ns = 20e6;
static const double wait_time_s = 2; // where no time is given: a case may never wait

// What sampling costs is the typical ratio of neighbouring samples with and without it.
enum { PAIRS = 30 };

struct profiling {
    const struct profile_case_options *options;
    struct sampler *sampler;
    struct station station;
    GArray *ratios; // double
    double iterations;
    gint64 began_us;
    gint64 sampled_us; // when a sample that counts was last known of
    guint n_samples;   // then
};

static bool fail(struct profiling *profiling, GError **error)
{
    const struct result *result = profiling->station.arm->result;
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_DIED, "'%s' is %s: %s", result->bench_case->id,
                status_word(result->status), station_why_out(&profiling->station));
    return false;
}

// A sample that counts; `per_iteration_ns` is how long an iteration took.
static bool take(struct profiling *profiling, bool is_sampled, double *per_iteration_ns)
{
    struct station *station = &profiling->station;
    sampler_pause(profiling->sampler, !is_sampled);
    if (interruption_is_requested() || !station_take_sample(station, station->arm->iterations))
        return false;
    const GArray *samples = station->process->samples;
    *per_iteration_ns = sample_ns(&g_array_index(samples, struct sample, samples->len - 1));
    if (!is_sampled)
        return true;
    sampler_keep(profiling->sampler, station->last.began_ns, station->last.ended_ns);
    sampler_poll(profiling->sampler, 0);
    profiling->iterations += (double)station->arm->iterations;
    return true;
}

static bool take_pairs(struct profiling *profiling)
{
    for (unsigned i = 0; i < PAIRS; i++) {
        double times_ns[2]; // without and with
        for (unsigned k = 0; k < 2; k++)
            if (!take(profiling, (i + k) % 2 == 1, &times_ns[(i + k) % 2]))
                return false;
        double ratio = times_ns[1] / times_ns[0];
        g_array_append_val(profiling->ratios, ratio);
        double used_s = (double)(g_get_monotonic_time() - profiling->began_us) / 1e6;
        if (i > 2 && used_s > fmax(1, profiling->options->time_s))
            break; // a long body
    }
    return true;
}

static bool is_enough(const struct profiling *profiling)
{
    const struct profile_case_options *options = profiling->options;
    double used_s = (double)(g_get_monotonic_time() - profiling->began_us) / 1e6;
    if (isfinite(options->time_s))
        return used_s >= options->time_s;
    if (options->sampler.of_waits)
        return used_s >= wait_time_s;
    return sampler_count(profiling->sampler) >= options->least_samples &&
           sampler_update(profiling->sampler) >= options->least_samples; // in the timed region
}

static bool set_unsampled(GError **error)
{
    g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_OTHER,
                "no sample was taken in the timed region");
    return false;
}

// A worker may say of a wrong time that it is the timed region, so that no sample is ever in it.
static bool has_samples(struct profiling *profiling)
{
    double most_s = profiling->options->most_unsampled_s;
    gint64 now_us = g_get_monotonic_time();
    double quiet_s = (double)(now_us - profiling->sampled_us) / 1e6;
    if (quiet_s < (most_s > 0 ? most_s : PROFILE_MOST_UNSAMPLED_S))
        return true;
    guint n_samples = sampler_update(profiling->sampler);
    bool is_more = n_samples > profiling->n_samples;
    profiling->n_samples = n_samples;
    profiling->sampled_us = now_us;
    return is_more || isfinite(profiling->options->time_s) || profiling->options->sampler.of_waits;
}

static bool check_worker(const struct profiling *profiling, GError **error)
{
    if (profiling->station.last.ended_ns > 0)
        return true;
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_START,
                "its library does not say when the timed region began and ended: build the suite "
                "with this version of benchrun");
    return false;
}

static bool measure(struct profiling *profiling, GError **error)
{
    static const struct start start = {0};
    struct station *station = &profiling->station;
    double ignored_ns = 0;
    if (!station_open(station, &start))
        return fail(profiling, error);
    if (!check_worker(profiling, error) ||
        !sampler_attach(profiling->sampler, worker_pid(station->worker), error))
        return false;
    station_calibrate(station, target_ns);
    profiling->began_us = profiling->sampled_us = g_get_monotonic_time();
    if (station->is_out || !take_pairs(profiling))
        return fail(profiling, error);
    while (!is_enough(profiling)) {
        if (!take(profiling, true, &ignored_ns))
            return fail(profiling, error);
        if (!has_samples(profiling))
            return set_unsampled(error);
    }
    return true;
}

static void set_overhead(struct profile_pass *pass, const GArray *ratios)
{
    static const double alpha = 0.05;
    double *values = doubles_of(ratios);
    sort_ascending(values, ratios->len);
    pass->overhead = signed_rank_center(values, ratios->len) - 1;
    if (ratios->len < signed_rank_least(alpha))
        return;
    signed_rank_interval(values, ratios->len, alpha, pass->overhead_interval);
    for (int i = 0; i < 2; i++)
        pass->overhead_interval[i] -= 1;
}

static bool conclude(struct profiling *profiling, struct profile *profile, GError **error)
{
    sampler_stop(profiling->sampler);
    if (sampler_conclude(profiling->sampler) == 0 && !profiling->options->sampler.of_waits)
        return set_unsampled(error);
    struct profile_pass *pass = g_ptr_array_index(profile->passes, profile->passes->len - 1);
    pass->iterations = profiling->iterations;
    set_overhead(pass, profiling->ratios);
    return true;
}

bool profile_case(struct arm *arm, const struct profile_case_options *options,
                  struct profile *profile, GError **error)
{
    struct profiling profiling = {
        .options = options,
        .sampler = sampler_new(profile, &options->sampler),
        .ratios = g_array_new(FALSE, FALSE, sizeof(double)),
    };
    station_init(&profiling.station, arm);
    bool is_good = measure(&profiling, error) && conclude(&profiling, profile, error);
    bool has_spans = profiling.station.last.stages > 0;
    station_clear(&profiling.station);
    if (is_good && options->with_spans && has_spans)
        profile_spans_of_case(arm, profile);
    sampler_free(profiling.sampler);
    g_array_unref(profiling.ratios);
    return is_good;
}
