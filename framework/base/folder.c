// SPDX-License-Identifier: MIT
#include "framework/base/folder.h"

#include <errno.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/place.h"

bool folder_make(const char *path, GError **error)
{
    return place_make_folder(path, 0700, error);
}

static FTS *walk(const char *path)
{
    char *const roots[] = {(char *)path, NULL};
    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
}

static int remove_entry(const FTSENT *entry)
{
    switch (entry->fts_info) {
    case FTS_D: // a build may leave folders that are read-only even for their owner
        if ((entry->fts_statp->st_mode & S_IRWXU) != S_IRWXU)
            (void)chmod(entry->fts_accpath, S_IRWXU);
        return 0;
    case FTS_DP:
        return rmdir(entry->fts_accpath);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        errno = entry->fts_errno;
        return errno == ENOENT ? 0 : -1;
    default:
        return unlink(entry->fts_accpath);
    }
}

bool folder_remove(const char *path, GError **error)
{
    FTS *tree = walk(path);
    int problem = 0;
    for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;)
        if (remove_entry(entry) != 0 && errno != ENOENT && problem == 0)
            problem = errno;
    if (tree != NULL)
        fts_close(tree);
    if (problem == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot remove '%s': %s", path, g_strerror(problem));
    return false;
}

guint64 folder_size_bytes(const char *path)
{
    FTS *tree = walk(path);
    guint64 bytes = 0;
    for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;)
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_F)
            bytes += (guint64)entry->fts_statp->st_blocks * 512;
    if (tree != NULL)
        fts_close(tree);
    return bytes;
}

char *folder_of_cache(void)
{
    // A relative XDG_CACHE_HOME is ignored, as its specification requires.
    const char *given = g_getenv("XDG_CACHE_HOME");
    if (given != NULL && g_path_is_absolute(given))
        return g_build_filename(given, "benchrun", NULL);
    return g_build_filename(g_get_home_dir(), ".cache", "benchrun", NULL);
}
