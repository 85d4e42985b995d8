// SPDX-License-Identifier: MIT
#include "framework/runner/measure.h"

#include "framework/base/interruption.h"
#include "framework/machine/cpus.h"
#include "framework/result/summary.h"
#include "framework/runner/agreement.h"
#include "framework/runner/arm_warnings.h"
#include "framework/runner/station.h"
#include "framework/stats/random.h"

// How many of the first restarts revise the plan, from what setting up took.
enum { REVISIONS = 3 };

// Fewer runs of a command say little of how much they differ.
enum { GOOD_RUNS = 10 };

// The state while one plan is measured.
struct measuring {
    struct plan *plan;
    const struct settings *settings;
    const struct observer *observer;
    struct steal_meter *steal;
    struct random random;
    gint64 started_us;
    double budget_s;
    double setup_s; // the fastest start of all workers so far
    double round_s; // of commands: the fastest round that began a restart; 0: nothing is known
    double stolen_ns;
    gint64 steal_read_us;
    struct station *stations; // one for each arm
    size_t *order;
    guint n;
    bool has_lost_cpu; // that arms are pinned to: it may not be used any more
    GError *halt;      // of a station; NULL: none
};

static double seconds_since(gint64 started_us)
{
    return (double)(g_get_monotonic_time() - started_us) / 1e6;
}

static guint count_alive(const struct measuring *m)
{
    guint alive = 0;
    for (guint i = 0; i < m->n; i++)
        alive += !m->stations[i].is_out;
    return alive;
}

static bool is_aborted(struct measuring *m)
{
    for (guint i = 0; i < m->n; i++)
        if (m->halt == NULL)
            m->halt = g_steal_pointer(&m->stations[i].halt);
    return m->halt != NULL || interruption_is_requested();
}

static void check_station(struct agreement *agreement, struct station *station)
{
    struct result *result = station->arm->result;
    agreement_take(agreement, result, station_check(station));
    if (result->status == STATUS_OK || station->is_out)
        return;
    station->is_out = true;
    station_abort(station);
}

// Alternatives must produce what the baseline does, before any of them is timed.
static void check_outputs(struct measuring *m)
{
    const struct arm *baseline = plan_baseline(m->plan);
    struct agreement agreement = {0};
    for (guint i = 0; i < m->n; i++)
        if (m->stations[i].arm == baseline)
            check_station(&agreement, &m->stations[i]);
    for (guint i = 0; i < m->n; i++)
        if (m->stations[i].arm != baseline)
            check_station(&agreement, &m->stations[i]);
    agreement_clear(&agreement);
}

static void share_iterations(struct measuring *m)
{
    uint64_t least = UINT64_MAX;
    for (guint i = 0; i < m->n; i++)
        if (!m->stations[i].is_out)
            least = MIN(least, m->stations[i].arm->iterations);
    for (guint i = 0; i < m->n; i++)
        m->stations[i].arm->iterations = least;
}

// What only the first restart does.
static void prepare(struct measuring *m)
{
    if (m->settings->check && m->n > 1)
        check_outputs(m);
    for (guint i = 0; i < m->n; i++) {
        struct station *station = &m->stations[m->order[i]];
        station_calibrate(station, plan_sample_ns(m->settings, station->arm->result->bench_case));
    }
    if (m->settings->equal_iterations)
        share_iterations(m);
    for (guint i = 0; i < m->n; i++)
        station_warm_up(&m->stations[m->order[i]], m->settings->warmups);
}

// One shift for all arms of a restart: where the stack lies is not what is compared. Which of them
// starts and warms up first is random: a fixed order made one 1.3 % slower in its first few
// milliseconds. Returns the seconds it took, without what only the first restart does.
static double open_stations(struct measuring *m)
{
    gint64 began_us = g_get_monotonic_time();
    unsigned most = m->settings->stack_shift_bytes;
    struct start start = {.number = m->plan->done, .seed = random_next(&m->random) >> 1};
    start.stack_shift_bytes = most > 0 ? (unsigned)random_below(&m->random, most) : 0;
    random_order(&m->random, m->order, m->n);
    for (guint i = 0; i < m->n; i++)
        station_open(&m->stations[m->order[i]], &start);
    for (guint i = 0; i < m->n; i++)
        station_take_floor(&m->stations[m->order[i]]);
    gint64 prepare_us = g_get_monotonic_time();
    if (m->plan->done == 0)
        prepare(m);
    prepare_us = g_get_monotonic_time() - prepare_us;
    for (guint i = 0; i < m->n; i++) {
        struct station *station = &m->stations[m->order[i]];
        station_warm_up(station, station->arm->iterations > 1);
    }
    return seconds_since(began_us + prepare_us);
}

// Counts vary by up to 20 %, the same share for all arms of a round, so that samples do not
// resonate with a periodic disturbance.
static uint64_t vary(uint64_t iterations, double unit)
{
    return (uint64_t)MAX(1, (double)iterations * (0.9 + 0.2 * unit) + 0.5);
}

