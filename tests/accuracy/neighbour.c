// SPDX-License-Identifier: MIT
// A noisy neighbour: burns the CPU given as its argument in random bursts of about 100 ms, with
// random rests between, until it is killed.
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    static volatile uint64_t memory[1 << 17]; // 1 MiB: it wants caches too
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(argc > 1 ? strtoul(argv[1], NULL, 10) : 0, &set);
    sched_setaffinity(0, sizeof set, &set);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    srand48(getpid());
    for (;;) {
        double end_s = now_s() - 0.1 * drand48() * 2 + 0.2;
        for (uint64_t i = 0; now_s() < end_s;)
            for (int n = 0; n < 1000; n++, i += 8)
                memory[i % (sizeof memory / sizeof *memory)] += i * i;
        usleep((useconds_t)(200000 * drand48()));
    }
}
