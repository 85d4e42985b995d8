// SPDX-License-Identifier: MIT
#pragma once
// Threads that do the same at once, each on a CPU of its own as far as there are enough.

/** How many CPUs this process may use, at least 1 and at most `most`. */
unsigned team_cpus(unsigned most);

/**
 * Calls work(data, member) for every member from 0 to n - 1, each in a thread of its own, and
 * returns when all are done. Ends the program where a thread cannot be started.
 */
void team_run(unsigned n, void (*work)(void *data, unsigned member), void *data);
