// SPDX-License-Identifier: MIT
#pragma once
// The questions of the checklist, with an answer each. Texts of the program (symbols, files, ids)
// are printable, not escaped for any format.
#include "framework/explain/evidence.h"

struct answer {
    const char *question;
    char *answer;     // a short sentence
    GPtrArray *facts; // char *: what it is based on; what is not known, and why
};

/** All questions in their order (struct answer *); to free with g_ptr_array_unref(). */
GPtrArray *answers_find(const struct evidence *evidence);
