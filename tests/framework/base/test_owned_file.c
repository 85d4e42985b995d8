// SPDX-License-Identifier: MIT
#include "framework/base/owned_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/folder.h"

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-owned-XXXXXX", NULL);
    cr_assert(folder != NULL && g_chdir(folder) == 0);
}

static void remove_folder(void)
{
    cr_assert(g_chdir("/") == 0 && folder_remove(folder, NULL));
    g_free(folder);
}

TestSuite(owned_file, .init = make_folder, .fini = remove_folder, .timeout = 60);

// NULL: it was opened, and closed again.
static char *try_open(const char *path, int flags)
{
    struct place place;
    g_autoptr(GError) error = NULL;
    cr_assert(place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, NULL));
    int fd = owned_file_open(&place, flags, &error);
    place_clear(&place);
    cr_assert_eq(fd < 0, error != NULL);
    if (fd < 0)
        return g_strdup(error->message);
    close(fd);
    return NULL;
}

static void expect_opened(const char *path, int flags)
{
    g_autofree char *why = try_open(path, flags);
    cr_expect_null(why, "%s", why);
}

static void expect_refused(const char *path, int flags, const char *wanted)
{
    g_autofree char *why = try_open(path, flags);
    cr_expect(why != NULL && strstr(why, wanted) != NULL, "'%s' is '%s', not '%s'", path, why,
              wanted);
}

Test(owned_file, is_made_for_us_alone)
{
    struct stat about;
    expect_refused("file", O_RDWR, "No such file");
    expect_opened("file", O_RDWR | O_CREAT);
    cr_assert(stat("file", &about) == 0 && (about.st_mode & 0777) == 0600);
    expect_opened("file", O_RDWR | O_CREAT);
    expect_refused("file", O_RDWR | O_CREAT | O_EXCL, "File exists");
}

Test(owned_file, is_opened_only_if_nobody_else_may_have_written_it)
{
    expect_opened("file", O_RDWR | O_CREAT);
    static const struct {
        mode_t mode;
        const char *doubt;
    } rows[] = {
        {0644, NULL}, {0400 | 0200, NULL}, {0620, "other users may"}, {0602, "other users"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_assert(chmod("file", rows[i].mode) == 0);
        if (rows[i].doubt != NULL)
            expect_refused("file", O_RDWR, rows[i].doubt);
        else
            expect_opened("file", O_RDWR);
    }
    cr_assert(chmod("file", 0600) == 0 && symlink("file", "link") == 0 &&
              mkfifo("pipe", 0600) == 0);
    expect_refused("link", O_RDWR, "a symbolic link");
    expect_refused("pipe", O_RDWR, "not a regular file");
    expect_refused("/dev/null", O_RDWR, "not a regular file");
    expect_refused(".", O_RDONLY, "not a regular file");
    cr_assert(link("file", "second") == 0);
    expect_refused("file", O_RDWR, "a hard link");
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert(unlink("second") == 0 && chown("file", 65534, 65534) == 0);
    expect_refused("file", O_RDWR, "(uid 65534), so it is not trusted");
    expect_refused("file", O_RDWR | O_CREAT, "(uid 65534), so it is not trusted");
}

Test(owned_file, is_read_whole)
{
    size_t length = 0;
    g_autofree char *large = g_strnfill(200000, 'x');
    large[5] = '\0';
    cr_assert(g_file_set_contents("file", large, 200000, NULL));
    g_autofree char *text = owned_file_read("file", &length, NULL);
    cr_assert(text != NULL && length == 200000 && memcmp(text, large, length) == 0);
    cr_assert_eq(text[length], '\0');
    cr_assert_null(owned_file_read("nowhere", &length, NULL));
    cr_assert_null(owned_file_read(".", &length, NULL));
    g_autoptr(GError) error = NULL;
    cr_assert_eq(truncate("file", (off_t)1 << 40), 0);
    cr_assert_null(owned_file_read("file", &length, &error));
    cr_expect_str_eq(error->message, "it is larger than 64 MiB");
    g_clear_error(&error);
    cr_assert_null(owned_file_read("/proc/self/pagemap", &length, &error), "its size is 0");
    cr_expect_str_eq(error->message, "it is larger than 64 MiB");
}

// Settings in a project of another user are those of the project; in /tmp they may be anybody's.
Test(owned_file, of_another_user_is_read_unless_everybody_may_write_to_the_folder)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    size_t length = 0;
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_set_contents("file", "theirs", -1, NULL) && chown("file", 65534, 65534) == 0);
    g_autofree char *text = owned_file_read("file", &length, NULL);
    cr_expect_str_eq(text, "theirs");
    cr_assert(chmod(folder, 01777) == 0);
    cr_assert_null(owned_file_read("file", &length, &error));
    cr_expect(strstr(error->message, "(uid 65534)") != NULL, "%s", error->message);
}
