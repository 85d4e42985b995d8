// SPDX-License-Identifier: MIT
#include "framework/base/place.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-place-XXXXXX", NULL);
    cr_assert(folder != NULL && g_chdir(folder) == 0);
}

static void remove_folder(void)
{
    const char *const words[] = {"rm", "-rf", folder, NULL};
    cr_assert(g_chdir("/") == 0);
    g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
}

TestSuite(place, .init = make_folder, .fini = remove_folder);

// The path to which a place leads, and whether there is something; NULL: refused.
static char *find(const char *path, bool *exists)
{
    struct place place;
    char target[4096];
    g_autoptr(GError) error = NULL;
    if (!place_find(path, PLACE_FOLLOWS, &place, &error)) {
        cr_expect(error != NULL && *error->message != '\0');
        return NULL;
    }
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", place.folder);
    ssize_t length = readlink(link, target, sizeof target - 1);
    cr_assert(length > 0);
    target[length] = '\0';
    char *found = g_build_filename(target, place.name, NULL);
    *exists = place.exists;
    place_clear(&place);
    return found;
}

static void expect(const char *path, const char *wanted, bool is_there)
{
    bool exists = false;
    g_autofree char *found = find(path, &exists);
    g_autofree char *whole = wanted ? g_build_filename(folder, wanted, NULL) : NULL;
    cr_expect(g_strcmp0(found, whole) == 0, "'%s' leads to '%s', not '%s'", path, found, whole);
    cr_expect(found == NULL || exists == is_there, "'%s' exists: %d", path, exists);
}

static void make_file(const char *path)
{
    cr_assert(g_file_set_contents(path, "x", 1, NULL));
}

Test(place, is_where_a_path_leads)
{
    g_autofree char *absolute = g_build_filename(folder, "a", "file", NULL);
    g_autofree char *long_name = g_strnfill(300, 'x');
    cr_assert(g_mkdir("a", 0700) == 0 && g_mkdir("a/b", 0700) == 0);
    make_file("a/file");
    expect("a/file", "a/file", true);
    expect(absolute, "a/file", true);
    expect("./a//b/../file", "a/file", true);
    expect("a/new", "a/new", false);
    expect("new", "new", false);
    expect("a/b/", "a/b/.", true);
    expect("", NULL, false);
    expect("nowhere/new", NULL, false);
    expect("new/", NULL, false);
    expect("a/file/new", NULL, false);
    expect("a/file/", NULL, false);
    expect(long_name, NULL, false);
}

Test(place, is_where_links_lead)
{
    g_autofree char *absolute = g_build_filename(folder, "a", "file", NULL);
    cr_assert(g_mkdir("a", 0700) == 0 && g_mkdir("b", 0700) == 0);
    make_file("a/file");
    cr_assert(symlink("../a/file", "b/relative") == 0 && symlink(absolute, "b/absolute") == 0);
    cr_assert(symlink("b/relative", "twice") == 0 && symlink("a", "to_a") == 0);
    cr_assert(symlink("a/new", "dangling") == 0 && symlink("to_a/", "to_a_slash") == 0);
    cr_assert(symlink("loop", "loop") == 0);
    expect("b/relative", "a/file", true);
    expect("b/absolute", "a/file", true);
    expect("twice", "a/file", true);
    expect("to_a/file", "a/file", true);
    expect("to_a_slash/file", "a/file", true);
    expect("to_a/new", "a/new", false);
    expect("dangling", "a/new", false);
    expect("loop", NULL, false);
    expect("loop/file", NULL, false);
}

Test(place, may_be_something_open_that_has_no_path)
{
    struct place place;
    int ends[2];
    cr_assert(pipe(ends) == 0);
    g_autofree char *path = g_strdup_printf("/dev/fd/%d", ends[1]);
    cr_assert(place_find(path, PLACE_FOLLOWS, &place, NULL));
    cr_expect(place.is_handle && place.exists && S_ISFIFO(place.about.st_mode));
    int fd = openat(place.folder, place.name, O_WRONLY);
    cr_expect(fd >= 0 && write(fd, "x", 1) == 1);
    place_clear(&place);
    // A file that has one is found by it.
    cr_assert((fd = open("file", O_RDWR | O_CREAT, 0600)) >= 0);
    g_autofree char *named = g_strdup_printf("/proc/self/fd/%d", fd);
    expect(named, "file", true);
    cr_assert(unlink("file") == 0);
    cr_assert(place_find(named, PLACE_FOLLOWS, &place, NULL));
    cr_expect(place.is_handle && S_ISREG(place.about.st_mode));
    place_clear(&place);
    // So is one in a folder that was opened.
    cr_assert(g_mkdir("a", 0700) == 0 && (fd = open("a", O_RDONLY | O_DIRECTORY)) >= 0);
    g_autofree char *in_folder = g_strdup_printf("/proc/self/fd/%d/new", fd);
    expect(in_folder, "a/new", false);
    expect("/proc/self/cwd/a/new", "a/new", false);
}