static void take_round(struct measuring *m, double unit)
{
    for (guint i = 0; i < m->n && !is_aborted(m); i++) {
        struct station *station = &m->stations[m->order[i]];
        bool is_fixed = station->arm->result->bench_case->iterations > 0;
        if (!station->is_out)
            station_take_sample(station, is_fixed ? station->arm->iterations
                                                  : vary(station->arm->iterations, unit));
    }
}

static void mark_stolen(struct station *station, bool was_stolen)
{
    if (station->process == NULL)
        return;
    GArray *samples = station->process->samples;
    for (guint i = station->steal_marked; i < samples->len && was_stolen; i++)
        g_array_index(samples, struct sample, i).causes |= CAUSE_STEAL;
    station->steal_marked = samples->len;
}

// The kernel counts steal in ticks of some 10 ms, so reading it more often shows nothing new.
static void look_for_steal(struct measuring *m)
{
    gint64 now_us = g_get_monotonic_time();
    if (m->steal == NULL || now_us - m->steal_read_us < 10000)
        return;
    double stolen_ns = steal_meter_read_ns(m->steal);
    for (guint i = 0; i < m->n; i++)
        mark_stolen(&m->stations[i], stolen_ns > m->stolen_ns);
    m->stolen_ns = stolen_ns;
    m->steal_read_us = now_us;
}

// One iteration is a whole sample.
static bool has_long_body(const struct measuring *m)
{
    for (guint i = 0; i < m->n; i++)
        if (!m->stations[i].is_out && m->stations[i].arm->iterations == 1)
            return true;
    return false;
}

// Of this restart, if all restarts together take `samples`.
static uint64_t count_rounds(uint64_t samples, const struct plan *plan)
{
    return samples * (plan->done + 1) / plan->restarts - samples * plan->done / plan->restarts;
}

static bool rounds_are_over(const struct measuring *m, guint rounds, double slice_ends_s)
{
    uint64_t samples = m->settings->samples;
    // Pairs of arms need both of two mirrored rounds, but for long bodies twice as many restarts
    // are worth more: it is their number that decides.
    bool is_enough = rounds == 1 && samples == 0 && has_long_body(m);
    if (m->settings->are_commands && samples > 0) // no more than were asked for
        return rounds >= count_rounds(samples, m->plan);
    if (rounds == 0 || (m->n > 1 && rounds % 2 == 1 && !is_enough))
        return false;
    if (samples > 0)
        return rounds >= (samples + m->plan->restarts - 1) / m->plan->restarts;
    return seconds_since(m->started_us) + 0.5 * m->round_s >= slice_ends_s;
}

// Of commands, in the order in which the stations were opened: how long it takes belongs to the
// set-up of a restart, which the plan is made of. Returns the seconds.
static double take_first_round(struct measuring *m)
{
    gint64 began_us = g_get_monotonic_time();
    take_round(m, 0);
    look_for_steal(m);
    double round_s = seconds_since(began_us);
    m->round_s = m->round_s > 0 ? fmin(m->round_s, round_s) : round_s;
    return round_s;
}

// Two rounds mirror each other (ABBA or BAAB), so that a drift within them cancels.
static void take_rounds(struct measuring *m, double slice_ends_s)
{
    double unit = 0;
    guint rounds = m->settings->are_commands ? 1 : 0; // that were taken already
    for (; !rounds_are_over(m, rounds, slice_ends_s); rounds++) {
        if (count_alive(m) == 0 || is_aborted(m))
            return;
        if (rounds % 2 == 0) {
            random_order(&m->random, m->order, m->n);
            unit = random_unit(&m->random);
        } else {
            for (guint i = 0; i < m->n / 2; i++) {
                size_t swapped = m->order[i];
                m->order[i] = m->order[m->n - 1 - i];
                m->order[m->n - 1 - i] = swapped;
            }
        }
        take_round(m, unit);
        look_for_steal(m);
    }
}

// Each run of a command counts for itself, and may have taken long.
static bool has_runs(const struct measuring *m)
{
    bool has_runs = m->settings->are_commands;
    for (guint i = 0; i < m->n && has_runs; i++)
        has_runs = m->stations[i].process != NULL && m->stations[i].process->samples->len > 0;
    return has_runs;
}

static void restart(struct measuring *m)
{
    double began_s = seconds_since(m->started_us);
    for (guint i = 0; i < m->n; i++)
        station_init(&m->stations[i], g_ptr_array_index(m->plan->arms, i));
    double setup_s = open_stations(m);
    if (m->settings->are_commands)
        setup_s += take_first_round(m);
    // One set-up may have been disturbed; the first look comes later than the last revision.
    m->setup_s = fmin(m->setup_s, setup_s);
    if (m->plan->done < REVISIONS && m->settings->samples == 0)
        m->plan->restarts = plan_restarts(m->settings, m->budget_s, m->setup_s);
    // What is left is shared by the restarts to come, each of which has to set up again.
    double left_s = m->budget_s - began_s;
    take_rounds(m, began_s + left_s / (m->plan->restarts - m->plan->done));
    bool aborted = is_aborted(m);
    bool keeps_part = aborted && has_runs(m);
    for (guint i = 0; i < m->n; i++) {
        if (keeps_part)
            station_break_off(&m->stations[i]);
        else if (aborted)
            station_abort(&m->stations[i]);
        else
            station_finish(&m->stations[i]);
        station_clear(&m->stations[i]);
    }
    m->plan->done++;
}

