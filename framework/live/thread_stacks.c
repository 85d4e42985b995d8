// SPDX-License-Identifier: MIT
#include "framework/live/thread_stacks.h"

void thread_stacks_begin(struct stacks *stacks, struct threads *threads)
{
    g_autofree char *text = g_strdup(threads->maps);
    stacks_take_maps(stacks, threads->pid, text);
}

guint thread_stacks_node(struct stacks *stacks, const struct threads *threads,
                         const struct thread *thread, bool *is_cut)
{
    const struct perf_sample sample = {
        .pid = threads->pid,
        .tid = thread->tid,
        .has_registers = true,
        .registers = thread->registers,
        .stack = thread->stack,
        .stack_bytes = thread->stack_bytes,
    };
    *is_cut = false;
    return thread->is_taken ? stacks_node(stacks, &sample, is_cut) : 0;
}
