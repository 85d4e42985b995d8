// SPDX-License-Identifier: MIT
#pragma once
// Another build of a suite, which a pass of a profile needs.
#include "framework/cli/building.h"
#include "framework/profile/profile.h"

/** `{0}` is one that was not made. */
struct pass_build {
    struct building building;
    struct built_tree tree;
    const char *program; // of the suite in that build; the suite itself where it needs none
};

/**
 * Finds the suite in the build `key`: the suite itself if it was built with --coverage, or else
 * that of the working tree, built by the command of that name in [build] of benchrun.ini, or in the
 * usual way of meson or CMake. Where none of these applies it is the suite itself. False and an
 * error where building fails, or makes no suite of that name.
 */
bool pass_build_make(struct pass_build *build, const struct options *options,
                     const struct config *config, const char *key, const char *suite,
                     GError **error);

/** Source files of the build become those of the working tree. */
void pass_build_rename(const struct pass_build *build, struct profile *profile);

void pass_build_clear(struct pass_build *build);

/** The suite of a tree with the same file name as a program; NULL: there is none. */
const char *pass_build_suite(const struct built_tree *tree, const char *program);
