// SPDX-License-Identifier: MIT
#include "framework/build/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/interruption.h"

enum { POLL_US = 50000 };

char *slot_root(GError **error)
{
    g_autofree char *cache = folder_of_cache(error);
    return cache ? g_build_filename(cache, "builds", NULL) : NULL;
}

static bool set_system_error(GError **error, const char *verb, const char *path)
{
    int problem = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem), "cannot %s '%s': %s",
                verb, path, g_strerror(problem));
    return false;
}

static bool has_marker(const struct slot *slot)
{
    g_autofree char *marker = g_build_filename(slot->folder, SLOT_MARKER, NULL);
    return g_file_test(marker, G_FILE_TEST_IS_REGULAR);
}

bool slot_lock_has_name(int fd, const char *lock)
{
    struct stat opened;
    struct stat named;
    return fstat(fd, &opened) == 0 && stat(lock, &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

static bool has_name(const struct slot *slot)
{
    return slot_lock_has_name(slot->fd, slot->lock);
}

struct wait {
    slot_waiting *waiting; // NULL after the call
    void *data;
};

static bool lock(const struct slot *slot, int kind, struct wait *wait, GError **error)
{
    while (flock(slot->fd, kind | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return set_system_error(error, "lock", slot->lock);
        if (interruption_is_requested())
            return interruption_set_error(error);
        if (wait->waiting != NULL && errno == EWOULDBLOCK) {
            wait->waiting(wait->data);
            wait->waiting = NULL;
        }
        g_usleep(POLL_US);
    }
    return true;
}

static bool touch(const struct slot *slot)
{
    g_autofree char *marker = g_build_filename(slot->folder, SLOT_MARKER, NULL);
    return utimensat(AT_FDCWD, marker, NULL, 0) == 0;
}

// The marker goes first: a removal that is cut short leaves an incomplete tree.
static bool empty(const struct slot *slot, GError **error)
{
    g_autofree char *marker = g_build_filename(slot->folder, SLOT_MARKER, NULL);
    g_unlink(marker);
    return folder_remove(slot->folder, error);
}

enum attempt { ATTEMPT_DONE, ATTEMPT_AGAIN, ATTEMPT_FAILED };

static enum attempt try_shared(struct slot *slot, struct wait *wait, GError **error)
{
    if (!lock(slot, LOCK_SH, wait, error))
        return ATTEMPT_FAILED;
    slot->is_complete = has_name(slot) && has_marker(slot) && touch(slot);
    return slot->is_complete ? ATTEMPT_DONE : ATTEMPT_AGAIN;
}

static enum attempt try_alone(struct slot *slot, bool is_fresh, struct wait *wait, GError **error)
{
    if (!lock(slot, LOCK_EX, wait, error))
        return ATTEMPT_FAILED;
    if (!has_name(slot) || (!is_fresh && has_marker(slot)))
        return ATTEMPT_AGAIN; // another process was faster
    if (!empty(slot, error) || !folder_make(slot->folder, error))
        return ATTEMPT_FAILED;
    return ATTEMPT_DONE;
}

static enum attempt try_once(struct slot *slot, bool is_fresh, struct wait *wait, GError **error)
{
    slot->fd = open(slot->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (slot->fd < 0) {
        set_system_error(error, "open", slot->lock);
        return ATTEMPT_FAILED;
    }
    enum attempt attempt = is_fresh ? ATTEMPT_AGAIN : try_shared(slot, wait, error);
    if (attempt == ATTEMPT_AGAIN)
        attempt = try_alone(slot, is_fresh, wait, error);
    if (attempt != ATTEMPT_DONE)
        close(slot->fd);
    return attempt;
}

bool slot_open(const char *name, bool is_fresh, slot_waiting *waiting, void *data, struct slot *out,
               GError **error)
{
    g_autofree char *root = slot_root(error);
    struct wait wait = {waiting, data};
    if (root == NULL || !folder_make(root, error))
        return false;
    struct slot slot = {.folder = g_build_filename(root, name, NULL), .fd = -1};
    slot.lock = g_strconcat(slot.folder, ".lock", NULL);
    enum attempt attempt = ATTEMPT_AGAIN;
    while (attempt == ATTEMPT_AGAIN)
        attempt = try_once(&slot, is_fresh, &wait, error);
    if (attempt == ATTEMPT_DONE) {
        *out = slot;
        return true;
    }
    g_free(slot.folder);
    g_free(slot.lock);
    return false;
}

bool slot_peek(const char *name, struct slot *out, GError **error)
{
    g_autofree char *root = slot_root(error);
    if (root == NULL)
        return false;
    *out = (struct slot){.folder = g_build_filename(root, name, NULL), .fd = -1};
    out->is_complete = has_marker(out);
    return true;
}

bool slot_complete(struct slot *slot, GKeyFile *facts, GError **error)
{
    g_autofree char *marker = g_build_filename(slot->folder, SLOT_MARKER, NULL);
    g_key_file_set_uint64(facts, "tree", "bytes", folder_size_bytes(slot->folder));
    if (!g_key_file_save_to_file(facts, marker, error))
        return false;
    slot->is_complete = true;
    while (flock(slot->fd, LOCK_SH) != 0)
        if (errno != EINTR)
            return set_system_error(error, "lock", slot->lock);
    return true;
}

GKeyFile *slot_facts(const struct slot *slot, GError **error)
{
    g_autofree char *marker = g_build_filename(slot->folder, SLOT_MARKER, NULL);
    g_autoptr(GKeyFile) facts = g_key_file_new();
    if (!g_key_file_load_from_file(facts, marker, G_KEY_FILE_NONE, error))
        return NULL;
    return g_steal_pointer(&facts);
}

void slot_close(struct slot *slot)
{
    if (slot->folder == NULL)
        return;
    if (slot->fd >= 0)
        close(slot->fd);
    g_clear_pointer(&slot->folder, g_free);
    g_clear_pointer(&slot->lock, g_free);
}

void slot_abandon(struct slot *slot)
{
    if (slot->folder == NULL)
        return;
    if (empty(slot, NULL))
        g_unlink(slot->lock);
    slot_close(slot);
}
