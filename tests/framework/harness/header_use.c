// SPDX-License-Identifier: MIT
// Uses all of the public headers; compiled as C and as C++ by check_header, never run.
#include <benchrun/bench.h>
#include <benchrun/span.h>

#include <stdlib.h>

struct small {
    int x;
};
struct pair {
    double a, b;
};
struct big {
    char bytes[1000];
};
union either {
    int i;
    float f;
};
enum colour { RED, GREEN };
typedef int (*function)(int);

static struct big make_big(void)
{
    struct big big = {{0}};
    return big;
}
static struct pair make_pair(void)
{
    struct pair pair = {1, 2};
    return pair;
}
static int identity(int x)
{
    return x;
}

BENCH_GROUP(header);
BENCH_GROUP(kinds, .compares = false);

BENCH(header, without_options)
{
    BENCH_LOOP (bench) {
    }
}

static bool always(void)
{
    return true;
}
static void *set_up(struct bench *bench)
{
    if (bench->arg < 0)
        bench_skip(bench, "negative");
    return malloc(10);
}

BENCH(header, all_options, .baseline = true, .name = "all of them", .args = {-1, 0, 1}, .n_args = 3,
      .arg_name = "n", .setup = set_up, .teardown = free, .iterations = 10, .time_s = 0.5,
      .tags = "quick,small", .min_speedup = 1.5, .skip_unless = always, .all_cpus = true)
{
    void *fixture = bench_fixture(bench);
    BENCH_LOOP (bench) {
        bench_do_not_optimize(fixture);
    }
    bench_bytes(bench, 10);
    bench_items(bench, 1);
    bench_metric(bench, "ratio", 0.5, "%");
    const float single[2] = {1, 2};
    const double both[2] = {1, 2};
    if (bench_wants_output(bench))
        bench_output(bench, "abc", 3);
    bench_output_f32(bench, single, 2, 1e-4);
    bench_output_f64(bench, both, 2, 1e-9);
    bench_fail(bench, "no");
}

static const struct bench_param named[] = {{"one", "1"}, {"two", "2"}, {NULL, NULL}};

BENCH(header, several_parameters, .args = {1, 2}, .args2 = {3}, .n_args2 = 1, .arg2_name = "k",
      .args3 = {4}, .arg3_name = "z", .params = named, .threads = {1, BENCH_ALL_CPUS},
      .latency = true, .cold = true)
{
    int64_t sum = bench->arg + bench->arg2 + bench->arg3;
    const char *word = (const char *)bench->param;
    BENCH_LOOP (bench) {
        bench_do_not_optimize(sum);
        bench_do_not_optimize(word);
        bench_add_time(bench, 1.5);
    }
    bench_cold(bench, word, 1);
    bench_metric(bench, "thread", bench_thread(bench) + bench_threads(bench), NULL);
}

BENCH(header, with_requests, .requests = 10, .concurrency = {1, 2}, .rate = 100)
{
    while (bench_requests_left(bench) > 0) {
        struct bench_request *request = bench_next_request(bench);
        if (request == NULL) {
            bench_do_not_optimize(bench_requests_wait_ns(bench));
        } else if (request->number == 0) {
            request->data = request;
            bench_request_failed(bench, request);
        } else {
            bench_request_done(bench, request);
        }
    }
}

BENCH(header, batches, .args = {64})
{
    for (size_t n; (n = bench_batch(bench, 16)) != 0;) {
        size_t i = 0;
        BENCH_LOOP (bench) {
            if (i % 2 == 0)
                continue;
            i++;
        }
    }
}

