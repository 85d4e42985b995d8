// SPDX-License-Identifier: MIT
#include "framework/runner/worker.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "tests/framework/base/leftover.h"

TestSuite(worker, .timeout = 100);

enum { NO_ERROR = -1, INTERRUPTED = -2 };

static char *mark;

static struct launch launch_of(const char *const *launcher, double timeout_s)
{
    static const char *env[2];
    if (mark == NULL)
        mark = leftover_mark();
    env[0] = mark;
    return (struct launch){
        .program = "suite", .launcher = launcher, .env = env, .cpu = -1, .timeout_s = timeout_s};
}

// Opens a case and takes samples, as a station does; the first error on the way.
static GError *drive(const char *scenario, double timeout_s)
{
    const char *launcher[] = {PROGRAMS "/scripted_worker", scenario, NULL};
    struct launch launch = launch_of(launcher, timeout_s);
    GError *error = NULL;
    struct worker *worker = worker_start(&launch, &error);
    bool goes_on = worker != NULL;
    goes_on = goes_on && worker_request(worker, NULL, NULL, &error, "open 0") != NULL;
    for (int i = 0; goes_on && i < 5; i++)
        goes_on = worker_request(worker, NULL, NULL, &error, "sample %d", 1) != NULL;
    worker_stop(worker);
    cr_expect_eq(leftover_count(mark), 0, "%s: a process is left behind", scenario);
    return error;
}

static void expect_error(const char *scenario, double timeout_s, int code, const char *phrase)
{
    gint64 started_us = g_get_monotonic_time();
    GError *error = drive(scenario, timeout_s);
    if (code == NO_ERROR) {
        cr_expect_null(error, "%s: %s", scenario, error->message);
    } else {
        cr_assert_not_null(error, "%s: nothing is wrong", scenario);
        cr_expect(code == INTERRUPTED ? interruption_caused(error) : error->code == code,
                  "%s: '%s'", scenario, error->message);
        cr_expect_not_null(strstr(error->message, phrase), "%s: '%s' is not in '%s'", scenario,
                           phrase, error->message);
    }
    // Far above what it takes, far below a hang.
    cr_expect(g_get_monotonic_time() - started_us < 30 * G_USEC_PER_SEC, "%s: too late", scenario);
    g_clear_error(&error);
}

Test(worker, that_is_good_gives_no_error)
{
    expect_error("good", 30, NO_ERROR, "");
}

Test(worker, that_is_no_suite_is_refused_by_its_greeting)
{
    expect_error("greets-with-garbage", 30, WORKER_ERROR_START,
                 "is not a benchrun suite: it said '");
    expect_error("greets-as-another-program", 30, WORKER_ERROR_START, "Usage: another");
    expect_error("greets-with-version-0", 30, WORKER_ERROR_START, "is not a benchrun suite");
    expect_error("greets-with-a-negative-version", 30, WORKER_ERROR_START,
                 "is not a benchrun suite");
    expect_error("greets-without-a-version", 30, WORKER_ERROR_START, "is not a benchrun suite");
    expect_error("greets-with-a-word", 30, WORKER_ERROR_START, "is not a benchrun suite");
    expect_error("greets-without-end", 30, WORKER_ERROR_GARBLED, "too long or not text");
    expect_error("greets-with-a-nul", 30, WORKER_ERROR_GARBLED, "too long or not text");
}

Test(worker, that_is_newer_is_refused_with_the_way_out)
{
    expect_error("greets-newer", 30, WORKER_ERROR_START, "speaks protocol 2, newer than");
    expect_error("greets-newer", 30, WORKER_ERROR_START, "update benchrun");
    expect_error("greets-much-newer", 30, WORKER_ERROR_START, "speaks protocol 4294967297");
}

Test(worker, that_dies_before_its_greeting_says_how)
{
    expect_error("dies-before-its-greeting", 30, WORKER_ERROR_DIED, "exited with code 7");
    expect_error("dies-before-its-greeting", 30, WORKER_ERROR_DIED, "these are my last words");
    expect_error("dies-by-signal-before-its-greeting", 30, WORKER_ERROR_DIED, "SIGSEGV");
}

Test(worker, that_does_not_greet_is_timed_out)
{
    expect_error("greets-with-nothing", 0.3, WORKER_ERROR_TIMEOUT, "no answer within 0.3 s");
    expect_error("greets-with-half-a-line", 0.3, WORKER_ERROR_TIMEOUT,
                 "may not be a benchrun suite");
}

Test(worker, that_speaks_without_being_asked_is_garbled)
{
    expect_error("greets-and-goes-on", 30, WORKER_ERROR_GARBLED, "without being asked");
    expect_error("twice", 30, WORKER_ERROR_GARBLED, "without being asked");
}

