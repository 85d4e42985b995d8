// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_spans.h"

#include <time.h>

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/profile/span_files.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"

// Some ms of a case show what its stages do; what an iteration more adds looks the same.
static const double target_ns = 5e6;
// Between what a sample says and what a span does: another clock, and what lies between the two.
static const guint64 slack_ns = 10000;

static guint64 clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (guint64)now.tv_sec * 1000000000 + (guint64)now.tv_nsec;
}

// By how much one clock is ahead of the other: by the two readings that were closest.
static guint64 find_ahead_ns(void)
{
    enum { TIMES = 16 };
    guint64 ahead_ns = 0;
    guint64 least_ns = G_MAXUINT64;
    for (unsigned i = 0; i < TIMES; i++) {
        guint64 before_ns = clock_ns(CLOCK_MONOTONIC_RAW);
        guint64 now_ns = clock_ns(CLOCK_MONOTONIC);
        guint64 took_ns = clock_ns(CLOCK_MONOTONIC_RAW) - before_ns;
        if (took_ns < least_ns) {
            least_ns = took_ns;
            ahead_ns = now_ns - before_ns - took_ns / 2; // may wrap around, and back
        }
    }
    return ahead_ns;
}

// Samples have the time of a clock that nobody sets, spans of one that is kept right.
static struct span_window window_of(const struct sample_reply *sample)
{
    guint64 ahead_ns = find_ahead_ns();
    return (struct span_window){
        .began_ns = sample->began_ns + ahead_ns - slack_ns,
        .ended_ns = sample->ended_ns + ahead_ns + slack_ns,
        .is_strict = true,
    };
}

static bool take_sample(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    struct span_window *window = data;
    if (station_open(station, &start))
        station_calibrate(station, target_ns);
    if (!station->is_out && station_take_sample(station, station->arm->iterations)) {
        *window = window_of(&station->last);
        return true;
    }
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%s", station_why_out(station));
    return false;
}

static bool read_case(struct arm *arm, const char *folder, struct profile *profile, GError **error)
{
    struct launch launch = arm->launch;
    struct span_window window = {0};
    g_auto(GStrv) setting = span_files_setting(folder, profile);
    if (setting == NULL)
        return true;
    g_auto(GStrv) environment = launch_join(launch.env, (const char *const *)setting);
    launch.env = (const char *const *)environment;
    if (!apart_case(arm->result->bench_case, &launch, take_sample, &window, error))
        return false;
    span_files_read(folder, &window, profile);
    return true;
}

void profile_spans_of_case(struct arm *arm, struct profile *profile)
{
    struct scratch scratch;
    g_autoptr(GError) error = NULL;
    bool is_good = scratch_open(&scratch, &error);
    if (is_good) {
        is_good = read_case(arm, scratch.folder, profile, &error);
        scratch_close(&scratch);
    }
    if (!is_good && !interruption_is_requested())
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("its spans are not shown: %s", error->message));
}
