// SPDX-License-Identifier: MIT
// A program with spans and no benchmarks: what its words ask for.
#include <benchrun/span.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int with_return(void)
{
    BENCH_TIMER("returned from")
    return 1;
    return 0;
}

static void leave_in_all_ways(void)
{
    BENCH_TIMER_SCOPE("scope");
    for (int i = 0; i < 3; i++) {
        BENCH_TIMER("broken off")
        {
            if (i < 2)
                break;
        }
        BENCH_TIMER("continued")
        {
            if (i < 2)
                continue;
        }
        printf("round %d\n", i);
    }
    printf("%d\n", with_return());
}

static void begin_stages(int n)
{
    for (int i = 0; i < n; i++) {
        struct bench_span *outer = bench_span_begin("request");
        struct bench_span *inner = bench_span_begin("fetch");
        bench_span_number(inner, i);
        bench_span_end(inner);
        bench_span_end(outer);
    }
}

// Across each other, as those of an event loop.
static void begin_crossed(void)
{
    struct bench_span *first = bench_span_begin("first");
    struct bench_span *second = bench_span_begin("second");
    bench_span_end(first);
    bench_span_end(second);
}

static void fork_stages(void)
{
    if (fork() == 0) {
        begin_stages(2);
        exit(0);
    }
    wait(NULL);
}

// `timer LABEL`, `note TEXT`, `left LABEL` open, `stages N`, `ways`, `crossed`, `fork`, `become
// PROGRAM` that has one stage, `wait` for a signal, `kill` itself.
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(word, "timer") == 0)
            BENCH_TIMER(next)
        usleep(1000);
        if (strcmp(word, "note") == 0) {
            struct bench_span *span = bench_span_begin("noted");
            bench_span_note(span, next);
            bench_span_end(span);
        }
        if (strcmp(word, "stages") == 0)
            begin_stages(atoi(next));
        if (strcmp(word, "ways") == 0)
            leave_in_all_ways();
        if (strcmp(word, "crossed") == 0)
            begin_crossed();
        if (strcmp(word, "fork") == 0)
            fork_stages();
        if (strcmp(word, "left") == 0)
            bench_span_begin(next);
        if (strcmp(word, "become") == 0)
            execl(next, next, "stages", "1", NULL);
        if (strcmp(word, "wait") == 0) {
            bench_span_begin("waiting");
            puts("waiting");
            fflush(stdout);
            pause();
        }
        if (strcmp(word, "kill") == 0)
            kill(getpid(), SIGKILL);
        if (strcmp(word, "exit") == 0)
            _exit(0);
    }
    return 0;
}
