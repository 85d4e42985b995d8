// SPDX-License-Identifier: MIT
#include "framework/harness/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/case_line.h"
#include "framework/harness/chain.h"
#include "framework/harness/clock.h"
#include "framework/harness/crew.h"
#include "framework/harness/session.h"
#include "framework/harness/span_store.h"
#include "framework/harness/stages.h"
#include "framework/harness/sweep.h"
#include "framework/harness/wire.h"

#ifndef BENCHRUN_VERSION
#define BENCHRUN_VERSION "unknown"
#endif

static struct session session;
static struct crew *crew; // the threads of the open case; NULL: it has one

static void empty_body(struct bench *bench)
{
    BENCH_LOOP (bench) {
    }
}
static const struct bench_def floor_def = {.group = "", .name = "floor", .run = empty_body};
static const struct bench_def *floor_used = &floor_def;

void worker_use_floor(const struct bench_def *def)
{
    floor_used = def;
}

// A whole number and nothing else; false if it is not one or is outside [least, most].
static bool parse_number(const char *text, unsigned long least, unsigned long most,
                         unsigned long *out)
{
    char *end = NULL;
    if (text == NULL || *text < '0' || *text > '9')
        return false;
    errno = 0;
    *out = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *out >= least && *out <= most;
}

static void reply_error(const char *why)
{
    wire_print("error");
    wire_text("message", why);
    wire_print("\n");
}

static void reply_outcome(const struct session *of)
{
    static const char *const words[] = {
        [OUTCOME_OK] = "ok", [OUTCOME_SKIPPED] = "skipped", [OUTCOME_FAILED] = "failed"};
    wire_print("%s", words[of->outcome]);
    if (of->outcome != OUTCOME_OK)
        wire_text("message", of->why);
}

static void answer_list(char *argument)
{
    (void)argument;
    size_t n = registry_count();
    for (size_t i = 0; i < n; i++) {
        struct registered_case c = registry_get(i);
        case_line_print(&c);
    }
    wire_print("ok cases=%zu\n", n);
}

static void answer_clock(char *argument)
{
    (void)argument;
    struct clock_quality quality = clock_measure();
    wire_print("ok");
    wire_number("resolution_ns", quality.resolution_ns);
    wire_number("cost_ns", quality.cost_ns);
    wire_text("name", "CLOCK_MONOTONIC_RAW");
    wire_print("\n");
}

static void answer_build(char *argument)
{
    (void)argument;
    if (&bench_registry == NULL) {
        reply_error("the program has no benchmarks");
        return;
    }
    wire_print("ok");
    wire_text("compiler", bench_registry.compiler);
    wire_print(" optimized=%d sanitized=%d", bench_registry.is_optimised,
               bench_registry.is_sanitised);
    wire_print("\n");
}

// The threads share the fixture.
static void open_crew(void)
{
    if (session.threads < 2 || session.outcome != OUTCOME_OK)
        return;
    crew = crew_new(&session);
    if (crew == NULL)
        bench_fail(&session.bench, strerror(errno));
}

static void close_case(void)
{
    stages_forget();
    if (crew != NULL)
        crew_free(crew);
    crew = NULL;
    session_close(&session);
}

static void run(struct session *of, unsigned long iterations)
{
    if (crew != NULL && of == &session)
        crew_run(crew, iterations);
    else
        session_run(of, iterations);
}

static void answer_open(char *argument)
{
    unsigned long index = 0;
    size_t n = registry_count();
    close_case();
    if (n == 0 || !parse_number(argument, 0, n - 1, &index)) {
        reply_error("open needs the number of a case, from 0, as in `list`");
        return;
    }
    struct registered_case c = registry_get(index);
    session_open(&session, &c);
    open_crew();
    reply_outcome(&session);
    wire_print("\n");
}

