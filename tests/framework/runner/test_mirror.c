// SPDX-License-Identifier: MIT
#include "framework/runner/mirror.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"

static char *scratch;

static void make_scratch(void)
{
    g_autofree char *made = g_dir_make_tmp("benchrun-mirror-XXXXXX", NULL);
    scratch = g_canonicalize_filename(made, NULL);
}

static void remove_scratch(void)
{
    folder_remove(scratch, NULL);
    g_free(scratch);
}

TestSuite(mirror, .init = make_scratch, .fini = remove_scratch, .timeout = 60);

// Makes a file, and the folders above it, below the scratch folder; returns its path.
static char *make_file(const char *name)
{
    g_autofree char *path = g_build_filename(scratch, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    cr_assert(g_mkdir_with_parents(folder, 0700) == 0);
    cr_assert(g_file_set_contents(path, name, -1, NULL));
    return g_steal_pointer(&path);
}

static char *mirror(const char *folder)
{
    GError *error = NULL;
    g_autofree char *root = g_build_filename(scratch, "root", NULL);
    char *image = mirror_folder(root, folder, &error);
    cr_assert_not_null(image, "%s", error ? error->message : "");
    return image;
}

static void expect_content(const char *folder, const char *name, const char *wanted)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *content = NULL;
    cr_assert(g_file_get_contents(path, &content, NULL, NULL), "%s", path);
    cr_expect_str_eq(content, wanted);
}

Test(mirror, shows_what_lies_beside_a_folder_and_above_it)
{
    g_autofree char *program = make_file("a/b/program");
    g_free(make_file("a/above.txt"));
    g_free(make_file("a/lib/cousin.txt"));
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *image = mirror(folder);
    expect_content(image, "program", "a/b/program");
    expect_content(image, "../above.txt", "a/above.txt");
    expect_content(image, "../lib/cousin.txt", "a/lib/cousin.txt");
    expect_content(image, "../../a/above.txt", "a/above.txt");
}

Test(mirror, leaves_the_original_alone_when_an_image_is_replaced)
{
    g_autofree char *program = make_file("a/program");
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *image = mirror(folder);
    g_autofree char *copy = g_build_filename(image, "program", NULL);
    cr_assert(g_unlink(copy) == 0);
    cr_assert(g_file_set_contents(copy, "other", -1, NULL));
    expect_content(folder, "program", "a/program");
}

Test(mirror, keeps_what_was_put_into_an_image)
{
    struct stat about;
    g_autofree char *first = make_file("a/first");
    g_autofree char *second = make_file("a/b/second");
    g_autofree char *folder = g_path_get_dirname(first);
    g_autofree char *deeper = g_path_get_dirname(second);
    g_autofree char *image = mirror(folder);
    g_autofree char *copy = g_build_filename(image, "first", NULL);
    cr_assert(g_unlink(copy) == 0 && g_file_set_contents(copy, "mine", -1, NULL));
    g_autofree char *deeper_image = mirror(deeper);
    expect_content(image, "first", "mine");
    expect_content(deeper_image, "second", "a/b/second");
    cr_expect(lstat(deeper_image, &about) == 0 && S_ISDIR(about.st_mode));
}

Test(mirror, leaves_out_large_folders_above_until_a_program_is_in_them)
{
    struct stat about;
    g_autofree char *deep = make_file("many/b/c/program");
    for (int i = 0; i < 300; i++) {
        g_autofree char *name = g_strdup_printf("many/%d", i);
        g_free(make_file(name));
    }
    g_free(make_file("many/b/few"));
    g_autofree char *folder = g_path_get_dirname(deep);
    g_autofree char *image = mirror(folder);
    g_autofree char *missing = g_build_filename(image, "../../7", NULL);
    expect_content(image, "../few", "many/b/few");
    cr_expect(lstat(missing, &about) != 0);
    g_autofree char *many = g_build_filename(scratch, "many", NULL);
    g_free(mirror(many));
    expect_content(image, "../../7", "many/7");
    expect_content(image, "program", "many/b/c/program");
}

Test(mirror, says_where_it_cannot_be_made)
{
    GError *error = NULL;
    cr_expect_null(mirror_folder("/dev/null/root", "/tmp", &error));
    cr_assert_not_null(error);
    cr_expect_str_eq(error->message, "cannot create '/dev/null/root': Not a directory");
    g_clear_error(&error);
}
