// SPDX-License-Identifier: MIT
#pragma once
// A comparison: the ratio of two arms and what can be said of it.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum verdict {
    VERDICT_UNCLEAR, // not decided within the budget
    VERDICT_FASTER,
    VERDICT_SLOWER,
    VERDICT_SAME, // shown equivalent within the margin
};
enum { VERDICTS = 4 };

/** `unclear`, `faster`, `slower`, `same`. */
const char *verdict_word(enum verdict verdict);
bool verdict_parse(const char *word, enum verdict *out);

// A claim is what `.min_speedup` says.
enum claim { CLAIM_NONE, CLAIM_HOLDS, CLAIM_FALLS_SHORT, CLAIM_UNCLEAR };
enum { CLAIMS = 4 };

/** `none`, `holds`, `falls short`, `unclear`. */
const char *claim_word(enum claim claim);
bool claim_parse(const char *word, enum claim *out);

struct comparison {
    char *id;           // the case
    char *baseline;     // the case it is compared with
    double ratio;       // time over the baseline's time: below 1 is faster; NAN: not known
    double interval[2]; // of the ratio, which decides: 1 - alpha, over all looks that were taken
    double level;       // of that interval, 0.99
    double ci95[2];     // of the ratio, for comparing with other tools
    enum verdict verdict;
    double confidence; // 1 - p of "there is no difference"; NAN: not known
    double detectable; // the smallest relative change it could have shown at 80 % power
    size_t rounds;     // rounds counted
    size_t restarts;   // pairs of processes that they come from
    double min_speedup;
    enum claim claim;
};

struct comparison *comparison_new(const char *id, const char *baseline);
void comparison_free(struct comparison *comparison);
