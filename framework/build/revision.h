// SPDX-License-Identifier: MIT
#pragma once
// The revision of the measured code.
#include "framework/result/run.h"

/** Asks git about a folder; `out` stays empty outside a repository, or without git. */
void revision_detect(const char *folder, struct revision *out);
