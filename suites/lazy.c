// SPDX-License-Identifier: MIT
// Lazy evaluation: how long the failed requests in a log of 1 or 10 MB took, all or the first ten.
//
// `stages` is the obvious way: read the whole file, list the failed requests, list their times, add
// these up. `lazy` pulls one line at a time through the same steps and keeps none. Where all are
// wanted, expect a similar time, as the work is the same, but memory that does not grow with the
// file. Where ten are enough, `lazy` is faster by far: the rest of the file is never read.
#include <benchrun/bench.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { LINE_LENGTH = 157, N_FIRST = 10, MEGABYTE = 1000000 };

// One in four requests failed. A tmpfile() has no name and is gone when the process ends.
static void *log_new(struct bench *bench)
{
    static const char *const levels[] = {"DEBUG", "INFO ", "WARN ", "ERROR"};
    static char buffer[1 << 16]; // larger than stdio's own, for fewer system calls
    FILE *log = tmpfile();
    if (log == NULL) {
        bench_fail(bench, "cannot make a temporary file");
        return NULL;
    }
    setvbuf(log, buffer, _IOFBF, sizeof buffer);
    struct random random = {5};
    for (unsigned i = 0; i < bench->arg * MEGABYTE / LINE_LENGTH; i++)
        fprintf(log,
                "%s request %08u took %06u us: GET /customers/4711/orders?limit=100 HTTP/1.1 "
                "\"https://shop.example/account/orders\" \"Mozilla/5.0 (X11; Linux x86_64)\"\n",
                levels[random_below(&random, 4)], i, (unsigned)random_below(&random, 1000000));
    return log;
}

static void log_close(void *log)
{
    fclose(log);
}

static bool is_error(const char *line)
{
    return strncmp(line, "ERROR", 5) == 0;
}

static uint64_t parse_time_us(const char *line)
{
    return strtoul(line + 28, NULL, 10);
}

static size_t list_errors(const char *text, const char **errors)
{
    size_t n_errors = 0;
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (is_error(line))
            errors[n_errors++] = line;
    }
    return n_errors;
}

// The total time of the first `limit` failed requests.
static uint64_t ask_stages(FILE *log, size_t limit)
{
    fseek(log, 0, SEEK_END);
    size_t size = (size_t)ftell(log);
    rewind(log);
    char *text = malloc(size + 1);
    const char **errors = malloc(size / LINE_LENGTH * sizeof *errors);
    uint64_t *times_us = malloc(size / LINE_LENGTH * sizeof *times_us);
    if (text == NULL || errors == NULL || times_us == NULL)
        abort();
    text[fread(text, 1, size, log)] = '\0';
    size_t n_errors = list_errors(text, errors);
    for (size_t i = 0; i < n_errors; i++)
        times_us[i] = parse_time_us(errors[i]);
    uint64_t total_us = 0;
    for (size_t i = 0; i < n_errors && i < limit; i++)
        total_us += times_us[i];
    free(times_us);
    free(errors);
    free(text);
    return total_us;
}

static uint64_t ask_lazy(FILE *log, size_t limit)
{
    char line[2 * LINE_LENGTH];
    uint64_t total_us = 0;
    fflush(log); // drops what is buffered, so that every call reads the file
    rewind(log);
    while (limit > 0 && fgets(line, sizeof line, log) != NULL) {
        if (is_error(line)) {
            total_us += parse_time_us(line);
            limit--;
        }
    }
    return total_us;
}

// The most memory that this process has had at once; 0 where the kernel does not say.
static double peak_memory_bytes(void)
{
    char line[256];
    unsigned long peak_kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    if (status == NULL)
        return 0;
    while (peak_kib == 0 && fgets(line, sizeof line, status) != NULL)
        sscanf(line, "VmHWM: %lu kB", &peak_kib);
    fclose(status);
    return (double)peak_kib * 1024;
}

static void measure(struct bench *bench, uint64_t (*ask)(FILE *log, size_t limit), size_t limit)
{
    uint64_t total_us = 0;
    BENCH_LOOP (bench) {
        total_us = ask(bench_fixture(bench), limit);
        bench_do_not_optimize(total_us);
    }
    bench_metric(bench, "peak_memory", peak_memory_bytes(), "B");
    bench_output(bench, &total_us, sizeof total_us);
}

#define OPTIONS .args = {1, 10}, .arg_name = "mb", .setup = log_new, .teardown = log_close

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
