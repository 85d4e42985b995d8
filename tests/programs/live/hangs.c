// SPDX-License-Identifier: MIT
// hangs: threads that never end, each at one place, which a comment `AT: name` marks. Prints
// `ready` when the one that loops is there, and the others wait there as soon as they sleep. With
// an argument, its server ends the program when it is interrupted, as careless ones do.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

static pthread_barrier_t barrier;
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static atomic_int arrived;
static volatile uint64_t turns;

static void arrive(void)
{
    pthread_barrier_wait(&barrier);
    arrived++;
}

// It does not begin with the loop: a debugger at the first instruction of what was put in place
// would say that it is not there yet.
static inline __attribute__((always_inline)) void turn_for_ever(void)
{
    uint64_t step = turns + 1;
    while ((turns += step) < UINT64_MAX) // AT: turn_for_ever
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
    arrive();
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
    arrive();
    lock_second(&right); // AT: lock_left_first
    return data;
}

static void *lock_right_first(void *data)
{
    pthread_mutex_lock(&right);
    arrive();
    lock_second(&left); // AT: lock_right_first
    return data;
}

static void *serve(void *is_careless)
{
    struct epoll_event event;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    arrive();
    while (epoll_wait(epoll, &event, 1, -1) < 0) // AT: serve
        if (errno != EINTR || is_careless != NULL) {
            perror("epoll_wait");
            exit(1);
        }
    return NULL;
}

int main(int argc, char **argv)
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
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, rows[i].run, argc > 1 ? argv[1] : NULL);
        pthread_setname_np(threads[i], rows[i].name);
    }
    while (arrived < THREADS || turns == 0)
        sched_yield();
    puts("ready");
    fflush(stdout);
    pthread_join(threads[0], NULL); // AT: main
    return 0;
}