BENCH(header, barriers)
{
    // long: every kind of value is a local variable that both barriers take
    bool truth = true;
    char c = 'c';
    signed char sc = 1;
    unsigned char uc = 1;
    short s = 1;
    unsigned short us = 1;
    int i = 1;
    unsigned u = 1;
    long l = 1;
    unsigned long ul = 1;
    long long ll = 1;
    unsigned long long ull = 1;
    float f = 1;
    double d = 1;
    long double ld = 1;
    size_t size = 1;
    int8_t i8 = 1;
    uint64_t u64 = 1;
    const int constant = 5;
    volatile int shaky = 6;
    volatile double shaky_d = 6;
    char word[8] = "1234567";
    int words[3] = {1, 2, 3};
    const double constant_d = 2;
    int *pointer = &i;
    const char *text = "text";
    void *nothing = NULL;
    function call = identity;
    struct small small = {1};
    struct pair pair = {1, 2};
    struct big big = make_big();
    union either either = {1};
    enum colour colour = GREEN;
    int numbers[4] = {1};
    BENCH_LOOP (bench) {
        bench_do_not_optimize(numbers);
        bench_do_not_optimize("literal");
        bench_do_not_optimize(truth);
        bench_do_not_optimize(c);
        bench_do_not_optimize(sc);
        bench_do_not_optimize(uc);
        bench_do_not_optimize(s);
        bench_do_not_optimize(us);
        bench_do_not_optimize(i);
        bench_do_not_optimize(u);
        bench_do_not_optimize(l);
        bench_do_not_optimize(ul);
        bench_do_not_optimize(ll);
        bench_do_not_optimize(ull);
        bench_do_not_optimize(f);
        bench_do_not_optimize(d);
        bench_do_not_optimize(ld);
        bench_do_not_optimize(size);
        bench_do_not_optimize(i8);
        bench_do_not_optimize(u64);
        bench_do_not_optimize(constant);
        bench_do_not_optimize(constant_d);
        bench_do_not_optimize(shaky);
        bench_do_not_optimize(pointer);
        bench_do_not_optimize(text);
        bench_do_not_optimize(nothing);
        bench_do_not_optimize(call);
        bench_do_not_optimize(small);
        bench_do_not_optimize(pair);
        bench_do_not_optimize(big);
        bench_do_not_optimize(either);
        bench_do_not_optimize(colour);
        // Values without a name.
        bench_do_not_optimize(1);
        bench_do_not_optimize(1.5);
        bench_do_not_optimize(1.5f);
        bench_do_not_optimize('c');
        bench_do_not_optimize(i + 1);
        bench_do_not_optimize(d * 2);
        bench_do_not_optimize(i == 1);
        bench_do_not_optimize(&i);
        bench_do_not_optimize(text[1]);
        bench_do_not_optimize(big.bytes[3]);
        bench_do_not_optimize(pair.a);
        bench_do_not_optimize(identity(3));
        bench_do_not_optimize(make_pair());
        bench_do_not_optimize(make_big());
        bench_do_not_optimize(u64 << 3);
#ifndef __cplusplus
        bench_do_not_optimize((struct pair){3, 4});
#else
        bench_do_not_optimize(nullptr);
        bench_do_not_optimize(::pair{3, 4});
#endif
        bench_hide(truth);
        bench_hide(c);
        bench_hide(sc);
        bench_hide(uc);
        bench_hide(s);
        bench_hide(us);
        bench_hide(i);
        bench_hide(u);
        bench_hide(l);
        bench_hide(ul);
        bench_hide(ll);
        bench_hide(ull);
        bench_hide(f);
        bench_hide(d);
        bench_hide(ld);
        bench_hide(size);
        bench_hide(i8);
        bench_hide(u64);
        bench_hide(shaky);
        bench_hide(shaky_d);
        bench_hide(pointer);
        bench_hide(text);
        bench_hide(nothing);
        bench_hide(call);
        bench_hide(small);
        bench_hide(pair);
        bench_hide(big);
        bench_hide(either);
        bench_hide(colour);
        bench_hide(word);
        bench_hide(words);
        // Variables without a name.
        bench_hide(pair.a);
        bench_hide(big.bytes[3]);
        bench_hide(*pointer);
        bench_hide(words[i++]);
        if (i == 9)
            bench_hide(i);
        else
            bench_hide(u);
        bench_clobber_memory();
        if (i == 7)
            bench_do_not_optimize(i);
        else
            bench_do_not_optimize(u);
    }
}

int use_spans(int n);
int use_spans(int n)
{
    BENCH_TIMER_SCOPE("all of it");
    BENCH_TIMER_SCOPE("more of it");
    for (int i = 0; i < n; i++) {
        BENCH_TIMER("outer")
        {
            if (i == 1)
                continue;
            BENCH_TIMER("inner")
            n += identity(i);
            if (i == 2)
                break;
            if (i == 3)
                return n;
        }
    }
    struct bench_span *span = bench_span_begin("span");
    bench_span_note(span, "note");
    bench_span_number(span, 1);
    if (bench_span_cancelled(span) || bench_span_cancel_fd(span) < 0)
        n++;
    bench_span_end(span);
    return n;
}
