// SPDX-License-Identifier: MIT
#include "framework/harness/events.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct event {
    char name[64];
    uint32_t type;
    uint64_t config;
    uint64_t config1;
    unsigned group;
    unsigned kernel; // enum event_kernel
    int fd;          // -1: not open
    int problem;     // errno
    unsigned leader; // the event with whose descriptor it is read
};

static struct event events[EVENTS_MOST];
static unsigned n_events;

static int open_event(const struct event *event, int group_fd, bool counts_kernel)
{
    struct perf_event_attr attributes = {
        .type = event->type,
        .size = sizeof attributes,
        .config = event->config,
        .config1 = event->config1,
        .read_format =
            PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .exclude_kernel = !counts_kernel,
        .exclude_hv = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, group_fd, PERF_FLAG_FD_CLOEXEC);
}

static void open_with(struct event *event, int group_fd)
{
    event->fd = open_event(event, group_fd, event->kernel != EVENT_USER_ONLY);
    if (event->fd < 0 && event->kernel == EVENT_KERNEL_IF_MAY_BE &&
        (errno == EACCES || errno == EPERM))
        event->fd = open_event(event, group_fd, false);
    event->problem = event->fd < 0 ? errno : 0;
}

// Into the group of the one before it, where it has that number and room.
static void place_event(unsigned index)
{
    struct event *event = &events[index];
    unsigned leader = index > 0 ? events[index - 1].leader : 0;
    bool joins = index > 0 && events[index - 1].group == event->group && events[leader].fd >= 0;
    event->leader = joins ? leader : index;
    open_with(event, joins ? events[leader].fd : -1);
    if (event->fd >= 0 || !joins)
        return;
    event->leader = index;
    open_with(event, -1);
}

bool events_open(void)
{
    const char *text = getenv(EVENTS_VARIABLE);
    while (text != NULL && *text != '\0' && n_events < EVENTS_MOST) {
        struct event event = {.fd = -1};
        unsigned long long config = 0, config1 = 0;
        if (sscanf(text, "%63[^:,]:%x:%llx:%llx:%u:%u", event.name, &event.type, &config, &config1,
                   &event.group, &event.kernel) != 6)
            break;
        event.config = config;
        event.config1 = config1;
        events[n_events] = event;
        place_event(n_events++);
        text = strchr(text, ',');
        text += text != NULL;
    }
    return n_events > 0;
}

unsigned events_n(void)
{
    return n_events;
}

const char *events_name(unsigned event)
{
    return events[event].name;
}

int events_problem(unsigned event)
{
    return events[event].problem;
}

// The members of a group come in the order in which they were opened.
static void read_group(unsigned leader, struct event_counts *out)
{
    struct {
        uint64_t n, enabled_ns, running_ns, values[EVENTS_MOST];
    } reading;
    ssize_t length = read(events[leader].fd, &reading, sizeof reading);
    unsigned member = 0;
    if (length < (ssize_t)(4 * sizeof reading.n))
        return;
    for (unsigned i = leader; i < n_events && member < reading.n; i++)
        if (events[i].fd >= 0 && events[i].leader == leader)
            out->of[i] = (struct event_count){reading.values[member++], reading.enabled_ns,
                                              reading.running_ns};
}

void events_read(struct event_counts *out)
{
    memset(out, 0, n_events * sizeof out->of[0]);
    for (unsigned i = 0; i < n_events; i++)
        if (events[i].fd >= 0 && events[i].leader == i)
            read_group(i, out);
}
