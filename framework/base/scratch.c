// SPDX-License-Identifier: MIT
#include "framework/base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/place.h"

#define PREFIX "benchrun-scratch-"

enum { YOUNG_S = 10 }; // it may not be locked yet

static int open_folder(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// Ours alone, no longer locked by the process that made it, and not just being made.
static bool is_left(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 && place_is_ours_alone(&about) &&
           time(NULL) - about.st_mtim.tv_sec > YOUNG_S && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static void remove_left(const char *parent)
{
    g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        if (!g_str_has_prefix(name, PREFIX))
            continue;
        g_autofree char *path = g_build_filename(parent, name, NULL);
        int fd = open_folder(path);
        if (fd < 0)
            continue;
        if (is_left(fd))
            folder_remove(path, NULL);
        close(fd);
    }
}

static bool open_new(const char *parent, struct scratch *out, GError **error)
{
    *out = (struct scratch){.folder = g_build_filename(parent, PREFIX "XXXXXX", NULL), .fd = -1};
    if (g_mkdtemp(out->folder) == NULL) {
        int problem = errno;
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                    "cannot create a folder for temporary files in '%s': %s", parent,
                    g_strerror(problem));
        g_clear_pointer(&out->folder, g_free);
        return false;
    }
    out->fd = open_folder(out->folder);
    if (out->fd >= 0)
        (void)flock(out->fd, LOCK_EX | LOCK_NB);
    return true;
}

// Programs are started from there: who may rename what is in a folder could exchange them.
static bool check_parent(const char *parent, GError **error)
{
    struct place place;
    struct stat about;
    g_autofree char *path = g_build_filename(parent, PREFIX, NULL);
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error)) {
        g_prefix_error(error, "cannot create a folder for temporary files in '%s': ", parent);
        return false;
    }
    bool is_good = fstat(place.folder, &about) == 0 &&
                   (about.st_uid == geteuid() || about.st_uid == 0) &&
                   !place_may_be_exchanged(&place);
    if (!is_good)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                    "other users may rename what is in the folder for temporary files '%s': set "
                    "TMPDIR to a folder of yours",
                    parent);
    place_clear(&place);
    return is_good;
}

bool scratch_open(struct scratch *out, GError **error)
{
    static gsize has_looked; // once is enough for a process
    *out = (struct scratch){.fd = -1};
    if (!check_parent(g_get_tmp_dir(), error))
        return false;
    if (g_once_init_enter(&has_looked)) {
        remove_left(g_get_tmp_dir());
        g_once_init_leave(&has_looked, 1);
    }
    return open_new(g_get_tmp_dir(), out, error);
}

bool scratch_open_in(const char *parent, struct scratch *out, GError **error)
{
    remove_left(parent);
    return open_new(parent, out, error);
}

void scratch_close(struct scratch *scratch)
{
    if (scratch->folder == NULL)
        return;
    folder_remove(scratch->folder, NULL);
    if (scratch->fd >= 0)
        close(scratch->fd);
    g_clear_pointer(&scratch->folder, g_free);
}
