// SPDX-License-Identifier: MIT
#pragma once
// A child process with a pipe to it and one from it. It never outlives its parent.
#include <stddef.h>
#include <sys/types.h>

struct child {
    pid_t pid;
    int to;   // what is written here, the child reads
    int from; // what the child writes, is read here
};

/** Forks: the child calls work(in, out, data) and ends. Ends the program where that fails. */
struct child child_start(void (*work)(int in, int out, void *data), void *data);

/** Writes all of a message, few enough bytes for a pipe; ends the program where it cannot. */
void child_send(const struct child *child, const void *message, size_t n_bytes);

/** Reads a whole message, waiting half a minute at most; ends the program where none comes. */
void child_receive(const struct child *child, void *message, size_t n_bytes);

/** Ends the child, whatever it does, and takes leave of it. */
void child_end(const struct child *child);
