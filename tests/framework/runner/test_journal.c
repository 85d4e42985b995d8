// SPDX-License-Identifier: MIT
#include "framework/runner/journal.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;
static char *path;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-journal-XXXXXX", NULL);
    cr_assert_not_null(folder);
    path = g_build_filename(folder, "run.journal", NULL);
}

static void remove_folder(void)
{
    g_autofree char *other = g_build_filename(folder, "other", NULL);
    g_unlink(path);
    g_unlink(other);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

TestSuite(journal, .init = make_folder, .fini = remove_folder, .timeout = 60);

static const char *const words[] = {"benchrun", "run", "it's \"a\"\n.suite", NULL};

static struct result *make_result(const char *name)
{
    struct bench_case bench_case = {
        .suite = (char *)"s", .group = (char *)"g", .name = (char *)name, .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    struct result *result = result_new(copy);
    struct process *process = process_new();
    struct sample sample = {.iterations = 10, .elapsed_ns = 1234, SAMPLE_UNCOUNTED};
    g_array_append_val(process->samples, sample);
    g_ptr_array_add(result->processes, process);
    return result;
}

static void append(struct journal *journal, const char *name)
{
    g_autoptr(Result) result = make_result(name);
    GError *error = NULL;
    cr_assert(journal_append(journal, result, &error), "%s", error ? error->message : "");
}

static void write_journal(void)
{
    g_autoptr(Run) run = run_new();
    run->seed = G_MAXUINT64 - 5;
    GError *error = NULL;
    struct journal *journal = journal_create(path, run, words, &error);
    cr_assert_not_null(journal, "%s", error ? error->message : "");
    append(journal, "a");
    append(journal, "b \"$`\n'");
    journal_close(journal, false);
}

// How many results can be continued from; -1 and an error that names the file when none can.
static int read_journal(void)
{
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    struct journal *journal = journal_resume(path, run, &argv, &error);
    journal_close(journal, false);
    if (journal == NULL) {
        cr_expect_not_null(error, "it fails without a word");
        cr_expect(error == NULL || strstr(error->message, path) != NULL, "'%s' names no file",
                  error->message);
        cr_expect_null(argv);
        return -1;
    }
    return (int)run->results->len;
}

// Continues, with one result more.
static void continue_journal(void)
{
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    struct journal *journal = journal_resume(path, run, &argv, NULL);
    cr_assert_not_null(journal);
    append(journal, "c");
    journal_close(journal, false);
}

Test(journal, gives_back_what_was_written)
{
    write_journal();
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    struct journal *journal = journal_resume(path, run, &argv, NULL);
    cr_assert_not_null(journal);
    journal_close(journal, false);
    cr_assert_eq(run->results->len, 2);
    cr_expect(run->seed == G_MAXUINT64 - 5);
    cr_expect(g_strv_equal((const char *const *)argv, words));
    const struct result *second = g_ptr_array_index(run->results, 1);
    cr_expect_str_eq(second->bench_case->id, "g/b \"$`\n'");
    cr_expect_eq(second->summary.min_ns, 123.4);
}

// A plan that was killed between two of its results is measured again, as a whole, however often.
Test(journal, gives_back_the_last_of_several_results)
{
    write_journal();
    g_autoptr(Run) first = run_new();
    g_auto(GStrv) argv = NULL;
    struct journal *journal = journal_resume(path, first, &argv, NULL);
    cr_assert_not_null(journal);
    for (unsigned i = 0; i < 9; i++)
        append(journal, i % 3 == 0 ? "c" : "a");
    g_autoptr(Result) again = make_result("a");
    struct process *process = g_ptr_array_index(again->processes, 0);
    g_array_index(process->samples, struct sample, 0).elapsed_ns = 2468;
    cr_assert(journal_append(journal, again, NULL));
    journal_close(journal, false);
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) words_again = NULL;
    journal = journal_resume(path, run, &words_again, NULL);
    cr_assert_not_null(journal);
    journal_close(journal, false);
    cr_assert_eq(run->results->len, 3);
    cr_expect_eq(run_find_result(run, "g/a")->summary.min_ns, 246.8);
}

Test(journal, survives_a_cut_anywhere)
{
    write_journal();
    g_autofree char *text = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &text, &length, NULL));
    int most = -1;
    for (gsize cut = 0; cut <= length; cut++) {
        cr_assert(g_file_set_contents_full(path, text, (gssize)cut, G_FILE_SET_CONTENTS_NONE, 0600,
                                           NULL));
        int n = read_journal();
        cr_expect(n >= most, "after %zu bytes %d results, before %d", cut, n, most);
        most = MAX(most, n);
    }
    cr_assert_eq(most, 2);
}

