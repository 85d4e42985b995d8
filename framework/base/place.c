// SPDX-License-Identifier: MIT
#include "framework/base/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <pwd.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

G_DEFINE_QUARK(benchrun - place - error, place_error)

enum { MOST_LINKS = 40 }; // as the kernel

struct walk {
    int folder; // reached so far
    char *rest; // of the path, from there
    enum place_links links;
    unsigned n_links; // followed so far
    mode_t making;    // the mode of missing folders; 0: none is made
};

enum step { STEP_NEXT, STEP_END, STEP_FAILED };

char *place_owner(const struct stat *about)
{
    // cppcheck-suppress getpwuidCalled // only the main thread looks users up
    const struct passwd *user = getpwuid(about->st_uid);
    unsigned uid = (unsigned)about->st_uid;
    return user ? g_strdup_printf("%s (uid %u)", user->pw_name, uid)
                : g_strdup_printf("uid %u", uid);
}

bool place_is_ours_alone(const struct stat *about)
{
    return about->st_uid == geteuid() && (about->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool is_planted(const struct stat *entry, const struct stat *folder)
{
    return (folder->st_mode & S_IWOTH) != 0 && entry->st_uid != geteuid() &&
           entry->st_uid != folder->st_uid;
}

static enum step fail(int cause, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s", g_strerror(cause));
    return STEP_FAILED;
}

// One that was removed may still be where we are; nothing can be made in it.
static bool was_removed(int folder)
{
    struct stat about;
    return fstat(folder, &about) == 0 && about.st_nlink == 0;
}

static enum step fail_removed(GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                "the current folder was removed: go to another one");
    return STEP_FAILED;
}

// Takes over the descriptor; -1 is a failure that errno has.
static enum step enter(struct walk *walk, int folder, GError **error)
{
    if (folder < 0)
        return fail(errno, error);
    close(walk->folder);
    walk->folder = folder;
    return STEP_NEXT;
}

// The next name of the path; what ends with a slash is a folder, and its last name ".".
static char *take_name(struct walk *walk)
{
    const char *start = walk->rest + strspn(walk->rest, "/");
    size_t length = strcspn(start, "/");
    char *name = length > 0 ? g_strndup(start, length) : g_strdup(".");
    char *rest = g_strdup(start + length);
    g_free(walk->rest);
    walk->rest = rest;
    return name;
}

// O_DIRECTORY mounts what is mounted on demand, and refuses a link.
static int open_entry(int folder, const char *name)
{
    int fd = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    return fd;
}

// Of a pipe or a deleted file the text of the link is not a path.
static bool is_handle(const struct walk *walk, int link, const char *name, const char *target)
{
    struct statfs system;
    struct stat opened;
    struct stat named;
    if (fstatfs(link, &system) != 0 || system.f_type != PROC_SUPER_MAGIC)
        return false;
    return fstatat(walk->folder, name, &opened, 0) == 0 &&
           (fstatat(walk->folder, target, &named, 0) != 0 || opened.st_ino != named.st_ino ||
            opened.st_dev != named.st_dev);
}

static enum step enter_handle(struct walk *walk, const char *name, struct place *out,
                              GError **error)
{
    if (*walk->rest != '\0')
        return enter(walk, openat(walk->folder, name, O_PATH | O_DIRECTORY | O_CLOEXEC), error);
    out->is_handle = out->exists = fstatat(walk->folder, name, &out->about, 0) == 0;
    return out->exists ? STEP_END : fail(errno, error);
}

static enum step refuse(const struct stat *link, const char *name, GError **error)
{
    g_autofree char *owner = place_owner(link);
    g_set_error(error, PLACE_ERROR, PLACE_ERROR_PLANTED,
                "the symbolic link '%s' belongs to %s, in a folder that everybody may write to: "
                "remove it, or use another folder",
                name, owner);
    return STEP_FAILED;
}

static enum step follow(struct walk *walk, int link, const struct stat *about, const char *name,
                        struct place *out, GError **error)
{
    char target[PATH_MAX];
    struct stat folder;
    ssize_t length = readlinkat(link, "", target, sizeof target - 1);
    if (length < 0 || fstat(walk->folder, &folder) != 0)
        return fail(errno, error);
    target[length] = '\0';
    if (is_planted(about, &folder))
        return refuse(about, name, error);
    if (++walk->n_links > MOST_LINKS)
        return fail(ELOOP, error);
    if (is_handle(walk, link, name, target))
        return enter_handle(walk, name, out, error);
    char *rest = g_strconcat(target, walk->rest, NULL);
    g_free(walk->rest);
    walk->rest = rest;
    return *target == '/' ? enter(walk, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), error)
                          : STEP_NEXT;
}

