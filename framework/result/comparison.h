// SPDX-License-Identifier: MIT
#pragma once
// A comparison: the ratio of two arms and what can be said about it.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/result/metric.h"
#include "framework/stats/rank_sum.h"

enum verdict {
    VERDICT_UNCLEAR, // not decided within the budget
    VERDICT_FASTER,
    VERDICT_SLOWER,
    VERDICT_SAME,      // shown equivalent within the margin
    VERDICT_PLACEMENT, // differs, but the code is the same: only its address changed
};
enum { VERDICTS = 5 };

/** `unclear`, `faster`, `slower`, `same`, `placement`. */
const char *verdict_word(enum verdict verdict);
bool verdict_parse(const char *word, enum verdict *out);
/** Whether it is `faster` or `slower`. */
bool verdict_is_change(enum verdict verdict);

// A claim is what `.min_speedup` says.
enum claim { CLAIM_NONE, CLAIM_HOLDS, CLAIM_FAILS, CLAIM_UNCLEAR };
enum { CLAIMS = 4 };

/** `none`, `holds`, `fails`, `unclear`. */
const char *claim_word(enum claim claim);
bool claim_parse(const char *word, enum claim *out);

// What the two arms are.
enum pairing {
    PAIRED,   // measured together, in rounds
    UNPAIRED, // measured at different times: drift between them is part of the difference
};

/** How a metric differs between two builds. */
struct metric_change {
    char *name;
    double values[2]; // of base and of head
    enum better better;
    double margin;      // the smallest difference that is called, as a ratio less 1
    double drift;       // what may lie between two sittings, as a ratio less 1; 0: they are one
    double same_within; // what counts as equivalent
    GArray *restarts;   // double: the log ratio of each, ascending; empty: the metric is exact
    bool is_luck;       // so that no difference is called, whatever the restarts show
    bool varies[2];     // of base and of head, where any change counts: it is not exact
    // Decided:
    double ratio;         // of head to base; infinite where base has none
    double interval[2];   // of it; NAN: the metric is exact, or there is none
    enum verdict verdict; // `slower`: worse, `faster`: better
};

struct metric_change *metric_change_new(const char *name);
void metric_change_free(struct metric_change *change);

/** `worse`, `better`, `same`, `unclear`. */
const char *metric_verdict_word(enum verdict verdict);

struct comparison {
    char *id; // the case
    char *
        baseline; // the case it is compared with: another of its group, or itself in the base build
    enum pairing pairing;
    bool is_kept;      // decided by a version with another rule, and not decided again
    GArray *changes;   // double: the log ratio of each restart, ascending; PAIRED alone
    GArray *levels[2]; // double: the typical log time of each process, ascending, of UNPAIRED; of
                       // each layout, where there are several
    bool are_ranks_pooled; // of `levels`, where PAIRED has layouts; else those of `changes` decide
    double share;  // of alpha that the look at which it ended may spend (framework/stats/looks.h)
    double margin; // the smallest difference worth a call, as a ratio less 1; UNPAIRED: drift too
    double same_within;     // what counts as equivalent, as a ratio less 1
    unsigned layouts;       // of the code, each of which is a restart in `changes`; 0: there is one
    size_t rounds;          // counted
    size_t rounds_left_out; // because a sample in them was disturbed
    double ratio;           // time over the baseline's time: below 1 is faster; NAN: not known
    double times_ns[2];     // typical of the baseline and of the case, whose ratio is `ratio`
    // Set by decision_make().
    bool is_known;      // there were enough restarts for an interval
    double interval[2]; // of the ratio, which decides; NAN: not known
    double level;       // of that interval: more than 0.99 where it decides among many comparisons
    double ci95[2];     // of the ratio, for comparing with other tools
    enum verdict verdict;
    double confidence;  // 1 - p of "there is no difference"; NAN: not known
    double detectable;  // the smallest relative change it could have shown at 80 % power
    bool is_same_code;  // so that a difference is VERDICT_PLACEMENT
    char *note;         // what else is known of the difference, or why it is unclear
    char *if_called;    // the note of one that only the whole may call (in a part); or NULL
    char *explanation;  // lines: what changed between profiles of both; NULL: none were made
    GPtrArray *metrics; // struct metric_change *: what else was judged
    double min_speedup;
    enum claim claim;
};

/** The change of the metric of a name; NULL: it was not judged. */
struct metric_change *comparison_find_metric(const struct comparison *comparison, const char *name);

struct comparison *comparison_new(const char *id, const char *baseline);
void comparison_free(struct comparison *comparison);

/**
 * The first of the words that the comparison of two builds fails on; NULL: none. `regression`,
 * `placement` and `unclear` are its verdicts, any other word is a metric that got worse.
 */
const char *comparison_failure(const struct comparison *comparison, const GPtrArray *words);

/** Compares two (struct comparison *const *, as qsort() has them): the larger change first. */
int comparison_by_size(const void *a, const void *b);

/** The levels of its two sides. */
struct rank_sum comparison_levels(const struct comparison *comparison);
