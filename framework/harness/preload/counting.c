// SPDX-License-Identifier: MIT
#include "framework/harness/preload/counting.h"

#define UNW_LOCAL_ONLY
#include <errno.h>
#include <libunwind.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "framework/harness/preload/path_file.h"
#include "framework/harness/preload/paths.h"

#define OWN_OF_A_THREAD __thread __attribute__((tls_model("initial-exec")))

/** The loop of a benchmark is entered or left; the library of suites calls it. */
COUNTING_PUBLIC void benchrun_count_region(int is_inside);

enum { UNDECIDED, OFF, ON };

static OWN_OF_A_THREAD bool is_busy; // our own calls do not count
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int state = UNDECIDED;
static _Atomic bool is_counting;      // now: always, or in the loop
static bool is_flat;                  // callers are not looked for
static uint64_t code_start, code_end; // of this library

static int note_code(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    uint64_t own = (uint64_t)data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uint64_t start = info->dlpi_addr + header->p_vaddr;
        if (header->p_type != PT_LOAD || own < start || own >= start + header->p_memsz)
            continue;
        code_start = start;
        code_end = start + header->p_memsz;
        return 1;
    }
    return 0;
}

// What others do around a fork may be counted, while the lock is held.
static void before_fork(void)
{
    pthread_mutex_lock(&lock);
    is_busy = true;
}

static void in_parent(void)
{
    pthread_mutex_unlock(&lock);
    is_busy = false;
}

// The child counts for itself, from now on.
static void in_child(void)
{
    pthread_mutex_init(&lock, NULL);
    if (state == ON && !paths_begin(NULL))
        state = OFF;
    is_busy = false;
}

// Before main() this may be called when libc is not ready yet: then the next call decides.
static void start(void)
{
    if (environ == NULL)
        return;
    const char *folder = getenv(PATHS_FOLDER);
    state = OFF;
    if (folder == NULL || !paths_begin(folder))
        return;
    dl_iterate_phdr(note_code, (void *)(uintptr_t)&start);
    unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_PER_THREAD);
    pthread_atfork(before_fork, in_parent, in_child);
    is_counting = getenv(PATHS_REGION) == NULL;
    is_flat = getenv(PATHS_FLAT) != NULL;
    state = ON;
}

// Whether the caller is to count; then it says when it has, by leave().
static bool enter(void)
{
    if (is_busy || state == OFF)
        return false;
    is_busy = true;
    if (state == UNDECIDED) {
        int problem = errno;
        pthread_mutex_lock(&lock);
        if (state == UNDECIDED)
            start();
        pthread_mutex_unlock(&lock);
        errno = problem;
    }
    is_busy = state == ON;
    return is_busy;
}

static void leave(void)
{
    is_busy = false;
}

static void add(const void *block, size_t bytes)
{
    void *addresses[PATHS_MOST_FRAMES];
    int found = is_flat ? 0 : unw_backtrace(addresses, PATHS_MOST_FRAMES);
    size_t n = found > 0 ? (size_t)found : 0;
    size_t first = 0;
    while (first < n && (uint64_t)addresses[first] >= code_start &&
           (uint64_t)addresses[first] < code_end)
        first++;
    pthread_mutex_lock(&lock);
    paths_add(block, bytes, addresses + first, n - first, n == PATHS_MOST_FRAMES);
    pthread_mutex_unlock(&lock);
}

void counting_add(const void *block, size_t bytes)
{
    if ((state != UNDECIDED && !is_counting) || !enter())
        return;
    int problem = errno;
    if (is_counting)
        add(block, bytes);
    errno = problem;
    leave();
}

struct paths_block counting_forget(const void *block)
{
    struct paths_block known = {0};
    if (block == NULL || state != ON || !enter())
        return known;
    pthread_mutex_lock(&lock);
    known = paths_remove(block);
    pthread_mutex_unlock(&lock);
    leave();
    return known;
}

void counting_restore(const void *block, struct paths_block known)
{
    int problem = errno;
    if (!known.is_known || state != ON || !enter())
        return;
    pthread_mutex_lock(&lock);
    paths_restore(block, known);
    pthread_mutex_unlock(&lock);
    errno = problem;
    leave();
}

void counting_trim(const void *block, size_t bytes)
{
    if (state != ON || !enter())
        return;
    pthread_mutex_lock(&lock);
    paths_trim(block, bytes);
    pthread_mutex_unlock(&lock);
    leave();
}

void counting_begin(bool is_bypassed)
{
    if (!enter())
        return;
    if (is_bypassed)
        paths_mark_bypassed();
    leave();
}

COUNTING_PUBLIC void benchrun_count_region(int is_inside)
{
    if (!enter())
        return;
    pthread_mutex_lock(&lock);
    if (is_inside) {
        paths_mark_region();
        paths_reset();
    }
    is_counting = is_inside != 0;
    pthread_mutex_unlock(&lock);
    leave();
}
