// SPDX-License-Identifier: MIT
#pragma once
// Where the measured code stands in version control.
#include "framework/result/run.h"

/** Asks git about a folder; all stays NULL outside a repository, or without git. */
void revision_detect(const char *folder, struct revision *out);
