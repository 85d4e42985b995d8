// SPDX-License-Identifier: MIT
#include "framework/engine/slurm.h"

#include <criterion/criterion.h>

static const struct slurm_task *at(const GPtrArray *tasks, guint i)
{
    return g_ptr_array_index(tasks, i);
}

// As squeue of Slurm 22.05 prints them.
Test(slurm, reads_what_squeue_says_of_tasks)
{
    g_autoptr(GPtrArray) tasks = slurm_parse_tasks("9|1|COMPLETED|n1|None\n"
                                                   "9|2|RUNNING|n2|None\n"
                                                   "9|3|PENDING||Resources\n"
                                                   "9|4|COMPLETING|n4|NonZeroExitCode\n"
                                                   "11|5|NODE_FAIL|n3|NodeDown\n");
    cr_assert_eq(tasks->len, 5);
    cr_expect_eq(at(tasks, 0)->phase, SLURM_ENDED);
    cr_expect_eq(at(tasks, 1)->phase, SLURM_RUNNING);
    cr_expect_eq(at(tasks, 2)->phase, SLURM_WAITING);
    cr_expect_str_eq(at(tasks, 2)->node, "");
    cr_expect_str_eq(at(tasks, 2)->reason, "Resources");
    cr_expect_eq(at(tasks, 3)->phase, SLURM_RUNNING);
    cr_expect_eq(at(tasks, 4)->phase, SLURM_ENDED);
    cr_expect_eq(at(tasks, 4)->number, 5);
    cr_expect_str_eq(at(tasks, 4)->job, "11");
    cr_expect_str_eq(at(tasks, 4)->state, "NODE_FAIL");
    cr_expect_str_eq(at(tasks, 4)->node, "n3");
}

Test(slurm, leaves_out_what_is_no_task)
{
    static const char text[] = "slurm_load_jobs error\n\n"
                               "9|N/A|RUNNING|n1|None\n"
                               "9|-1|RUNNING|n1|None\n"
                               "9|99999999999|RUNNING|n1|None\n"
                               "9|1|RUNNING|n1\n"
                               "9|2|PENDING||ReqNodeNotAvail, UnavailableNodes:n[1-4]|more\n";
    g_autoptr(GPtrArray) tasks = slurm_parse_tasks(text);
    cr_assert_eq(tasks->len, 1);
    cr_expect_eq(at(tasks, 0)->number, 2);
    cr_expect_str_eq(at(tasks, 0)->reason, "ReqNodeNotAvail, UnavailableNodes:n[1-4]|more");
    g_autoptr(GPtrArray) none = slurm_parse_tasks("");
    cr_expect_eq(none->len, 0);
}

static char *folder;

// A command of Slurm's that writes its words into a file and answers.
static void pretend(const char *name, const char *answer)
{
    g_autofree char *text = g_strdup_printf("#!/bin/sh\n"
                                            "printf '%%s\\n' \"$@\" >'%s/words'\n"
                                            "%s\n",
                                            folder, answer);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    cr_assert(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
}

static void begin(void)
{
    folder = g_dir_make_tmp("benchrun-slurm-XXXXXX", NULL);
    g_autofree char *path = g_strdup_printf("%s:/usr/bin:/bin", folder);
    g_setenv("PATH", path, TRUE);
}

static void end(void)
{
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder);
    cr_assert(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(folder);
}

static char *words_given(void)
{
    g_autofree char *path = g_build_filename(folder, "words", NULL);
    char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

TestSuite(slurm_commands, .init = begin, .fini = end);

static char *submit(const unsigned *numbers, guint n, GError **error)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_array_append_vals(list, numbers, n);
    const struct slurm_request request = {
        .name = "benchrun-x",
        .script = "/a b/part.sh",
        .folder = "/a b/100% new",
        .numbers = list,
        .most_at_once = 4,
        .constraint = "fast&big",
    };
    return slurm_submit(&request, error);
}

Test(slurm_commands, submits_an_array)
{
    pretend("sbatch", "echo '17;cluster'");
    g_autofree char *job = submit((const unsigned[]){1, 2, 3, 5, 7, 8}, 6, NULL);
    cr_expect_str_eq(job, "17");
    g_autofree char *words = words_given();
    cr_expect_str_eq(words, "--parsable\n--nodes=1\n--ntasks=1\n--exclusive\n--no-requeue\n"
                            "--open-mode=append\n--array=1-3,5,7-8%4\n"
                            "--output=/a b/100%% new/%a.log\n--job-name=benchrun-x\n"
                            "--constraint=fast&big\n/a b/part.sh\n");
}

Test(slurm_commands, say_why_they_refuse)
{
    g_autoptr(GError) error = NULL;
    pretend("sbatch", "echo 'sbatch: error: invalid partition' >&2; exit 1");
    cr_expect_null(submit((const unsigned[]){1}, 1, &error));
    cr_expect(g_error_matches(error, SLURM_ERROR, SLURM_ERROR_REFUSED));
    cr_expect_str_eq(error->message, "sbatch: sbatch: error: invalid partition");
}