Test(journal, goes_on_after_a_cut_without_losing_the_next_result)
{
    write_journal();
    g_autofree char *text = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &text, &length, NULL));
    cr_assert(g_file_set_contents(path, text, (gssize)length - 7, NULL));
    continue_journal();
    cr_assert_eq(read_journal(), 2);
}

// After a power cut some file systems leave zeros where data should be.
Test(journal, goes_on_after_zeros)
{
    write_journal();
    g_autofree char *text = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &text, &length, NULL));
    text = g_realloc(text, length + 4096);
    memset(text + length, 0, 4096);
    cr_assert(g_file_set_contents(path, text, (gssize)length + 4096, NULL));
    continue_journal();
    cr_assert_eq(read_journal(), 3);
}

Test(journal, refuses_other_files)
{
    static const char *const texts[] = {
        "",
        "\n",
        "\n\n\n",
        "{}",
        "[]",
        "null",
        "42\n",
        "{\"benchrun\": 1}\n",
        "garbage\n",
        "{\"benchrun_journal\": \"1\", \"run\": {\"id\": \"x\"}}\n",
        "{\"benchrun_journal\": 1, \"run\": []}\n",
        "{\"benchrun_journal\": 1}\n",
        "{\"benchrun_journal\": 1, \"run\": {\"id\": 5}}\n",
        "{\"benchrun_journal\": 1, \"run\": {\"id\": \"x\"}, \"argv\": [1]}\n",
        "{\"benchrun_journal\": 1, \"run\": {\"id\": \"x\"}, \"argv\": {}}\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        cr_assert(g_file_set_contents(path, texts[i], -1, NULL));
        cr_expect_eq(read_journal(), -1, "'%s' counts as a journal", texts[i]);
    }
}

Test(journal, refuses_a_newer_version)
{
    cr_assert(g_file_set_contents(
        path, "{\"benchrun_journal\": 2, \"run\": {\"id\": \"x\"}, \"argv\": []}\n", -1, NULL));
    cr_assert_eq(read_journal(), -1);
}

Test(journal, leaves_out_lines_that_are_no_results)
{
    write_journal();
    FILE *file = fopen(path, "a");
    fputs("{\"id\": 1}\n{}\n[]\ngarbage\n{\"id\":\"g/x\",\"group\":\"g\",\"name\":\"x\","
          "\"status\":\"strange\"}\n\n",
          file);
    fclose(file);
    cr_assert_eq(read_journal(), 2);
}

Test(journal, is_not_overwritten)
{
    write_journal();
    g_autoptr(Run) run = run_new();
    g_autoptr(GError) error = NULL;
    cr_assert_null(journal_create(path, run, words, &error));
    cr_expect(strstr(error->message, path) != NULL && strstr(error->message, "File exists"));
    cr_assert_eq(read_journal(), 2);
}

// As on a full disk: what is there stays good.
Test(journal, says_that_it_cannot_grow)
{
    write_journal();
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    struct stat about;
    struct journal *journal = journal_resume(path, run, &argv, NULL);
    cr_assert_eq(stat(path, &about), 0);
    struct rlimit limit = {(rlim_t)about.st_size + 7, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    g_autoptr(Result) result = make_result("c");
    cr_assert_not(journal_append(journal, result, &error));
    cr_expect(strstr(error->message, path) != NULL && strstr(error->message, "ulimit -f"), "%s",
              error->message);
    journal_close(journal, false);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_assert_eq(read_journal(), 2);
}

Test(journal, says_that_it_is_not_there)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    cr_assert_null(journal_resume("/nonexistent/x.journal", run, &argv, &error));
    cr_expect(strstr(error->message, "'/nonexistent/x.journal'") != NULL);
    cr_assert_eq(read_journal(), -1);
}

Test(journal, goes_when_the_run_is_saved)
{
    g_autoptr(Run) run = run_new();
    journal_close(journal_create(path, run, words, NULL), true);
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
    journal_close(NULL, true);
}