static void print_sample(const struct session *of, unsigned long iterations)
{
    bool is_own = !isnan(of->own_ns);
    wire_print(
        " iterations=%lu elapsed_ns=%llu began_ns=%llu ended_ns=%llu preempted=%llu waited=%llu "
        "major_faults=%llu minor_faults=%llu migrated=%llu cpu_ns=%llu chain_additions=%d "
        "chain_ns=%llu",
        iterations, (unsigned long long)(is_own ? (uint64_t)of->own_ns : of->elapsed_ns),
        (unsigned long long)of->began_ns, (unsigned long long)of->ended_ns,
        (unsigned long long)of->disturbance.preempted, (unsigned long long)of->disturbance.waited,
        (unsigned long long)of->disturbance.major_faults,
        (unsigned long long)of->disturbance.minor_faults,
        (unsigned long long)of->disturbance.migrated, (unsigned long long)of->disturbance.cpu_ns,
        CHAIN_ADDITIONS, (unsigned long long)chain_time_ns());
    if (is_own)
        wire_print(" own_time=1");
    if (of->command_run.is_known)
        wire_print(" user_ns=%llu system_ns=%llu peak_bytes=%llu exit_code=%u",
                   (unsigned long long)of->command_run.user_ns,
                   (unsigned long long)of->command_run.system_ns,
                   (unsigned long long)of->command_run.peak_bytes, of->command_run.exit_code);
    for (unsigned i = 0; i < COUNTERS && of->has_counts; i++)
        if (counters_have((enum counter)i))
            wire_print(" %s=%llu", counter_name((enum counter)i),
                       (unsigned long long)of->counts.of[i]);
}

// Of each event that counts; where it took turns with others, for how long as well.
static void print_events(const struct session *of)
{
    for (unsigned i = 0; i < events_n(); i++) {
        const struct event_count *event = &of->events.of[i];
        if (events_problem(i) != 0)
            continue;
        wire_print(" %s=%llu", events_name(i), (unsigned long long)event->count);
        if (event->running_ns != event->enabled_ns)
            wire_print(" %s.enabled_ns=%llu %s.running_ns=%llu", events_name(i),
                       (unsigned long long)event->enabled_ns, events_name(i),
                       (unsigned long long)event->running_ns);
    }
}

static void answer_events(char *argument)
{
    (void)argument;
    for (unsigned i = 0; i < events_n(); i++) {
        wire_print("event");
        wire_text("name", events_name(i));
        wire_print(" errno=%d\n", events_problem(i));
    }
    wire_print("ok\n");
}

static void take_sample(struct session *of, char *argument)
{
    unsigned long iterations = 0;
    if (!parse_number(argument, 1, (unsigned long)-1 / 2, &iterations)) {
        reply_error("a sample needs a number of iterations, at least 1");
        return;
    }
    run(of, iterations);
    reply_outcome(of);
    if (of->outcome == OUTCOME_OK)
        print_sample(of, iterations);
    if (of->outcome == OUTCOME_OK)
        print_events(of);
    if (of == &session && of->outcome == OUTCOME_OK)
        stages_add_sample(iterations * of->threads);
    wire_print("\n");
}

static void answer_sample(char *argument)
{
    if (session.is_open)
        take_sample(&session, argument);
    else
        reply_error("no case is open");
}

static void print_histogram(const struct histogram *histogram)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        if (histogram->counts[i] > 0)
            wire_print("bucket from_ns=%llu to_ns=%llu count=%llu\n",
                       (unsigned long long)histogram_from_ns(i),
                       (unsigned long long)histogram_from_ns(i + 1),
                       (unsigned long long)histogram->counts[i]);
}

// A sample in which each iteration is timed.
static void answer_latency(char *argument)
{
    static struct histogram histogram;
    unsigned long iterations = 0;
    if (!session.is_open || !parse_number(argument, 1, (unsigned long)-1 / 2, &iterations)) {
        reply_error(session.is_open ? "latency needs a number of iterations, at least 1"
                                    : "no case is open");
        return;
    }
    histogram_clear(&histogram);
    session_run_each(&session, iterations, &histogram);
    if (session.outcome == OUTCOME_OK)
        print_histogram(&histogram);
    reply_outcome(&session);
    if (session.outcome == OUTCOME_OK)
        wire_print(" iterations=%lu elapsed_ns=%llu most_ns=%llu over=%llu errors=%llu", iterations,
                   (unsigned long long)session.elapsed_ns, (unsigned long long)histogram.most_ns,
                   (unsigned long long)histogram.n_over, (unsigned long long)session.errors);
    // Those of requests are the clock's, whatever the body says of the sample.
    if (session.outcome == OUTCOME_OK && !isnan(session.own_ns) &&
        session.def->options.requests == 0)
        wire_print(" own_time=1");
    wire_print("\n");
}

