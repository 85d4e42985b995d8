// SPDX-License-Identifier: MIT
#include "framework/harness/span_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "framework/harness/span_mode.h"

#define RELAXED memory_order_relaxed
#define OWN_OF_THREAD static _Thread_local __attribute__((tls_model("initial-exec")))

// The address stays in a child; what is there is zero then.
static struct span_store *_Atomic the_store;
static bool serves_samples; // as a worker
OWN_OF_THREAD struct span_thread *own_thread;
OWN_OF_THREAD bool is_entering;
OWN_OF_THREAD unsigned patience; // spans until a thread that got none looks for a free one again

struct span_store *span_store_find(void)
{
    struct span_store *store = atomic_load_explicit(&the_store, memory_order_acquire);
    bool is_ready = store != NULL && atomic_load_explicit(&store->state, memory_order_acquire) == 2;
    return is_ready ? store : NULL;
}

// A child continues where its parent was: no handle of the parent's is one of its own.
uint64_t span_store_numbers(uint64_t n)
{
    static _Atomic uint64_t given;
    return atomic_fetch_add_explicit(&given, n, RELAXED) + 1;
}

// Outside of a worker it is all one region.
_Atomic uint32_t span_store_region = 1;
static uint32_t last_region;

void span_store_serve_samples(void)
{
    serves_samples = true;
    span_store_end_region();
}

void span_store_begin_region(void)
{
    last_region += last_region < UINT32_MAX ? 1 : 2;
    atomic_store_explicit(&span_store_region, last_region, RELAXED);
}

void span_store_end_region(void)
{
    atomic_store_explicit(&span_store_region, 0, RELAXED);
}

bool span_store_serves_samples(void)
{
    return serves_samples;
}

static struct span_store *map_store(void)
{
    struct span_store *store = atomic_load_explicit(&the_store, memory_order_acquire);
    struct span_store *none = NULL;
    if (store != NULL)
        return store;
    const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    // cppcheck-suppress invalidFunctionArg // memory without a file
    void *memory = mmap(NULL, sizeof *store, PROT_READ | PROT_WRITE, how, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    if (madvise(memory, sizeof *store, MADV_WIPEONFORK) == 0 &&
        atomic_compare_exchange_strong(&the_store, &none, memory))
        return memory;
    munmap(memory, sizeof *store);
    return none;
}

// As /proc/PID/stat has it, after the name, which may hold anything.
static uint64_t read_started_ticks(void)
{
    enum { FIELDS_AFTER_NAME = 20 };
    char text[1024];
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    text[length > 0 ? length : 0] = '\0';
    const char *at = strrchr(text, ')');
    for (int i = 0; i < FIELDS_AFTER_NAME && at != NULL; i++)
        at = strchr(at + 1, ' ');
    return at != NULL ? strtoull(at, NULL, 10) : 0;
}

static void describe(struct span_store *store)
{
    struct stat space;
    struct span_table *table = store->table;
    table->version = SPAN_TABLE_VERSION;
    table->header_bytes = sizeof *table;
    table->slot_bytes = sizeof(struct span_slot);
    table->n_slots = SPAN_SLOTS;
    table->label_bytes = sizeof(struct span_label);
    table->n_labels = SPAN_THREADS * SPAN_LABELS;
    table->pid = store->pid;
    table->is_open = 1;
    table->started_ticks = read_started_ticks();
    table->pid_namespace = stat("/proc/self/ns/pid", &space) == 0 ? space.st_ino : 0;
    ssize_t length = readlink("/proc/self/exe", table->program, sizeof table->program - 1);
    table->program[length > 0 ? length : 0] = '\0';
    atomic_thread_fence(memory_order_release);
    memcpy(table->magic, SPAN_TABLE_MAGIC, sizeof table->magic);
}

// A file beyond the limit would end the program by a signal.
static bool may_be_written(size_t n_bytes)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= n_bytes;
}

