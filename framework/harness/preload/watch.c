// SPDX-License-Identifier: MIT
// libbenchrun_watch: preloaded into a program, it notes in a file that benchrun reads when each
// thread leaves a function that polls, and when it comes back. Nothing else is done here: benchrun
// looks for threads that stay away, and at their stacks.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "framework/harness/preload/watch_file.h"

#define PUBLIC __attribute__((visibility("default")))
#define OWN_OF_A_THREAD __thread __attribute__((tls_model("initial-exec")))

struct io_uring;
struct io_uring_cqe;
struct __kernel_timespec;

// What no header declares: what fortified programs call, libc's other names, and liburing's.
PUBLIC int __poll(struct pollfd *fds, nfds_t n, int timeout);
PUBLIC int __poll_chk(struct pollfd *fds, nfds_t n, int timeout, size_t room);
PUBLIC int __ppoll_chk(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
                       const sigset_t *signals, size_t room);
PUBLIC int __select(int n, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout);
PUBLIC int __io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe, unsigned submit,
                              unsigned wait, sigset_t *signals);
PUBLIC int io_uring_wait_cqes(struct io_uring *ring, struct io_uring_cqe **cqe, unsigned wait,
                              struct __kernel_timespec *timeout, sigset_t *signals);
PUBLIC int io_uring_wait_cqe_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
                                     struct __kernel_timespec *timeout);
PUBLIC int io_uring_submit(struct io_uring *ring);
PUBLIC int io_uring_submit_and_wait(struct io_uring *ring, unsigned wait);
PUBLIC int io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
                                            unsigned wait, struct __kernel_timespec *timeout,
                                            sigset_t *signals);

static struct watch_head *head;     // NULL: nobody watches
static uint64_t tick_ns;            // by which the cheap clock may be late
static _Atomic uint32_t generation; // of this process, counted by forks
static _Atomic uint32_t *current;   // the same; 0 in the child of a fork, however it was made
static pthread_key_t at_end;

static OWN_OF_A_THREAD struct watch_slot *own;  // NULL: not claimed yet
static OWN_OF_A_THREAD uint32_t own_generation; // that claimed it: else it is the parent's
static OWN_OF_A_THREAD bool is_left_out;        // there is no slot for it, or none yet

static struct watch_slot *slot_at(uint32_t i)
{
    return (struct watch_slot *)(void *)(head + 1) + i;
}

static uint64_t nanoseconds(struct timespec time)
{
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return nanoseconds(now);
}

// `PID/task/TID` as that /proc has them which benchrun's file was found in: those of a container
// are others.
static uint64_t read_owner(void)
{
    char text[64];
    char *end = NULL;
    ssize_t n = readlink("/proc/thread-self", text, sizeof text - 1);
    if (n <= 0)
        return 0;
    text[n] = '\0';
    uint64_t process = strtoul(text, &end, 10);
    if (strncmp(end, "/task/", 6) != 0)
        return 0;
    return process << 32 | strtoul(end + 6, NULL, 10);
}

static bool is_own(void)
{
    return own != NULL && own_generation == atomic_load_explicit(current, memory_order_relaxed);
}

static void leave_slot(void *slot)
{
    if (slot == own && is_own())
        own->has_ended = 1;
    own = NULL;
}

static bool take_slot(uint32_t i, uint64_t owner)
{
    uint64_t nobody = 0;
    struct watch_slot *slot = slot_at(i);
    if (!atomic_compare_exchange_strong(&slot->owner, &nobody, owner))
        return false;
    uint32_t n = head->n_used;
    while (n <= i && !atomic_compare_exchange_weak(&head->n_used, &n, i + 1))
        continue;
    own = slot;
    pthread_setspecific(at_end, slot);
    return true;
}

// A signal handler that polls meanwhile has none.
static void claim_slot(void)
{
    is_left_out = true;
    uint64_t owner = read_owner();
    for (uint32_t i = 0; i < WATCH_SLOTS && owner != 0; i++)
        if (take_slot(i, owner)) {
            is_left_out = false;
            return;
        }
    head->n_lost++;
}

