// SPDX-License-Identifier: MIT
#include "framework/machine/steal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "framework/machine/cpu_list.h"
#include "framework/machine/cpu_ticks.h"

// A CPU's line has 11 numbers; of real uptimes they fill half of this.
enum { LINE_BYTES = 160 };

struct steal_meter {
    int fd;
    unsigned cpu;
    double tick_ns;
    size_t capacity; // of the buffer, in bytes
    char *buffer;
};

struct steal_meter *steal_meter_open(unsigned cpu, GError **error)
{
    return steal_meter_open_at("/", cpu, error);
}

struct steal_meter *steal_meter_open_at(const char *root, unsigned cpu, GError **error)
{
    g_autofree char *path = g_build_filename(root, "proc/stat", NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        int code = errno;
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "cannot open '%s': %s",
                    path, g_strerror(code));
        return NULL;
    }
    struct steal_meter *meter = g_new0(struct steal_meter, 1);
    meter->fd = fd;
    meter->cpu = cpu;
    meter->tick_ns = 1e9 / (double)sysconf(_SC_CLK_TCK);
    // The line of all CPUs comes first, then CPU 0.
    meter->capacity = ((size_t)MIN(cpu, CPU_LIST_MAX) + 2) * LINE_BYTES;
    meter->buffer = g_malloc(meter->capacity);
    return meter;
}

double steal_meter_read_ns(struct steal_meter *meter)
{
    ssize_t length = pread(meter->fd, meter->buffer, meter->capacity, 0);
    struct cpu_ticks ticks;
    if (length <= 0 || !cpu_ticks_parse(meter->buffer, (size_t)length, meter->cpu, &ticks))
        return NAN;
    return ticks.has_steal ? (double)ticks.steal * meter->tick_ns : NAN;
}

void steal_meter_close(struct steal_meter *meter)
{
    if (!meter)
        return;
    close(meter->fd);
    g_free(meter->buffer);
    g_free(meter);
}
