// SPDX-License-Identifier: MIT
#include "framework/base/subprocess.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "tests/framework/base/leftover.h"

TestSuite(subprocess, .timeout = 60);

static struct subprocess_output run_with(struct subprocess_call call, const char *script)
{
    struct subprocess_output output;
    g_autoptr(GError) error = NULL;
    const char *const argv[] = {"sh", "-c", script, NULL};
    call.argv = argv;
    cr_assert(subprocess_run(&call, &output, &error), "%s", error ? error->message : "");
    return output;
}

static void expect_output(struct subprocess_call call, const char *script, const char *expected)
{
    struct subprocess_output output = run_with(call, script);
    cr_expect_str_eq(output.output, expected);
    cr_expect_eq(output.length, strlen(expected));
    cr_expect_eq(output.wait_status, 0);
    subprocess_output_clear(&output);
}

static int status_of(const char *script)
{
    struct subprocess_output output = run_with((struct subprocess_call){0}, script);
    subprocess_output_clear(&output);
    return output.wait_status;
}

// As a shell would run it.
Test(subprocess, is_a_line_for_a_shell)
{
    const char *const argv[] = {"sh", "-c", "echo \"$PWD $A $GONE\"; echo it\\'s", NULL};
    const char *const environment[] = {"A=b c", "GONE", NULL};
    const struct subprocess_call call = {argv, .folder = "/", .environment = environment};
    g_autofree char *line = subprocess_line(&call);
    g_autofree char *whole = g_strconcat("GONE=here; export GONE; ", line, NULL);
    cr_expect_str_eq(line, "cd / && env -u GONE 'A=b c' sh -c 'echo \"$PWD $A $GONE\"; echo "
                           "it\\'\\''s'");
    expect_output((struct subprocess_call){0}, whole, "/ b c \nit's\n");
}

static struct subprocess start_script(const char *script, const char *const *environment)
{
    struct subprocess process;
    const char *const argv[] = {"sh", "-c", script, NULL};
    struct subprocess_call call = {.argv = argv, .environment = environment};
    cr_assert(subprocess_start(&call, &process, NULL));
    return process;
}

static gint64 in_seconds(int seconds)
{
    return g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
}

Test(subprocess, collects_both_streams)
{
    struct subprocess_output output =
        run_with((struct subprocess_call){0}, "printf out; printf complaint >&2");
    cr_expect_str_eq(output.output, "out");
    cr_expect_str_eq(output.complaints, "complaint");
    subprocess_output_clear(&output);
}

Test(subprocess, makes_complaints_valid_text)
{
    struct subprocess_output output =
        run_with((struct subprocess_call){0}, "printf 'a\\000b\\377c' | tee /dev/stderr");
    cr_expect_eq(output.length, 5);
    cr_expect_arr_eq(output.output, "a\0b\377c", 6);
    cr_expect_str_eq(output.complaints, "a\357\277\275b\357\277\275c");
    subprocess_output_clear(&output);
}

Test(subprocess, feeds_and_collects_more_than_a_pipe_holds)
{
    g_autofree char *much = g_strnfill(3 << 20, 'x');
    expect_output((struct subprocess_call){.input = much}, "cat", much);
}

Test(subprocess, has_an_empty_input_without_one)
{
    expect_output((struct subprocess_call){0}, "cat", "");
}

Test(subprocess, runs_in_its_folder)
{
    expect_output((struct subprocess_call){.folder = "/proc"}, "pwd", "/proc\n");
}

Test(subprocess, sets_and_unsets_variables)
{
    const char *const words[] = {"NEW=a=b", "EMPTY=", "OLD", NULL};
    g_setenv("OLD", "old", TRUE);
    g_setenv("KEPT", "kept", TRUE);
    expect_output((struct subprocess_call){.environment = words},
                  "echo $NEW ${EMPTY-unset} ${OLD-unset} $KEPT", "a=b unset kept\n");
}

Test(subprocess, reports_codes_and_signals)
{
    cr_expect_eq(WEXITSTATUS(status_of("exit 7")), 7);
    cr_expect_eq(WTERMSIG(status_of("kill -TERM $$")), SIGTERM);
}

Test(subprocess, reports_codes_where_the_parent_ignored_children)
{
    signal(SIGCHLD, SIG_IGN);
    cr_expect_eq(WEXITSTATUS(status_of("exit 7")), 7);
}

Test(subprocess, fails_where_there_is_no_such_program)
{
    struct subprocess process;
    struct subprocess_output output;
    const char *const argv[] = {"no-such-program", NULL};
    struct subprocess_call call = {.argv = argv};
    GError *error = NULL;
    cr_expect_not(subprocess_run(&call, &output, &error));
    cr_expect(g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT));
    g_clear_error(&error);
    cr_expect_not(subprocess_start(&call, &process, &error));
    cr_expect(g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT));
    cr_expect(subprocess_has_ended(&process));
    subprocess_end(&process);
    g_clear_error(&error);
}

Test(subprocess, that_does_not_start_costs_no_file_of_ours)
{
    struct subprocess process;
    const char *const argv[] = {"no-such-program", NULL};
    struct subprocess_call call = {.argv = argv};
    cr_assert_geq(fcntl(0, F_GETFD), 0);
    cr_assert_not(subprocess_start(&call, &process, NULL));
    subprocess_end(&process);
    int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    cr_expect_geq(fcntl(0, F_GETFD), 0);
    cr_assert_not(subprocess_start(&call, &process, NULL));
    subprocess_end(&process);
    close(next);
    cr_expect_eq(open("/dev/null", O_RDONLY | O_CLOEXEC), next, "none is left open");
    close(next);
}

