// SPDX-License-Identifier: MIT
#include "framework/harness/span_timer.h"

#include <benchrun/span.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "framework/harness/plain_text.h"
#include "framework/harness/span_mode.h"

enum { LABEL_BYTES = 4 * SPAN_LABEL_BYTES };

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Seconds; a short one in a unit that can be read.
static void print_time(char *out, size_t size, uint64_t ns)
{
    if (ns < 1000)
        snprintf(out, size, "%lluns", (unsigned long long)ns);
    else if (ns < 999950)
        snprintf(out, size, "%llu.%lluus", (unsigned long long)((ns + 50) / 1000),
                 (unsigned long long)((ns + 50) / 100 % 10));
    else
        snprintf(out, size, "%llu.%04llus", (unsigned long long)((ns + 50000) / 1000000000),
                 (unsigned long long)((ns + 50000) / 100000 % 10000));
}

static void write_all(const char *text, size_t length)
{
    int problem = errno;
    while (length > 0) {
        ssize_t n = write(STDERR_FILENO, text, length);
        if (n <= 0 && errno != EINTR)
            break;
        text += n > 0 ? n : 0;
        length -= n > 0 ? (size_t)n : 0;
    }
    errno = problem;
}

struct bench_timer bench_timer_begin(const char *label)
{
    struct bench_span *span = bench_span_begin(label);
    return (struct bench_timer){span, label != NULL ? label : "(no label)", now_ns(), true};
}

// In one call, so that lines of several threads do not mix.
void bench_timer_end(struct bench_timer *timer)
{
    char label[512];
    char seconds[32];
    char line[sizeof label + sizeof seconds + 8];
    uint64_t elapsed_ns = now_ns() - timer->began_ns;
    bench_span_end(timer->span);
    if (span_store_serves_samples() || span_mode_is("off") || span_mode_is("summary"))
        return;
    plain_for_terminal(timer->label, label, sizeof label);
    print_time(seconds, sizeof seconds, elapsed_ns);
    int length = snprintf(line, sizeof line, "%s: %s\n", label, seconds);
    write_all(line, (size_t)length);
}

struct row {
    unsigned label;
    uint64_t total_ns;
};

static int compare_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return a->total_ns != b->total_ns ? (a->total_ns < b->total_ns ? 1 : -1)
                                      : (a->label > b->label) - (a->label < b->label);
}

static void print_row(const char *text, size_t width, struct span_tally *sum, uint64_t lasted_ns)
{
    char label[LABEL_BYTES], line[2 * LABEL_BYTES + 256], times[5][32];
    plain_for_terminal(text, label, sizeof label);
    const uint64_t ns[] = {sum->total_ns, sum->total_ns / sum->count,
                           span_tally_quantile_ns(sum, 0.5), span_tally_quantile_ns(sum, 0.99),
                           sum->max_ns};
    for (unsigned i = 0; i < 5; i++)
        print_time(times[i], sizeof times[i], ns[i]);
    int length = snprintf(
        line, sizeof line, "%s%*s  %8llu  %12s  %12s  %12s  %12s  %12s  %5.1f%%\n", label,
        (int)(width - plain_width(label)), "", (unsigned long long)sum->count, times[0], times[1],
        times[2], times[3], times[4], 100 * (double)sum->total_ns / (double)lasted_ns);
    write_all(line, (size_t)length);
}

static void print_left_out(uint64_t n, unsigned limit, const char *of)
{
    char line[128];
    int length = snprintf(line, sizeof line, "left out: %llu span%s, as there is room for %u %s\n",
                          (unsigned long long)n, n == 1 ? "" : "s", limit, of);
    if (n > 0)
        write_all(line, (size_t)length);
}

static void print_table(struct span_store *store, const struct row *rows, size_t n,
                        struct span_tally *sum)
{
    char line[2 * LABEL_BYTES + 256], label[LABEL_BYTES];
    size_t width = strlen("label");
    uint64_t lasted_ns = span_clock_now_ns(&store->clock) - store->began_ns;
    for (size_t i = 0; i < n; i++) {
        plain_for_terminal(store->names[rows[i].label].text, label, sizeof label);
        width = plain_width(label) > width ? plain_width(label) : width;
    }
    int length =
        snprintf(line, sizeof line, "%-*s  %8s  %12s  %12s  %12s  %12s  %12s  %6s\n", (int)width,
                 "label", "count", "total", "mean", "p50", "p99", "max", "share");
    write_all(line, (size_t)length);
    for (size_t i = 0; i < n; i++)
        if (span_store_sum(store, rows[i].label, sum))
            print_row(store->names[rows[i].label].text, width, sum, lasted_ns > 0 ? lasted_ns : 1);
    uint64_t unlabelled = atomic_load(&store->unlabelled);
    print_left_out(unlabelled, SPAN_LABELS, "labels in a whole run");
    print_left_out(atomic_load(&store->table->left_out) - unlabelled, SPAN_SLOTS,
                   "spans that are open at once");
}

void span_summary_print(struct span_store *store)
{
    static struct span_tally sum;
    struct row rows[SPAN_LABELS];
    unsigned labels[SPAN_LABELS];
    if (span_store_serves_samples() || !span_mode_is("summary"))
        return;
    unsigned n = span_store_used(store, labels);
    for (unsigned i = 0; i < n; i++) {
        span_store_sum(store, labels[i], &sum);
        rows[i] = (struct row){labels[i], sum.total_ns};
    }
    qsort(rows, n, sizeof *rows, compare_rows);
    if (n > 0)
        print_table(store, rows, n, &sum);
}
