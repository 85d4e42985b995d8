// SPDX-License-Identifier: MIT
// Uses each macro and function of the public headers, as C and as C++. Unlike header_use.c it is
// run: check_matrix says what comes of it.
#include <benchrun/bench.h>
#include <benchrun/span.h>

#include <stdlib.h>

#ifndef STEP
#define STEP 3u
#endif

// Casts in the style of C would hide those of the headers from -Wold-style-cast.
#ifdef __cplusplus
#define CAST(type, value) static_cast<type>(value)
#else
#define CAST(type, value) ((type)(value))
#endif

BENCH_GROUP(loops, .compares = false);

BENCH(loops, empty)
{
    BENCH_LOOP (bench) {
    }
}

static unsigned square(unsigned x)
{
    return x * x;
}
BENCH(loops, removed)
{
    unsigned n = 7;
    bench_hide(n);
    BENCH_LOOP (bench) {
        CAST(void, square(n));
    }
}

BENCH(loops, kept)
{
    unsigned sum = 0;
    BENCH_LOOP (bench) {
        sum += STEP;
        bench_do_not_optimize(sum);
    }
}

struct pair {
    double a, b;
};
BENCH(loops, barriers, .iterations = 50)
{
    float f = 1;
    double d = 1;
    long double ld = 1;
    bool truth = true;
    short s = 1;
    long l = 1;
    long long ll = 1;
    uint64_t u64 = BENCH_ALL_CPUS;
    struct pair pair = {1, 2};
    int many[BENCH_MAX_ARGS + BENCH_MAX_THREADS] = {0};
    void *nowhere = NULL;
    struct bench_timing (*timing)(void (*function)(void *), void *) = bench_timeit_auto;
    BENCH_LOOP (bench) {
        bench_hide(f);
        bench_hide(d);
        bench_hide(ld);
        bench_hide(truth);
        bench_hide(s);
        bench_hide(l);
        bench_hide(ll);
        bench_hide(u64);
        bench_hide(pair);
        bench_hide(many);
        bench_hide(nowhere);
        bench_hide(timing);
        bench_do_not_optimize(f * 2);
        bench_do_not_optimize(d * 2);
        bench_do_not_optimize(ld * 2);
        bench_do_not_optimize(!truth);
        bench_do_not_optimize(s + 1);
        bench_do_not_optimize(l + 1);
        bench_do_not_optimize(ll + 1);
        bench_do_not_optimize(u64 + 1);
        bench_do_not_optimize(pair);
        bench_do_not_optimize(many);
        bench_do_not_optimize(nowhere);
        bench_do_not_optimize(timing);
        bench_clobber_memory();
    }
    bool is_right = f < 2 && d < 2 && ld < 2 && truth && s == 1 && l == 1 && ll == 1 &&
                    u64 == BENCH_ALL_CPUS && pair.b > pair.a && many[0] == 0 && nowhere == NULL &&
                    timing == bench_timeit_auto;
    if (!is_right)
        bench_fail(bench, "a barrier changed a value");
}

// Fixtures and parameters.

struct numbers {
    size_t n;
    double first, step;
    double values[256];
};

static void *make_numbers(struct bench *bench)
{
    struct numbers *numbers = CAST(struct numbers *, calloc(1, sizeof *numbers));
    if (numbers == NULL)
        return NULL;
    numbers->n = CAST(size_t, bench->arg);
    numbers->first = CAST(double, bench->arg2);
    numbers->step = *CAST(const double *, bench->param) + CAST(double, bench->arg3);
    for (size_t i = 0; i < numbers->n; i++)
        numbers->values[i] = numbers->first + CAST(double, i) * numbers->step;
    return numbers;
}

static const double steps[] = {0.5, 2};
static const struct bench_param step_params[] = {
    {"half", &steps[0]}, {"two", &steps[1]}, {NULL, NULL}};

static void add(struct bench *bench, bool is_backward)
{
    const struct numbers *numbers = CAST(const struct numbers *, bench_fixture(bench));
    double sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        for (size_t i = 0; i < numbers->n; i++)
            sum += numbers->values[is_backward ? numbers->n - 1 - i : i];
        bench_do_not_optimize(sum);
    }
    bench_bytes(bench, CAST(double, numbers->n * sizeof numbers->values[0]));
    bench_items(bench, CAST(double, numbers->n));
    bench_metric(bench, "size", CAST(double, numbers->n), "numbers");
    if (!bench_wants_output(bench))
        return;
    const float single[] = {CAST(float, sum)};
    bench_output(bench, &numbers->n, sizeof numbers->n);
    bench_output_f32(bench, single, 1, 1e-4);
    bench_output_f64(bench, &sum, 1, 1e-9);
}

