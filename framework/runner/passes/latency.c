// SPDX-License-Identifier: MIT
#include "framework/runner/passes/latency.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/runner/passes/in_turn.h"
#include "framework/runner/reply.h"
#include "framework/runner/worker.h"
#include "framework/stats/histogram_quantile.h"

// Of each worker: iterations for so long, and no fewer than a tail of 1 % needs if that is
// possible.
enum { LEAST_RESTARTS = 10, LEAST_ITERATIONS = 1000, MOST_ITERATIONS = 1000000 };
static const double target_s = 0.05;
static const double most_s = 1;

// A share is known where this many observations lie beyond it.
enum { LEAST_BEYOND = 10 };

static const struct {
    const char *metric;
    double share;
} quantiles[] = {{"latency_p50", 0.5},
                 {"latency_p90", 0.9},
                 {"latency_p95", 0.95},
                 {"latency_p99", 0.99},
                 {"latency_p999", 0.999}};

// What all workers of a case have found.
struct found {
    GArray *buckets; // struct histogram_bucket, ascending
    double n_over;   // longer than the last bucket of the library
    bool is_own;     // the body says itself how long iterations took
};

struct latency {
    const struct pass *pass;
    GArray *buckets;   // struct histogram_bucket, of one worker
    GHashTable *found; // struct result * -> struct found *
};

static void found_free(void *data)
{
    struct found *found = data;
    g_array_unref(found->buckets);
    g_free(found);
}

static bool take_bucket(const char *line, void *data)
{
    enum { MOST = 100000 };
    return reply_take_bucket(line, MOST, data);
}

// So many that they last as long as wanted, from what a sample of the arm took.
static uint64_t choose_iterations(const struct station *station, const struct arm *arm)
{
    uint64_t fixed = arm->result->bench_case->iterations;
    double each_s = arm->result->summary.median_ns / 1e9;
    double wanted = fmax(target_s / each_s, fmin(LEAST_ITERATIONS, most_s / each_s));
    if (fixed > 0)
        return fixed;
    return isfinite(wanted) ? (uint64_t)CLAMP(wanted, 1, MOST_ITERATIONS)
                            : station->arm->iterations;
}

static const char *ask(struct station *station, struct latency *latency, uint64_t iterations,
                       GError **error)
{
    const char *reply = worker_request(station->worker, take_bucket, latency->buckets, error,
                                       "latency %" G_GUINT64_FORMAT, iterations);
    if (reply == NULL || reply_is(reply, "ok"))
        return reply;
    g_autofree char *why = reply_text(reply, "message");
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%s", why ? why : "no reason given");
    return NULL;
}

static void add_quantiles(const struct latency *latency, struct arm *arm, double most_ns)
{
    const struct histogram_bucket *buckets = (const void *)latency->buckets->data;
    guint n = latency->buckets->len;
    double observations = histogram_count(buckets, n);
    for (size_t q = 0; q < G_N_ELEMENTS(quantiles); q++)
        if (observations * (1 - quantiles[q].share) >= LEAST_BEYOND)
            in_turn_add(arm, latency->pass, quantiles[q].metric,
                        histogram_quantile(buckets, n, quantiles[q].share));
    in_turn_add(arm, latency->pass, "latency_max", most_ns);
}

static gint compare_buckets(gconstpointer a, gconstpointer b)
{
    double x = ((const struct histogram_bucket *)a)->from;
    double y = ((const struct histogram_bucket *)b)->from;
    return (x > y) - (x < y);
}

static struct found *found_of(struct latency *latency, struct result *result)
{
    struct found *found = g_hash_table_lookup(latency->found, result);
    if (found != NULL)
        return found;
    found = g_new0(struct found, 1);
    found->buckets = g_array_new(FALSE, FALSE, sizeof(struct histogram_bucket));
    g_hash_table_insert(latency->found, result, found);
    return found;
}

static void merge(GArray *merged, const GArray *buckets)
{
    g_array_append_vals(merged, buckets->data, buckets->len);
    g_array_sort(merged, compare_buckets);
    guint n = 0;
    for (guint i = 0; i < merged->len; i++) {
        struct histogram_bucket *all = &g_array_index(merged, struct histogram_bucket, 0);
        if (n > 0 && all[n - 1].from == all[i].from)
            all[n - 1].count += all[i].count;
        else
            all[n++] = all[i];
    }
    g_array_set_size(merged, n);
}

