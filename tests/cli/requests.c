// SPDX-License-Identifier: MIT
// Requests whose ends are planted. STALL: the server pauses for 20 ms once in each sample.
#include <benchrun/bench.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void spin(uint64_t ns)
{
    uint64_t end_ns = now_ns() + ns;
    while (now_ns() < end_ns)
        continue;
}

// A server that takes one request after the other, 20 us each; request 500 takes 20 ms.
static void serve(struct bench *bench)
{
    enum { STALLED = 500, USUAL_NS = 20000, STALL_NS = 20000000 };
    while (bench_requests_left(bench) > 0) {
        struct bench_request *request = bench_next_request(bench);
        if (request == NULL)
            continue;
        spin(request->number == STALLED ? STALL_NS : USUAL_NS);
        bench_request_done(bench, request);
    }
}

BENCH(stall, closed, .requests = 2000)
{
    serve(bench);
}

BENCH(stall, open, .requests = 2000, .rate = 10000)
{
    serve(bench);
}

// Answers come in another thread, in reverse order, when all that may be out are.
struct window {
    struct bench *bench;
    struct bench_request *requests[8];
    unsigned n;
};

static void *answer(void *data)
{
    const struct window *window = data;
    for (unsigned i = window->n; i > 0; i--)
        bench_request_done(window->bench, window->requests[i - 1]);
    return NULL;
}

BENCH(window, thread, .requests = 100, .concurrency = {1, 8})
{
    unsigned most = 0;
    while (bench_requests_left(bench) > 0) {
        struct window window = {.bench = bench};
        while (window.n < 8 && (window.requests[window.n] = bench_next_request(bench)) != NULL)
            window.n++;
        most = window.n > most ? window.n : most;
        pthread_t thread;
        if (pthread_create(&thread, NULL, answer, &window) != 0)
            abort();
        pthread_join(thread, NULL);
    }
    bench_metric(bench, "most", most, "");
}

// What the body says is the time of the sample, not of a request.
BENCH(own, time, .requests = 100)
{
    struct bench_request *request;
    while ((request = bench_next_request(bench)) != NULL)
        bench_request_done(bench, request);
    bench_add_time(bench, 7e14);
}

BENCH(broken, errors, .requests = 10)
{
    struct bench_request *request;
    while ((request = bench_next_request(bench)) != NULL) {
        if (request->number % 2 == 0)
            bench_request_failed(bench, request);
        else
            bench_request_done(bench, request);
    }
}

// The first sample ends, the others do not.
BENCH(broken, never, .requests = 10, .concurrency = {4})
{
    static bool has_ended;
    while (bench_requests_left(bench) > 0) {
        struct bench_request *request = bench_next_request(bench);
        if (request != NULL && !has_ended)
            bench_request_done(bench, request);
    }
    has_ended = true;
}

BENCH(broken, leaves, .requests = 10)
{
    bench_request_done(bench, bench_next_request(bench));
}

BENCH(broken, none, .requests = 10)
{
    bench_request_done(bench, NULL);
}

BENCH(broken, twice, .requests = 10)
{
    struct bench_request *request = bench_next_request(bench);
    bench_request_done(bench, request);
    bench_request_done(bench, request);
}

BENCH(broken, loop, .requests = 10)
{
    BENCH_LOOP (bench) {
    }
}

BENCH(broken, without)
{
    bench_next_request(bench);
    BENCH_LOOP (bench) {
    }
}
