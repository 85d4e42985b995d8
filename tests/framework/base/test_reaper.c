// SPDX-License-Identifier: MIT
#include "framework/base/reaper.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/orphans.h"
#include "framework/base/subprocess.h"
#include "tests/framework/base/leftover.h"

TestSuite(reaper, .timeout = 100);

// A child in a session of its own, whose parent ends at once, and which ignores what can be
// ignored.
#define HIDE "setsid sh -c 'trap \"\" TERM HUP INT; sleep 300 & sleep 300' & "

static char *mark;

static struct subprocess start(const char *script)
{
    static const char *environment[2];
    const char *const argv[] = {"sh", "-c", script, NULL};
    struct subprocess_call call = {.argv = argv, .environment = environment};
    struct subprocess process;
    if (mark == NULL)
        mark = leftover_mark();
    environment[0] = mark;
    cr_assert(subprocess_start(&call, &process, NULL));
    return process;
}

static void wait_for_a_word(const struct subprocess *process)
{
    char word[8];
    struct pollfd fd = {.fd = process->out_fd, .events = POLLIN};
    cr_assert_eq(poll(&fd, 1, 60000), 1);
    cr_assert_gt(read(process->out_fd, word, sizeof word), 0);
}

Test(reaper, kills_what_went_into_another_session)
{
    struct subprocess process = start(HIDE HIDE "sleep 0.2; echo ready; wait");
    wait_for_a_word(&process);
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
}

Test(reaper, kills_what_a_program_that_ended_leaves_behind)
{
    struct subprocess process = start(HIDE "sleep 0.2; exit 7");
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    cr_expect_eq(WEXITSTATUS(process.wait_status), 7);
    cr_expect_eq(leftover_count(mark), 0);
    subprocess_end(&process);
}

Test(reaper, kills_them_all_when_the_host_is_killed)
{
    int ready[2];
    char word = 0;
    mark = leftover_mark();
    cr_assert_eq(pipe(ready), 0);
    pid_t host = fork();
    if (host == 0) {
        struct subprocess process = start(HIDE "sleep 0.2; echo ready; wait");
        wait_for_a_word(&process);
        if (write(ready[1], "!", 1) == 1)
            pause();
        _exit(1);
    }
    cr_assert_eq(read(ready[0], &word, 1), 1);
    kill(host, SIGKILL);
    waitpid(host, NULL, 0);
    cr_expect_eq(leftover_count(mark), 0);
}

Test(reaper, that_a_program_kills_does_not_keep_the_host_waiting)
{
    struct subprocess process = start("kill -KILL $PPID; sleep 300 & sleep 300");
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    cr_expect_eq(WTERMSIG(process.wait_status), SIGKILL);
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
}

// They come to us, where we had no child before.
Test(reaper, that_a_program_kills_costs_all_that_it_started)
{
    struct subprocess process =
        start(HIDE HIDE "(setsid sleep 300 &); sleep 0.2; kill -KILL $PPID; "
                        "sleep 300");
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "none is left to be reaped");
}

Test(reaper, that_a_program_kills_costs_nobody_else)
{
    pid_t other = fork();
    if (other == 0)
        for (;;)
            pause();
    struct subprocess process = start("kill -KILL $PPID; sleep 300");
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
    cr_expect_eq(waitpid(other, NULL, WNOHANG), 0, "it lives");
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
}

Test(reaper, kills_a_process_that_forks_and_ends_again_and_again)
{
    struct subprocess process =
        start("hop() { [ $(($(date +%s) - begin)) -gt 60 ] || hop & }; begin=$(date +%s); "
              "(hop); sleep 0.2; echo ready; sleep 300");
    wait_for_a_word(&process);
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
}

static void give_up_killing(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2];
    cr_assert_eq(syscall(SYS_capget, &header, sets), 0);
    sets[0].effective &= ~(1u << CAP_KILL);
    cr_assert_eq(syscall(SYS_capset, &header, sets), 0);
}

