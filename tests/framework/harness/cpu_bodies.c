// SPDX-License-Identifier: MIT
// The bodies that use CPU time, or share a CPU.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <benchrun/bench.h>

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void burn(double cpu_s)
{
    clock_t end = clock() + (clock_t)(cpu_s * CLOCKS_PER_SEC);
    while (clock() < end)
        continue;
}
BENCH(cpu, sleeps)
{
    BENCH_LOOP (bench) {
        usleep(5000);
    }
}
BENCH(cpu, burns)
{
    BENCH_LOOP (bench) {
        burn(0.02);
    }
}
BENCH(cpu, burns_in_a_child)
{
    BENCH_LOOP (bench) {
        pid_t child = fork();
        if (child == 0) {
            burn(0.02);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}

static pid_t fork_to(const cpu_set_t *cpu, void (*work)(void))
{
    pid_t child = fork();
    if (child == 0) {
        sched_setaffinity(0, sizeof *cpu, cpu);
        work();
        _exit(0);
    }
    return child;
}
static void burn_forever(void)
{
    for (;;)
        burn(1);
}
static void yield_often(void)
{
    struct rusage own;
    do {
        sched_yield();
        getrusage(RUSAGE_SELF, &own);
    } while (own.ru_nivcsw < 20);
}
// A child that shares its CPU with another one gives way to it.
static void yield_in_a_child(void)
{
    cpu_set_t cpu;
    CPU_ZERO(&cpu);
    CPU_SET((unsigned)sched_getcpu(), &cpu);
    pid_t other = fork_to(&cpu, burn_forever);
    waitpid(fork_to(&cpu, yield_often), NULL, 0);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
}
BENCH(cpu, child_yields)
{
    BENCH_LOOP (bench) {
        yield_in_a_child();
    }
}
BENCH(cpu, child_yields_and_counts, .all_cpus = true)
{
    BENCH_LOOP (bench) {
        yield_in_a_child();
    }
}
