// SPDX-License-Identifier: MIT
#include "framework/runner/own_files.h"

#include <glib.h>

// Beside the program where it was built, or below the same prefix.
char *own_file_find(const char *name, const char *below)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : ".");
    g_autofree char *built = g_build_filename("framework/harness", name, NULL);
    g_autofree char *installed = g_build_filename("..", BENCHRUN_LIBDIR, below, name, NULL);
    const char *const places[] = {built, installed};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_canonicalize_filename(places[i], folder);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}
