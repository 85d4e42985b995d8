// SPDX-License-Identifier: MIT
#pragma once
// What could be tried, with the most that it could bring. A technique is suggested for what was
// measured or read in the machine code, never for a name.
#include "framework/explain/evidence.h"

enum technique {
    TECHNIQUE_ALGORITHM,
    TECHNIQUE_CACHE,
    TECHNIQUE_ALLOCATE_ONCE,
    TECHNIQUE_VECTORISE,
    TECHNIQUE_LAYOUT,
    TECHNIQUE_BRANCH,
    TECHNIQUE_COPY,
    TECHNIQUE_THREADS,
    TECHNIQUE_WAIT,
    TECHNIQUE_FLAGS,
    TECHNIQUE_ALTERNATIVE,
    TECHNIQUES
};

struct suggestion {
    enum technique technique;
    double share;  // of the time that it concerns
    double factor; // by which that part gets faster, at most; infinite: it goes away
    double gain;   // of the whole by Amdahl's law: times as fast, at most; infinite: no bound known
    bool is_shown; // it is measured: an alternative of the group, or another build, has it
};

/** The name in words: "vectorise". */
const char *technique_word(enum technique technique);

enum { MOST_SUGGESTIONS = 3 };

/** At most three (struct suggestion), the largest gain first; to free with g_array_unref(). */
GArray *suggestions_find(const struct evidence *evidence);