Test(subprocess, says_that_its_folder_is_missing)
{
    struct subprocess_output output;
    const char *const argv[] = {"true", NULL};
    struct subprocess_call call = {.argv = argv, .folder = "/no/such/folder"};
    g_autoptr(GError) error = NULL;
    cr_expect_not(subprocess_run(&call, &output, &error));
    cr_expect(g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_CHDIR));
    cr_expect_str_eq(error->message, "cannot enter '/no/such/folder': No such file or directory");
}

Test(subprocess, writes_all_to_a_log)
{
    char said[32] = {0};
    int fd = open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    struct subprocess_output output =
        run_with((struct subprocess_call){.log_fd = fd}, "echo out; echo complaint >&2");
    cr_expect_null(output.output);
    cr_expect_null(output.complaints);
    cr_expect_gt(pread(fd, said, sizeof said - 1, 0), 0);
    cr_expect_str_eq(said, "out\ncomplaint\n");
    close(fd);
}

static void go_to_root(const void *data)
{
    int ignored = chdir(data);
    (void)ignored;
}

Test(subprocess, prepares_the_child)
{
    expect_output((struct subprocess_call){.prepare = go_to_root, .data = "/"}, "pwd", "/\n");
}

Test(subprocess, gives_sigpipe_back)
{
    signal(SIGPIPE, SIG_IGN);
    cr_expect_eq(WTERMSIG(status_of("kill -PIPE $$")), SIGPIPE);
}

Test(subprocess, talks_through_pipes)
{
    char answer[16] = {0};
    struct subprocess process = start_script("read word; echo got $word; exit 3", NULL);
    cr_expect_not(subprocess_has_ended(&process));
    cr_assert_lt(read(process.out_fd, answer, sizeof answer), 0, "reading does not block");
    cr_assert_eq(write(process.in_fd, "it\n", 3), 3);
    cr_assert(subprocess_wait(&process, in_seconds(30)));
    cr_expect_eq(WEXITSTATUS(process.wait_status), 3);
    cr_expect_eq(read(process.out_fd, answer, sizeof answer), 7);
    cr_expect_str_eq(answer, "got it\n");
    cr_expect_lt(write(process.in_fd, "it\n", 3), 0, "an error, not a signal");
    subprocess_end(&process);
}

Test(subprocess, waits_until_the_deadline_alone)
{
    struct subprocess process = start_script("exec sleep 300", NULL);
    cr_expect_not(subprocess_wait(&process, g_get_monotonic_time()));
    subprocess_end(&process);
    cr_expect(process.has_ended);
    cr_expect_eq(WTERMSIG(process.wait_status), SIGKILL);
}

Test(subprocess, ends_the_whole_group)
{
    g_autofree char *mark = leftover_mark();
    const char *const environment[] = {mark, NULL};
    char ready[8] = {0};
    struct subprocess process =
        start_script("trap '' TERM; sleep 300 & sleep 300 & echo ready; wait", environment);
    struct pollfd fd = {.fd = process.out_fd, .events = POLLIN};
    cr_assert_eq(poll(&fd, 1, 30000), 1);
    cr_assert_eq(read(process.out_fd, ready, sizeof ready), 6);
    subprocess_end(&process);
    cr_expect_eq(leftover_count(mark), 0);
}

static void interrupt_soon(int number)
{
    (void)number;
    interruption_request();
}

Test(subprocess, leaves_nothing_running_when_interrupted)
{
    g_autofree char *mark = leftover_mark();
    const char *const environment[] = {mark, NULL};
    const char *const argv[] = {"sh", "-c", "sleep 300 & sleep 300 & wait", NULL};
    struct subprocess_call call = {.argv = argv, .environment = environment};
    struct subprocess_output output;
    g_autoptr(GError) error = NULL;
    signal(SIGALRM, interrupt_soon);
    alarm(1);
    cr_expect_not(subprocess_run(&call, &output, &error));
    cr_expect(interruption_caused(error));
    cr_expect_eq(leftover_count(mark), 0);
}

Test(subprocess, starts_nothing_after_an_interruption_unless_asked_to)
{
    struct subprocess_output output;
    g_autoptr(GError) error = NULL;
    const char *const argv[] = {"true", NULL};
    struct subprocess_call call = {.argv = argv};
    interruption_request();
    cr_expect_not(subprocess_run(&call, &output, &error));
    cr_expect(interruption_caused(error));
    expect_output((struct subprocess_call){.despite_interruption = true}, "echo done", "done\n");
}

Test(subprocess, starts_nothing_with_half_of_its_input)
{
    const char *const argv[] = {"cat", NULL};
    struct subprocess_call call = {.argv = argv, .input = "more than there is room for"};
    struct subprocess_output output;
    g_autoptr(GError) error = NULL;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4, RLIM_INFINITY}); // of files in memory, too
    bool is_run = subprocess_run(&call, &output, &error);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    cr_assert_not(is_run);
    cr_expect_not_null(strstr(error->message, "File too large"));
}
