// SPDX-License-Identifier: MIT
// What threads did, from files of /proc as a test wants them; and of a real process.
#include "framework/live/thread_times.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/framework/machine/fake_tree.h"

enum { MS = 1000000 };

static void write_file(const char *root, int pid, int tid, const char *name, const char *text)
{
    g_autofree char *path = g_strdup_printf("proc/%d/task/%d/%s", pid, tid, name);
    fake_tree_write(root, path, text, -1);
}

// A thread in a state, which ran and was runnable for this many milliseconds until now.
static void set_thread(const char *root, int tid, char state, unsigned ran_ms, unsigned runnable_ms)
{
    g_autofree char *stat = g_strdup_printf("%d (a ) (b) %c 1 1 1 0 -1 4194304 0\n", tid, state);
    g_autofree char *times = g_strdup_printf("%u000000 %u000000 %u\n", ran_ms, runnable_ms, ran_ms);
    write_file(root, 10, tid, "stat", stat);
    write_file(root, 10, tid, "schedstat", times);
}

static void set_call(const char *root, int tid, long number, unsigned operation, unsigned value)
{
    g_autofree char *text =
        g_strdup_printf("%ld 0x7f00 0x%x 0x%x 0x0 0x0 0x0 0x7ff 0x7fe\n", number, operation, value);
    write_file(root, 10, tid, "syscall", text);
}

static void look(struct thread_times *times, unsigned at_ms)
{
    thread_times_look(times, 10, THREADS_OF_ITSELF, (uint64_t)at_ms * MS);
}

static struct profile *conclude(struct thread_times *times)
{
    struct profile *profile = profile_new();
    thread_times_conclude(times, profile);
    thread_times_free(times);
    return profile;
}

static const struct profile_thread *find_thread(const struct profile *profile, guint tid)
{
    for (guint i = 0; i < profile->threads->len; i++) {
        const struct profile_thread *thread =
            &g_array_index(profile->threads, struct profile_thread, i);
        if (thread->tid == tid)
            return thread;
    }
    return NULL;
}

static void expect_times(const struct profile_thread *thread, const double wanted[6])
{
    const double found[] = {thread->seen,  thread->ran,  thread->runnable,
                            thread->slept, thread->disk, thread->lock};
    static const char *const names[] = {"seen", "ran", "runnable", "slept", "disk", "lock"};
    for (int i = 0; i < 6; i++)
        cr_expect(fabs(found[i] - wanted[i]) < 1e-9, "%s: %g, not %g", names[i], found[i],
                  wanted[i]);
}

Test(thread_times, tell_waits_apart_by_what_a_thread_waits_in)
{
    char *root = fake_tree_new();
    struct thread_times *times = thread_times_new(root);
    set_thread(root, 10, 'R', 100, 10);
    look(times, 1000);
    set_thread(root, 10, 'S', 150, 20); // 40 of 100 ms it slept
    set_call(root, 10, SYS_poll, 0, 0);
    look(times, 1100);
    set_call(root, 10, SYS_futex, 0x80, 2); // a mutex
    look(times, 1200);
    set_call(root, 10, SYS_futex, 0x189, 0); // a condition variable
    look(times, 1300);
    set_thread(root, 10, 'D', 150, 20);
    write_file(root, 10, 10, "wchan", "folio_wait_bit_common");
    look(times, 1600);
    write_file(root, 10, 10, "wchan", "wait_for_vfork_done");
    look(times, 1650);
    set_thread(root, 10, 'R', 150, 20); // it waits for a CPU, which is counted when it has one
    look(times, 1800);
    set_thread(root, 10, 'R', 160, 200);
    look(times, 1840);
    g_autoptr(Profile) profile = conclude(times);
    const struct profile_thread *thread = find_thread(profile, 10);
    cr_assert_not_null(thread);
    cr_expect_str_eq(thread->name, "a ) (b");
    const double wanted[] = {0.84, 0.06, 0.19, 0.19, 0.3, 0.1};
    expect_times(thread, wanted);
    cr_expect_eq(thread->switches, 60);
    fake_tree_free(root);
}

Test(thread_times, say_so_where_locks_cannot_be_told)
{
    char *root = fake_tree_new();
    struct thread_times *times = thread_times_new(root);
    set_thread(root, 10, 'S', 100, 0);
    look(times, 0);
    look(times, 500);
    g_autoptr(Profile) profile = conclude(times);
    const struct profile_thread *thread = find_thread(profile, 10);
    cr_assert_not_null(thread);
    cr_expect(isnan(thread->lock));
    cr_expect_eq(thread->slept, 0.5);
    fake_tree_free(root);
}

