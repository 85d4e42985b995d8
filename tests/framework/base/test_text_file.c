// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/text_file.h"

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("text-file-XXXXXX", NULL);
    cr_assert(folder != NULL && g_chdir(folder) == 0);
}

static void remove_folder(void)
{
    static const char *const names[] = {"file", "link", "pipe"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_unlink(names[i]);
    g_rmdir(folder);
    g_free(folder);
}

TestSuite(text_file, .init = make_folder, .fini = remove_folder);

static void expect_text(const char *path, const char *expected)
{
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    cr_assert_str_eq(text, expected);
}

Test(text_file, replaces_a_plain_file)
{
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    cr_assert(text_file_write("file", "new", 3, true, NULL));
    expect_text("file", "new");
    cr_assert(text_file_is_plain("file"));
}

Test(text_file, writes_through_a_symbolic_link)
{
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    cr_assert_eq(symlink("file", "link"), 0);
    cr_assert(text_file_write("link", "new", 3, false, NULL));
    expect_text("file", "new");
    cr_assert(g_file_test("link", G_FILE_TEST_IS_SYMLINK));
}

Test(text_file, never_replaces_a_pipe)
{
    char got[4] = {0};
    cr_assert_eq(mkfifo("pipe", 0600), 0);
    cr_assert_not(text_file_is_plain("pipe"));
    int fd = open("pipe", O_RDONLY | O_NONBLOCK);
    cr_assert(text_file_write("pipe", "new", 3, true, NULL));
    cr_assert_eq(read(fd, got, sizeof got), 3);
    cr_assert_str_eq(got, "new");
    cr_assert_not(text_file_is_plain("pipe"));
    close(fd);
}

Test(text_file, names_the_file_that_it_cannot_write)
{
    g_autoptr(GError) error = NULL;
    cr_assert_not(text_file_write("nowhere/file", "new", 3, false, &error));
    cr_assert(g_str_has_prefix(error->message, "cannot write 'nowhere/file': "));
}

Test(text_file, appends_behind_what_others_wrote)
{
    g_autoptr(GError) error = NULL;
    cr_assert(text_file_append("file", "one\n", 4, NULL));
    cr_assert(text_file_append("file", "two\n", 4, NULL));
    expect_text("file", "one\ntwo\n");
    cr_assert_not(text_file_append("nowhere/file", "new", 3, &error));
    cr_assert(g_str_has_prefix(error->message, "cannot append to 'nowhere/file': "));
}
