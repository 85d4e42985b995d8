// SPDX-License-Identifier: MIT
#include "framework/live/process.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/framework/live/live_place.h"

TestSuite(process, .timeout = 60);

Test(process, that_runs_is_known)
{
    struct process_identity own = process_identity();
    cr_expect_eq(own.pid, getpid());
    cr_expect_gt(own.started_ticks, 0);
    cr_expect(process_is_here(&own));
    cr_expect_not(process_is_dead(&own));
    cr_expect_eq(process_state(getpid()), PROCESS_RUNS);
}

Test(process, that_has_ended_is_gone_or_a_zombie)
{
    struct process_identity identity = process_identity();
    identity.started_ticks = 0;
    identity.pid = live_place_zombie();
    cr_expect_eq(process_state(identity.pid), PROCESS_ZOMBIE);
    cr_expect(process_is_dead(&identity));
    g_autofree char *zombie = process_explain(identity.pid);
    cr_expect(strstr(zombie, "is a zombie") != NULL);
    waitpid(identity.pid, NULL, 0);
    cr_expect_eq(process_state(identity.pid), PROCESS_GONE);
    cr_expect(process_is_dead(&identity));
    g_autofree char *gone = process_explain(identity.pid);
    cr_expect(strstr(gone, "there is no process") != NULL);
}

Test(process, of_another_start_or_namespace_is_not_taken_for_it)
{
    struct process_identity other = process_identity();
    other.started_ticks++;
    cr_expect(process_is_dead(&other));
    other.pid_namespace++;
    cr_expect_not(process_is_here(&other));
    cr_expect_not(process_is_dead(&other), "nobody here knows");
}

static void *wait_for_ever(void *data)
{
    char byte;
    _exit(read(GPOINTER_TO_INT(data), &byte, 1) == 0 ? 0 : 1);
}

// Its first thread is a zombie then, while the process lives.
Test(process, whose_first_thread_has_ended_lives)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        close(ends[1]);
        if (pthread_create(&thread, NULL, wait_for_ever, GINT_TO_POINTER(ends[0])) != 0)
            _exit(1);
        pthread_exit(NULL);
    }
    struct process_identity identity = process_identity();
    identity.pid = child;
    identity.started_ticks = 0;
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", child);
    for (bool is_zombie = false; !is_zombie; g_usleep(1000)) {
        g_autofree char *text = NULL;
        cr_assert(g_file_get_contents(path, &text, NULL, NULL));
        is_zombie = strstr(text, ") Z ") != NULL;
    }
    cr_expect_not(process_is_dead(&identity));
    close(ends[1]);
    waitpid(child, NULL, 0);
    cr_expect(process_is_dead(&identity));
}

// A name may hold what separates the fields.
Test(process, may_have_any_name)
{
    struct process_identity before = process_identity();
    cr_assert_eq(prctl(PR_SET_NAME, "a) Z 1 (b", 0, 0, 0), 0);
    struct process_identity own = process_identity();
    cr_expect_eq(own.started_ticks, before.started_ticks);
    cr_expect_not(process_is_dead(&own));
}

Test(process, of_another_user_is_not_looked_at)
{
    if (geteuid() != 0)
        return; // process 1 is the other user's then
    pid_t child = fork();
    if (child == 0) {
        if (setuid(65534) != 0)
            _exit(1);
        for (;;)
            pause();
    }
    while (process_state(child) == PROCESS_RUNS)
        g_usleep(1000);
    cr_expect_eq(process_state(child), PROCESS_OTHER_USER);
    g_autofree char *why = process_explain(child);
    cr_expect(strstr(why, "(uid 65534): only its own user can look at it") != NULL, "%s", why);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}
