// SPDX-License-Identifier: MIT
// What a body calls where its benchmark has .requests.
#include <benchrun/bench.h>

#include "framework/harness/session.h"

static struct requests *of(struct bench *bench)
{
    struct session *session = (struct session *)bench;
    if (session->requests == NULL)
        bench_fail(bench, "requests need .requests in the options of the benchmark");
    return session->requests;
}

struct bench_request *bench_next_request(struct bench *bench)
{
    struct requests *requests = of(bench);
    return requests != NULL ? requests_next(requests) : NULL;
}

static void end(struct bench *bench, struct bench_request *request, bool has_failed)
{
    struct requests *requests = of(bench);
    if (requests != NULL && request == NULL)
        bench_fail(bench, "a request that is NULL was ended: bench_next_request() had none");
    else if (requests != NULL && !requests_end(requests, request, has_failed))
        bench_fail(bench, "a request was ended twice");
}

void bench_request_done(struct bench *bench, struct bench_request *request)
{
    end(bench, request, false);
}

void bench_request_failed(struct bench *bench, struct bench_request *request)
{
    end(bench, request, true);
}

size_t bench_requests_left(struct bench *bench)
{
    struct requests *requests = of(bench);
    return requests != NULL ? (size_t)requests_count(requests).left : 0;
}

int64_t bench_requests_wait_ns(struct bench *bench)
{
    struct requests *requests = of(bench);
    return requests != NULL ? requests_wait_ns(requests) : 0;
}
