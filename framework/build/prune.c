// SPDX-License-Identifier: MIT
#include "framework/build/prune.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/build/slot.h"

enum {
    DAY_S = 24 * 60 * 60,
    JUST_USED_S = 60, // a user may have no lock for a moment, while it changes the kind of lock
};

struct entry {
    char *folder;
    double age_s; // G_MAXDOUBLE: the remains of a crash
    guint64 bytes;
};

struct prune_limits prune_limits_default(void)
{
    return (struct prune_limits){.age_s = 30.0 * DAY_S, .bytes = G_GUINT64_CONSTANT(5) << 30};
}

static double age_of(const char *path)
{
    struct stat about;
    struct timespec now;
    if (lstat(path, &about) != 0)
        return G_MAXDOUBLE;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)(now.tv_sec - about.st_mtim.tv_sec) +
           1e-9 * (double)(now.tv_nsec - about.st_mtim.tv_nsec);
}

static void entry_free(void *data)
{
    struct entry *entry = data;
    g_free(entry->folder);
    g_free(entry);
}

static struct entry *look_at(const char *folder)
{
    struct entry *entry = g_new0(struct entry, 1);
    g_autofree char *marker = g_build_filename(folder, SLOT_MARKER, NULL);
    g_autoptr(GKeyFile) facts = g_key_file_new();
    entry->folder = g_strdup(folder);
    entry->age_s = age_of(marker);
    if (g_key_file_load_from_file(facts, marker, G_KEY_FILE_NONE, NULL))
        entry->bytes = g_key_file_get_uint64(facts, "tree", "bytes", NULL);
    return entry;
}

static int by_age(const void *left, const void *right)
{
    const struct entry *a = *(const struct entry *const *)left;
    const struct entry *b = *(const struct entry *const *)right;
    return a->age_s < b->age_s ? 1 : a->age_s > b->age_s ? -1 : 0;
}

// The oldest first.
static GPtrArray *list_entries(const char *root)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *folder = g_build_filename(root, name, NULL);
        if (g_file_test(folder, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(entries, look_at(folder));
    }
    g_ptr_array_sort(entries, by_age);
    return entries;
}

// Unless it is in use, or was used since it was listed.
static bool remove_entry(const struct entry *entry)
{
    g_autofree char *lock = g_strconcat(entry->folder, ".lock", NULL);
    g_autofree char *marker = g_build_filename(entry->folder, SLOT_MARKER, NULL);
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_gone = false;
    if (fd < 0)
        return false;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && slot_lock_has_name(fd, lock) &&
        age_of(marker) >= entry->age_s) {
        g_unlink(marker);
        is_gone = folder_remove(entry->folder, NULL);
        g_unlink(lock);
    }
    close(fd);
    return is_gone;
}

static void remove_old_files(const char *folder, double age_s)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (age_of(path) > age_s)
            folder_remove(path, NULL);
    }
}

unsigned prune_cache(const struct prune_limits *limits)
{
    g_autofree char *cache = folder_of_cache(NULL);
    if (cache == NULL)
        return 0; // what is not ours alone is not removed either
    g_autofree char *root = slot_root(NULL);
    g_autofree char *logs = g_build_filename(cache, "logs", NULL);
    g_autofree char *searches = g_build_filename(cache, "bisect", NULL);
    g_autofree char *snapshots = g_build_filename(cache, "snapshots", NULL);
    g_autoptr(GPtrArray) entries = list_entries(root);
    guint64 total = 0;
    unsigned n_gone = 0;
    for (guint i = 0; i < entries->len; i++)
        total += ((const struct entry *)g_ptr_array_index(entries, i))->bytes;
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = g_ptr_array_index(entries, i);
        bool is_too_much = total > limits->bytes && entry->age_s > JUST_USED_S;
        if ((entry->age_s > limits->age_s || is_too_much) && remove_entry(entry)) {
            total -= entry->bytes;
            n_gone++;
        }
    }
    remove_old_files(logs, limits->age_s);
    remove_old_files(searches, limits->age_s);
    remove_old_files(snapshots, DAY_S);
    return n_gone;
}
