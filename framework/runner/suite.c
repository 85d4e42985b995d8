// SPDX-License-Identifier: MIT
#include "framework/runner/suite.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/result/file/ranges.h"
#include "framework/runner/reply.h"

// Of the lines of a list; the cases made of them take several times as much memory.
enum { MOST_CASES = 1000000, MOST_BYTES = 64 << 20 };

struct listing {
    const char *suite;
    GPtrArray *cases;
    size_t n_bytes;    // of its lines so far
    const char *limit; // that it is over; NULL: none
};

static bool is_within_limits(struct listing *listing, const char *line)
{
    listing->n_bytes += strlen(line) + 1;
    if (listing->cases->len >= MOST_CASES)
        listing->limit = "1,000,000 cases";
    else if (listing->n_bytes > MOST_BYTES)
        listing->limit = "64 MiB of cases";
    return listing->limit == NULL;
}

// A time that the result file may hold; NAN where there is none.
static double read_time_ns(const char *line, const char *key)
{
    double ns = reply_number(line, key, NAN);
    return ns >= range_time_ns.least && ns <= range_time_ns.most ? ns : NAN;
}

// `arg` may be negative, so that it is read as text.
static void read_arg(const char *line, struct bench_case *bench_case)
{
    g_autofree char *arg = reply_text(line, "arg");
    gint64 value = 0;
    bench_case->has_arg =
        arg != NULL && g_ascii_string_to_signed(arg, 10, G_MININT64, G_MAXINT64, &value, NULL);
    bench_case->arg = value;
}

// The other parameters, as the id has them.
static void read_variant(const char *line, struct bench_case *bench_case)
{
    static const char *const keys[][2] = {{"arg2", "arg2_name"}, {"arg3", "arg3_name"}};
    g_autoptr(GString) variant = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = reply_text(line, keys[i][0]);
        g_autofree char *name = reply_text(line, keys[i][1]);
        if (value != NULL)
            g_string_append_printf(variant, "%s%s%s%s", variant->len > 0 ? "/" : "",
                                   name ? name : "", name ? ":" : "", value);
        bench_case->has_bad_param =
            bench_case->has_bad_param || (name != NULL && strpbrk(name, "/:") != NULL);
    }
    g_autofree char *param = reply_text(line, "param");
    if (param != NULL)
        g_string_append_printf(variant, "%s%s", variant->len > 0 ? "/" : "", param);
    bench_case->has_bad_param = bench_case->has_bad_param ||
                                (param != NULL && (*param == '\0' || strchr(param, '/') != NULL));
    guint64 concurrency = 0;
    if (reply_integer(line, "concurrency", &concurrency))
        g_string_append_printf(variant, "%sconcurrency:%" G_GUINT64_FORMAT,
                               variant->len > 0 ? "/" : "", concurrency);
    bench_case->variant = variant->len > 0 ? g_strdup(variant->str) : NULL;
}

// A sample is all of them.
static void read_requests(const char *line, struct bench_case *bench_case)
{
    guint64 requests = 0;
    g_autofree char *mistake = reply_text(line, "mistake");
    if (mistake != NULL)
        bench_case->mistake = g_intern_string(mistake);
    if (!reply_integer(line, "requests", &requests) || requests == 0)
        return;
    bench_case->has_requests = true;
    bench_case->iterations = requests;
    guint64 concurrency = 0;
    double rate = reply_number(line, "rate", NAN);
    if (!(rate >= 0) || rate > 1e9)
        bench_case->mistake = "its .rate is negative, not a number, or above 1e9 requests a second";
    if (requests > 100000000)
        bench_case->mistake = "its .requests is negative or above 100,000,000";
    if (reply_integer(line, "concurrency", &concurrency) && concurrency > 1000000)
        bench_case->mistake = "its .concurrency is negative or above 1,000,000";
}

static bool add_case(const char *line, void *data)
{
    struct listing *listing = data;
    guint64 number = 0;
    if (!reply_is(line, "case") || !is_within_limits(listing, line))
        return false;
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->index = listing->cases->len;
    g_ptr_array_add(listing->cases, bench_case);
    bench_case->suite = g_strdup(listing->suite);
    bench_case->group = reply_text(line, "group");
    bench_case->name = reply_text(line, "name");
    bench_case->symbol = reply_text(line, "symbol");
    bench_case->arg_name = reply_text(line, "arg_name");
    bench_case->tags = reply_text(line, "tags");
    bench_case->file = reply_text(line, "file");
    bench_case->threads = 1;
    read_arg(line, bench_case);
    read_variant(line, bench_case);
    bench_case->is_input = reply_integer(line, "compares", &number) && number == 0;
    bench_case->is_baseline =
        !bench_case->is_input && reply_integer(line, "baseline", &number) && number == 1;
    bench_case->has_threads = reply_integer(line, "threads", &number) && number > 0;
    if (bench_case->has_threads)
        bench_case->threads = (unsigned)MIN(number, (guint64)range_threads.most);
    bench_case->uses_all_cpus =
        bench_case->threads > 1 || (reply_integer(line, "all_cpus", &number) && number == 1);
    bench_case->has_latency = reply_integer(line, "latency", &number) && number == 1;
    bench_case->has_cold = reply_integer(line, "cold", &number) && number == 1;
    if (reply_integer(line, "iterations", &number))
        bench_case->iterations = MIN(number, (guint64)range_iterations.most);
    if (reply_integer(line, "line", &number))
        bench_case->line = (unsigned)number;
    read_requests(line, bench_case);
    bench_case->time_s = fmax(reply_number(line, "time_s", 0), 0);
    bench_case->min_speedup = reply_number(line, "min_speedup", 0);
    if (bench_case->group == NULL || bench_case->name == NULL)
        return false;
    case_name(bench_case);
    return true;
}