// Only root can start a process as another user. A control group is ended with what is in it.
Test(reaper, ends_processes_of_others_or_tells_which)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    give_up_killing();
    struct subprocess process = start("exec 3<&0; setsid setpriv --reuid=65534 --clear-groups "
                                      "sh -c 'echo $$; cat' <&3 & wait");
    char pid[16] = {0};
    struct pollfd fd = {.fd = process.out_fd, .events = POLLIN};
    cr_assert_eq(poll(&fd, 1, 60000), 1);
    cr_assert_gt(read(process.out_fd, pid, sizeof pid - 1), 0);
    reaper_kill(&process.reaper);
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    g_autoptr(GPtrArray) notes = orphans_take_notes();
    g_autofree char *expected = g_strdup_printf("process %s ('sh') was left", g_strchomp(pid));
    bool is_ended = leftover_groups_are_allowed();
    cr_assert(is_ended ? notes->len == 0 : notes->len >= 1);
    cr_expect(!is_ended || leftover_count(mark) == 0);
    bool is_told = false;
    for (guint i = 0; i < notes->len; i++)
        is_told = is_told || g_str_has_prefix(g_ptr_array_index(notes, i), expected);
    cr_expect(is_told != is_ended);
    subprocess_end(&process); // their input ends with it
    cr_expect_eq(leftover_count(mark), 0);
}

Test(reaper, that_a_program_stops_does_not_keep_the_host_waiting)
{
    struct subprocess process = start("kill -STOP $PPID; echo ready; sleep 300 & sleep 300");
    wait_for_a_word(&process);
    subprocess_end(&process);
    cr_expect(process.has_ended);
    cr_expect_eq(leftover_count(mark), 0);
}

Test(reaper, ignores_signals_that_a_program_sends_it)
{
    struct subprocess process = start("for name in HUP INT TERM USR1 CHLD ALRM; do "
                                      "kill -$name $PPID; done; exit 5");
    cr_assert(subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC));
    cr_expect_eq(WEXITSTATUS(process.wait_status), 5);
    subprocess_end(&process);
}

// An orphan that ends is reaped at once: a body may make as many as it likes.
Test(reaper, leaves_no_dead_process_about)
{
    struct subprocess process =
        start("for i in 1 2 3; do sh -c 'sleep 0.01 &'; done; sleep 0.3; "
              "grep -l '^[0-9]* [(].*[)] Z '$PPID' ' /proc/[0-9]*/stat 2>/dev/null; echo .; "
              "read line");
    char text[256] = {0};
    struct pollfd fd = {.fd = process.out_fd, .events = POLLIN};
    cr_assert_eq(poll(&fd, 1, 60000), 1);
    cr_assert_gt(read(process.out_fd, text, sizeof text - 1), 0);
    cr_expect_str_eq(text, ".\n");
    subprocess_end(&process);
}

static bool is_locked(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool is_free = flock(fd, LOCK_EX | LOCK_NB) == 0;
    close(fd);
    return !is_free;
}

static char *answer_of(const struct subprocess_call *call)
{
    struct subprocess_output output;
    cr_assert(subprocess_run(call, &output, NULL));
    g_free(output.complaints);
    return output.output;
}

// What locks something for a program must outlast us.
Test(reaper, hands_one_file_on_and_no_other)
{
    g_autofree char *path = NULL;
    int kept = g_file_open_tmp("benchrun-lock-XXXXXX", &path, NULL);
    int other = open("/dev/null", O_RDONLY); // without O_CLOEXEC, as files of our parents
    const char *const argv[] = {"sh", "-c", "echo; read line", NULL};
    const char *const list[] = {"sh", "-c", "cd /proc/$$/fd && echo *", NULL};
    struct subprocess_call call = {.argv = argv, .kept_fd = kept};
    struct subprocess process;
    cr_assert(kept > 0 && other > 0 && flock(kept, LOCK_EX) == 0);
    call.argv = list;
    g_autofree char *with = answer_of(&call);
    call.kept_fd = 0;
    g_autofree char *without = answer_of(&call);
    // The shell reads the folder by 3.
    cr_expect_str_eq(with, "0 1 2 200 3\n");
    cr_expect_str_eq(without, "0 1 2 3\n");
    call = (struct subprocess_call){.argv = argv, .kept_fd = kept};
    cr_assert(subprocess_start(&call, &process, NULL));
    close(kept);
    wait_for_a_word(&process);
    cr_expect(is_locked(path));
    subprocess_end(&process);
    cr_expect_not(is_locked(path));
    unlink(path);
    close(other);
}

