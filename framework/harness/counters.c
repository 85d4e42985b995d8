// SPDX-License-Identifier: MIT
#include "framework/harness/counters.h"

#include <linux/perf_event.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENT_ROW(name, type, config, about) {#name, type, config},
static const struct {
    const char *name;
    uint32_t type;
    uint64_t config;
} events[COUNTERS] = {COUNTER_TABLE(EVENT_ROW)};

static int group_fd = -1;
static unsigned n_open;
static enum counter opened[COUNTERS]; // in the order in which the group is read

const char *counter_name(enum counter counter)
{
    return events[counter].name;
}

static int open_counter(enum counter counter)
{
    struct perf_event_attr attributes = {
        .type = events[counter].type,
        .size = sizeof attributes,
        .config = events[counter].config,
        .read_format =
            PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, group_fd, PERF_FLAG_FD_CLOEXEC);
}

bool counters_open(void)
{
    for (unsigned i = 0; i < COUNTERS; i++) {
        int fd = open_counter((enum counter)i);
        if (fd < 0)
            continue;
        if (group_fd < 0)
            group_fd = fd;
        opened[n_open++] = (enum counter)i;
    }
    return n_open > 0;
}

bool counters_have(enum counter counter)
{
    for (unsigned i = 0; i < n_open; i++)
        if (opened[i] == counter)
            return true;
    return false;
}

bool counters_read(struct counts *out)
{
    struct {
        uint64_t n, enabled_ns, running_ns, values[COUNTERS];
    } reading;
    size_t size = offsetof(__typeof__(reading), values) + n_open * sizeof reading.values[0];
    if (group_fd < 0 || read(group_fd, &reading, size) != (ssize_t)size)
        return false;
    if (reading.n != n_open || reading.enabled_ns != reading.running_ns)
        return false;
    *out = (struct counts){{0}};
    for (unsigned i = 0; i < n_open; i++)
        out->of[opened[i]] = reading.values[i];
    return true;
}
