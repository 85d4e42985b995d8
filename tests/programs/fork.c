// SPDX-License-Identifier: MIT
// Bodies with children: none of them may answer in its parent's place or outlive the worker.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/programs/work.h"

static void *fork_set_up(struct bench *bench)
{
    (void)bench;
    return fork() < 0 ? abort(), NULL : NULL;
}

BENCH(fork, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(fork, child_returns)
{
    static int calls;
    if (calls++ == 0 && fork() < 0)
        abort();
    measure_something(bench);
}
BENCH(fork, child_returns_from_the_set_up, .setup = fork_set_up)
{
    measure_something(bench);
}
// It keeps every pipe of the worker open.
BENCH(fork, child_stays_behind)
{
    static int calls;
    if (calls++ == 0 && fork() == 0)
        for (;;)
            sleep(1000);
    measure_something(bench);
}
// In a session of its own and nobody's child any more; its pid is in the file that HIDDEN names.
static void hide(void)
{
    const char *path = getenv("HIDDEN");
    setsid();
    if (fork() > 0)
        _exit(0);
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%ld\n", (long)getpid());
        fclose(file);
    }
    for (;;)
        sleep(1000);
}
BENCH(fork, child_hides)
{
    static int calls;
    if (calls++ == 0 && fork() == 0)
        hide();
    measure_something(bench);
}
// It closes all files and ignores all signals that can be ignored.
static void go_deaf(void)
{
    setpgid(0, 0);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    closefrom(0);
    for (;;)
        sleep(1000);
}
BENCH(fork, child_is_deaf)
{
    static int calls;
    if (calls++ == 0 && fork() == 0)
        go_deaf();
    measure_something(bench);
}
// Each starts the next and ends, so that none is there for long; for a minute, should nobody end
// it.
static void hop(void)
{
    time_t end = time(NULL) + 60;
    setsid();
    while (time(NULL) < end)
        if (fork() > 0)
            _exit(0);
    _exit(0);
}
BENCH(fork, child_hops)
{
    static int calls;
    if (calls++ == 0 && fork() == 0)
        hop();
    measure_something(bench);
}
BENCH(fork, child_outlives_a_crash)
{
    if (fork() == 0)
        for (;;)
            sleep(1000);
    BENCH_LOOP (bench) {
        abort();
    }
}
BENCH(fork, in_the_loop, .iterations = 2)
{
    BENCH_LOOP (bench) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        waitpid(pid, NULL, 0);
    }
}
