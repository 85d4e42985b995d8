// SPDX-License-Identifier: MIT
#include "framework/live/attaching.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/proc_status.h"

Test(attaching, finds_fields_at_the_start_of_lines)
{
    static const char status[] = "Name:\tUid:\nUid:\t1\t2\nTracerPid:\t0";
    g_autofree char *uid = proc_status_field(status, "Uid:");
    g_autofree char *tracer = proc_status_field(status, "TracerPid:");
    cr_expect_str_eq(uid, "1\t2");
    cr_expect_str_eq(tracer, "0");
    cr_expect_null(proc_status_field(status, "Pid:"));
    cr_expect_null(proc_status_field(NULL, "Pid:"));
}

static void expect_error(pid_t pid, enum attaching_error code, const char *words)
{
    g_autoptr(GError) error = NULL;
    cr_expect_not(attaching_check(pid, &error));
    cr_assert_not_null(error);
    cr_expect(g_error_matches(error, ATTACHING_ERROR, (int)code));
    cr_expect_not_null(strstr(error->message, words), "%s", error->message);
}

Test(attaching, says_what_cannot_be_looked_at)
{
    siginfo_t info;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    expect_error(pid, ATTACHING_ERROR_GONE, "a zombie, which waits for its parent");
    waitpid(pid, NULL, 0);
    expect_error(pid, ATTACHING_ERROR_GONE, "has ended, or there is none");
    expect_error(getpid(), ATTACHING_ERROR_OTHER, "this benchrun itself");
}

Test(attaching, tells_those_that_are_gone_from_those_that_are_refused)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(GError) gone = NULL;
    g_autoptr(GError) ending = NULL;
    siginfo_t info;
    attaching_refuse(getpid(), EPERM, &refused);
    cr_expect(g_error_matches(refused, ATTACHING_ERROR, ATTACHING_ERROR_REFUSED));
    attaching_refuse(getpid(), ESRCH, &gone);
    cr_expect(g_error_matches(gone, ATTACHING_ERROR, ATTACHING_ERROR_GONE));
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    attaching_refuse(pid, EPERM, &ending);
    cr_expect(g_error_matches(ending, ATTACHING_ERROR, ATTACHING_ERROR_GONE));
    waitpid(pid, NULL, 0);
}

// Of a process that gave up its rights, /proc says that it is root's.
Test(attaching, tells_processes_of_other_users)
{
    int ends[2];
    char byte;
    cr_expect_not(proc_status_is_foreign(getpid()));
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        bool is_good = setresuid(0, 65534, 0) == 0 && write(ends[1], "x", 1) == 1;
        pause();
        _exit(is_good);
    }
    cr_assert_eq(read(ends[0], &byte, 1), 1);
    cr_expect(proc_status_is_foreign(child));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_expect_not(proc_status_is_foreign(child));
}
