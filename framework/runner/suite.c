// SPDX-License-Identifier: MIT
#include "framework/runner/suite.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/result/file/ranges.h"
#include "framework/runner/reply.h"

// Of the lines of a list; the cases made of them take several times as much memory.
enum { MOST_CASES = 1000000, MOST_BYTES = 64 << 20 };

enum { MOST_TIME_S = 86400, COARSEST_NS = 10000000 };
enum { MOST_PART = 1000 }; // bytes of each part of an id that is longer than TEXT_MOST_NAME

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

// The first mistake in the options of a case is the one that counts.
static void blame(struct bench_case *bench_case, const char *mistake)
{
    if (bench_case->mistake == NULL)
        bench_case->mistake = g_intern_string(mistake);
}

// A name that files repeat: what is longer is cut, and a mistake.
static char *take_name(char *name, gsize most, struct bench_case *bench_case)
{
    if (name == NULL || strlen(name) <= most)
        return name;
    g_autofree char *whole = name;
    g_autofree char *mistake = g_strdup_printf(
        "one of its names has %zu bytes, but may have %zu: use a shorter one", strlen(whole), most);
    blame(bench_case, mistake);
    return text_keep_bytes(whole, most);
}

static char *read_name(const char *line, const char *key, gsize most, struct bench_case *bench_case)
{
    return take_name(reply_text(line, key), most, bench_case);
}

// What the suite itself found.
static void read_mistake(const char *line, struct bench_case *bench_case)
{
    g_autofree char *mistake = reply_text(line, "mistake");
    if (mistake != NULL)
        blame(bench_case, mistake);
}

// `arg` may be negative, so that it is read as text.
static void read_arg(const char *line, struct bench_case *bench_case)
{
    g_autofree char *arg = reply_text(line, "arg");
    gint64 value = 0;
    bench_case->has_arg =
        arg != NULL && g_ascii_string_to_signed(arg, 10, G_MININT64, G_MAXINT64, &value, NULL);
    bench_case->arg = value;
    if (bench_case->arg_name != NULL && strpbrk(bench_case->arg_name, "/:") != NULL)
        blame(bench_case, "its .arg_name contains '/' or ':', which separate the parts of an id: "
                          "use another name");
}

// The other parameters, as the id has them.
static void read_variant(const char *line, struct bench_case *bench_case)
{
    static const char *const keys[][2] = {{"arg2", "arg2_name"}, {"arg3", "arg3_name"}};
    g_autoptr(GString) variant = g_string_new(NULL);
    bool is_bad = false;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = reply_text(line, keys[i][0]);
        g_autofree char *name = reply_text(line, keys[i][1]);
        if (value != NULL)
            g_string_append_printf(variant, "%s%s%s%s", variant->len > 0 ? "/" : "",
                                   name ? name : "", name ? ":" : "", value);
        is_bad = is_bad || (name != NULL && strpbrk(name, "/:") != NULL);
    }
    g_autofree char *param = reply_text(line, "param");
    if (param != NULL)
        g_string_append_printf(variant, "%s%s", variant->len > 0 ? "/" : "", param);
    if (is_bad || (param != NULL && (*param == '\0' || strchr(param, '/') != NULL)))
        blame(bench_case, "a name of its .params, .arg2_name or .arg3_name is empty or contains "
                          "'/' or ':', which separate the parts of an id: use another name");
    guint64 concurrency = 0;
    if (reply_integer(line, "concurrency", &concurrency))
        g_string_append_printf(variant, "%sconcurrency:%" G_GUINT64_FORMAT,
                               variant->len > 0 ? "/" : "", concurrency);
    if (variant->len > 0)
        bench_case->variant = take_name(g_strdup(variant->str), TEXT_MOST_NAME, bench_case);
}

// A sample is all of them.
static void read_requests(const char *line, struct bench_case *bench_case)
{
    guint64 requests = 0;
    if (!reply_integer(line, "requests", &requests) || requests == 0)
        return;
    bench_case->has_requests = true;
    bench_case->iterations = requests;
    guint64 concurrency = 0;
    double rate = reply_number(line, "rate", NAN);
    bench_case->has_rate = rate > 0;
    if (!(rate >= 0) || rate > 1e9)
        blame(bench_case, "its .rate must be from 0 to 1e9 requests a second");
    if (requests > 100000000)
        blame(bench_case, "its .requests must be from 0 to 100,000,000");
    if (reply_integer(line, "concurrency", &concurrency) && concurrency > 1000000)
        blame(bench_case, "its .concurrency must be from 1 to 1,000,000");
}

