// SPDX-License-Identifier: MIT
#include "framework/runner/fresh_copies.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"

static char *parent;
static struct fresh_copies *copies;

static void make_folder(void)
{
    parent = g_dir_make_tmp("benchrun-fresh-XXXXXX", NULL);
    g_setenv("TMPDIR", parent, TRUE);
    copies = fresh_copies_new(1);
}

static void remove_folder(void)
{
    fresh_copies_free(copies);
    folder_remove(parent, NULL);
}

TestSuite(fresh_copies, .init = make_folder, .fini = remove_folder, .timeout = 60);

static struct launch launch_of(const char *program)
{
    return (struct launch){.program = program, .cpu = -1, .timeout_s = 10};
}

static ino_t inode_of(const char *path)
{
    struct stat about;
    cr_assert(stat(path, &about) == 0, "%s", path);
    return about.st_ino;
}

static char *report(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    fresh_copies_report(copies, lines);
    fresh_copies_report(copies, lines); // as the other side would
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

// A program with a tail of zeros, `size` bytes in all.
static char *make_program(off_t size, mode_t mode)
{
    gsize length = 0;
    g_autofree char *bytes = NULL;
    char *path = g_build_filename(parent, "program", NULL);
    cr_assert(g_file_get_contents(PROGRAMS "/good", &bytes, &length, NULL));
    cr_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
    cr_assert((off_t)length <= size || size == 0);
    cr_assert((size == 0 || truncate(path, size) == 0) && chmod(path, mode) == 0);
    return path;
}

Test(fresh_copies, gives_each_draw_another_file_of_the_same_bytes)
{
    struct launch first = launch_of(PROGRAMS "/good");
    fresh_copies_draw(copies, &first);
    cr_assert_not_null(first.file);
    cr_expect_str_eq(first.program, PROGRAMS "/good");
    ino_t inode = inode_of(first.file);
    struct launch second = launch_of(PROGRAMS "/good");
    fresh_copies_draw(copies, &second);
    cr_expect_neq(inode_of(second.file), inode);
    cr_expect_neq(inode_of(second.file), inode_of(PROGRAMS "/good"));
    gsize lengths[2];
    g_autofree char *copied = NULL;
    g_autofree char *original = NULL;
    cr_assert(g_file_get_contents(second.file, &copied, &lengths[0], NULL));
    cr_assert(g_file_get_contents(PROGRAMS "/good", &original, &lengths[1], NULL));
    cr_expect(lengths[0] == lengths[1] && memcmp(copied, original, lengths[0]) == 0);
    g_autofree char *lines = report();
    cr_expect_str_eq(lines, "");
}

Test(fresh_copies, draws_a_large_program_every_few_times_and_says_so)
{
    g_autofree char *program = make_program(5 << 20, 0755);
    ino_t inodes[7];
    for (size_t i = 0; i < G_N_ELEMENTS(inodes); i++) {
        struct launch launch = launch_of(program);
        fresh_copies_draw(copies, &launch);
        inodes[i] = inode_of(launch.file);
    }
    cr_expect(inodes[0] == inodes[1] && inodes[1] == inodes[2]);
    cr_expect(inodes[2] != inodes[3] && inodes[3] == inodes[5] && inodes[5] != inodes[6]);
    g_autofree char *lines = report();
    g_autofree char *wanted = g_strdup_printf(
        "'%s' was copied for one in 3 processes only: it has 5.0\u00a0MiB with its libraries",
        program);
    cr_expect_str_eq(lines, wanted);
}

static void expect_refusal(mode_t mode, const char *why)
{
    g_autofree char *program = make_program(0, mode);
    struct launch launch = launch_of(program);
    fresh_copies_draw(copies, &launch);
    cr_expect_null(launch.file);
    g_autofree char *lines = report();
    cr_expect_not_null(strstr(lines, why), "%s", lines);
    cr_expect_null(strchr(lines, '\n'), "said twice: %s", lines);
}

// Two programs of 130 MiB, which do not fit in what copies may take together; sparse originals.
Test(fresh_copies, keep_only_the_last_of_large_programs)
{
    g_autofree char *program = make_program(130 << 20, 0755);
    g_autofree char *other = g_strconcat(program, "-other", NULL);
    cr_assert(link(program, other) == 0);
    struct launch first = launch_of(program);
    struct launch second = launch_of(other);
    fresh_copies_draw(copies, &first);
    fresh_copies_draw(copies, &second);
    cr_expect_not(g_file_test(first.file, G_FILE_TEST_EXISTS), "both are there");
    cr_expect(g_file_test(second.file, G_FILE_TEST_EXISTS));
    fresh_copies_draw(copies, &first);
    cr_expect(g_file_test(first.file, G_FILE_TEST_IS_EXECUTABLE));
    cr_expect_not(g_file_test(second.file, G_FILE_TEST_EXISTS));
}

Test(fresh_copies, starts_the_program_itself_where_copies_cannot_be_started)
{
    expect_refusal(0644, "cannot be started: Permission denied; set TMPDIR");
}

Test(fresh_copies, leaves_alone_what_a_copy_would_take_rights_from)
{
    expect_refusal(04755, "it has rights of another user or capabilities");
}

Test(fresh_copies, leaves_a_script_alone)
{
    g_autofree char *script = g_build_filename(parent, "script", NULL);
    cr_assert(g_file_set_contents(script, "#!/bin/sh\n", -1, NULL) && chmod(script, 0755) == 0);
    struct launch launch = launch_of(script);
    fresh_copies_draw(copies, &launch);
    cr_expect_null(launch.file);
}

Test(fresh_copies, leaves_a_launcher_alone)
{
    const char *const launcher[] = {"nice", NULL};
    struct launch launch = launch_of(PROGRAMS "/good");
    launch.launcher = launcher;
    fresh_copies_draw(copies, &launch);
    cr_expect_null(launch.file);
}

Test(fresh_copies, leaves_nothing_behind)
{
    struct launch launch = launch_of(PROGRAMS "/good");
    fresh_copies_draw(copies, &launch);
    fresh_copies_free(copies);
    copies = NULL;
    cr_expect(g_rmdir(parent) == 0, "something is left");
}
