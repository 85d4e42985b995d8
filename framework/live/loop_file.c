// SPDX-License-Identifier: MIT
#include "framework/live/loop_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/harness/preload/watch_file.h"

static const size_t file_bytes =
    sizeof(struct watch_head) + WATCH_SLOTS * sizeof(struct watch_slot);
static const uint64_t sweep_ns = 1000000000; // threads that were killed are looked for

// What is known of a slot.
struct seen {
    uint64_t owner;    // 0: none
    uint32_t n_stalls; // that were read
    uint64_t last_ns;  // when the last of them began
};

struct loop_file {
    int fd;
    struct watch_head *head;
    struct watch_slot *slots;
    struct seen seen[WATCH_SLOTS];
    uint64_t over_ns;
    uint64_t next_sweep_ns;
    struct loop_counts counts; // of slots that were freed; of others `loops` alone
};

static bool make(struct loop_file *file)
{
    uint64_t key = 0;
    file->fd = memfd_create("benchrun-watch", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file->fd < 0 || fchmod(file->fd, 0600) != 0 || ftruncate(file->fd, (off_t)file_bytes) != 0)
        return false;
    // What is mapped here cannot be taken away.
    if (fcntl(file->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
        getrandom(&key, sizeof key, 0) != sizeof key)
        return false;
    void *mapped = mmap(NULL, file_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
    if (mapped == MAP_FAILED)
        return false;
    file->head = mapped;
    file->slots = (void *)(file->head + 1);
    file->head->key = key;
    return true;
}

struct loop_file *loop_file_new(uint64_t over_ns, GError **error)
{
    struct loop_file *file = g_new0(struct loop_file, 1);
    file->fd = -1;
    if (!make(file)) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "cannot make a file in memory: %s", g_strerror(errno));
        loop_file_free(file);
        return NULL;
    }
    file->head->over_ns = file->over_ns = over_ns;
    memcpy(file->head->magic, WATCH_MAGIC, sizeof WATCH_MAGIC);
    return file;
}

void loop_file_free(struct loop_file *file)
{
    if (file == NULL)
        return;
    if (file->head != NULL)
        munmap(file->head, file_bytes);
    if (file->fd >= 0)
        close(file->fd);
    g_free(file);
}

char *loop_file_setting(const struct loop_file *file)
{
    return g_strdup_printf(WATCH_FILE "=/proc/%d/fd/%d %" G_GINT64_MODIFIER "x", getpid(), file->fd,
                           file->head->key);
}

static uint64_t clock_ns(void)
{
    return (uint64_t)g_get_monotonic_time() * 1000;
}

static pid_t process_of(uint64_t owner)
{
    return (pid_t)(owner >> 32);
}

static pid_t thread_of(uint64_t owner)
{
    return (pid_t)(owner & G_MAXUINT32);
}

static bool exists(uint64_t owner)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%d/task/%d", process_of(owner), thread_of(owner));
    return access(path, F_OK) == 0;
}

static void read_stalls(struct loop_file *file, uint32_t i, struct stalls *stalls)
{
    struct seen *seen = &file->seen[i];
    const struct watch_slot *slot = &file->slots[i];
    uint32_t n = slot->n_stalls;
    if (n - seen->n_stalls > WATCH_STALLS) {
        file->counts.lost += n - seen->n_stalls - WATCH_STALLS;
        seen->n_stalls = n - WATCH_STALLS;
    }
    for (; seen->n_stalls != n; seen->n_stalls++) {
        struct watch_stall stall = slot->stalls[seen->n_stalls % WATCH_STALLS];
        seen->last_ns = stall.began_ns;
        stalls_end(stalls, process_of(seen->owner), thread_of(seen->owner), stall.began_ns,
                   stall.ended_ns);
    }
}

static void free_slot(struct loop_file *file, uint32_t i)
{
    struct watch_slot *slot = &file->slots[i];
    file->counts.polls += slot->n_polls;
    file->seen[i] = (struct seen){0};
    slot->busy_ns = 0;
    slot->n_polls = 0;
    slot->n_stalls = 0;
    slot->has_ended = 0;
    slot->owner = 0;
}

// A slot that is claimed. What ended is read before what continues, which may be the same.
static void read_slot(struct loop_file *file, uint32_t i, struct stalls *stalls, bool is_sweep)
{
    uint64_t now_ns = clock_ns(); // to look at a stack takes some time
    struct seen *seen = &file->seen[i];
    const struct watch_slot *slot = &file->slots[i];
    pid_t tid = thread_of(seen->owner);
    bool has_ended = slot->has_ended != 0;
    read_stalls(file, i, stalls);
    uint64_t busy_ns = slot->busy_ns;
    bool is_busy = busy_ns != 0 && busy_ns != seen->last_ns;
    bool is_blocked = is_busy && now_ns >= busy_ns && now_ns - busy_ns >= file->over_ns;
    if (is_busy)
        stalls_busy(stalls, process_of(seen->owner), tid, busy_ns, now_ns);
    else
        stalls_calm(stalls, tid, now_ns);
    if (has_ended || ((is_sweep || is_blocked) && !exists(slot->owner))) {
        read_stalls(file, i, stalls); // the last of what it did
        stalls_cut(stalls, tid, now_ns);
        free_slot(file, i);
    }
}

void loop_file_read(struct loop_file *file, struct stalls *stalls)
{
    uint32_t n = MIN(file->head->n_used, (uint32_t)WATCH_SLOTS);
    uint64_t now_ns = clock_ns();
    bool is_sweep = now_ns >= file->next_sweep_ns;
    if (is_sweep)
        file->next_sweep_ns = now_ns + sweep_ns;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t owner = file->slots[i].owner;
        if (owner == 0)
            continue;
        if (process_of(owner) <= 0 || thread_of(owner) <= 0) { // a lie
            free_slot(file, i);
            continue;
        }
        if (file->seen[i].owner != owner) {
            file->seen[i] = (struct seen){.owner = owner};
            file->counts.loops++;
        }
        read_slot(file, i, stalls, is_sweep);
    }
}

struct loop_counts loop_file_counts(const struct loop_file *file)
{
    struct loop_counts counts = file->counts;
    counts.programs = file->head->n_programs;
    counts.lost += file->head->n_lost;
    for (uint32_t i = 0; i < WATCH_SLOTS; i++)
        counts.polls += file->slots[i].n_polls;
    return counts;
}
