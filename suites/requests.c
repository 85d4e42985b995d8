// SPDX-License-Identifier: MIT
// Requests: an echo server behind socket pairs answers through poll(), epoll or libuv.
//
// A request is a byte that the client writes; the answer is the next byte. In the closed loop each
// answer begins the next request, in the open loop they begin at a steady rate. Expect poll(),
// which looks at all connections each time, to lose where few are busy.
#include <benchrun/bench.h>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum { MOST = 64, ENDS = 2 * MOST };

// Of connection i the client has end 2 i, the server end 2 i + 1.
static struct {
    int fds[ENDS];
    struct bench_request *requests[MOST]; // that are out; NULL: the connection is free
    int epoll, n_right_answers;
} connections;

static void *connect_all(struct bench *bench)
{
    connections.epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int end = 0; end < ENDS; end++) {
        int *pair = &connections.fds[end];
        if (end % 2 == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
            bench_skip(bench, "no sockets");
        struct epoll_event event = {.events = EPOLLIN, .data.fd = end};
        epoll_ctl(connections.epoll, EPOLL_CTL_ADD, connections.fds[end], &event);
    }
    return &connections;
}

static void disconnect_all(void *fixture __attribute__((unused)))
{
    for (int end = 0; end < ENDS; end++)
        close(connections.fds[end]);
    close(connections.epoll);
}

// As many as may begin, each on a connection that is free. Returns how long to wait, in ms.
static int begin_requests(struct bench *bench)
{
    struct bench_request *request;
    for (int i = 0; i < MOST; i++)
        if (connections.requests[i] == NULL && (request = bench_next_request(bench)) != NULL) {
            connections.requests[i] = request;
            if (write(connections.fds[2 * i], "?", 1) != 1)
                bench_fail(bench, "cannot write");
        }
    int64_t wait_ns = bench_requests_wait_ns(bench);
    return wait_ns < 0 ? -1 : (int)(wait_ns / 1000000);
}

// An end is readable: the server's answers, the client's ends the request.
static void take(struct bench *bench, int end)
{
    char byte = 0;
    if (read(connections.fds[end], &byte, 1) != 1)
        return;
    if (end % 2 == 1) {
        if (write(connections.fds[end], &(char){byte + 1}, 1) != 1)
            bench_fail(bench, "cannot write");
    } else {
        connections.n_right_answers += byte == '?' + 1;
        bench_request_done(bench, connections.requests[end / 2]);
        connections.requests[end / 2] = NULL;
    }
}

static void by_poll(struct bench *bench)
{
    struct pollfd polled[ENDS];
    for (int end = 0; end < ENDS; end++)
        polled[end] = (struct pollfd){connections.fds[end], POLLIN, 0};
    while (bench_requests_left(bench) > 0) {
        poll(polled, ENDS, begin_requests(bench));
        for (int end = 0; end < ENDS; end++)
            if (polled[end].revents & POLLIN)
                take(bench, end);
    }
}

static void take_ready(struct bench *bench, int wait_ms)
{
    struct epoll_event events[ENDS];
    int n = epoll_wait(connections.epoll, events, ENDS, wait_ms);
    for (int i = 0; i < n; i++)
        take(bench, events[i].data.fd);
}

static void by_epoll(struct bench *bench)
{
    while (bench_requests_left(bench) > 0)
        take_ready(bench, begin_requests(bench));
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    if (status == 0 && (events & UV_READABLE))
        take_ready(handle->data, 0);
}

static void by_libuv(struct bench *bench)
{
    uv_loop_t loop;
    uv_poll_t handle = {.data = bench};
    uv_loop_init(&loop);
    uv_poll_init(&loop, &handle, connections.epoll);
    uv_poll_start(&handle, UV_READABLE, on_readable);
    while (bench_requests_left(bench) > 0)
        uv_run(&loop, begin_requests(bench) < 0 ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    uv_close((uv_handle_t *)&handle, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
}

static void serve(struct bench *bench, void (*serve_all)(struct bench *bench))
{
    connections.n_right_answers = 0;
    serve_all(bench);
    bench_output(bench, &connections.n_right_answers, sizeof connections.n_right_answers);
}

#define REQUESTS .setup = connect_all, .teardown = disconnect_all, .requests = 2000
#define CLOSED REQUESTS, .concurrency = {1, 8, 64}
#define OPEN REQUESTS, .rate = 20000
BENCH(closed, poll, .baseline = true, CLOSED)
{
    serve(bench, by_poll);
}
BENCH(closed, epoll, CLOSED)
{
    serve(bench, by_epoll);
}
BENCH(closed, libuv, CLOSED)
{
    serve(bench, by_libuv);
}
BENCH(open, epoll, .baseline = true, OPEN)
{
    serve(bench, by_epoll);
}
BENCH(open, libuv, OPEN)
{
    serve(bench, by_libuv);
}
