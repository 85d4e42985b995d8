// SPDX-License-Identifier: MIT
#pragma once
// How much CPU time the control group of this process may use, and how often it was stopped.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct cgroup {
    bool is_known;      // there are groups, and files that would limit them can be read
    double quota_cpus;  // the least of its own and of those above; INFINITY: there is none
    char *quota_file;   // that says so; NULL: none does
    char *quota_value;  // what it says
    char *stat_file;    // that counts; NULL: none does
    uint64_t throttled; // periods in which it was stopped
};

/** Reads the files below `root`, of version 2 of control groups or 1. Clear it. */
void cgroup_read_at(const char *root, struct cgroup *out);
void cgroup_clear(struct cgroup *group);
