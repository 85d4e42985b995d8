// SPDX-License-Identifier: MIT
#include "framework/base/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/folder.h"

static char *parent;

static void make_folder(void)
{
    parent = g_dir_make_tmp("benchrun-scratches-XXXXXX", NULL);
    g_setenv("TMPDIR", parent, TRUE);
}

static void remove_folder(void)
{
    folder_remove(parent, NULL);
    g_free(parent);
}

TestSuite(scratch, .init = make_folder, .fini = remove_folder, .timeout = 60);

static void make_old(const char *path)
{
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    cr_assert(utimensat(AT_FDCWD, path, long_ago, 0) == 0);
}

// What a process that lives and one that was killed have, each with a file in it, made long ago.
static char *start_owner(pid_t *pid)
{
    char path[4096] = {0};
    int ready[2];
    cr_assert(pipe(ready) == 0);
    *pid = fork();
    if (*pid == 0) {
        struct scratch scratch;
        g_setenv("TMPDIR", parent, TRUE);
        if (scratch_open(&scratch, NULL) &&
            write(ready[1], scratch.folder, strlen(scratch.folder)) > 0)
            pause();
        _exit(1);
    }
    cr_assert(read(ready[0], path, sizeof path - 1) > 0);
    close(ready[0]);
    close(ready[1]);
    g_autofree char *file = g_build_filename(path, "file", NULL);
    cr_assert(g_file_set_contents(file, "x", 1, NULL));
    make_old(path);
    return g_strdup(path);
}

static void kill_owner(pid_t pid)
{
    kill(pid, SIGKILL);
    cr_assert(waitpid(pid, NULL, 0) == pid);
}

Test(scratch, goes_with_all_that_is_in_it)
{
    struct scratch scratch;
    struct stat about;
    cr_assert(scratch_open(&scratch, NULL));
    cr_assert(stat(scratch.folder, &about) == 0 && (about.st_mode & 0777) == 0700);
    g_autofree char *path = g_strdup(scratch.folder);
    g_autofree char *file = g_build_filename(path, "file", NULL);
    cr_assert(g_file_set_contents(file, "x", 1, NULL));
    scratch_close(&scratch);
    cr_assert_not(g_file_test(path, G_FILE_TEST_EXISTS));
}

Test(scratch, of_a_killed_process_is_removed_by_the_next_and_no_other)
{
    pid_t killed = 0;
    pid_t alive = 0;
    struct scratch scratch;
    g_autofree char *left = start_owner(&killed);
    kill_owner(killed);
    g_autofree char *used = start_owner(&alive);
    g_autofree char *elses = g_build_filename(parent, "benchrun-scratch-planted", NULL);
    g_autofree char *young = g_build_filename(parent, "benchrun-scratch-young", NULL);
    g_autofree char *link = g_build_filename(parent, "benchrun-scratch-link", NULL);
    cr_assert(g_mkdir(elses, 0777) == 0 && chmod(elses, 0777) == 0 && g_mkdir(young, 0700) == 0);
    cr_assert(symlink("/", link) == 0);
    make_old(elses);
    cr_assert(scratch_open(&scratch, NULL));
    scratch_close(&scratch);
    cr_expect_not(g_file_test(left, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(used, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(elses, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(young, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    kill_owner(alive);
}

Test(scratch, in_a_folder_of_ours_removes_what_was_left_there)
{
    pid_t killed = 0;
    struct scratch scratch;
    g_autofree char *left = start_owner(&killed);
    kill_owner(killed);
    g_autofree char *its_parent = g_path_get_dirname(left);
    cr_assert(scratch_open_in(its_parent, &scratch, NULL));
    cr_expect(g_str_has_prefix(scratch.folder, its_parent));
    cr_expect_not(g_file_test(left, G_FILE_TEST_EXISTS));
    scratch_close(&scratch);
    scratch_close(&scratch); // once more does no harm
}

Test(scratch, says_where_it_cannot_be_made)
{
    struct scratch scratch;
    g_autoptr(GError) error = NULL;
    cr_assert_not(scratch_open_in("/no/such/folder", &scratch, &error));
    cr_expect_str_eq(error->message, "cannot create a folder for temporary files in "
                                     "'/no/such/folder': No such file or directory");
    scratch_close(&scratch);
}
