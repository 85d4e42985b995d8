// SPDX-License-Identifier: MIT
#pragma once
// A look at the threads of a process. Each is stopped for some microseconds, in which its registers
// and the top of its stack are copied; what they mean is found out afterwards (thread_stacks.h). No
// thread stays stopped, whatever happens to benchrun: the kernel lets go of it.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { THREAD_REGISTERS = 17 };

struct thread {
    pid_t tid;
    char *name;
    char state; // before the look, as in /proc: `R` runs, `S` sleeps, `T` is stopped ...
    const char *system_call; // that it waits in; NULL: none, or not known
    char *kernel_function;   // the same; NULL: not known
    bool is_taken;           // false: it did not stop, as the kernel is busy with it; no stack
    uint64_t registers[THREAD_REGISTERS]; // as those of struct perf_sample
    uint8_t *stack;                       // from the stack pointer upwards
    size_t stack_bytes;
};

struct threads {
    pid_t pid;
    GPtrArray *all;           // struct thread *, the first thread of the process first
    char *maps;               // the lines of /proc/PID/maps
    uint64_t longest_stop_ns; // that one of them had at most
};

/**
 * Looks at all threads of a process, or at one of them if `tid` is not 0. Errors are those of
 * attaching.h. Signals that arrive meanwhile are delivered, a process that was stopped stays
 * stopped, and system calls that a stop would end (epoll_wait) go on, from the start of their
 * time-out.
 */
struct threads *threads_look(pid_t pid, pid_t tid, GError **error);
void threads_free(struct threads *threads);
typedef struct threads Threads;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Threads, threads_free)
