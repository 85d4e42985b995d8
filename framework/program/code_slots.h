// SPDX-License-Identifier: MIT
#pragma once
#include "framework/program/code_walk.h"

/** Compares what the loader writes to two addresses. */
void walk_slots(struct walk *walk, const struct image_slot *base, const struct image_slot *head,
                const struct pair *pair);

/** Whether a function of the system gives addresses of code by name: dlsym() and its like. */
bool walk_loads_code(const char *function);