Test(worker, that_answers_nonsense_is_garbled)
{
    expect_error("garbage", 30, WORKER_ERROR_GARBLED, "which makes no sense");
    expect_error("unknown-word", 30, WORKER_ERROR_GARBLED, "'perhaps iterations=1'");
    expect_error("endless-lines", 30, WORKER_ERROR_GARBLED, "which makes no sense");
    expect_error("empty-lines", 30, WORKER_ERROR_GARBLED, "which makes no sense");
    expect_error("no-newline", 30, WORKER_ERROR_GARBLED, "too long or not text");
    expect_error("nul", 30, WORKER_ERROR_GARBLED, "too long or not text");
}

Test(worker, that_dies_says_how)
{
    expect_error("dies", 30, WORKER_ERROR_DIED, "exited with code 0 before it answered");
    expect_error("dies-with-words", 30, WORKER_ERROR_DIED, "exited with code 7");
    expect_error("dies-by-signal", 30, WORKER_ERROR_DIED, "SIGSEGV");
    expect_error("dies-in-half-a-line", 30, WORKER_ERROR_DIED, "exited with code 0");
    expect_error("closes-the-pipe", 30, WORKER_ERROR_DIED, "closed its end of the pipe");
}

Test(worker, that_dies_takes_its_children_along)
{
    expect_error("dies-leaving-a-child", 30, WORKER_ERROR_DIED, "exited with code 9");
}

Test(worker, that_hangs_is_timed_out)
{
    expect_error("nothing", 1, WORKER_ERROR_TIMEOUT, "no answer within 1 s (--timeout)");
    expect_error("half-a-line", 1, WORKER_ERROR_TIMEOUT, "no answer");
    expect_error("closes-stderr-and-hangs", 1, WORKER_ERROR_TIMEOUT, "no answer");
}

Test(worker, that_hangs_deaf_and_with_children_is_killed)
{
    expect_error("deaf", 1, WORKER_ERROR_TIMEOUT, "no answer");
    expect_error("hangs-leaving-children", 1, WORKER_ERROR_TIMEOUT, "no answer");
}

Test(worker, that_floods_stderr_is_timed_out_all_the_same)
{
    expect_error("floods-stderr", 1, WORKER_ERROR_TIMEOUT, "no answer");
}

static struct worker *start_scripted(const char *scenario, double timeout_s)
{
    const char *launcher[] = {PROGRAMS "/scripted_worker", scenario, NULL};
    struct launch launch = launch_of(launcher, timeout_s);
    struct worker *worker = worker_start(&launch, NULL);
    cr_assert_not_null(worker, "%s", scenario);
    return worker;
}

// Asks until something is wrong, at most far more often than a pipe holds requests.
static void expect_error_in_time(const char *scenario, double timeout_s, int code,
                                 const char *phrase)
{
    g_autoptr(GError) error = NULL;
    struct worker *worker = start_scripted(scenario, timeout_s);
    for (int i = 0; i < 100000 && error == NULL; i++)
        worker_request(worker, NULL, NULL, &error, "sample 1");
    worker_stop(worker);
    cr_assert_not_null(error, "%s: nothing is wrong", scenario);
    cr_expect(code == INTERRUPTED ? interruption_caused(error) : error->code == code, "%s: '%s'",
              scenario, error->message);
    cr_expect_not_null(strstr(error->message, phrase), "%s: '%s'", scenario, error->message);
    cr_expect_eq(leftover_count(mark), 0, "%s: a process is left behind", scenario);
}

Test(worker, that_answers_without_reading_is_timed_out)
{
    expect_error_in_time("answers-unread", 1, WORKER_ERROR_TIMEOUT,
                         "did not read its request within 1 s (--timeout)");
    expect_error_in_time("floods-unread", 30, WORKER_ERROR_GARBLED, "without being asked");
}

static void interrupt(int number)
{
    (void)number;
    interruption_request();
}

Test(worker, that_answers_without_reading_does_not_stop_an_interruption)
{
    signal(SIGALRM, interrupt);
    alarm(3);
    expect_error_in_time("answers-unread", 3000, INTERRUPTED, "interrupted");
}

Test(worker, keeps_the_tail_of_what_it_wrote_to_stderr)
{
    struct worker *worker = start_scripted("floods-stderr-and-dies", 30);
    while (worker_request(worker, NULL, NULL, NULL, "sample 1") != NULL)
        continue;
    g_autofree char *words = worker_last_words(worker);
    cr_expect(g_str_has_suffix(words, "\nthe last line"), "'%s'", words);
    cr_expect(strlen(words) <= 2048);
    worker_stop(worker);
}

static void expect_finish(const char *scenario, double timeout_s, int code, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    struct worker *worker = start_scripted(scenario, timeout_s);
    cr_expect_eq(worker_finish(worker, &error), code == NO_ERROR, "%s", scenario);
    cr_expect_eq(error ? error->code : NO_ERROR, code, "%s: %s", scenario,
                 error ? error->message : "");
    cr_expect(error == NULL || strstr(error->message, phrase) != NULL, "%s", error->message);
    worker_stop(worker);
    cr_expect_eq(leftover_count(mark), 0, "%s: a process is left behind", scenario);
}

