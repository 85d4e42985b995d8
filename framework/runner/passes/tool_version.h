// SPDX-License-Identifier: MIT
#pragma once
// What a program says of its version.

/** The first line of `PROGRAM --version`, printable; its name where it says nothing. To free. */
char *tool_version(const char *program);
