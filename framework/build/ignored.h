// SPDX-License-Identifier: MIT
#pragma once
// What git ignores in a working tree, and what a build of its files therefore lacks.
#include "framework/build/git.h"

/**
 * A further line for the message of a failed build: a newline, some of the ignored files and
 * folders, those that look like a build's input first, and what to do about it. "" where there are
 * none. To free.
 */
char *ignored_hint(const struct git_repository *repository);