Test(worker, that_is_let_go_may_end_well_badly_or_not_at_all)
{
    expect_finish("good", 30, NO_ERROR, "");
    expect_finish("ends-with-code-7", 30, WORKER_ERROR_DIED, "exited with code 7");
    expect_finish("ends-by-signal", 30, WORKER_ERROR_DIED, "ended by SIGSEGV");
    expect_finish("does-not-end", 0.3, WORKER_ERROR_TIMEOUT, "no answer within 0.3 s");
}

Test(worker, that_is_let_go_is_heard_to_its_end)
{
    struct worker *worker = start_scripted("ends-with-code-7", 30);
    worker_finish(worker, NULL);
    g_autofree char *words = worker_last_words(worker);
    cr_expect_str_eq(words, "these are my last words");
    worker_stop(worker);
}

Test(worker, may_be_stopped_before_it_was_asked_anything)
{
    struct worker *worker = start_scripted("good", 30);
    worker_stop(worker);
    worker_stop(NULL);
    cr_expect_eq(leftover_count(mark), 0);
}

Test(worker, that_cannot_be_started_says_why)
{
    struct launch launch = {.program = "/nonexistent/suite", .cpu = -1, .timeout_s = 30};
    g_autoptr(GError) error = NULL;
    cr_assert_null(worker_start(&launch, &error));
    cr_expect_eq(error->code, WORKER_ERROR_START);
    cr_expect_not_null(strstr(error->message, "cannot start '/nonexistent/suite'"));
    cr_expect_not_null(strstr(error->message, "No such file or directory"), "%s", error->message);
}

Test(worker, that_is_a_folder_or_a_text_cannot_be_started)
{
    static const char *const programs[] = {"/", "/etc/passwd", "/dev/null", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        struct launch launch = {.program = programs[i], .cpu = -1, .timeout_s = 30};
        g_autoptr(GError) error = NULL;
        cr_expect_null(worker_start(&launch, &error), "'%s' starts", programs[i]);
        cr_expect(error != NULL && error->code == WORKER_ERROR_START, "'%s': %s", programs[i],
                  error ? error->message : "no error");
    }
}

Test(worker, that_is_another_program_is_refused)
{
    struct launch launch = {.program = "/bin/true", .cpu = -1, .timeout_s = 30};
    g_autoptr(GError) error = NULL;
    cr_assert_null(worker_start(&launch, &error));
    cr_expect_not_null(strstr(error->message, "exited with code 0"), "%s", error->message);
    cr_expect_not_null(strstr(error->message, "may not be a benchrun suite"), "%s", error->message);
}

Test(worker, that_eats_memory_is_stopped_at_the_limit)
{
    static const char *const env[] = {"ASAN_OPTIONS=detect_leaks=0", NULL};
    struct launch launch = {.program = PROGRAMS "/eat",
                            .env = env,
                            .cpu = -1,
                            .timeout_s = 60,
                            .memory_limit_bytes = 512 << 20};
    g_autoptr(GError) error = NULL;
    struct worker *worker = worker_start(&launch, &error);
    cr_assert_not_null(worker, "%s", error ? error->message : "");
    cr_assert_null(worker_request(worker, NULL, NULL, &error, "open 2"));
    cr_expect_eq(error->code, WORKER_ERROR_MEMORY, "%s", error->message);
    cr_expect_not_null(strstr(error->message, "over the limit of 512"), "%s", error->message);
    worker_stop(worker);
}

Test(worker, that_the_user_interrupts_ends_at_once)
{
    interruption_request();
    cr_assert(interruption_is_requested());
    expect_error("nothing", 60, INTERRUPTED, "interrupted");
}

static unsigned count_open_files(void)
{
    unsigned n = 0;
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

Test(worker, leaves_no_file_open)
{
    expect_error("good", 30, NO_ERROR, "");
    unsigned before = count_open_files();
    for (int i = 0; i < 10; i++) {
        GError *error = drive(i % 2 ? "dies" : "greets-with-garbage", 30);
        g_clear_error(&error);
    }
    cr_assert_eq(count_open_files(), before);
}

// The limit does not hold for root.
Test(worker, that_finds_no_process_left_is_not_to_blame)
{
    struct rlimit none = {0, 0};
    struct launch launch = {.program = "/bin/true", .cpu = -1, .timeout_s = 30};
    g_autoptr(GError) error = NULL;
    if (getuid() == 0)
        cr_assert_eq(setresuid(65534, 65534, 65534), 0);
    cr_assert_eq(setrlimit(RLIMIT_NPROC, &none), 0);
    cr_assert_null(worker_start(&launch, &error));
    cr_expect_eq(error->code, WORKER_ERROR_HOST, "%s", error->message);
    cr_expect_not_null(strstr(error->message, "cannot start '/bin/true': Resource temporarily"));
    cr_expect_not_null(strstr(error->message, "ulimit -u"), "%s", error->message);
}
