// SPDX-License-Identifier: MIT
#pragma once
// A case as a line of the list that the host asks for.
#include "framework/harness/registry.h"

void case_line_print(const struct registered_case *c);