// A cpuset that shrinks moves us, and the workers with us; new ones cannot be pinned.
static void look_for_cpu(struct measuring *m)
{
    for (guint i = 0; i < m->n && !m->has_lost_cpu; i++) {
        const struct arm *arm = g_ptr_array_index(m->plan->arms, i);
        m->has_lost_cpu = arm_is_pinned(arm) && !cpus_allow((unsigned)arm->launch.cpu);
    }
}

static bool is_precise(const struct measuring *m)
{
    unsigned usual = m->settings->are_commands ? GOOD_RUNS : PLAN_LEAST_RESTARTS;
    unsigned least = MAX(m->settings->least_restarts, usual);
    if (m->plan->done < least || m->settings->precision <= 0)
        return false;
    for (guint i = 0; i < m->n; i++) {
        struct result *result = ((struct arm *)g_ptr_array_index(m->plan->arms, i))->result;
        if (result->status != STATUS_OK)
            continue;
        summary_compute(result);
        if (!(summary_precision(&result->summary) < m->settings->precision))
            return false;
    }
    return true;
}

static bool is_over(const struct measuring *m, enum ending *ending)
{
    double used_s = seconds_since(m->started_us);
    bool by_count = m->settings->samples > 0;
    *ending = by_count ? ENDED_BY_COUNT : ENDED_BY_BUDGET;
    if (count_alive(m) == 0 || m->plan->done >= m->plan->restarts)
        return true;
    if (!by_count && used_s > m->budget_s)
        return plan_is_spent(m->settings, m->budget_s, used_s, m->plan->done);
    if (by_count && m->settings->are_commands) // exactly as many as were asked for
        return false;
    *ending = ENDED_BY_PRECISION;
    if (is_precise(m))
        return true;
    *ending = ENDED_BY_DECISION;
    return m->observer->is_decided != NULL && m->observer->is_decided(m->observer->data, m->plan);
}

// Processes decide, so that few of them see large changes only.
static void warn_of_few_restarts(const struct measuring *m, const struct arm *arm,
                                 enum ending ending)
{
    enum { GOOD_RESTARTS = 20 };
    const double slow_s = 0.01; // below that it is the budget that is small
    if (m->settings->are_commands)
        arm_warn_of_few_runs(arm, ending, GOOD_RUNS);
    else if (m->setup_s > slow_s && m->settings->processes == 0 && m->settings->samples == 0 &&
             m->plan->restarts < GOOD_RESTARTS && ending != ENDED_BY_DECISION)
        result_warn(arm->result,
                    "%s: only %u processes fit in the budget; a larger --time sees smaller changes",
                    arm->iterations == 1 ? "its body is long" : "starting workers is slow",
                    m->plan->restarts);
}

static void conclude(struct measuring *m, enum ending ending)
{
    const struct arm *baseline = plan_baseline(m->plan);
    for (guint i = 0; i < m->n; i++) {
        const struct arm *arm = g_ptr_array_index(m->plan->arms, i);
        struct result *result = arm->result;
        result->ending = ending;
        result->restarts_planned = m->plan->restarts;
        summary_compute(result);
        warn_of_few_restarts(m, arm, ending);
        arm_warn_of_cpus(arm, baseline, m->has_lost_cpu);
    }
}

static void tell_progress(const struct measuring *m)
{
    double by_time = seconds_since(m->started_us) / m->budget_s;
    double by_count = (double)m->plan->done / m->plan->restarts;
    if (m->observer->progress != NULL)
        m->observer->progress(m->observer->data, m->plan,
                              MIN(1, m->settings->samples > 0 ? by_count : by_time));
}

bool plan_measure(struct plan *plan, const struct settings *settings, struct steal_meter *steal,
                  const struct observer *observer, GError **error)
{
    struct measuring m = {
        .plan = plan,
        .settings = settings,
        .observer = observer,
        .steal = steal,
        .random = {plan->seed},
        .started_us = g_get_monotonic_time(),
        .budget_s = plan_budget_s(plan, settings),
        .stolen_ns = INFINITY,
        .setup_s = INFINITY,
        .n = plan->arms->len,
    };
    g_autofree struct station *stations = g_new0(struct station, m.n);
    g_autofree size_t *order = g_new0(size_t, m.n);
    enum ending ending = ENDED_UNKNOWN;
    m.stations = stations;
    m.order = order;
    plan->restarts = MAX(settings->processes, 1);
    plan->done = 0;
    do {
        tell_progress(&m);
        restart(&m);
        look_for_cpu(&m);
    } while (!is_aborted(&m) && !is_over(&m, &ending));
    conclude(&m, ending);
    if (m.halt != NULL)
        g_propagate_error(error, m.halt);
    else if (interruption_is_requested())
        interruption_set_error(error);
    return m.halt == NULL && !interruption_is_requested();
}
