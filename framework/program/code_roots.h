// SPDX-License-Identifier: MIT
#pragma once
#include "framework/program/code_walk.h"

/** Adds what a pair of PAIR_OPTIONS, PAIR_PROCESS or PAIR_TAKEN leads to. */
void walk_roots(struct walk *walk, const struct pair *pair);