// All of the file is there, so that a full disk cannot end the program later.
static void *map_file(int fd, size_t n_bytes)
{
    if (fd < 0 || posix_fallocate(fd, 0, (off_t)n_bytes) != 0)
        return MAP_FAILED;
    return mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

// Without a file it is in memory that nobody else sees. A child has neither.
static bool map_table(struct span_store *store)
{
    const size_t n_bytes = sizeof *store->table + SPAN_SLOTS * sizeof *store->slots +
                           (size_t)SPAN_THREADS * SPAN_LABELS * sizeof *store->rows;
    int fd = may_be_written(n_bytes) ? live_folder_create(SPAN_TABLE_SUFFIX, store->path) : -1;
    void *memory = map_file(fd, n_bytes);
    if (fd >= 0)
        close(fd);
    if (memory == MAP_FAILED && fd >= 0)
        unlink(store->path);
    if (memory == MAP_FAILED) {
        store->path[0] = '\0';
        // cppcheck-suppress invalidFunctionArg // memory without a file
        memory = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    if (memory == MAP_FAILED)
        return false;
    madvise(memory, n_bytes, MADV_DONTFORK);
    store->table = memory;
    store->slots = (void *)((char *)memory + sizeof *store->table);
    store->rows = (void *)(store->slots + SPAN_SLOTS);
    return true;
}

// Not of a program with more rights than its user.
static void choose_trace(struct span_store *store)
{
    const char *most = secure_getenv("BENCHRUN_TRACE_LIMIT");
    store->trace = secure_getenv("BENCHRUN_TRACE");
    if (store->trace != NULL && *store->trace == '\0')
        store->trace = NULL;
    store->trace_most = most != NULL ? strtoull(most, NULL, 10) : 0;
}

static void make(struct span_store *store)
{
    int problem = errno;
    store->pid = (int)getpid();
    choose_trace(store);
    span_clock_init(&store->clock);
    store->began_ns = span_clock_now_ns(&store->clock);
    for (uint32_t i = 0; i < SPAN_THREADS; i++) {
        store->threads[i].index = i;
        store->threads[i].word = i * (SPAN_SLOTS / 64) / SPAN_THREADS;
    }
    bool is_made = map_table(store);
    if (is_made)
        describe(store);
    if (!serves_samples) // a worker prints nothing
        span_mode_check();
    atomic_store_explicit(&store->state, is_made ? 2 : 1, memory_order_release);
    errno = problem;
}

// The first thread makes it, and others wait; a signal handler of the first does not.
static bool make_once(struct span_store *store)
{
    uint32_t state = 0;
    if (atomic_compare_exchange_strong(&store->state, &state, 1))
        make(store);
    for (int i = 0; i < 100000 && atomic_load(&store->state) == 1; i++)
        sched_yield();
    return atomic_load_explicit(&store->state, memory_order_acquire) == 2;
}

static bool is_gone(const struct span_store *store, int32_t tid)
{
    return syscall(SYS_tgkill, store->pid, tid, 0) != 0 && errno == ESRCH;
}

// What a thread left in the middle of something; its slots and rows go on.
static struct span_thread *take_over(struct span_thread *thread)
{
    thread->depth = 0;
    atomic_store_explicit(&thread->is_busy, 0, RELAXED);
    atomic_store_explicit(&thread->events.is_taken, 0, RELAXED);
    return thread;
}

// A free one, or one whose thread is gone. Numbers of threads come again: then it is gone, too.
static struct span_thread *claim_thread(struct span_store *store)
{
    int32_t tid = (int32_t)syscall(SYS_gettid);
    for (uint32_t i = 1; i < SPAN_THREADS; i++)
        if (atomic_load_explicit(&store->threads[i].owner, RELAXED) == tid)
            return take_over(&store->threads[i]);
    for (uint32_t i = 1; i < SPAN_THREADS; i++) {
        int32_t owner = atomic_load_explicit(&store->threads[i].owner, memory_order_acquire);
        if (owner != 0 && !is_gone(store, owner))
            continue;
        if (atomic_compare_exchange_strong(&store->threads[i].owner, &owner, tid))
            return take_over(&store->threads[i]);
    }
    return NULL;
}

static struct span_store *enter(struct span_thread **thread)
{
    struct span_store *store = map_store();
    int problem = errno;
    *thread = own_thread = NULL;
    if (store == NULL || !make_once(store))
        return NULL;
    *thread = own_thread = claim_thread(store);
    patience = *thread != NULL ? 0 : 1000;
    errno = problem;
    return store;
}

struct span_store *span_store_enter(struct span_thread **thread)
{
    struct span_store *store = NULL;
    *thread = own_thread;
    if (*thread != NULL && atomic_load_explicit(&(*thread)->owner, RELAXED) != 0)
        return atomic_load_explicit(&the_store, RELAXED);
    *thread = NULL;
    store = is_entering || patience > 0 ? span_store_find() : NULL;
    patience -= patience > 0;
    if (is_entering || store != NULL)
        return store;
    is_entering = true;
    atomic_signal_fence(memory_order_seq_cst);
    store = enter(thread);
    atomic_signal_fence(memory_order_seq_cst);
    is_entering = false;
    return store;
}

void span_store_remove(struct span_store *store)
{
    store->table->is_open = 0;
    if (store->path[0] != '\0')
        unlink(store->path);
    store->path[0] = '\0';
}
