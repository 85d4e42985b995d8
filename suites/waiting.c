// SPDX-License-Identifier: MIT
// Waiting for everything at once: a question to each of 8 servers that take 2 ms to answer.
//
// The time goes into waiting, and hardly any CPU is used: the report's `CPU share` says so. Asked
// one after another, the servers take 8 times 2 ms. Asked all at once they take 2 ms together,
// whether a thread waits for each or a single poll() waits for all. Expect close to 8 times from
// both, more from poll(), which starts no threads, and nothing from more CPUs.
#include <benchrun/bench.h>

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { N_SERVERS = 8, THINKING_US = 2000, OURS = 0, THEIRS = 1 };

static struct server {
    pthread_t thread;
    int sockets[2];
    uint64_t question, answer;
} servers[N_SERVERS];

// A server as its client sees it: an answer takes a while, and none of our CPU time.
static void *serve(void *data)
{
    const struct server *server = data;
    uint64_t number;
    while (read(server->sockets[THEIRS], &number, sizeof number) == sizeof number) {
        usleep(THINKING_US);
        number *= number;
        if (write(server->sockets[THEIRS], &number, sizeof number) != sizeof number)
            break;
    }
    return NULL;
}

static void *start_servers(struct bench *bench)
{
    (void)bench;
    for (unsigned i = 0; i < N_SERVERS; i++) {
        servers[i].question = 1000 + i;
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, servers[i].sockets) != 0 ||
            pthread_create(&servers[i].thread, NULL, serve, &servers[i]) != 0)
            abort();
    }
    return servers;
}

static void stop_servers(void *fixture)
{
    (void)fixture;
    for (unsigned i = 0; i < N_SERVERS; i++) {
        close(servers[i].sockets[OURS]); // the server reads an end of file
        pthread_join(servers[i].thread, NULL);
        close(servers[i].sockets[THEIRS]);
    }
}

static void ask(struct server *server)
{
    server->answer = 0;
    if (write(server->sockets[OURS], &server->question, sizeof(uint64_t)) != sizeof(uint64_t))
        abort();
}

static void take_answer(struct server *server)
{
    if (read(server->sockets[OURS], &server->answer, sizeof(uint64_t)) != sizeof(uint64_t))
        abort();
}

static void one_after_another(void)
{
    for (unsigned i = 0; i < N_SERVERS; i++) {
        ask(&servers[i]);
        take_answer(&servers[i]);
    }
}

static void *ask_and_wait(void *data)
{
    ask(data);
    take_answer(data);
    return NULL;
}

static void in_threads(void)
{
    pthread_t threads[N_SERVERS];
    for (unsigned i = 0; i < N_SERVERS; i++)
        if (pthread_create(&threads[i], NULL, ask_and_wait, &servers[i]) != 0)
            abort();
    for (unsigned i = 0; i < N_SERVERS; i++)
        pthread_join(threads[i], NULL);
}

static void in_a_poll_loop(void)
{
    struct pollfd waiting[N_SERVERS];
    for (unsigned i = 0; i < N_SERVERS; i++) {
        ask(&servers[i]);
        waiting[i] = (struct pollfd){.fd = servers[i].sockets[OURS], .events = POLLIN};
    }
    for (unsigned left = N_SERVERS; left > 0;) {
        poll(waiting, N_SERVERS, -1);
        for (unsigned i = 0; i < N_SERVERS; i++) {
            if (waiting[i].revents == 0)
                continue;
            take_answer(&servers[i]);
            waiting[i].fd = -1; // poll() ignores it from now on
            left--;
        }
    }
}

static void measure(struct bench *bench, void (*ask_all)(void))
{
    uint64_t answers[N_SERVERS];
    BENCH_LOOP (bench) {
        ask_all();
    }
    for (unsigned i = 0; i < N_SERVERS; i++)
        answers[i] = servers[i].answer;
    bench_output(bench, answers, sizeof answers);
}

// Servers and client should not have to take turns on one CPU.
#define OPTIONS .setup = start_servers, .teardown = stop_servers, .all_cpus = true

BENCH(waiting, one_after_another, .baseline = true, OPTIONS)
{
    measure(bench, one_after_another);
}

BENCH(waiting, threads, OPTIONS, .min_speedup = 3)
{
    measure(bench, in_threads);
}

BENCH(waiting, poll_loop, OPTIONS, .min_speedup = 3)
{
    measure(bench, in_a_poll_loop);
}
