// SPDX-License-Identifier: MIT
#pragma once
// What a search for steps found, made up.
#include "framework/history/step_search.h"

enum { SAMPLE_STEPS = 3 };

// Three steps of made-up series, whose texts contain a word.
struct sample_steps {
    struct history_reading *reading;
    struct found_step steps[SAMPLE_STEPS];
    struct step_search search;
};

void sample_steps_init(struct sample_steps *listing, const char *word);
void sample_steps_clear(struct sample_steps *listing);
