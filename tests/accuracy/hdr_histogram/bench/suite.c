// SPDX-License-Identifier: MIT
// Benchmarks of HdrHistogram_c for `scripts/accuracy --history`, for its commits since 2019.
#include <benchrun/bench.h>
#if __has_include(<hdr/hdr_histogram.h>)
#include <hdr/hdr_histogram.h>
#else
#include <hdr_histogram.h>
#endif

enum { VALUES = 1000 };

static int64_t value_of(int64_t i)
{
    return i * i * 7919 % 3600000;
}

static void *make_histogram(struct bench *bench)
{
    struct hdr_histogram *histogram = NULL;
    if (hdr_init(1, 3600000, 3, &histogram) != 0) {
        bench_fail(bench, "no memory");
        return NULL;
    }
    for (int64_t i = 0; i < 100 * VALUES; i++)
        hdr_record_value(histogram, value_of(i));
    return histogram;
}

static void free_histogram(void *histogram)
{
    hdr_close((struct hdr_histogram *)histogram);
}

BENCH(hdr, record, .setup = make_histogram, .teardown = free_histogram)
{
    struct hdr_histogram *histogram = (struct hdr_histogram *)bench_fixture(bench);
    BENCH_LOOP (bench) {
        for (int64_t i = 0; i < VALUES; i++)
            hdr_record_value(histogram, value_of(i));
    }
}

BENCH(hdr, value_at_percentile, .setup = make_histogram, .teardown = free_histogram)
{
    struct hdr_histogram *histogram = (struct hdr_histogram *)bench_fixture(bench);
    int64_t sum = 0;
    BENCH_LOOP (bench) {
        sum += hdr_value_at_percentile(histogram, 99.0);
    }
    bench_do_not_optimize(sum);
}

BENCH(hdr, mean, .setup = make_histogram, .teardown = free_histogram)
{
    struct hdr_histogram *histogram = (struct hdr_histogram *)bench_fixture(bench);
    double sum = 0;
    BENCH_LOOP (bench) {
        sum += hdr_mean(histogram);
    }
    bench_do_not_optimize(sum);
}

BENCH(hdr, iterate, .setup = make_histogram, .teardown = free_histogram)
{
    struct hdr_histogram *histogram = (struct hdr_histogram *)bench_fixture(bench);
    int64_t sum = 0;
    BENCH_LOOP (bench) {
        struct hdr_iter iter;
        hdr_iter_recorded_init(&iter, histogram);
        while (hdr_iter_next(&iter))
            sum += iter.value;
    }
    bench_do_not_optimize(sum);
}
