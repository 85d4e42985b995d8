// SPDX-License-Identifier: MIT
// The bodies that report something: a reason to skip or fail, metrics, outputs.
#include <benchrun/bench.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

BENCH(words, skip_in_body)
{
    bench_skip(bench, "no 100%\nway");
}
BENCH(words, fail_after_loop)
{
    BENCH_LOOP (bench) {
    }
    bench_fail(bench, "wrong");
    bench_skip(bench, "the first word counts");
}
BENCH(words, fail_at_length)
{
    static char why[100000];
    memset(why, ' ', sizeof why - 1);
    BENCH_LOOP (bench) {
    }
    bench_fail(bench, why);
}
BENCH(words, fail_once)
{
    static int calls;
    BENCH_LOOP (bench) {
    }
    if (calls++ == 0)
        bench_fail(bench, "only the first time");
}

static void report_metrics(struct bench *bench, int n)
{
    for (int i = 0; i < n; i++) {
        char name[200];
        snprintf(name, sizeof name, "metric %d %0100d", i, 0);
        bench_metric(bench, name, i, "unit of great length, longer than there is room for it");
    }
}
BENCH(metrics, sixteen)
{
    BENCH_LOOP (bench) {
    }
    for (int i = 0; i < 16; i++) {
        char name[8];
        snprintf(name, sizeof name, "m%d", i);
        bench_metric(bench, name, i, i % 2 ? "u" : NULL);
    }
    bench_metric(bench, "m3", 33, "u");
    bench_metric(bench, "m4", __builtin_nan(""), "u");
    bench_bytes(bench, 8.5);
    bench_items(bench, 3);
}
BENCH(metrics, seventeen)
{
    BENCH_LOOP (bench) {
    }
    for (int i = 0; i < 17; i++) {
        char name[8];
        snprintf(name, sizeof name, "m%d", i);
        bench_metric(bench, name, i, "");
    }
}
BENCH(metrics, long_names)
{
    BENCH_LOOP (bench) {
    }
    report_metrics(bench, 16);
}

BENCH(outputs, short_ones)
{
    BENCH_LOOP (bench) {
    }
    for (size_t n = 0; n <= 10; n++)
        bench_output(bench, "\xff\x00\x01zyxwvut", n);
}
BENCH(outputs, long_one)
{
    static unsigned char data[1 << 20];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7 + i / 251);
    BENCH_LOOP (bench) {
    }
    bench_output(bench, data, sizeof data - 1);
}
BENCH(outputs, floats)
{
    const float single[] = {1.5f, -0.0f};
    const double both[] = {1e300, __builtin_inf()};
    BENCH_LOOP (bench) {
    }
    bench_output_f32(bench, single, 2, 1e-4);
    bench_output_f64(bench, both, 2, 0);
    bench_output_f64(bench, NULL, 0, __builtin_nan(""));
}
BENCH(outputs, when_wanted)
{
    bench_skip(bench, bench_wants_output(bench) ? "wanted" : "unwanted");
}
// Parents and children that both go on, while there is something in the reply already.
BENCH(outputs, of_a_child)
{
    BENCH_LOOP (bench) {
    }
    bench_output(bench, "abc", 3);
    if (fork() < 0)
        abort();
    for (int i = 0; i < 20000; i++)
        bench_output(bench, "defghi", 6);
}
