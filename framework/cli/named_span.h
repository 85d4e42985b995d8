// SPDX-License-Identifier: MIT
#pragma once
// The open span that a word of a command line names.
#include "framework/live/span_programs.h"

/**
 * That of a number, or of a label that only one open span has. NULL: there is none, and why was
 * said; `code` is then the exit code.
 */
const struct open_span *named_span_find(const struct span_program *program, const char *word,
                                        int *code);