// Several threads of a child may come here first: they find the same number.
static void begin_generation(void)
{
    uint32_t none = 0;
    uint32_t next = generation + 1;
    if (atomic_compare_exchange_strong(current, &none, next))
        generation = next;
}

static bool has_slot(void)
{
    if (head == NULL)
        return false;
    if (atomic_load_explicit(current, memory_order_relaxed) == 0)
        begin_generation();
    uint32_t now = atomic_load_explicit(current, memory_order_relaxed);
    if (own_generation != now) {
        own_generation = now;
        own = NULL;
        is_left_out = false;
    }
    if (own == NULL && !is_left_out) {
        int problem = errno;
        claim_slot();
        errno = problem;
    }
    return own != NULL;
}

static void note_stall(uint64_t began_ns)
{
    uint64_t now_ns = read_clock(CLOCK_MONOTONIC);
    if (now_ns - began_ns < head->over_ns)
        return;
    uint32_t n = own->n_stalls;
    own->stalls[n % WATCH_STALLS] = (struct watch_stall){began_ns, now_ns};
    own->n_stalls = n + 1;
}

// What the thread did since it polled is over. The cheap clock is late by a tick at most, and most
// times that is enough to know that nothing was blocked.
static void end_work(void)
{
    uint64_t began_ns = atomic_load_explicit(&own->busy_ns, memory_order_relaxed);
    if (began_ns != 0 && read_clock(CLOCK_MONOTONIC_COARSE) + tick_ns >= began_ns + head->over_ns)
        note_stall(began_ns);
    atomic_store_explicit(&own->busy_ns, 0, memory_order_release);
}

static void enter(void)
{
    if (has_slot())
        end_work();
}

// It has polled. Not in what was forked meanwhile.
static void leave(void)
{
    if (!is_own())
        return;
    uint64_t n = atomic_load_explicit(&own->n_polls, memory_order_relaxed);
    atomic_store_explicit(&own->n_polls, n + 1, memory_order_relaxed);
    atomic_store_explicit(&own->busy_ns, read_clock(CLOCK_MONOTONIC), memory_order_release);
}

// Slots of what this process was before exec.
static void end_former_slots(void)
{
    uint64_t process = read_owner() >> 32;
    for (uint32_t i = 0; i < head->n_used && i < WATCH_SLOTS && process != 0; i++)
        if (slot_at(i)->owner >> 32 == process)
            slot_at(i)->has_ended = 1;
}

static bool is_file(int fd, size_t bytes)
{
    struct stat about;
    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size == (off_t)bytes;
}

// Opens what the environment names: `/proc/PID/fd/N KEY`. After benchrun's end that may be anything
// or nothing.
static struct watch_head *open_file(const char *word)
{
    char path[64];
    const size_t bytes = sizeof *head + WATCH_SLOTS * sizeof(struct watch_slot);
    const char *blank = strchr(word, ' ');
    struct stat about;
    if (blank == NULL || (size_t)(blank - word) >= sizeof path)
        return NULL;
    memcpy(path, word, (size_t)(blank - word));
    path[blank - word] = '\0';
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return NULL; // to open a device or a pipe does something
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct watch_head *found = is_file(fd, bytes)
                                   ? mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                                   : MAP_FAILED;
    close(fd);
    if (found == MAP_FAILED)
        return NULL;
    if (memcmp(found->magic, WATCH_MAGIC, sizeof WATCH_MAGIC) == 0 &&
        found->key == strtoull(blank + 1, NULL, 16))
        return found;
    munmap(found, bytes);
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const char *word = getenv(WATCH_FILE);
    struct timespec tick;
    int problem = errno;
    void *mark = MAP_FAILED;
    struct watch_head *found = word != NULL ? open_file(word) : NULL;
    if (found != NULL && clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0)
        // cppcheck-suppress invalidFunctionArg // memory without a file
        mark = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mark != MAP_FAILED && madvise(mark, page, MADV_WIPEONFORK) == 0 &&
        pthread_key_create(&at_end, leave_slot) == 0) {
        tick_ns = nanoseconds(tick);
        current = mark;
        head = found;
        head->n_programs++;
        end_former_slots();
    }
    errno = problem;
}

