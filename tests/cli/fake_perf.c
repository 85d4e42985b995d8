// SPDX-License-Identifier: MIT
// In front of libc: perf_event_open() for hardware that this machine may not have. Each event
// counts 1,000 times its number in the hardware's list, plus one, whenever it is read; caches'
// events 500. Groups after the second one count for half of the time only, as if the CPU had
// counters for no more. What samples is the kernel's own. FAKE_PERF=
//   refuse   the kernel refuses what counts in itself
//   all      it refuses everything, sampling too
//   absent   there is no hardware that counts, as in most virtual machines
//   alone    no group has room for a second event
//   starved  the events never count: others have the counters, or the core is of another kind
#include <dlfcn.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_FDS = 64, MOST_MEMBERS = 16 };

static struct fake {
    unsigned group;
    unsigned n;
    uint64_t steps[MOST_MEMBERS];
    uint64_t reads;
} * fakes[MOST_FDS];
static unsigned n_groups;

static int is_mode(const char *mode)
{
    const char *set = getenv("FAKE_PERF");
    return set != NULL && strcmp(set, mode) == 0;
}

// What the kernel would answer; 0: it opens the event.
static int refusal_of(const struct perf_event_attr *attributes, int group_fd)
{
    if (is_mode("all") || (is_mode("refuse") && !attributes->exclude_kernel))
        return EACCES;
    if (is_mode("absent") && attributes->type != PERF_TYPE_SOFTWARE)
        return ENOENT;
    return is_mode("alone") && group_fd >= 0 ? EINVAL : 0;
}

static long open_fake(const struct perf_event_attr *attributes, int group_fd)
{
    uint64_t step = attributes->type == PERF_TYPE_HARDWARE ? 1000 * (attributes->config + 1) : 500;
    errno = refusal_of(attributes, group_fd);
    if (errno != 0)
        return -1;
    int fd = memfd_create("fake", 0);
    if (fd < 0 || fd >= MOST_FDS || group_fd >= MOST_FDS)
        return -1;
    if (group_fd < 0) {
        fakes[fd] = calloc(1, sizeof *fakes[fd]);
        fakes[fd]->group = n_groups++;
        group_fd = fd;
    }
    struct fake *fake = fakes[group_fd];
    if (fake->n < MOST_MEMBERS)
        fake->steps[fake->n++] = step;
    return fd;
}

long syscall(long number, ...)
{
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        arguments[i] = va_arg(list, long);
    va_end(list);
    const struct perf_event_attr *attributes = (const struct perf_event_attr *)arguments[0];
    if (number == SYS_perf_event_open && (attributes->sample_period == 0 || is_mode("all")))
        return open_fake(attributes, (int)arguments[3]);
    long (*next)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                arguments[5]);
}

ssize_t read(int fd, void *buffer, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    if (next == NULL)
        next = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (fd < 0 || fd >= MOST_FDS || fakes[fd] == NULL)
        return next(fd, buffer, size);
    struct fake *fake = fakes[fd];
    uint64_t values[3 + MOST_MEMBERS] = {fake->n};
    uint64_t share = is_mode("starved") ? 0 : fake->group < 2 ? 2 : 1;
    fake->reads++;
    values[1] = 2000 * fake->reads;
    values[2] = 1000 * share * fake->reads;
    for (unsigned i = 0; i < fake->n; i++)
        values[3 + i] = fake->steps[i] * share / 2 * fake->reads;
    size_t bytes = (3 + fake->n) * sizeof *values;
    if (size < bytes) {
        errno = ENOSPC;
        return -1;
    }
    memcpy(buffer, values, bytes);
    return (ssize_t)bytes;
}

// Another file may have the number next.
int close(int fd)
{
    static int (*next)(int);
    if (next == NULL)
        next = (int (*)(int))dlsym(RTLD_NEXT, "close");
    if (fd >= 0 && fd < MOST_FDS)
        fakes[fd] = NULL;
    return next(fd);
}
