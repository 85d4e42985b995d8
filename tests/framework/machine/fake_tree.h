// SPDX-License-Identifier: MIT
#pragma once
// A folder with files of /sys, /proc and /etc as a test wants them.
#include <glib.h>

/** A new temporary folder; the caller gives it to fake_tree_free(). */
char *fake_tree_new(void);

/** Writes the file at `path`, such as "proc/stat", with its folders; `length` -1 is up to the NUL.
 */
void fake_tree_write(const char *root, const char *path, const char *text, gssize length);

/** As fake_tree_write(), the path as printf() would have it: for files of CPU N. */
void fake_tree_write_cpu(const char *root, unsigned cpu, const char *name, const char *text);

/** 4 CPUs on 2 cores of one socket, with caches; CPUs 2 and 3 are on the faster core. */
char *fake_tree_new_small(void);

/** A kind of CPU: what its files say. What is 0 has no file. */
struct fake_cpus {
    unsigned first, n; // their numbers
    unsigned threads;  // of each core, at least 1; they have numbers that follow each other
    unsigned package;  // the socket
    unsigned capacity; // of the kernel's scheduler
    unsigned max_khz;  // of the frequency
    unsigned all;      // CPUs of the socket, from 0 on; 0: these alone
};

/** Writes the files of such CPUs, but not which are online. */
void fake_tree_add_cpus(const char *root, const struct fake_cpus *cpus);

/** Removes the folder and all that is in it. */
void fake_tree_free(char *root);
