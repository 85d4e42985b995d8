// SPDX-License-Identifier: MIT
#pragma once

/** The name of a C++ function as people write it; of any other, a copy. To free with g_free(). */
char *demangle(const char *name);
