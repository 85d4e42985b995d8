// SPDX-License-Identifier: MIT
#pragma once
#include "framework/program/code_walk.h"

/** Compares the data that a pair of addresses refers to. */
void walk_data(struct walk *walk, const struct pair *pair);

/** Compares the initial thread-local data of both images. */
void walk_thread_local(struct walk *walk, const struct pair *pair);