static void read_claim(const char *line, struct bench_case *bench_case)
{
    double min_speedup = reply_number(line, "min_speedup", 0);
    bool is_good = min_speedup >= 0 && isfinite(min_speedup);
    bench_case->min_speedup = is_good ? min_speedup : 0;
    if (!is_good)
        blame(bench_case, "its .min_speedup must be a number above 0, or be left out");
    if (min_speedup > 0 && bench_case->is_baseline)
        blame(bench_case, "it has a .min_speedup, but is the baseline that others are compared "
                          "with: remove one of the two");
}

// Its id is a name, too.
static void name_case(struct bench_case *bench_case)
{
    char **const parts[] = {&bench_case->group, &bench_case->name, &bench_case->arg_name,
                            &bench_case->variant};
    case_name(bench_case);
    if (strlen(bench_case->id) <= TEXT_MOST_NAME)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        *parts[i] = take_name(*parts[i], MOST_PART, bench_case);
    g_clear_pointer(&bench_case->id, g_free);
    case_name(bench_case);
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
    bench_case->group = read_name(line, "group", TEXT_MOST_NAME, bench_case);
    bench_case->name = read_name(line, "name", TEXT_MOST_NAME, bench_case);
    bench_case->symbol = read_name(line, "symbol", TEXT_MOST_NAME, bench_case);
    bench_case->arg_name = read_name(line, "arg_name", TEXT_MOST_NAME, bench_case);
    bench_case->tags = read_name(line, "tags", TEXT_MOST_NAME, bench_case);
    bench_case->file = read_name(line, "file", TEXT_MOST_NAME, bench_case);
    bench_case->threads = 1;
    read_mistake(line, bench_case);
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
    if (bench_case->time_s > MOST_TIME_S)
        blame(bench_case, "its .time_s must be from 0 to 86400, a day");
    read_claim(line, bench_case);
    if (bench_case->group == NULL || bench_case->name == NULL)
        return false;
    name_case(bench_case);
    return true;
}

// Ids name results: of several cases with one id, the first remains.
static void drop_duplicates(GPtrArray *cases)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    guint n_kept = 0;
    for (guint i = 0; i < cases->len; i++) {
        struct bench_case *bench_case = g_ptr_array_index(cases, i);
        struct bench_case *first = g_hash_table_lookup(seen, bench_case->id);
        if (first == NULL) {
            g_hash_table_insert(seen, bench_case->id, bench_case);
            cases->pdata[n_kept++] = bench_case;
        } else {
            blame(first, "another case has the same id: rename one, or remove an argument");
            case_free(bench_case);
        }
    }
    g_ptr_array_set_free_func(cases, NULL); // what follows is freed, or was moved to the front
    g_ptr_array_set_size(cases, (gint)n_kept);
    g_ptr_array_set_free_func(cases, (GDestroyNotify)case_free);
}

// Alternatives are compared with one baseline: the first.
static void check_baselines(GPtrArray *cases)
{
    g_autoptr(GHashTable) baselines = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < cases->len; i++) {
        struct bench_case *bench_case = g_ptr_array_index(cases, i);
        const char *other = g_hash_table_lookup(baselines, bench_case->group);
        if (!bench_case->is_baseline)
            continue;
        if (other == NULL)
            g_hash_table_insert(baselines, bench_case->group, bench_case->name);
        bench_case->is_baseline = other == NULL || strcmp(other, bench_case->name) == 0;
        if (!bench_case->is_baseline)
            blame(bench_case, "its group has another .baseline: keep one");
    }
}

// What one suite says of its clock plans its own cases only.
static void set_clocks(const GPtrArray *cases, const struct suite_facts *facts)
{
    for (guint i = 0; i < cases->len; i++) {
        struct bench_case *bench_case = g_ptr_array_index(cases, i);
        bench_case->clock_resolution_ns = facts->clock_resolution_ns;
        bench_case->clock_cost_ns = facts->clock_cost_ns;
        if (facts->clock_resolution_ns > COARSEST_NS)
            blame(bench_case, "the clock of its suite has a resolution of more than 10 ms, which "
                              "is too coarse");
    }
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
    g_autoptr(GError) cause = NULL;
    bool is_good =
        ask_list(worker, &listing, &cause) && (facts == NULL || ask_facts(worker, facts, &cause));
    g_autofree char *words = worker_last_words(worker);
    worker_stop(worker);
    if (!is_good) {
        g_set_error(error, cause->domain, cause->code, "cannot list '%s': it %s%s%s",
                    launch->program, cause->message, *words ? "; its last output:\n" : "", words);
        return NULL;
    }
    drop_duplicates(cases);
    check_baselines(cases);
    if (facts != NULL)
        set_clocks(cases, facts);
    return g_steal_pointer(&cases);
}

void suite_facts_clear(struct suite_facts *facts)
{
    g_clear_pointer(&facts->compiler, g_free);
    g_clear_pointer(&facts->clock_name, g_free);
}
