// SPDX-License-Identifier: MIT
// Waits of which it is known how long they are: sleeps of 100 and 300 ms, a thread that waits 200
// ms for another, and 100 ms of work.
#include <pthread.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

__attribute__((noinline)) static void sleep_ms(long ms)
{
    struct timespec time = {0, ms * 1000000};
    nanosleep(&time, NULL);
    __asm__ volatile("");
}

__attribute__((noinline)) static void short_sleep(void)
{
    sleep_ms(100);
    __asm__ volatile("");
}

__attribute__((noinline)) static void long_sleep(void)
{
    sleep_ms(300);
    __asm__ volatile("");
}

static void *work(void *data)
{
    sleep_ms(200);
    return data;
}

__attribute__((noinline)) static void join(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
}

__attribute__((noinline)) static void compute(void)
{
    struct timespec began, now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &began);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while ((now.tv_sec - began.tv_sec) * 1000000000 + now.tv_nsec - began.tv_nsec < 100000000);
}

int main(void)
{
    short_sleep();
    compute();
    long_sleep();
    join();
    return 0;
}
