// SPDX-License-Identifier: MIT
#include "framework/runner/page_copy.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"

enum { SIZE = 100001 };

static char *scratch;
static char *from;
static char *to;
static char bytes[SIZE];
static struct random randomness = {1};

static void make_files(void)
{
    scratch = g_dir_make_tmp("benchrun-pages-XXXXXX", NULL);
    from = g_build_filename(scratch, "from", NULL);
    to = g_build_filename(scratch, "to", NULL);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)random_next(&randomness);
    cr_assert(g_file_set_contents(from, bytes, SIZE, NULL));
    cr_assert(chmod(from, 0751) == 0);
}

static void remove_files(void)
{
    folder_remove(scratch, NULL);
}

TestSuite(page_copy, .init = make_files, .fini = remove_files, .timeout = 60);

static struct stat look(const char *path)
{
    struct stat about;
    cr_assert(stat(path, &about) == 0, "%s", path);
    return about;
}

static void expect_copy(void)
{
    gsize length = 0;
    g_autofree char *copied = NULL;
    cr_assert(g_file_get_contents(to, &copied, &length, NULL));
    cr_expect(length == SIZE && memcmp(copied, bytes, SIZE) == 0);
    cr_expect_eq(look(to).st_mode & 07777, 0751);
}

static void copy(void)
{
    GError *error = NULL;
    cr_assert(page_copy(from, to, &randomness, &error), "%s", error ? error->message : "");
    expect_copy();
}

Test(page_copy, makes_another_file_each_time)
{
    copy();
    ino_t first = look(to).st_ino;
    copy();
    cr_expect_neq(look(to).st_ino, first);
    cr_expect_neq(look(to).st_ino, look(from).st_ino);
}

Test(page_copy, takes_the_place_of_a_link_without_following_it)
{
    cr_assert(symlink(from, to) == 0);
    copy();
    struct stat about;
    cr_expect(lstat(to, &about) == 0 && S_ISREG(about.st_mode));
}

Test(page_copy, leaves_the_copy_before_where_it_fails)
{
    GError *error = NULL;
    copy();
    ino_t first = look(to).st_ino;
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = {SIZE / 2, SIZE / 2};
    cr_assert(setrlimit(RLIMIT_FSIZE, &small) == 0);
    cr_expect_not(page_copy(from, to, &randomness, &error));
    cr_assert_not_null(error);
    cr_expect_not_null(strstr(error->message, "File too large"), "%s", error->message);
    g_clear_error(&error);
    cr_expect_eq(look(to).st_ino, first);
    expect_copy();
    g_autofree char *rest = g_strconcat(to, ".new", NULL);
    cr_expect_not(g_file_test(rest, G_FILE_TEST_EXISTS));
}
