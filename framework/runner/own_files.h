// SPDX-License-Identifier: MIT
#pragma once
// What was installed with this program.

/**
 * The path of a file that is in `framework/harness` of a build folder and in `LIBDIR/BELOW` where
 * it is installed ("": in LIBDIR itself); NULL: it is in neither. To free.
 */
char *own_file_find(const char *name, const char *below);
