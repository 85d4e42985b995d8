// SPDX-License-Identifier: MIT
#include "tests/reports/charts/picture_folder.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

char *make_directory(void)
{
    char *directory = g_strdup("/tmp/benchrun-test-XXXXXX");
    cr_assert_not_null(g_mkdtemp(directory));
    return directory;
}

GPtrArray *list_files(const char *directory)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_strdup(name));
    return names;
}

void remove_directory(const char *directory)
{
    g_autoptr(GPtrArray) names = list_files(directory);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);
        g_remove(path);
    }
    g_rmdir(directory);
}

char *read_text(const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
    return text;
}