static void expect_starved(int resource, rlim_t most, const char *remedy)
{
    const char *const argv[] = {"true", NULL};
    struct subprocess_call call = {.argv = argv};
    struct subprocess process;
    struct rlimit limit = {most, most};
    g_autoptr(GError) error = NULL;
    cr_assert_eq(setrlimit(resource, &limit), 0);
    cr_assert_not(subprocess_start(&call, &process, &error));
    cr_assert_not_null(subprocess_remedy(error), "%s", error->message);
    cr_expect_not_null(strstr(subprocess_remedy(error), remedy));
    cr_expect(process.has_ended);
    subprocess_end(&process);
}

Test(reaper, says_that_files_are_lacking)
{
    expect_starved(RLIMIT_NOFILE, 4, "ulimit -n");
}

static int count_open(void)
{
    int n = 0;
    for (int fd = 0; fd < 1000; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

// Whichever of the files it opens is the first for which there is no room.
Test(reaper, starts_a_program_as_asked_or_not_at_all)
{
    enum { MORE_THAN_IT_NEEDS = 20 };
    const char *const argv[] = {"echo", "heard", NULL};
    struct subprocess_call call = {.argv = argv};
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    int n_started = 0;
    rlim_t n_open = (rlim_t)count_open();
    for (rlim_t more = 0; more < MORE_THAN_IT_NEEDS; more++) {
        struct subprocess process;
        char answer[8] = {0};
        g_autoptr(GError) error = NULL;
        limit.rlim_cur = n_open + more;
        cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
        if (subprocess_start(&call, &process, &error)) {
            n_started++;
            struct pollfd fd = {.fd = process.out_fd, .events = POLLIN};
            cr_assert_eq(poll(&fd, 1, 60000), 1);
            cr_expect_eq(read(process.out_fd, answer, sizeof answer - 1), 6, "%ju more",
                         (uintmax_t)more);
            cr_expect_str_eq(answer, "heard\n");
        } else {
            cr_assert_not_null(subprocess_remedy(error), "%s", error->message);
            cr_expect_not_null(strstr(subprocess_remedy(error), "ulimit -n"), "%ju more: %s",
                               (uintmax_t)more, error->message);
        }
        subprocess_end(&process);
    }
    cr_expect_gt(n_started, 0);
    cr_expect_lt(n_started, MORE_THAN_IT_NEEDS);
}

// The limit does not hold for root.
Test(reaper, says_that_processes_are_lacking)
{
    if (getuid() == 0)
        cr_assert_eq(setresuid(65534, 65534, 65534), 0);
    expect_starved(RLIMIT_NPROC, 0, "ulimit -u");
}

Test(reaper, takes_streams_of_any_number)
{
    char answer[8] = {0};
    const char *const argv[] = {"sh", "-c", "read word; echo \"$word\"; echo word >&2", NULL};
    struct subprocess_call call = {.argv = argv};
    struct subprocess process;
    int copies[3];
    for (int i = 0; i < 3; i++) {
        copies[i] = fcntl(i, F_DUPFD_CLOEXEC, 50);
        close(i);
    }
    bool is_started = subprocess_start(&call, &process, NULL);
    bool is_asked = is_started && write(process.in_fd, "it\n", 3) == 3 &&
                    subprocess_wait(&process, g_get_monotonic_time() + 60 * G_USEC_PER_SEC);
    ssize_t n = is_asked ? read(process.out_fd, answer, sizeof answer) : -1;
    for (int i = 0; i < 3; i++)
        dup2(copies[i], i);
    cr_expect_eq(n, 3);
    cr_expect_str_eq(answer, "it\n");
}
