// SPDX-License-Identifier: MIT
// spans: threads that are in spans, in a loop, a wait, or no more. Prints `ready` when they are.
#include <benchrun/span.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static volatile unsigned long turns;

static void *loop(void *data)
{
    bench_span_begin("endless");
    while (turns++ < ~0UL) // AT: loop
        continue;
    return data;
}

static void *leave(void *data)
{
    bench_span_begin("left behind");
    return data;
}

int main(void)
{
    pthread_t looper, leaver;
    bench_span_begin("twice");
    bench_span_begin("twice");
    pthread_create(&looper, NULL, loop, NULL);
    pthread_create(&leaver, NULL, leave, NULL);
    pthread_join(leaver, NULL);
    while (turns == 0)
        sched_yield();
    puts("ready");
    fflush(stdout);
    for (;;)
        pause(); // AT: main
}
