// SPDX-License-Identifier: MIT
#pragma once
// The checklist of performance work in words: each question with an answer and what it is based on,
// then what could be tried.
#include "framework/explain/suggestions.h"
#include "reports/words/answers.h"

struct explanation {
    char *target;           // the case's id, or the command
    GPtrArray *answers;     // struct answer *
    GPtrArray *suggestions; // char *: "vectorise: up to 4x ...", the largest gain first
    const char *rule;       // that ends it
};

struct explanation *explanation_make(const struct evidence *evidence);
void explanation_free(struct explanation *explanation);
