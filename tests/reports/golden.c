// SPDX-License-Identifier: MIT
#include "tests/reports/golden.h"

#include <criterion/criterion.h>
#include <glib.h>

void golden_check(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(GOLDEN_DIRECTORY, name, NULL);
    g_autoptr(GError) error = NULL;
    if (g_strcmp0(g_getenv("BENCHRUN_UPDATE_GOLDEN"), "1") == 0) {
        cr_assert(g_file_set_contents(path, text, -1, &error), "%s", error->message);
        return;
    }
    g_autofree char *expected = NULL;
    cr_assert(g_file_get_contents(path, &expected, NULL, &error), "%s", error->message);
    cr_assert_str_eq(text, expected,
                     "%s differs; BENCHRUN_UPDATE_GOLDEN=1 renews it. Now it is:\n%s", path, text);
}
