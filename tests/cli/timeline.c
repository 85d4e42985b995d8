// SPDX-License-Identifier: MIT
// A program with spans in two threads and in a process that it starts. Its word says how it ends:
// `kill` itself, or `wait` for ever. `serve` does the same work again and again.
#include <benchrun/span.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile double sink;

// Until this much CPU time is used: the profile needs samples.
static void compute(double seconds)
{
    clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
    while (clock() < end)
        sink += 0.5;
}

static void handle(int number)
{
    struct bench_span *request = bench_span_begin("request");
    bench_span_number(request, number);
    struct bench_span *parse = bench_span_begin("parse <b>");
    compute(0.01);
    bench_span_end(parse);
    bench_span_end(request);
}

static void *work(void *data)
{
    for (int i = 0; i < 4; i++)
        handle(i);
    return data;
}

static void serve(void)
{
    bench_span_note(bench_span_begin("serving"), "port 80");
    puts("serving");
    fflush(stdout);
    for (;;) {
        struct bench_span *step = bench_span_begin("step");
        compute(0.05);
        usleep(250000);
        bench_span_end(step);
    }
}

static void run_child(const char *own)
{
    pid_t pid = fork();
    if (pid == 0)
        execl(own, own, "child", NULL);
    waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    pthread_t thread;
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "child") == 0) {
        handle(42);
        return 0;
    }
    if (strcmp(word, "serve") == 0)
        serve();
    struct bench_span *load = bench_span_begin("load");
    compute(0.05);
    bench_span_end(load);
    pthread_create(&thread, NULL, work, NULL);
    struct bench_span *first = bench_span_begin("first");
    struct bench_span *second = bench_span_begin("second");
    usleep(2000);
    bench_span_end(first);
    usleep(2000);
    bench_span_end(second);
    bench_span_note(bench_span_begin("left"), "open");
    pthread_join(thread, NULL);
    run_child(argv[0]);
    usleep(150000); // what is older is written
    bench_span_end(bench_span_begin("last"));
    if (strcmp(word, "kill") == 0)
        kill(getpid(), SIGKILL);
    if (strcmp(word, "wait") == 0) {
        puts("waiting");
        fflush(stdout);
        pause();
    }
    return 0;
}
