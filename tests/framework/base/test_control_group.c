// SPDX-License-Identifier: MIT
#include "framework/base/control_group.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/framework/base/leftover.h"

TestSuite(control_group, .timeout = 100);

static char *group_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/cgroup", (int)pid);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    const char *own = strstr(text, "0::");
    return own != NULL ? g_strndup(own, strcspn(own, "\n")) : NULL;
}

static bool is_in(pid_t pid, const struct control_group *group)
{
    g_autofree char *name = group_of(pid);
    return name != NULL && group->name[0] != '\0' && strstr(name, group->name) != NULL;
}

static bool is_alive(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    const char *state = g_file_get_contents(path, &text, NULL, NULL) ? strrchr(text, ')') : NULL;
    return state != NULL && state[2] != 'Z' && state[2] != 'X';
}

// A child that starts another in a session of its own, and ends unless it should stay. Returns it
// with the other.
static pid_t start(struct control_group *group, bool stays, pid_t *other)
{
    int told[2];
    cr_assert_eq(pipe(told), 0);
    pid_t pid = control_group_fork(group);
    if (pid == 0) {
        close(group->fd);
        pid_t inner = fork();
        if (inner == 0) {
            setsid();
            inner = getpid();
            ssize_t n = write(told[1], &inner, sizeof inner);
            pause();
            _exit((int)n);
        }
        if (stays)
            pause();
        _exit(0);
    }
    cr_assert_gt(pid, 0);
    cr_assert_eq(read(told[0], other, sizeof *other), sizeof *other);
    close(told[0]);
    close(told[1]);
    return pid;
}

Test(control_group, ends_all_that_a_program_started)
{
    struct control_group group;
    control_group_make(&group);
    if (!leftover_groups_are_allowed()) {
        cr_expect_eq(group.fd, -1);
        return;
    }
    pid_t other = 0;
    pid_t pid = start(&group, false, &other);
    cr_expect_eq(waitpid(pid, NULL, 0), pid);
    cr_expect(is_in(other, &group));
    cr_expect_not(is_in(getpid(), &group));
    cr_expect(is_alive(other));
    control_group_end(&group);
    cr_expect_not(is_alive(other));
    cr_expect_eq(group.fd, -1);
}

Test(control_group, is_done_without_where_there_is_none)
{
    struct control_group group = {.fd = -1};
    pid_t other = 0;
    pid_t pid = start(&group, true, &other);
    g_autofree char *theirs = group_of(other);
    g_autofree char *ours = group_of(getpid());
    cr_expect_str_eq(theirs, ours);
    control_group_end(&group);
    cr_expect(is_alive(other));
    kill(other, SIGKILL);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

// A benchrun that has a program running, and waits to be killed.
struct host {
    pid_t pid;
    struct {
        pid_t program, other;
        struct control_group group;
    } has;
};

static struct host start_host(void)
{
    struct host host;
    int told[2];
    cr_assert_eq(pipe(told), 0);
    host.pid = fork();
    if (host.pid == 0) {
        control_group_make(&host.has.group);
        host.has.program = start(&host.has.group, true, &host.has.other);
        ssize_t n = write(told[1], &host.has, sizeof host.has);
        pause();
        _exit((int)n);
    }
    close(told[1]);
    cr_assert_eq(read(told[0], &host.has, sizeof host.has), sizeof host.has);
    close(told[0]);
    return host;
}

static void end_host(const struct host *host)
{
    kill(host->pid, SIGKILL);
    waitpid(host->pid, NULL, 0);
}

static bool wait_for_end(pid_t pid)
{
    for (int i = 0; is_alive(pid) && i < 1000; i++)
        g_usleep(10000);
    return !is_alive(pid);
}

// What its programs hold open is not the lock.
Test(control_group, of_a_host_that_was_killed_is_ended_by_the_next)
{
    struct control_group group;
    struct host dead = start_host();
    struct host alive = start_host();
    bool is_allowed = leftover_groups_are_allowed();
    end_host(&dead);
    control_group_make(&group); // or any other that runs now
    if (is_allowed) {
        cr_expect(wait_for_end(dead.has.program));
        cr_expect(wait_for_end(dead.has.other));
    } else {
        cr_expect(is_alive(dead.has.program) && is_alive(dead.has.other));
    }
    cr_expect(is_alive(alive.has.program) && is_alive(alive.has.other));
    control_group_end(&group);
    end_host(&alive);
    pid_t left[] = {alive.has.program, alive.has.other, dead.has.program, dead.has.other};
    for (size_t i = 0; i < (is_allowed ? 2 : G_N_ELEMENTS(left)); i++)
        kill(left[i], SIGKILL);
}

// Such as those of a benchrun that is measured.
Test(control_group, is_removed_with_those_in_it)
{
    struct control_group group;
    control_group_make(&group);
    cr_assert_eq(group.fd >= 0, leftover_groups_are_allowed());
    g_autofree char *folder =
        group.fd >= 0 ? g_strdup_printf("/proc/self/fd/%d/in/in", group.fd) : NULL;
    g_autofree char *real = group.fd >= 0 ? g_strdup_printf("/proc/self/fd/%d", group.fd) : NULL;
    g_autofree char *path = real ? g_file_read_link(real, NULL) : NULL;
    cr_assert(folder == NULL || g_mkdir_with_parents(folder, 0700) == 0);
    control_group_end(&group);
    cr_expect(path == NULL || !g_file_test(path, G_FILE_TEST_EXISTS), "%s", path);
}