// A sample of one iteration, after the caches were swept.
static void answer_cold(char *argument)
{
    (void)argument;
    char one[] = "1";
    if (!session.is_open)
        reply_error("no case is open");
    else if (!sweep_caches(session.cold_region, session.cold_bytes))
        reply_error("no memory to sweep the caches with");
    else
        take_sample(&session, one);
}

static void answer_floor(char *argument)
{
    struct session floor = {.def = floor_used, .is_open = true, .threads = 1};
    take_sample(&floor, argument);
}

static void answer_check(char *argument)
{
    (void)argument;
    if (!session.is_open) {
        reply_error("no case is open");
        return;
    }
    session.wants_outputs = true;
    run(&session, 1);
    session.wants_outputs = false;
    reply_outcome(&session);
    wire_print("\n");
}

// The most that this program ever had in RAM; 0 where it is not known. What getrusage() says of it
// includes what started it.
static unsigned long long read_peak_resident(void)
{
    static const char key[] = "VmHWM:";
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    text[length > 0 ? length : 0] = '\0';
    const char *line = strstr(text, key);
    return line != NULL ? 1024 * strtoull(line + sizeof key - 1, NULL, 10) : 0;
}

static void answer_metrics(char *argument)
{
    (void)argument;
    if (!session.is_open) {
        reply_error("no case is open");
        return;
    }
    for (unsigned i = 0; i < session.n_metrics; i++) {
        const struct metric *metric = &session.metrics[i];
        wire_print("metric");
        wire_text("name", metric->name);
        wire_number("value", metric->value);
        wire_text("unit", metric->unit);
        wire_print("\n");
    }
    wire_print("ok");
    wire_number("bytes", session.bytes);
    wire_number("items", session.items);
    wire_print(" peak_resident=%llu\n", read_peak_resident());
}

static void answer_spans(char *argument)
{
    (void)argument;
    stages_report();
    wire_print("ok\n");
}

static void answer_close(char *argument)
{
    (void)argument;
    close_case();
    wire_print("ok\n");
}

static const struct request {
    const char *name;
    void (*answer)(char *argument); // what follows the name, or NULL
} requests[] = {
    {"list", answer_list},       {"clock", answer_clock},   {"build", answer_build},
    {"latency", answer_latency}, {"cold", answer_cold},     {"open", answer_open},
    {"sample", answer_sample},   {"floor", answer_floor},   {"check", answer_check},
    {"metrics", answer_metrics}, {"events", answer_events}, {"close", answer_close},
    {"spans", answer_spans},
};

static void answer(char *line)
{
    char *name = strsep(&line, " ");
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        if (strcmp(requests[i].name, name) == 0) {
            requests[i].answer(line);
            return;
        }
    }
    reply_error("unknown request; known: list, clock, build, open, sample, floor, check, metrics, "
                "latency, cold, events, spans, close, quit");
}

int worker_serve(void)
{
    char line[PROTOCOL_MAX_REQUEST_BYTES];
    wire_open();
    span_store_serve_samples();
    if (!events_open())
        counters_open();
    wire_print("%s %d library=%s pid=%ld\n", PROTOCOL_GREETING, PROTOCOL_VERSION, BENCHRUN_VERSION,
               (long)getpid());
    for (;;) {
        wire_flush();
        enum wire_status status = wire_read_line(line, sizeof line);
        if (status == WIRE_END || (status == WIRE_LINE && strcmp(line, "quit") == 0))
            break;
        if (status == WIRE_TOO_LONG)
            reply_error("the request is too long");
        else if (status == WIRE_NOT_TEXT)
            reply_error("the request holds a NUL byte");
        else
            answer(line);
    }
    close_case();
    return 0;
}
