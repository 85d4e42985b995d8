// SPDX-License-Identifier: MIT
#include "framework/engine/job.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *results;

static void begin(void)
{
    results = g_dir_make_tmp("benchrun-job-XXXXXX", NULL);
    cr_assert_not_null(results);
}

static void end(void)
{
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", results);
    cr_assert(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(results);
}

TestSuite(job, .init = begin, .fini = end);

static const char *const words[] = {"run", "a suite", "-f", "it's; $(touch x)`\n\t\\", NULL};

static void make(struct job *job, const char *name)
{
    GError *error = NULL;
    *job = (struct job){
        .name = g_strdup(name),
        .words = g_strdupv((char **)words),
        .n = 3,
        .most_at_once = 2,
        .partition = g_strdup("main"),
        .lock_fd = -1,
    };
    cr_assert(job_make(job, results, &error), "%s", error ? error->message : "");
}

static void write_file(const struct job *job, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(job->folder, name, NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

Test(job, is_found_again_as_it_was)
{
    struct job job, again;
    make(&job, "benchrun-1");
    g_ptr_array_add(job.numbers, g_strdup("17"));
    g_ptr_array_add(job.numbers, g_strdup("19"));
    cr_assert(job_save(&job, NULL));
    cr_assert(job_open(&again, results, "19", NULL));
    cr_expect_str_eq(again.folder, job.folder);
    cr_expect_str_eq(again.where, job.where);
    cr_expect(g_strv_equal((const char *const *)again.words, words));
    cr_expect_eq(again.n, 3);
    cr_expect_eq(again.most_at_once, 2);
    cr_expect_str_eq(again.partition, "main");
    cr_expect_null(again.constraint);
    cr_expect_eq(again.submitted_s, job.submitted_s);
    cr_expect_eq(again.numbers->len, 2);
    job_clear(&again);
    cr_assert(job_open(&again, results, job.folder, NULL));
    job_clear(&again);
    cr_expect_not(job_open(&again, results, "1", NULL));
    job_clear(&job);
}

Test(job, that_is_newest_is_meant_by_no_word)
{
    struct job one, other, found;
    make(&one, "benchrun-20260101T000000-b");
    make(&other, "benchrun-20260102T000000-a");
    cr_assert(job_open(&found, results, NULL, NULL));
    cr_expect_str_eq(found.name, other.name);
    job_clear(&found);
    job_clear(&one);
    job_clear(&other);
}

Test(job, of_others_is_not_obeyed)
{
    struct job job, again;
    g_autoptr(GError) error = NULL;
    make(&job, "benchrun-1");
    g_autofree char *path = g_build_filename(job.folder, "job.ini", NULL);
    cr_assert_eq(g_chmod(path, 0666), 0);
    cr_expect_not(job_open(&again, results, NULL, &error));
    cr_expect_not_null(strstr(error->message, "job.ini"));
    job_clear(&job);
}

// Its script would be run, and its newest hide ours.
Test(job, has_a_folder_that_nobody_else_made)
{
    struct job job, planted = {.name = g_strdup("benchrun-2"), .n = 1, .lock_fd = -1};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(results, "slurm-benchrun-2", NULL);
    make(&job, "benchrun-1");
    planted.words = g_strdupv((char **)words);
    cr_assert_eq(g_mkdir(folder, 0777), 0);
    cr_assert(geteuid() != 0 || lchown(folder, 65534, 65534) == 0);
    cr_expect_not(job_make(&planted, results, &error));
    cr_expect_not_null(strstr(error->message, "File exists"), "%s", error->message);
    cr_expect_null(planted.folder, "it is not ours to remove");
    job_clear(&planted);
    if (geteuid() == 0) {
        cr_assert(job_open(&planted, results, NULL, NULL));
        cr_expect_str_eq(planted.folder, job.folder);
        job_clear(&planted);
    }
    job_clear(&job);
}

Test(job, is_not_made_where_everybody_may_rename_it)
{
    struct job job = {.name = g_strdup("benchrun-1"), .n = 1, .lock_fd = -1};
    g_autoptr(GError) error = NULL;
    job.words = g_strdupv((char **)words);
    cr_assert_eq(g_chmod(results, 0777), 0);
    cr_expect_not(job_make(&job, results, &error));
    cr_expect_not_null(strstr(error->message, "everybody may rename"), "%s", error->message);
    cr_assert_eq(g_chmod(results, 01777), 0);
    cr_expect(job_make(&job, results, NULL));
    job_clear(&job);
}

Test(job, that_cannot_be_read_is_named)
{
    static const char *const texts[] = {"",
                                        "[job]\n",
                                        "[job]\nname=x\nwhere=/\nwords=run;\n",
                                        "[job]\nname=x\nwhere=/\nwords=\nparts=3\n",
                                        "\x01\xff",
                                        "[job]\nname=\\x\n"}; // whose error comes with a text
    struct job job, again;
    g_log_set_always_fatal(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    make(&job, "benchrun-1");
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        write_file(&job, "job.ini", texts[i]);
        cr_expect_not(job_open(&again, results, job.folder, &error), "%zu", i);
        cr_expect_not_null(strstr(error->message, "job.ini"));
    }
    job_clear(&job);
}

// In another process: a process has its own lock already.
static int lock_elsewhere(const struct job *job)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct job other;
        bool is_good = job_open(&other, results, job->folder, NULL) && job_lock(&other, NULL);
        _exit(is_good ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

Test(job, is_waited_for_once_at_a_time)
{
    struct job job;
    make(&job, "benchrun-1");
    cr_expect_eq(lock_elsewhere(&job), 0);
    cr_assert(job_lock(&job, NULL));
    cr_expect_eq(lock_elsewhere(&job), 1);
    job_clear(&job);
}

Test(job, knows_how_its_parts_ended)
{
    struct job job;
    struct job_end end;
    make(&job, "benchrun-1");
    cr_expect_eq(job_look_at(&job, 1, &end), PART_MISSING);
    write_file(&job, "1/part.json", "{}"); // not yet: its node may still write
    cr_expect_eq(job_look_at(&job, 1, &end), PART_MISSING);
    write_file(&job, "1/end", "0 1700000000 n1\n");
    cr_expect_eq(job_look_at(&job, 1, &end), PART_DONE);
    cr_expect_eq(end.code, 0);
    cr_expect_eq(end.started_s, 1700000000);
    cr_expect_str_eq(end.node, "n1");
    write_file(&job, "1/part.json.journal", "");
    cr_expect_eq(job_look_at(&job, 1, &end), PART_REFUSED);
    write_file(&job, "2/end", "2 1700000000 n2\n");
    cr_expect_eq(job_look_at(&job, 2, &end), PART_REFUSED);
    cr_expect_eq(end.code, 2);
    job_forget_end(&job, 2);
    cr_expect_eq(job_look_at(&job, 2, &end), PART_MISSING);
    write_file(&job, "3/end", "nonsense");
    cr_expect_eq(job_look_at(&job, 3, &end), PART_MISSING);
    write_file(&job, "3.log", "one\ntwo\n\n");
    g_autofree char *last = job_last_words(&job, 3);
    g_autofree char *none = job_last_words(&job, 2);
    cr_expect_str_eq(last, "two");
    cr_expect_str_eq(none, "");
    job_clear(&job);
}

// The script in place of a node: this program is not benchrun, but is started with its words.
Test(job, has_a_script_that_a_shell_takes_as_it_is_meant)
{
    struct job job;
    make(&job, "benchrun-1");
    g_autofree char *path = job_script_path(&job);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) halves = g_strsplit(text, program, -1);
    g_autofree char *changed = g_strjoinv("printf", halves);
    // `printf' run ...`: the words, one after the other.
    g_auto(GStrv) parts = g_strsplit(changed, "'printf' 'run'", -1);
    g_autofree char *printing = g_strjoinv("printf '<%s>'", parts);
    cr_assert(g_file_set_contents(path, printing, -1, NULL));
    g_autofree char *command =
        g_strdup_printf("env SLURM_ARRAY_TASK_ID=2 SLURMD_NODENAME=n7 sh '%s'", path);
    g_autofree char *printed = NULL;
    int status = 0;
    cr_assert(g_spawn_command_line_sync(command, &printed, NULL, &status, NULL));
    g_autofree char *expected = g_strdup_printf(
        "<--shard><2/3><--part><%s/2/part.json><a suite><-f><%s>", job.folder, words[3]);
    cr_expect_str_eq(printed, expected);
    struct job_end end;
    write_file(&job, "2/part.json", "{}");
    cr_expect_eq(job_look_at(&job, 2, &end), PART_DONE);
    cr_expect_str_eq(end.node, "n7");
    job_clear(&job);
}
