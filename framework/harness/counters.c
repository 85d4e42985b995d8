// SPDX-License-Identifier: MIT
#include "framework/harness/counters.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

static int group_fd = -1;

static int open_counter(uint64_t config, int group)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attributes,
        .config = config,
        .read_format =
            PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
}

bool counters_open(void)
{
    group_fd = open_counter(PERF_COUNT_HW_CPU_CYCLES, -1);
    if (group_fd >= 0 && open_counter(PERF_COUNT_HW_INSTRUCTIONS, group_fd) < 0) {
        close(group_fd);
        group_fd = -1;
    }
    return group_fd >= 0;
}

bool counters_read(struct counts *out)
{
    struct {
        uint64_t n, enabled_ns, running_ns, values[2];
    } reading;
    if (group_fd < 0 || read(group_fd, &reading, sizeof reading) != (ssize_t)sizeof reading)
        return false;
    if (reading.n != 2 || reading.enabled_ns != reading.running_ns)
        return false;
    *out = (struct counts){.cycles = reading.values[0], .instructions = reading.values[1]};
    return true;
}
