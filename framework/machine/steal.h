// SPDX-License-Identifier: MIT
#pragma once
// How long the hypervisor gave one CPU to others, to mark the samples taken meanwhile.
#include <glib.h>

struct steal_meter;

/**
 * Opens the meter of `cpu`; NULL and a G_FILE_ERROR if /proc/stat cannot be opened. Close it with
 * steal_meter_close().
 */
struct steal_meter *steal_meter_open(unsigned cpu, GError **error);

/** As steal_meter_open(), for the /proc/stat below `root`. */
struct steal_meter *steal_meter_open_at(const char *root, unsigned cpu, GError **error);

/**
 * Time stolen from the CPU since boot, in ns; NAN if the kernel does not show it (no such CPU or
 * column). A value that never grows proves nothing: unless the hypervisor reports steal, the kernel
 * shows 0. The kernel rounds down to ticks, usually of 10 ms, so that short steals show up late or
 * never. Makes one system call and no allocation. The kernel takes 10 us or more to write
 * /proc/stat, longer with many CPUs, so read it between samples.
 */
double steal_meter_read_ns(struct steal_meter *meter);

/** Closes and frees `meter`; NULL is fine. */
void steal_meter_close(struct steal_meter *meter);
