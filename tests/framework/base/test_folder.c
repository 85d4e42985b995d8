// SPDX-License-Identifier: MIT
#include "framework/base/folder.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-folder-XXXXXX", NULL);
    cr_assert(folder != NULL && g_chdir(folder) == 0);
}

static void remove_folder(void)
{
    cr_assert(g_chdir("/") == 0 && folder_remove(folder, NULL));
    g_free(folder);
}

TestSuite(folder, .init = make_folder, .fini = remove_folder);

Test(folder, of_the_cache_is_made_for_us_alone)
{
    struct stat about;
    g_setenv("XDG_CACHE_HOME", folder, TRUE);
    g_autofree char *cache = folder_of_cache(NULL);
    g_autofree char *wanted = g_build_filename(folder, "benchrun", NULL);
    cr_assert_str_eq(cache, wanted);
    cr_assert(stat(cache, &about) == 0 && (about.st_mode & 0777) == 0700);
}

Test(folder, of_what_is_kept_is_another)
{
    g_setenv("XDG_DATA_HOME", folder, TRUE);
    g_autofree char *data = folder_of_data(NULL);
    g_autofree char *wanted = g_build_filename(folder, "benchrun", NULL);
    cr_assert_str_eq(data, wanted);
    g_unsetenv("XDG_DATA_HOME");
    g_setenv("HOME", folder, TRUE);
    g_autofree char *usual = folder_of_data(NULL);
    g_autofree char *below = g_build_filename(folder, ".local", "share", "benchrun", NULL);
    cr_assert_str_eq(usual, below);
}

// Where a program starts with such a HOME the cache would be in every folder that it starts in.
Test(folder, of_the_cache_is_never_relative)
{
    static const char *const homes[] = {"", "relative", NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(homes); i++) {
        g_setenv("XDG_CACHE_HOME", "relative", TRUE);
        if (homes[i] != NULL)
            g_setenv("HOME", homes[i], TRUE);
        else
            g_unsetenv("HOME");
        g_autoptr(GError) error = NULL;
        g_autofree char *cache = folder_of_cache(&error);
        cr_expect(cache != NULL ? g_path_is_absolute(cache) : error != NULL);
        cr_expect_not(g_file_test(".cache", G_FILE_TEST_EXISTS));
        cr_expect_not(g_file_test("relative", G_FILE_TEST_EXISTS));
    }
}

static void expect_refusal(const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *cache = folder_of_cache(&error);
    cr_expect_null(cache);
    cr_expect(error != NULL && strstr(error->message, why) != NULL, "%s",
              error ? error->message : "no error");
}

Test(folder, of_the_cache_is_refused_unless_it_is_ours_alone)
{
    g_setenv("XDG_CACHE_HOME", folder, TRUE);
    cr_assert(g_mkdir("elsewhere", 0700) == 0 && symlink("elsewhere", "benchrun") == 0);
    g_autofree char *linked = folder_of_cache(NULL);
    cr_expect_not_null(linked, "a link of ours is followed");
    cr_assert(chmod("elsewhere", 0770) == 0);
    expect_refusal("other users may write to the cache");
    cr_assert(chmod("elsewhere", 0700) == 0 && chmod(folder, 0777) == 0);
    expect_refusal("everybody may rename the cache");
    cr_assert(chmod(folder, 01777) == 0);
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert(chown("elsewhere", 65534, 65534) == 0);
    expect_refusal("(uid 65534) owns the cache");
}

Test(folder, is_listed_in_its_order)
{
    g_autoptr(GError) error = NULL;
    for (const char *const *name = (const char *const[]){"b", "a", ".c", NULL}; *name; name++)
        cr_assert(g_file_set_contents(*name, "", 0, NULL));
    g_autoptr(GPtrArray) names = folder_list(".", &error);
    cr_assert_eq(names->len, 3);
    cr_expect_str_eq(g_ptr_array_index(names, 0), ".c");
    cr_expect_str_eq(g_ptr_array_index(names, 2), "b");
    cr_expect_null(folder_list("missing", &error));
    cr_expect(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    cr_expect_str_eq(error->message, "cannot read the folder 'missing': No such file or directory");
}

static bool can_open(int (*open_it)(const char *top, const char *path), const char *path)
{
    int fd = open_it(".", path);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

Test(folder, below_another_is_opened_without_links)
{
    cr_assert(g_mkdir("a", 0700) == 0 && g_mkdir("a/b", 0700) == 0);
    cr_assert(symlink("a", "link") == 0 && symlink("b", "a/link") == 0);
    cr_expect(can_open(folder_open_below, "a") && can_open(folder_open_below, "a/b"));
    for (const char *const *path =
             (const char *const[]){"link", "link/b", "a/link", "a/../a", "..", ".", "", "/", "a/",
                                   "a//b", "missing", NULL};
         *path; path++)
        cr_expect_not(can_open(folder_open_below, *path), "'%s'", *path);
}

Test(folder, has_files_that_are_opened_by_links_within_it_alone, .timeout = 60)
{
    cr_assert(g_mkdir("a", 0700) == 0 && g_file_set_contents("a/file", "", 0, NULL));
    cr_assert(symlink("a/file", "within") == 0 && mkfifo("pipe", 0600) == 0);
    cr_assert(symlink("/proc/self/pagemap", "out") == 0 && symlink("../x", "above") == 0);
    cr_expect(can_open(folder_open_file, "a/file") && can_open(folder_open_file, "within"));
    for (const char *const *path =
             (const char *const[]){"out", "above", "pipe", "a", "missing", NULL};
         *path; path++)
        cr_expect_not(can_open(folder_open_file, *path), "'%s'", *path);
}

Test(folder, has_files_that_are_read_whatever_else_is_there, .timeout = 60)
{
    gsize length = 0;
    g_autofree char *large = g_strnfill(200000, 'x');
    large[1] = '\0';
    cr_assert(g_file_set_contents("file", large, 200000, NULL));
    g_autofree char *text = folder_read_file(".", "file", &length);
    cr_assert(text != NULL && length == 200000 && memcmp(text, large, length + 1) == 0);
    cr_assert(mkfifo("pipe", 0600) == 0 && symlink("/dev/zero", "zero") == 0);
    cr_assert(g_file_set_contents("hole", "", 0, NULL) && truncate("hole", (off_t)1 << 40) == 0);
    for (const char *const *name =
             (const char *const[]){"pipe", "zero", "hole", ".", "missing", NULL};
         *name; name++)
        cr_expect_null(folder_read_file(".", *name, NULL), "'%s'", *name);
}
