// SPDX-License-Identifier: MIT
#pragma once
// How long the hypervisor kept one CPU for others, to mark samples that were taken meanwhile.
#include <glib.h>

struct steal_meter;

/**
 * Opens the meter of `cpu`. NULL and a G_FILE_ERROR if /proc/stat cannot be opened. Close it with
 * steal_meter_close().
 */
struct steal_meter *steal_meter_open(unsigned cpu, GError **error);

/** As steal_meter_open(), of the /proc/stat below `root`. */
struct steal_meter *steal_meter_open_at(const char *root, unsigned cpu, GError **error);

/**
 * Time stolen from the CPU since boot, in ns; NAN where the kernel shows none: no such CPU, or no
 * such column. A meter that stands still is no proof: without a hypervisor that reports it (steal
 * clock) the kernel shows 0. The kernel rounds down to ticks, mostly of 10 ms, so that little
 * thefts show up late or never. One system call and no allocation; the kernel takes 10
 * us or more to write /proc/stat, longer where there are many CPUs, so read it between samples.
 */
double steal_meter_read_ns(struct steal_meter *meter);

/** Closes and frees `meter`; NULL is fine. */
void steal_meter_close(struct steal_meter *meter);