Test(place, does_not_follow_the_last_link_if_asked)
{
    struct place place;
    cr_assert(symlink("file", "link") == 0 && g_mkdir("a", 0700) == 0 && symlink("a", "to_a") == 0);
    cr_assert(place_find("link", PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, NULL));
    cr_expect_str_eq(place.name, "link");
    cr_expect(place.exists && S_ISLNK(place.about.st_mode));
    place_clear(&place);
    cr_assert(place_find("to_a/new", PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, NULL));
    cr_expect_not(place.exists);
    place_clear(&place);
}

static void plant(const char *target, const char *link, uid_t owner)
{
    cr_assert(symlink(target, link) == 0 && lchown(link, owner, owner) == 0);
}

// The rule of the kernel's may_follow_link() for fs.protected_symlinks. Only root can give away.
Test(place, is_not_where_another_user_makes_a_link_lead)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    static const struct {
        mode_t mode;
        uid_t folder, link;
        bool is_followed;
    } rows[] = {
        {01777, 0, NOBODY, false}, {01777, 0, 0, true},      {01777, NOBODY, NOBODY, true},
        {01777, NOBODY, 1, false}, {01777, NOBODY, 0, true}, {0777, 0, NOBODY, false},
        {0755, 0, NOBODY, true},   {01775, 0, NOBODY, true},
    };
    cr_assert(g_mkdir("there", 0700) == 0);
    make_file("there/file");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_assert(g_mkdir("in", 0700) == 0);
        plant("../there/file", "in/link", rows[i].link);
        plant("../there", "in/folder", rows[i].link);
        cr_assert(chown("in", rows[i].folder, 0) == 0 && chmod("in", rows[i].mode) == 0);
        expect("in/link", rows[i].is_followed ? "there/file" : NULL, true);
        expect("in/folder/new", rows[i].is_followed ? "there/new" : NULL, false);
        cr_expect(place_make_folder("in/folder/made", 0700, NULL) == rows[i].is_followed);
        cr_expect(g_file_test("there/made", G_FILE_TEST_IS_DIR) == rows[i].is_followed);
        g_rmdir("there/made");
        g_unlink("in/link");
        g_unlink("in/folder");
        cr_assert(g_rmdir("in") == 0);
    }
}

Test(place, says_whose_link_it_refuses)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    struct place place;
    g_autoptr(GError) error = NULL;
    cr_assert(chmod(folder, 01777) == 0);
    plant("file", "link", NOBODY);
    cr_assert_not(place_find("link", PLACE_FOLLOWS, &place, &error));
    cr_expect(g_error_matches(error, PLACE_ERROR, PLACE_ERROR_PLANTED));
    cr_expect(strstr(error->message, "'link' belongs to ") && strstr(error->message, "uid 65534"),
              "%s", error->message);
}

Test(place, is_made_with_all_folders_above_it)
{
    struct stat about;
    cr_assert(place_make_folder("a/b//c/", 0750, NULL));
    cr_expect(stat("a/b/c", &about) == 0 && (about.st_mode & 0777) == 0750);
    cr_assert(place_make_folder("a/b/c", 0700, NULL));
    make_file("a/file");
    static const char *const wrong[] = {"a/file", "a/file/b", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_not(place_make_folder(wrong[i], 0700, &error));
        cr_expect(error && g_str_has_prefix(error->message, "cannot create the folder '"));
    }
}

Test(place, leaves_no_descriptor_open)
{
    bool exists = false;
    cr_assert(symlink("a", "link") == 0 && symlink("loop", "loop") == 0);
    int before = open("/dev/null", O_RDONLY);
    close(before);
    static const char *const paths[] = {"link/new", "loop", "", "nowhere/new", "/proc/self/fd/0"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        g_free(find(paths[i], &exists));
    cr_assert(place_make_folder("a/b/c", 0700, NULL));
    g_free(find("link/b/c/new", &exists));
    int after = open("/dev/null", O_RDONLY);
    cr_expect_eq(after, before);
    close(after);
}
