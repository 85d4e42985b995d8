// SPDX-License-Identifier: MIT
#pragma once
#include "framework/program/code_walk.h"

/** Compares a pair of any kind: what a walk calls for each. */
void walk_pair(struct walk *walk, const struct pair *pair);
