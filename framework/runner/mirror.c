// SPDX-License-Identifier: MIT
#include "framework/runner/mirror.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 10000 }; // in one folder: a program has hardly more beside it

static bool set_error(const char *path, GError **error)
{
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot create '%s': %s", path, g_strerror(problem));
    return false;
}

static bool link_entries(const char *image, const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned n = 0;
    for (const char *name; dir != NULL && n < MOST_LINKS && (name = g_dir_read_name(dir)); n++) {
        g_autofree char *from = g_build_filename(folder, name, NULL);
        g_autofree char *to = g_build_filename(image, name, NULL);
        if (symlink(from, to) != 0)
            return set_error(to, error);
    }
    return true;
}

// What is a link becomes a folder of links; what is a folder was made before.
static bool make_image(const char *path, const char *original, GError **error)
{
    struct stat about;
    bool exists = lstat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode))
        return true;
    if (exists)
        unlink(path);
    return mkdir(path, 0700) == 0 ? link_entries(path, original, error) : set_error(path, error);
}

char *mirror_folder(const char *root, const char *folder, GError **error)
{
    g_autofree char *image = g_strdup(root);
    g_autofree char *original = g_strdup("/");
    g_auto(GStrv) names = g_strsplit(folder, "/", -1);
    if (!make_image(image, original, error))
        return NULL;
    for (char **name = names; *name != NULL; name++) {
        if (**name == '\0')
            continue;
        char *next_image = g_build_filename(image, *name, NULL);
        char *next_original = g_build_filename(original, *name, NULL);
        g_free(image);
        g_free(original);
        image = next_image;
        original = next_original;
        if (!make_image(image, original, error))
            return NULL;
    }
    return g_steal_pointer(&image);
}