// What the author of a suite must correct in the options of a case; NULL: nothing.
static const char *find_mistake(const struct bench_case *bench_case)
{
    if (bench_case->arg_name != NULL && strpbrk(bench_case->arg_name, "/:") != NULL)
        return "its .arg_name contains '/' or ':', which separate the parts of an id";
    if (bench_case->mistake != NULL)
        return bench_case->mistake;
    if (bench_case->has_bad_param)
        return "a name of its .params, .arg2_name or .arg3_name is empty or contains '/' or ':', "
               "which separate the parts of an id";
    if (!(bench_case->min_speedup >= 0) || !isfinite(bench_case->min_speedup))
        return "its .min_speedup is negative or not a number";
    if (bench_case->min_speedup > 0 && bench_case->is_baseline)
        return "it has a .min_speedup, but is the baseline that others are compared with";
    return NULL;
}

// Ids name results, and alternatives are compared with one baseline.
static bool check_list(const GPtrArray *cases, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) baselines = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        const char *mistake = find_mistake(bench_case);
        if (mistake != NULL) {
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "'%s': '%s' is invalid: %s",
                        bench_case->suite, bench_case->id, mistake);
            return false;
        }
        if (!g_hash_table_add(seen, bench_case->id)) {
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                        "'%s' has two cases with the id '%s': rename one, or remove an argument",
                        bench_case->suite, bench_case->id);
            return false;
        }
        if (!bench_case->is_baseline)
            continue;
        const char *other = g_hash_table_lookup(baselines, bench_case->group);
        if (other != NULL && strcmp(other, bench_case->name) != 0) {
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                        "'%s': the group '%s' has two baselines, '%s' and '%s': keep one",
                        bench_case->suite, bench_case->group, other, bench_case->name);
            return false;
        }
        g_hash_table_insert(baselines, bench_case->group, bench_case->name);
    }
    return true;
}

static bool ask_facts(struct worker *worker, struct suite_facts *out, GError **error)
{
    guint64 flag = 0;
    const char *reply = worker_request(worker, NULL, NULL, error, "clock");
    if (reply == NULL)
        return false;
    out->clock_resolution_ns = read_time_ns(reply, "resolution_ns");
    out->clock_cost_ns = read_time_ns(reply, "cost_ns");
    out->clock_name = reply_text(reply, "name");
    reply = worker_request(worker, NULL, NULL, error, "build");
    if (reply == NULL)
        return false;
    out->compiler = reply_text(reply, "compiler");
    out->is_unoptimised = reply_integer(reply, "optimized", &flag) && flag == 0;
    out->is_sanitised = reply_integer(reply, "sanitized", &flag) && flag == 1;
    return true;
}

static bool ask_list(struct worker *worker, struct listing *listing, GError **error)
{
    const char *reply = worker_request(worker, add_case, listing, error, "list");
    if (listing->limit != NULL) {
        g_clear_error(error);
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                    "lists more than %s, the limit: make fewer, or shorten their names",
                    listing->limit);
    }
    if (reply != NULL && !reply_is(reply, "ok")) {
        g_autofree char *why = reply_text(reply, "message");
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "refused: %s",
                    why ? why : "no reason given");
    }
    return reply != NULL && reply_is(reply, "ok");
}

GPtrArray *suite_list(const struct launch *launch, struct suite_facts *facts, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    struct worker *worker = worker_start(launch, error);
    if (worker == NULL)
        return NULL;
    struct listing listing = {.suite = launch->program, .cases = cases};
    bool is_good =
        ask_list(worker, &listing, error) && (facts == NULL || ask_facts(worker, facts, error));
    worker_stop(worker);
    if (!is_good) {
        g_prefix_error(error, "cannot list '%s': it ", launch->program);
        return NULL;
    }
    return check_list(cases, error) ? g_steal_pointer(&cases) : NULL;
}

void suite_facts_clear(struct suite_facts *facts)
{
    g_clear_pointer(&facts->compiler, g_free);
    g_clear_pointer(&facts->clock_name, g_free);
}