BENCH(sums, forward, .baseline = true, .args = {64, 256}, .arg_name = "n", .args2 = {-1},
      .arg2_name = "first", .args3 = {0}, .n_args3 = 1, .params = step_params,
      .setup = make_numbers, .teardown = free, .iterations = 50, .tags = "quick")
{
    add(bench, false);
}
BENCH(sums, backward, .name = "back to front", .args = {64, 256}, .arg_name = "n", .args2 = {-1},
      .arg2_name = "first", .args3 = {0}, .n_args3 = 1, .params = step_params,
      .setup = make_numbers, .teardown = free, .iterations = 50)
{
    add(bench, true);
}

// Other ways to measure.

static unsigned char bytes[16][64];

BENCH(ways, batches, .iterations = 40)
{
    for (size_t n; (n = bench_batch(bench, 16)) != 0;) {
        size_t i = 0;
        BENCH_LOOP (bench) {
            for (size_t k = 0; k < sizeof bytes[0]; k++)
                bytes[i][k] = CAST(unsigned char, k + 1);
            bench_clobber_memory();
            i++;
        }
        if (i != n)
            bench_fail(bench, "a batch has another size");
    }
}

BENCH(ways, threads, .iterations = 50, .threads = {1, 2})
{
    unsigned x = 0;
    BENCH_LOOP (bench) {
        x += bench_thread(bench);
        bench_do_not_optimize(x);
    }
    bench_metric(bench, "threads", CAST(double, bench_threads(bench)), NULL);
}

static void *make_cold(struct bench *bench)
{
    bench_cold(bench, bytes, sizeof bytes);
    return bytes;
}
BENCH(ways, each, .setup = make_cold, .iterations = 20, .latency = true, .cold = true)
{
    unsigned x = 1;
    BENCH_LOOP (bench) {
        x += 3;
        bench_do_not_optimize(x);
    }
}

static void answer(struct bench *bench)
{
    while (bench_requests_left(bench) > 0) {
        struct bench_request *request = bench_next_request(bench);
        if (request == NULL) {
            bench_do_not_optimize(bench_requests_wait_ns(bench));
        } else if (request->number == 1) {
            request->data = request;
            bench_request_failed(bench, request);
        } else {
            bench_request_done(bench, request);
        }
    }
}
BENCH(ways, closed, .requests = 4, .concurrency = {2})
{
    answer(bench);
}
BENCH(ways, open, .requests = 4, .rate = 1e5)
{
    answer(bench);
}

static void count_call(void *data)
{
    ++*CAST(unsigned *, data);
}
BENCH(ways, own_time, .iterations = 10)
{
    unsigned calls = 0;
    double elapsed_s = 0;
    BENCH_LOOP (bench) {
        elapsed_s += bench_timeit(count_call, &calls, 3);
        bench_add_time(bench, 2000);
    }
    if (calls % 3 != 0 || calls == 0 || elapsed_s < 0)
        bench_fail(bench, "a function was not called as often as it should be");
}

BENCH(ways, spans, .iterations = 10)
{
    BENCH_TIMER_SCOPE("scope");
    BENCH_LOOP (bench) {
        BENCH_TIMER("timer")
        {
            struct bench_span *span = bench_span_begin("span");
            bench_span_note(span, "note");
            bench_span_number(span, 1);
            if (bench_span_cancelled(span) || bench_span_cancel_fd(span) < 0)
                bench_fail(bench, "nobody cancelled the span");
            bench_span_end(span);
        }
    }
}

// Ends that are no results.

static bool never(void)
{
    return false;
}
BENCH(ends, unsupported, .skip_unless = never)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(ends, skipped)
{
    bench_skip(bench, "not here");
}
BENCH(ends, wrong)
{
    bench_fail(bench, "it does not add up");
}

// libbenchrun's main() is this; a program with its own calls it.
#ifdef OWN_MAIN
int main(int argc, char **argv)
{
    return bench_main(argc, argv);
}
#endif
