// SPDX-License-Identifier: MIT
#pragma once
// Copies the stacks of stopped threads: as much as there is, and nothing that takes time meanwhile.
#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stack_copier;

/** For the threads of a process, none of which is stopped yet. */
struct stack_copier *stack_copier_new(pid_t pid);
void stack_copier_free(struct stack_copier *copier);

/**
 * How many bytes there are from a stack pointer upwards, 0: none can be read; at most 1 MiB. They
 * are valid until the next call.
 */
size_t stack_copier_copy(struct stack_copier *copier, pid_t tid, uint64_t stack_pointer,
                         const uint8_t **out);
