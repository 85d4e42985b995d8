// SPDX-License-Identifier: MIT
#include "framework/runner/mirror.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// In the program's own folder, and in one above it: those of thousands of files, such as /tmp, are
// of others, and each link is a file to make and to remove.
enum { MOST_LINKS = 10000, MOST_LINKS_ABOVE = 256 };

static bool set_error(const char *path, GError **error)
{
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot create '%s': %s", path, g_strerror(problem));
    return false;
}

// As many as there may be; of a folder above the program all or none.
static bool link_entries(const char *image, const char *folder, bool is_own, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const guint most = is_own ? MOST_LINKS : MOST_LINKS_ABOVE;
    for (const char *name; dir != NULL && names->len <= most && (name = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_strdup(name));
    if (names->len > most)
        g_ptr_array_set_size(names, is_own ? (gint)most : 0);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *from = g_build_filename(folder, name, NULL);
        g_autofree char *to = g_build_filename(image, name, NULL);
        if (symlink(from, to) != 0 && errno != EEXIST)
            return set_error(to, error);
    }
    return true;
}

// What is a link becomes a folder of links; what is a folder was made before.
static bool make_image(const char *path, const char *original, bool is_own, GError **error)
{
    struct stat about;
    bool exists = lstat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) // one above another program has no links if it is large
        return !is_own || link_entries(path, original, is_own, error);
    if (exists)
        unlink(path);
    return mkdir(path, 0700) == 0 ? link_entries(path, original, is_own, error)
                                  : set_error(path, error);
}

char *mirror_folder(const char *root, const char *folder, GError **error)
{
    g_autofree char *image = g_strdup(root);
    g_autofree char *original = g_strdup("/");
    g_auto(GStrv) names = g_strsplit(folder, "/", -1);
    if (!make_image(image, original, strcmp(folder, "/") == 0, error))
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
        if (!make_image(image, original, name[1] == NULL, error))
            return NULL;
    }
    return g_steal_pointer(&image);
}
