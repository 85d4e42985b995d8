// SPDX-License-Identifier: MIT
#pragma once
// An answered checklist, made by hand.
#include "reports/words/explanation.h"

/**
 * Of the first case of a run, with an empty profile that is filled; `text` is in all that may come
 * from outside. To be freed before the evidence is cleared.
 */
struct explanation *sample_explanation(struct evidence *evidence, struct profile *profile,
                                       const struct run *run, const char *text);