// Eight points for each decade of rarity, as far as an observation is beyond them.
static void set_tail(struct result *result, const GArray *merged)
{
    enum { PER_DECADE = 8, DECADES = 15 }; // a double holds no share that is closer to 1
    const struct histogram_bucket *buckets = (const void *)merged->data;
    double observations = histogram_count(buckets, merged->len);
    g_clear_pointer(&result->tail, g_array_unref);
    result->tail = tail_new();
    for (unsigned i = 0; i < PER_DECADE * DECADES; i++) {
        if (i > 0 && pow(10, (double)i / PER_DECADE) > observations)
            break;
        struct tail_point point = {.share = 1 - pow(10, -(double)i / PER_DECADE)};
        point.ns = histogram_quantile(buckets, merged->len, point.share);
        g_array_append_val(result->tail, point);
    }
}

// Where the body says what its samples took, it is said if its latencies are something else.
static void take_clock(struct found *found, const char *reply, struct result *result, bool is_first)
{
    guint64 flag = 0;
    found->is_own = reply_integer(reply, "own_time", &flag) && flag > 0;
    if (is_first && result->has_own_time && !found->is_own)
        result_warn(
            result, "its latencies are the clock's, not what its body says (bench_add_time()): %s",
            result->bench_case->has_requests ? "they last from when a request begins until it ends"
                                             : "build the suite with this version of benchrun");
}

static bool take(struct station *station, const struct start *start, struct arm *arm, void *data,
                 GError **error)
{
    struct latency *latency = data;
    in_turn_open(station, start, arm);
    if (station->is_out)
        return true; // the station knows why
    g_array_set_size(latency->buckets, 0);
    const char *reply = ask(station, latency, choose_iterations(station, arm), error);
    if (reply == NULL)
        return false;
    struct found *found = found_of(latency, arm->result);
    add_quantiles(latency, arm, reply_number(reply, "most_ns", NAN));
    merge(found->buckets, latency->buckets);
    take_clock(found, reply, arm->result, start->number == 0);
    found->n_over += fmax(reply_number(reply, "over", 0), 0);
    if (arm->result->bench_case->has_requests)
        in_turn_add(arm, latency->pass, "errors", reply_number(reply, "errors", NAN));
    return true;
}

static bool is_wanted(const struct arm *arm)
{
    return arm->result->bench_case->has_latency && arm->result->bench_case->threads == 1;
}

// The longest is that of all processes, and no other run has the same.
static void conclude_most(struct arm *arm)
{
    struct metric *most = result_find_metric(arm->result, "latency_max");
    for (guint i = 0; most != NULL && i < most->per_process->len; i++)
        most->value = fmax(most->value, g_array_index(most->per_process, double, i));
    if (most == NULL)
        return;
    most->interval[0] = most->interval[1] = NAN;
    most->better = BETTER_UNKNOWN; // it is not judged
}

// What a reader of the latencies must know.
static void warn(struct result *result, const struct found *found)
{
    static const double near_clock = 10;
    double clock_cost_ns = result->bench_case->clock_cost_ns;
    double p50 = result_metric(result, "latency_p50");
    if (found->n_over > 0)
        result_warn(result,
                    "%.0f latencies were longer than 2.4 hours, as far as percentiles go: those "
                    "that lie there are that long at least",
                    found->n_over);
    if (p50 < near_clock * clock_cost_ns && !found->is_own)
        result_warn(result,
                    "its latencies include the clock's own %.0f ns, which is much of them: let an "
                    "iteration do more",
                    clock_cost_ns);
}

static void conclude(const struct latency *latency, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        const struct found *found = g_hash_table_lookup(latency->found, arm->result);
        for (size_t q = 0; q < G_N_ELEMENTS(quantiles); q++) {
            struct metric *metric = result_find_metric(arm->result, quantiles[q].metric);
            if (metric != NULL)
                metric_conclude_by_ranks(metric);
        }
        conclude_most(arm);
        if (arm->result->bench_case->has_latency && !is_wanted(arm))
            result_warn(
                arm->result,
                "no latencies: they are taken of one thread, and .threads asks for several");
        if (found == NULL)
            continue;
        set_tail(arm->result, found->buckets);
        warn(arm->result, found);
    }
}

bool latency_measure(const struct pass *pass, const struct plan *plan,
                     const struct pass_request *request, GError **error)
{
    g_autoptr(GArray) buckets = g_array_new(FALSE, FALSE, sizeof(struct histogram_bucket));
    g_autoptr(GHashTable) found = g_hash_table_new_full(NULL, NULL, NULL, found_free);
    struct latency latency = {pass, buckets, found};
    const struct in_turn in_turn = {
        plan, MAX(request->restarts, LEAST_RESTARTS), NULL, take, &latency, pass, "latencies"};
    in_turn_forget(plan, pass);
    bool is_good = in_turn_run(&in_turn, is_wanted, error);
    in_turn_conclude(plan, pass);
    conclude(&latency, plan);
    return is_good;
}