// benchrun would only see later that the program is gone.
__attribute__((destructor)) static void finish(void)
{
    if (head != NULL && is_own())
        end_work();
}

// liburing may have been loaded for a plugin alone, where the next one is not looked for.
static void *find_next(const char *name)
{
    void *next = dlsym(RTLD_NEXT, name);
    void *library = next == NULL ? dlopen("liburing.so.2", RTLD_NOLOAD | RTLD_LAZY) : NULL;
    return library != NULL ? dlsym(library, name) : next;
}

// One that polls, in front of that which the program would have called.
#define POLLING(name, parameters, words)        \
    PUBLIC int name parameters                  \
    {                                           \
        static __typeof__(&(name)) next;        \
        if (next == NULL)                       \
            *(void **)&next = find_next(#name); \
        if (next == NULL)                       \
            return -ENOSYS;                     \
        enter();                                \
        int result = next words;                \
        leave();                                \
        return result;                          \
    }

POLLING(epoll_wait, (int epoll, struct epoll_event *events, int most, int timeout),
        (epoll, events, most, timeout))
POLLING(epoll_pwait,
        (int epoll, struct epoll_event *events, int most, int timeout, const sigset_t *signals),
        (epoll, events, most, timeout, signals))
POLLING(epoll_pwait2,
        (int epoll, struct epoll_event *events, int most, const struct timespec *timeout,
         const sigset_t *signals),
        (epoll, events, most, timeout, signals))
POLLING(poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
POLLING(__poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
POLLING(__poll_chk, (struct pollfd * fds, nfds_t n, int timeout, size_t room),
        (fds, n, timeout, room))
POLLING(ppoll,
        (struct pollfd * fds, nfds_t n, const struct timespec *timeout, const sigset_t *signals),
        (fds, n, timeout, signals))
POLLING(__ppoll_chk,
        (struct pollfd * fds, nfds_t n, const struct timespec *timeout, const sigset_t *signals,
         size_t room),
        (fds, n, timeout, signals, room))
POLLING(select, (int n, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout),
        (n, in, out, other, timeout))
POLLING(__select, (int n, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout),
        (n, in, out, other, timeout))
POLLING(pselect,
        (int n, fd_set *in, fd_set *out, fd_set *other, const struct timespec *timeout,
         const sigset_t *signals),
        (n, in, out, other, timeout, signals))

// liburing's functions that enter the kernel. Handing over work counts as polling too: a loop that
// always finds something finished calls nothing else.
POLLING(__io_uring_get_cqe,
        (struct io_uring * ring, struct io_uring_cqe **cqe, unsigned submit, unsigned wait,
         sigset_t *signals),
        (ring, cqe, submit, wait, signals))
POLLING(io_uring_wait_cqes,
        (struct io_uring * ring, struct io_uring_cqe **cqe, unsigned wait,
         struct __kernel_timespec *timeout, sigset_t *signals),
        (ring, cqe, wait, timeout, signals))
POLLING(io_uring_wait_cqe_timeout,
        (struct io_uring * ring, struct io_uring_cqe **cqe, struct __kernel_timespec *timeout),
        (ring, cqe, timeout))
POLLING(io_uring_submit, (struct io_uring * ring), (ring))
POLLING(io_uring_submit_and_wait, (struct io_uring * ring, unsigned wait), (ring, wait))
POLLING(io_uring_submit_and_wait_timeout,
        (struct io_uring * ring, struct io_uring_cqe **cqe, unsigned wait,
         struct __kernel_timespec *timeout, sigset_t *signals),
        (ring, cqe, wait, timeout, signals))