Test(journal, of_a_saved_run_that_was_killed_is_in_nobodys_way)
{
    g_autoptr(Run) run = run_new();
    g_autoptr(GError) error = NULL;
    struct journal *journal = journal_create(path, run, words, NULL);
    append(journal, "a");
    cr_assert(journal_mark_saved(journal, NULL));
    journal_close(journal, false);
    cr_expect_eq(read_journal(), 1, "its case can still be continued from");
    journal = journal_create(path, run, words, &error);
    cr_assert_not_null(journal, "%s", error ? error->message : "");
    journal_close(journal, false);
    cr_expect_eq(read_journal(), 0, "it is the new run's");
}

static void expect_distrust(const char *why)
{
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    struct journal *journal = journal_resume(path, run, &argv, &error);
    cr_expect_null(journal, "it is obeyed although %s", why);
    cr_expect(error != NULL && strstr(error->message, why) != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_expect_null(journal_create(path, run, words, &error));
    cr_expect(error != NULL && strstr(error->message, why) != NULL, "%s", error->message);
}

Test(journal, is_not_obeyed_unless_only_we_may_have_written_it)
{
    g_autofree char *other = g_build_filename(folder, "other", NULL);
    write_journal();
    cr_assert_eq(chmod(path, 0620), 0);
    expect_distrust("other users may write to it");
    cr_assert_eq(chmod(path, 0602), 0);
    expect_distrust("other users may write to it");
    cr_assert_eq(chmod(path, 0644), 0);
    cr_assert_eq(link(path, other), 0);
    expect_distrust("a hard link");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink(other, path), 0);
    expect_distrust("a symbolic link");
    cr_assert_eq(rename(other, path), 0);
    cr_assert_eq(read_journal(), 2);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    expect_distrust("not a regular file");
}

// Only root can give a file away.
Test(journal, of_another_user_is_not_obeyed)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    write_journal();
    cr_assert_eq(chown(path, 65534, 65534), 0);
    expect_distrust("(uid 65534)");
}

// What a second process of this run's output and one that would continue it hear.
static int try_both(pid_t holder)
{
    g_autofree char *pid = g_strdup_printf("a run with pid %d is in progress", (int)holder);
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) first = NULL;
    g_autoptr(GError) second = NULL;
    bool is_refused = journal_create(path, run, words, &first) == NULL &&
                      journal_resume(path, run, &argv, &second) == NULL;
    return is_refused && g_error_matches(first, JOURNAL_ERROR, JOURNAL_ERROR_LIVE) &&
                   g_error_matches(second, JOURNAL_ERROR, JOURNAL_ERROR_LIVE) &&
                   strstr(first->message, pid) != NULL && strstr(second->message, pid) != NULL
               ? 0
               : 1;
}

Test(journal, is_locked_while_its_run_goes)
{
    for (int is_resumed = 0; is_resumed < 2; is_resumed++) {
        g_autoptr(Run) run = run_new();
        g_auto(GStrv) argv = NULL;
        int status = -1;
        struct journal *journal = is_resumed ? journal_resume(path, run, &argv, NULL)
                                             : journal_create(path, run, words, NULL);
        cr_assert_not_null(journal);
        pid_t holder = getpid();
        pid_t pid = fork();
        if (pid == 0)
            _exit(try_both(holder));
        cr_assert(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
        cr_expect_eq(WEXITSTATUS(status), 0);
        append(journal, is_resumed ? "d" : "c");
        journal_close(journal, false);
    }
    cr_assert_eq(read_journal(), 2);
}

Test(journal, is_found_in_its_folder)
{
    cr_expect_null(journal_find(folder, NULL));
    cr_expect_null(journal_find("/nonexistent", NULL));
    write_journal();
    g_autofree char *found = journal_find(folder, NULL);
    cr_expect_str_eq(found, path);
}

// One that another user plants does not hide ours, however new it is.
Test(journal, is_found_behind_those_of_other_users)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    g_autofree char *planted = g_build_filename(folder, "planted.journal", NULL);
    cr_assert(g_file_set_contents(planted, "x", 1, NULL) && chown(planted, 65534, 65534) == 0);
    g_autofree char *alone = journal_find(folder, NULL);
    cr_expect_str_eq(alone, planted);
    write_journal();
    struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    cr_assert_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    g_autofree char *found = journal_find(folder, NULL);
    cr_expect_str_eq(found, path);
    g_unlink(planted);
}
