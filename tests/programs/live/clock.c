// SPDX-License-Identifier: MIT
// clock: asks for the time, again and again, which the kernel's code in each process answers.
#include <stdio.h>
#include <time.h>

static volatile long sum;

__attribute__((noinline)) static long ask(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); // AT: ask
    return now.tv_nsec;
}

int main(void)
{
    puts("ready");
    fflush(stdout);
    for (;;)
        sum += ask();
}
