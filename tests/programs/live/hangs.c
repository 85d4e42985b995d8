// SPDX-License-Identifier: MIT
// hangs: threads that never end, each at one place, which a comment `AT: name` marks. Prints
// `ready` when the one that loops is there and the others are about to be.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

static pthread_barrier_t barrier;
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static volatile uint64_t turns;

static inline __attribute__((always_inline)) void turn_for_ever(void)
{
    while (turns++ < UINT64_MAX) // AT: turn_for_ever
        continue;
}

__attribute__((noinline)) static void ignore_all(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    turn_for_ever(); // AT: ignore_all
}

static void *loop(void *data)
{
    pthread_barrier_wait(&barrier);
    ignore_all(); // AT: loop
    return data;
}

__attribute__((noinline)) static void lock_second(pthread_mutex_t *mutex)
{
    pthread_mutex_lock(mutex); // AT: lock_second
    puts("no deadlock");
}

static void *lock_left_first(void *data)
{
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&barrier);
    lock_second(&right); // AT: lock_left_first
    return data;
}

static void *lock_right_first(void *data)
{
    pthread_mutex_lock(&right);
    pthread_barrier_wait(&barrier);
    lock_second(&left); // AT: lock_right_first
    return data;
}

// As a careless server does: it ends when it is interrupted.
static void *serve(void *data)
{
    struct epoll_event event;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    pthread_barrier_wait(&barrier);
    if (epoll_wait(epoll, &event, 1, -1) < 0) { // AT: serve
        perror("epoll_wait");
        exit(1);
    }
    return data;
}

int main(void)
{
    static const struct {
        const char *name;
        void *(*run)(void *data);
    } rows[] = {
        {"looper", loop},
        {"left", lock_left_first},
        {"right", lock_right_first},
        {"server", serve},
    };
    enum { THREADS = sizeof rows / sizeof *rows };
    pthread_t threads[THREADS];
    pthread_barrier_init(&barrier, NULL, THREADS + 1);
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, rows[i].run, NULL);
        pthread_setname_np(threads[i], rows[i].name);
    }
    pthread_barrier_wait(&barrier);
    while (turns == 0)
        sched_yield();
    puts("ready");
    fflush(stdout);
    pthread_join(threads[0], NULL); // AT: main
    return 0;
}
