// SPDX-License-Identifier: MIT
// blocks: an event loop with a callback that blocks it. blocks LOOP HOW MS TIMES WAIT_MS: LOOP is
// epoll, poll, select, uv or glib, of which the first three wait for WAIT_MS in each poll; HOW is
// sleep, spin, lock (for ever) or nothing. With LOOP `busy` it polls over and over without waiting,
// for MS milliseconds.
#include <glib.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

static const char *how;
static double stall_s;
static int left;
static int wait_ms = 1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile unsigned long turns;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

__attribute__((noinline)) static void plant_sleep(void)
{
    struct timespec time = {(time_t)stall_s, (long)((stall_s - (double)(time_t)stall_s) * 1e9)};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL); // AT: plant_sleep
    turns++;
}

__attribute__((noinline)) static void plant_spin(void)
{
    for (double end_s = now_s() + stall_s; now_s() < end_s;)
        turns++;
}

__attribute__((noinline)) static void plant_lock(void)
{
    pthread_mutex_lock(&mutex); // AT: plant_lock
    turns++;
}

// Says whether the loop continues.
__attribute__((noinline)) static int on_event(void)
{
    if (strcmp(how, "sleep") == 0)
        plant_sleep(); // AT: on_event
    else if (strcmp(how, "spin") == 0)
        plant_spin();
    else if (strcmp(how, "lock") == 0)
        plant_lock();
    return --left > 0;
}

static void run_epoll(void)
{
    struct epoll_event event;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    do
        epoll_wait(epoll, &event, 1, wait_ms);
    while (on_event());
    close(epoll);
}

static void run_poll(void)
{
    do
        poll(NULL, 0, wait_ms);
    while (on_event());
}

static void run_select(void)
{
    do
        select(0, NULL, NULL, NULL, &(struct timeval){0, 1000 * wait_ms});
    while (on_event());
}

static void run_busy(void)
{
    double end_s = now_s() + stall_s;
    do
        poll(NULL, 0, 0);
    while (now_s() < end_s);
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; // there is one, so that the poll does not wait
}

// After each poll.
static void on_uv(uv_check_t *check)
{
    if (!on_event())
        uv_stop(check->loop);
}

static void run_uv(void)
{
    uv_idle_t idle;
    uv_check_t check;
    uv_idle_init(uv_default_loop(), &idle);
    uv_idle_start(&idle, on_idle);
    uv_check_init(uv_default_loop(), &check);
    uv_check_start(&check, on_uv);
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

static gboolean on_glib(gpointer loop)
{
    if (on_event())
        return G_SOURCE_CONTINUE;
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

static void run_glib(void)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    g_timeout_add(1, on_glib, loop);
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } rows[] = {{"epoll", run_epoll}, {"poll", run_poll}, {"select", run_select},
                {"busy", run_busy},   {"uv", run_uv},     {"glib", run_glib}};
    how = argc > 2 ? argv[2] : "nothing";
    stall_s = argc > 3 ? atof(argv[3]) / 1e3 : 0;
    left = argc > 4 ? atoi(argv[4]) : 1;
    wait_ms = argc > 5 ? atoi(argv[5]) : 1;
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; argc > 1 && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(argv[1], rows[i].name) == 0)
            rows[i].run();
    return 0;
}
