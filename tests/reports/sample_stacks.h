// SPDX-License-Identifier: MIT
#pragma once
// Where the threads of a process are, made by hand.
#include "framework/live/whereabouts.h"

/** A thread of each state; `text` is in all that may come from outside. */
struct whereabouts *sample_whereabouts(const char *text);
