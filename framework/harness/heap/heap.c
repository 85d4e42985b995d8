// SPDX-License-Identifier: MIT
// libbenchrun_heap: preloaded into a program, it counts what is allocated, by call path. libunwind
// finds the callers, without frame pointers.
#undef _FILE_OFFSET_BITS // mmap() has its own name here
#define UNW_LOCAL_ONLY
#include <dlfcn.h>
#include <errno.h>
#include <libunwind.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/harness/heap/heap_file.h"
#include "framework/harness/heap/paths.h"

#define PUBLIC __attribute__((visibility("default")))
#define OWN_OF_A_THREAD __thread __attribute__((tls_model("initial-exec")))

/** The loop of a benchmark is entered or left; the library of suites calls it. */
PUBLIC void benchrun_heap_region(int is_inside);

enum { UNDECIDED, OFF, ON };

// What the program would have called.
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void *(*mmap)(void *, size_t, int, int, int, off_t);
    int (*munmap)(void *, size_t);
} next;

// What is asked for while those are looked up; never given back.
static _Alignas(16) char early[1 << 16];
static size_t early_used;

static OWN_OF_A_THREAD bool is_busy; // our own calls do not count
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int state = UNDECIDED;
static _Atomic bool is_counting;      // now: always, or in the loop
static uint64_t code_start, code_end; // of this library

static void find_next(void)
{
    static bool is_looking;
    if (is_looking)
        return;
    is_looking = true;
    *(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next.free = dlsym(RTLD_NEXT, "free");
    *(void **)&next.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&next.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&next.memalign = dlsym(RTLD_NEXT, "memalign");
    *(void **)&next.valloc = dlsym(RTLD_NEXT, "valloc");
    *(void **)&next.pvalloc = dlsym(RTLD_NEXT, "pvalloc");
    *(void **)&next.mmap = dlsym(RTLD_NEXT, "mmap");
    *(void **)&next.munmap = dlsym(RTLD_NEXT, "munmap");
    *(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
}

static void *take_early(size_t size)
{
    size_t bytes = (size + 15) & ~(size_t)15;
    if (size > sizeof early || bytes > sizeof early - early_used)
        return NULL;
    early_used += bytes;
    return early + early_used - bytes;
}

static bool is_early(const void *block)
{
    return (const char *)block >= early && (const char *)block < early + sizeof early;
}

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

// What others do around a fork may allocate, while the lock is held.
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
    if (state == ON && !heap_paths_begin(NULL))
        state = OFF;
    is_busy = false;
}

// Before main() this may be called when libc is not ready yet: then the next call decides.
static void start(void)
{
    if (environ == NULL)
        return;
    const char *folder = getenv(HEAP_FOLDER);
    state = OFF;
    if (folder == NULL || !heap_paths_begin(folder))
        return;
    dl_iterate_phdr(note_code, (void *)(uintptr_t)&start);
    unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_PER_THREAD);
    pthread_atfork(before_fork, in_parent, in_child);
    is_counting = getenv(HEAP_REGION) == NULL;
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

static void add(const void *block, size_t size)
{
    void *addresses[HEAP_MOST_FRAMES];
    int found = unw_backtrace(addresses, HEAP_MOST_FRAMES);
    size_t n = found > 0 ? (size_t)found : 0;
    size_t first = 0;
    while (first < n && (uint64_t)addresses[first] >= code_start &&
           (uint64_t)addresses[first] < code_end)
        first++;
    pthread_mutex_lock(&lock);
    heap_paths_add(block, size, addresses + first, n - first, n == HEAP_MOST_FRAMES);
    pthread_mutex_unlock(&lock);
}

static void *counted(void *block, size_t size)
{
    if (block == NULL || (state != UNDECIDED && !is_counting) || !enter())
        return block;
    if (!is_counting) {
        leave();
        return block;
    }
    int problem = errno;
    add(block, size);
    errno = problem;
    leave();
    return block;
}

// Before it is freed: after that another thread may have it.
static bool forget(const void *block, size_t *size)
{
    if (block == NULL || state != ON || !enter())
        return false;
    pthread_mutex_lock(&lock);
    bool is_known = heap_paths_remove(block, size);
    pthread_mutex_unlock(&lock);
    leave();
    return is_known;
}

// The dynamic loader may allocate before anything else.
__attribute__((constructor)) static void begin(void)
{
    if (next.malloc == NULL)
        find_next();
    if (enter())
        leave();
}

PUBLIC void benchrun_heap_region(int is_inside)
{
    if (!enter())
        return;
    pthread_mutex_lock(&lock);
    if (is_inside) {
        heap_paths_mark_region();
        heap_paths_reset();
    }
    is_counting = is_inside != 0;
    pthread_mutex_unlock(&lock);
    leave();
}

PUBLIC void *malloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return next.malloc != NULL ? counted(next.malloc(size), size) : take_early(size);
}

PUBLIC void *calloc(size_t n, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    if (next.malloc == NULL) // the early memory is zero
        return size > 0 && n > sizeof early / size ? NULL : take_early(n * size);
    return counted(next.calloc(n, size), n * size);
}

PUBLIC void *realloc(void *block, size_t size)
{
    size_t former = 0;
    if (next.malloc == NULL)
        find_next();
    if (is_early(block)) {
        void *moved = malloc(size);
        size_t most = (size_t)(early + sizeof early - (char *)block);
        return moved != NULL ? memcpy(moved, block, size < most ? size : most) : NULL;
    }
    bool is_known = forget(block, &former);
    void *moved = next.realloc(block, size);
    if (moved == NULL && size > 0 && is_known)
        counted(block, former); // it is still there
    return counted(moved, size);
}

PUBLIC void free(void *block)
{
    size_t ignored = 0;
    if (is_early(block) || next.free == NULL)
        return;
    forget(block, &ignored);
    next.free(block);
}

PUBLIC int posix_memalign(void **block, size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    int problem = next.posix_memalign(block, alignment, size);
    if (problem == 0)
        counted(*block, size);
    return problem;
}

PUBLIC void *aligned_alloc(size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.aligned_alloc(alignment, size), size);
}

PUBLIC void *memalign(size_t alignment, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.memalign(alignment, size), size);
}

PUBLIC void *valloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.valloc(size), size);
}

PUBLIC void *pvalloc(size_t size)
{
    if (next.malloc == NULL)
        find_next();
    return counted(next.pvalloc(size), size);
}

// Memory that a program takes for an allocator of its own; libc's is not seen here.
static void *mapped(void *memory, size_t size, int flags)
{
    return memory != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0 ? counted(memory, size) : memory;
}

PUBLIC void *mmap(void *wanted, size_t size, int rights, int flags, int fd, off_t offset)
{
    if (next.malloc == NULL)
        find_next();
    return mapped(next.mmap(wanted, size, rights, flags, fd, offset), size, flags);
}

PUBLIC void *mmap64(void *wanted, size_t size, int rights, int flags, int fd, off_t offset)
{
    return mmap(wanted, size, rights, flags, fd, offset);
}

PUBLIC int munmap(void *memory, size_t size)
{
    if (next.malloc == NULL)
        find_next();
    if (state == ON && enter()) {
        pthread_mutex_lock(&lock);
        heap_paths_trim(memory, size);
        pthread_mutex_unlock(&lock);
        leave();
    }
    return next.munmap(memory, size);
}
