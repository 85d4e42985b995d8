// SPDX-License-Identifier: MIT
// Lazy evaluation: what the failed requests in a log took, all of them or the first ten. The log is
// a file of 10 MB (`mb:10`) or a tenth of that (`mb:1`).
//
// `stages` is how one says it first: read the whole file, split it into lines, keep the failed
// ones, parse these, add up; each stage leaves a list of all that it made. `lazy` pulls one record
// at a time through the same functions and keeps none. Expect no speed from that where all is
// wanted, as it is the same work, but memory: the peak of `stages` is more than the file, that of
// `lazy` is the same for any. Expect very much where the first ten are enough: what nobody pulls is
// never read.
#include <benchrun/bench.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "suites/support/pages.h"
#include "suites/support/peak_memory.h"

enum { LINE_SIZE = 160, N_FIRST = 10, MEGABYTE = 1000000 };

// ---- The log

// Lines like this one, of which one in eight is an ERROR; returns how many bytes they are.
// 2024-05-17 09:00:00 ERROR worker 07 request 001234 took 004567 us: GET /api/v1/... HTTP/1.1 "..."
static size_t write_lines(char *text, size_t size)
{
    static const char *const levels[] = {"DEBUG", "DEBUG", "INFO ", "INFO ",
                                         "INFO ", "INFO ", "WARN ", "ERROR"};
    struct random random = {5};
    size_t length = 0;
    for (unsigned request = 0; length + LINE_SIZE < size; request++) {
        unsigned second = request / 100;
        length += (size_t)snprintf(
            text + length, LINE_SIZE,
            "2024-05-17 %02u:%02u:%02u %s worker %02u request %06u took %06u us: "
            "GET /api/v1/customers/%06u/orders?limit=100 HTTP/1.1 \"Mozilla/5.0 (X11; Linux)\"\n",
            second / 3600 % 24, second / 60 % 60, second % 60, levels[random_below(&random, 8)],
            (unsigned)random_below(&random, 16), request % 1000000,
            (unsigned)random_below(&random, 1000000), (unsigned)random_below(&random, 1000000));
    }
    return length;
}

static void log_close(void *fixture)
{
    fclose(fixture);
}

// The argument says how many MB. A tmpfile() has no name: a suite that is killed leaves nothing.
static void *log_new(struct bench *bench)
{
    FILE *log = tmpfile();
    if (log == NULL) {
        bench_fail(bench, strerror(errno));
        return NULL;
    }
    static char buffer[1 << 16]; // 16 times stdio's own: as many calls of the kernel less
    setvbuf(log, buffer, _IOFBF, sizeof buffer);
    size_t size = (size_t)bench->arg * MEGABYTE;
    char *text = pages_new(size);
    size_t length = write_lines(text, size);
    bool is_written = fwrite(text, 1, length, log) == length && fflush(log) == 0;
    pages_free(text);
    if (is_written)
        return log;
    bench_fail(bench, "cannot write the log to a temporary file: is the disk full?");
    fclose(log);
    return NULL;
}

struct record {
    unsigned worker;
    unsigned request;
    unsigned took_us;
};

static bool is_error(const char *line)
{
    return strncmp(line + 20, "ERROR", 5) == 0;
}

static struct record parse(const char *line)
{
    return (struct record){
        .worker = (unsigned)strtoul(line + 33, NULL, 10),
        .request = (unsigned)strtoul(line + 44, NULL, 10),
        .took_us = (unsigned)strtoul(line + 56, NULL, 10),
    };
}

// Of the failed requests, or of the first ones.
struct answer {
    uint64_t n_records;
    uint64_t took_us;
    uint64_t checksum;
};

static void add(struct answer *answer, const struct record *record)
{
    answer->n_records++;
    answer->took_us += record->took_us;
    answer->checksum = 31 * answer->checksum + record->request + record->worker;
}

// ---- Stage by stage

static void *allocate(size_t n, size_t size)
{
    void *memory = malloc(n * size + 1);
    if (memory == NULL)
        abort();
    return memory;
}

static char *read_whole(FILE *log)
{
    fseek(log, 0, SEEK_END);
    size_t size = (size_t)ftell(log);
    rewind(log);
    char *text = allocate(size, 1);
    text[fread(text, 1, size, log)] = '\0';
    return text;
}

static char **split(char *text, size_t *n_lines)
{
    size_t n = 0;
    for (const char *end = text; (end = strchr(end, '\n')) != NULL; end++)
        n++;
    char **lines = allocate(n, sizeof *lines);
    for (size_t i = 0; i < n; i++) {
        lines[i] = text;
        text = strchr(text, '\n');
        *text++ = '\0';
    }
    *n_lines = n;
    return lines;
}

static char **filter(char **lines, size_t n_lines, size_t *n_errors)
{
    char **errors = allocate(n_lines, sizeof *errors);
    size_t n = 0;
    for (size_t i = 0; i < n_lines; i++) {
        if (is_error(lines[i]))
            errors[n++] = lines[i];
    }
    *n_errors = n;
    return errors;
}

static struct answer ask_stages(FILE *log, size_t limit)
{
    size_t n_lines = 0;
    size_t n_errors = 0;
    char *text = read_whole(log);
    char **lines = split(text, &n_lines);
    char **errors = filter(lines, n_lines, &n_errors);
    struct record *records = allocate(n_errors, sizeof *records);
    for (size_t i = 0; i < n_errors; i++)
        records[i] = parse(errors[i]);
    struct answer answer = {0};
    for (size_t i = 0; i < n_errors && i < limit; i++)
        add(&answer, &records[i]);
    free(text);
    free(lines);
    free(errors);
    free(records);
    return answer;
}

// ---- One record at a time

static bool pull_error(FILE *log, char line[static LINE_SIZE])
{
    while (fgets(line, LINE_SIZE, log) != NULL) {
        if (is_error(line))
            return true;
    }
    return false;
}

static bool pull_record(FILE *log, struct record *record)
{
    char line[LINE_SIZE];
    if (!pull_error(log, line))
        return false;
    *record = parse(line);
    return true;
}

static struct answer ask_lazy(FILE *log, size_t limit)
{
    struct answer answer = {0};
    struct record record;
    fflush(log); // what is left in the buffer, or the first lines would be there from last time
    rewind(log);
    while (answer.n_records < limit && pull_record(log, &record))
        add(&answer, &record);
    return answer;
}

// ---- What is measured

static void measure(struct bench *bench, struct answer (*ask)(FILE *log, size_t limit),
                    size_t limit)
{
    FILE *log = bench_fixture(bench);
    struct answer answer = {0};
    bool is_known = peak_memory_reset();
    BENCH_LOOP (bench) {
        answer = ask(log, limit);
        bench_do_not_optimize(answer);
    }
    if (is_known)
        bench_metric(bench, "peak_memory", peak_memory_bytes(), "B");
    bench_items(bench, (double)answer.n_records);
    bench_output(bench, &answer, sizeof answer);
}

#define OPTIONS \
    .args = {1, 10}, .arg_name = "mb", .setup = log_new, .teardown = log_close, .time_s = 1

BENCH(all, stages, .baseline = true, OPTIONS)
{
    measure(bench, ask_stages, SIZE_MAX);
}

BENCH(all, lazy, OPTIONS)
{
    measure(bench, ask_lazy, SIZE_MAX);
}

BENCH(first, stages, .baseline = true, OPTIONS)
{
    measure(bench, ask_stages, N_FIRST);
}

BENCH(first, lazy, OPTIONS, .min_speedup = 10)
{
    measure(bench, ask_lazy, N_FIRST);
}
