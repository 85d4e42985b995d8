// SPDX-License-Identifier: MIT
#pragma once
// The checklist of performance work in words: each question with an answer and what it is based on,
// then what could be tried. Texts of the program (symbols, files, ids) are printable, not escaped
// for any format.
#include "framework/explain/suggestions.h"

struct answer {
    const char *question;
    char *answer;     // a short sentence
    GPtrArray *facts; // char *: what it is based on; what is not known, and why
};

struct explanation {
    char *target;           // the case's id, or the command
    GPtrArray *answers;     // struct answer *
    GPtrArray *suggestions; // char *: "vectorise: up to 4x ...", the largest gain first
    const char *rule;       // that ends it
};

struct explanation *explanation_make(const struct evidence *evidence);
void explanation_free(struct explanation *explanation);
