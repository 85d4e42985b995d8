// SPDX-License-Identifier: MIT
#include "framework/runner/own_files.h"

#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

// What is found is run, in other programs too; beside the program others may have put it there.
static bool is_ours(const char *path)
{
    struct stat file;
    struct stat program;
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) &&
           (file.st_uid == 0 || file.st_uid == geteuid() ||
            (stat("/proc/self/exe", &program) == 0 && file.st_uid == program.st_uid));
}

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
        if (is_ours(path))
            return g_steal_pointer(&path);
    }
    return NULL;
}
