// SPDX-License-Identifier: MIT
#pragma once
// What was accepted (`history accept --list`), and taking it back (`--undo`).
#include "framework/cli/history_action.h"

/** Prints what is accepted, or takes back what the words name; an exit code. */
int history_look_at_accepted(const struct history_call *call, bool is_undo);