static enum step miss(const struct walk *walk, const char *name, struct place *out, GError **error)
{
    int cause = errno;
    if (cause == ENOENT && was_removed(walk->folder))
        return fail_removed(error);
    if (*walk->rest == '\0' && cause == ENOENT) {
        out->exists = false;
        return STEP_END;
    }
    if (walk->making == 0 || cause != ENOENT)
        return fail(cause, error);
    if (mkdirat(walk->folder, name, walk->making) != 0 && errno != EEXIST)
        return fail(errno, error);
    return STEP_NEXT;
}

// What was missed and made is looked at again.
static int open_or_make(struct walk *walk, const char *name, struct place *out, enum step *step,
                        GError **error)
{
    int entry = open_entry(walk->folder, name);
    *step = STEP_NEXT;
    if (entry < 0)
        *step = miss(walk, name, out, error);
    if (entry < 0 && *step == STEP_NEXT && (entry = open_entry(walk->folder, name)) < 0)
        *step = fail(errno, error);
    return entry;
}

static enum step take_step(struct walk *walk, struct place *out, GError **error)
{
    enum step step;
    g_free(out->name);
    out->name = take_name(walk);
    bool is_last = *walk->rest == '\0';
    int entry = open_or_make(walk, out->name, out, &step, error);
    if (entry < 0)
        return step;
    struct stat about;
    if (fstat(entry, &about) != 0) {
        step = fail(errno, error);
    } else if (S_ISLNK(about.st_mode) && !(is_last && walk->links != PLACE_FOLLOWS)) {
        step = follow(walk, entry, &about, out->name, out, error);
    } else if (is_last) {
        out->exists = true;
        out->about = about;
        step = STEP_END;
    } else if (S_ISDIR(about.st_mode)) {
        return enter(walk, entry, error);
    } else {
        step = fail(ENOTDIR, error);
    }
    close(entry);
    return step;
}

bool place_may_be_exchanged(const struct place *place)
{
    struct stat folder;
    bool is_sticky = fstat(place->folder, &folder) == 0 && (folder.st_mode & S_ISVTX) != 0;
    return place->is_shared && !is_sticky;
}

bool place_refuse(const struct place *place, GError **error)
{
    g_autofree char *owner = place_owner(&place->about);
    g_set_error(error, PLACE_ERROR, PLACE_ERROR_PLANTED,
                "it belongs to %s, in a folder that everybody may write to: remove it, or use "
                "another folder",
                owner);
    return false;
}

static bool walk_along(struct walk *walk, struct place *out, GError **error)
{
    bool is_absolute = *walk->rest == '/';
    *out = (struct place){0};
    walk->folder = open(is_absolute ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    enum step step = *walk->rest == '\0' ? fail(ENOENT, error)
                     : walk->folder < 0  ? fail(errno, error)
                                         : STEP_NEXT;
    while (step == STEP_NEXT)
        step = take_step(walk, out, error);
    struct stat folder = {0};
    if (step == STEP_END && fstat(walk->folder, &folder) != 0)
        step = fail(errno, error);
    g_clear_pointer(&walk->rest, g_free);
    if (step == STEP_FAILED) {
        if (walk->folder >= 0)
            close(walk->folder);
        g_clear_pointer(&out->name, g_free);
        return false;
    }
    out->folder = walk->folder;
    out->is_shared = (folder.st_mode & S_IWOTH) != 0;
    out->is_planted = out->exists && is_planted(&out->about, &folder);
    return true;
}

bool place_find(const char *path, enum place_links links, struct place *out, GError **error)
{
    struct walk walk = {.rest = g_strdup(path), .links = links};
    return walk_along(&walk, out, error);
}

bool place_make_folder(const char *path, mode_t mode, GError **error)
{
    struct place place;
    struct walk walk = {.rest = *path ? g_strconcat(path, "/", NULL) : g_strdup(""),
                        .making = mode};
    if (walk_along(&walk, &place, error)) {
        place_clear(&place);
        return true;
    }
    g_prefix_error(error, "cannot create the folder '%s': ", path);
    return false;
}

void place_clear(struct place *place)
{
    if (place->name != NULL)
        close(place->folder);
    g_clear_pointer(&place->name, g_free);
}
