// SPDX-License-Identifier: MIT
// A program with spans, to be looked at from outside: live_spans MODE.
#define _GNU_SOURCE // gettid()
#include <benchrun/span.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, OPEN = 100 };

static void say_ready(void)
{
    puts("ready");
    fflush(stdout);
}

// Until stdin ends.
static int wait_for_the_end(void)
{
    char byte;
    return read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;
}

// Some open spans, one within another, and ended ones.
static int hold(void)
{
    struct bench_span *request = bench_span_begin("request");
    bench_span_note(request, "GET /\033[31mred");
    for (int i = 0; i < 3; i++) {
        struct bench_span *part = bench_span_begin("parse");
        bench_span_end(part);
    }
    struct bench_span *fetch = bench_span_begin("fetch");
    bench_span_number(fetch, 42);
    for (int i = 0; i < 2; i++)
        bench_span_begin("upload");
    say_ready();
    return wait_for_the_end();
}

// Says which of two spans is cancelled: of one that polls, and of one that looks.
static int obey(void)
{
    struct bench_span *polled = bench_span_begin("polled");
    struct bench_span *looked_at = bench_span_begin("looked at");
    struct pollfd fds[2] = {{.fd = bench_span_cancel_fd(polled), .events = POLLIN},
                            {.fd = STDIN_FILENO, .events = POLLIN}};
    say_ready();
    for (;;) {
        poll(fds, 2, 5);
        if (fds[1].revents != 0)
            return 0;
        if (looked_at != NULL && bench_span_cancelled(looked_at)) {
            bench_span_end(looked_at);
            looked_at = NULL;
            puts("looked at was cancelled");
        }
        if (fds[0].revents != 0 && bench_span_cancelled(polled)) {
            bench_span_end(polled);
            fds[0].fd = -1;
            puts("polled was cancelled");
        }
        fflush(stdout);
    }
}

static volatile sig_atomic_t is_over;

// Each has a hundred open spans, and ends the oldest when it begins another.
static void *begin_and_end(void *data)
{
    struct bench_span *open[OPEN] = {NULL};
    char label[16], note[64];
    snprintf(label, sizeof label, "worker %d", *(int *)data);
    for (unsigned long long i = 0; !is_over; i++) {
        bench_span_end(open[i % OPEN]);
        open[i % OPEN] = bench_span_begin(label);
        snprintf(note, sizeof note, "%d %s %llu %llu", (int)gettid(), label + strlen("worker "), i,
                 i * i);
        bench_span_note(open[i % OPEN], note);
    }
    return NULL;
}

static int crowd(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, begin_and_end, &numbers[i]) != 0)
            return 1;
    }
    say_ready();
    int code = wait_for_the_end();
    is_over = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return code;
}

// Nothing but SIGKILL ends it.
__attribute__((noreturn)) static int stuck_in_a_loop(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    bench_span_begin("endless");
    say_ready();
    for (volatile unsigned turns = 0;; turns++)
        continue;
}

static int stuck_in_a_lock(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    bench_span_begin("waiting for the lock");
    pthread_mutex_lock(&lock);
    say_ready();
    pthread_mutex_lock(&lock);
    return 1;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } modes[] = {{"hold", hold},
                 {"obey", obey},
                 {"crowd", crowd},
                 {"loop", stuck_in_a_loop},
                 {"lock", stuck_in_a_lock}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (argc > 1 && strcmp(argv[1], modes[i].name) == 0)
            return modes[i].run();
    fputs("usage: live_spans hold|obey|crowd|loop|lock\n", stderr);
    return 2;
}