Test(thread_times, know_a_number_that_is_used_again)
{
    char *root = fake_tree_new();
    struct thread_times *times = thread_times_new(root);
    set_thread(root, 10, 'R', 100, 0);
    look(times, 0);
    set_thread(root, 10, 'R', 300, 0);
    look(times, 200);
    set_thread(root, 10, 'R', 1, 0); // another thread
    look(times, 300);
    set_thread(root, 10, 'R', 51, 0);
    look(times, 350);
    g_autoptr(Profile) profile = conclude(times);
    cr_assert_eq(profile->threads->len, 2);
    cr_expect_eq(g_array_index(profile->threads, struct profile_thread, 0).ran, 0.2);
    cr_expect_eq(g_array_index(profile->threads, struct profile_thread, 1).ran, 0.05);
    fake_tree_free(root);
}

Test(thread_times, survive_files_that_lie)
{
    static const char *const lies[] = {"",       "10",      "10 (",  "10 (x",
                                       "10 (x)", "10 (x) ", "(((((", ")"};
    char *root = fake_tree_new();
    struct thread_times *times = thread_times_new(root);
    set_thread(root, 10, 'S', 100, 0);
    look(times, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
        write_file(root, 10, 10, "stat", lies[i]);
        look(times, 10 + (unsigned)i);
        set_thread(root, 10, 'S', 100, 0);
        write_file(root, 10, 10, "syscall", lies[i]);
        write_file(root, 10, 10, "schedstat", lies[i]);
        look(times, 20 + (unsigned)i);
    }
    set_thread(root, 10, 'S', 100, 1000000); // more than there was time for
    look(times, 100);
    g_autoptr(Profile) profile = conclude(times);
    cr_expect_eq(profile->threads->len, 1);
    fake_tree_free(root);
}

Test(thread_times, follow_all_that_a_process_started)
{
    char *root = fake_tree_new();
    struct thread_times *times = thread_times_new(root);
    set_thread(root, 10, 'S', 1, 0);
    write_file(root, 10, 10, "children", "20 10 "); // no circle is followed for ever
    write_file(root, 20, 20, "stat", "20 (child) S 10 1 1 0 -1 4194304 0\n");
    write_file(root, 20, 20, "schedstat", "5 5 5\n");
    thread_times_look(times, 10, THREADS_OF_CHILDREN, 1 * MS);
    thread_times_look(times, 10, THREADS_OF_CHILDREN, 2 * MS);
    g_autoptr(Profile) profile = conclude(times);
    cr_assert_not_null(find_thread(profile, 20));
    cr_expect_str_eq(find_thread(profile, 20)->name, "child");
    fake_tree_free(root);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_lock(void *data)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    return data;
}

static volatile bool goes_on = true;

static void *turn(void *data)
{
    while (goes_on)
        continue;
    return data;
}

Test(thread_times, are_those_of_real_threads)
{
    enum { LEAST_MS = 200, WAIT_S = 30 };
    pthread_t threads[2];
    struct thread_times *times = thread_times_new("/");
    pthread_mutex_lock(&mutex);
    pthread_create(&threads[0], NULL, wait_for_lock, NULL);
    pthread_setname_np(threads[0], "locked");
    pthread_create(&threads[1], NULL, turn, NULL);
    pthread_setname_np(threads[1], "turns");
    for (unsigned ms = 0; ms < LEAST_MS; ms += 5) {
        thread_times_poll(times, getpid(), THREADS_OF_ITSELF);
        g_usleep(5000);
    }
    g_autoptr(Profile) profile = conclude(times);
    goes_on = false;
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    unsigned found = 0;
    for (guint i = 0; i < profile->threads->len; i++) {
        const struct profile_thread *thread =
            &g_array_index(profile->threads, struct profile_thread, i);
        bool is_locked = strcmp(thread->name, "locked") == 0;
        bool is_turning = strcmp(thread->name, "turns") == 0;
        found += is_locked + is_turning;
        if (is_locked)
            cr_expect(thread->lock > 0.8 * thread->seen, "%g of %g", thread->lock, thread->seen);
        if (is_turning) // it wants a CPU all the time, whether it gets one or not
            cr_expect(thread->slept + thread->lock + thread->disk < 0.2 * thread->seen);
    }
    cr_expect_eq(found, 2);
}
