// SPDX-License-Identifier: MIT
#include "framework/program/loader.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct loader_library *find(const GPtrArray *libraries, const char *name)
{
    for (guint i = 0; i < libraries->len; i++) {
        const struct loader_library *library = g_ptr_array_index(libraries, i);
        if (strcmp(library->name, name) == 0)
            return library;
    }
    return NULL;
}

Test(loader, names_the_libraries_of_a_program_and_where_they_are)
{
    GError *error = NULL;
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autoptr(GPtrArray) libraries = loader_list(self, NULL, &error);
    cr_assert_not_null(libraries, "%s", error ? error->message : "");
    const struct loader_library *libc = find(libraries, "libc.so.6");
    cr_assert_not_null(libc);
    cr_expect(g_file_test(libc->path, G_FILE_TEST_IS_REGULAR), "%s", libc->path);
}

Test(loader, says_what_is_no_program)
{
    GError *error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("script-XXXXXX", &path, NULL);
    cr_assert(g_file_set_contents(path, "#!/bin/sh\n", -1, NULL));
    cr_expect_null(loader_list(path, NULL, &error));
    cr_expect(g_error_matches(error, LOADER_ERROR, LOADER_ERROR_FORMAT));
    cr_expect_str_eq(error->message, "it is not an ELF program");
    g_clear_error(&error);
    remove(path);
    close(fd);
}

Test(loader, repeats_what_the_loader_refuses)
{
    GError *error = NULL;
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *path = NULL;
    g_autofree char *bytes = NULL;
    gsize length = 0;
    int fd = g_file_open_tmp("damaged-XXXXXX", &path, NULL);
    cr_assert(g_file_get_contents(self, &bytes, &length, NULL));
    cr_assert(g_file_set_contents(path, bytes, 8192, NULL));
    cr_expect_null(loader_list(path, NULL, &error), "a file that was cut off has libraries");
    cr_assert_not_null(error);
    g_clear_error(&error);
    remove(path);
    close(fd);
}
