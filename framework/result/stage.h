// SPDX-License-Identifier: MIT
#pragma once
// A stage: what an iteration spends in the spans of one label. Its numbers are metrics of the case,
// named `span.LABEL.PART`.
#include "framework/result/result.h"

enum stage_part {
    STAGE_TIME,  // ns per iteration
    STAGE_OWN,   // ns of it that are not in spans within those
    STAGE_COUNT, // spans per iteration
    STAGE_P50,   // ns of one span
    STAGE_P99,
};
enum { STAGE_PARTS = 5 };

/** `time`, `own`, `count`, `p50`, `p99`. */
const char *stage_part_word(enum stage_part part);

/** The part that a metric is, and its label (may be NULL; to be freed); false if it is none. */
bool stage_read(const struct metric *metric, char **label, enum stage_part *part);

/** What a part of a stage was in one more process; NAN: it is not known there. */
void stage_add(struct result *result, const char *label, enum stage_part part, double value);

/** Says of all of them whether base's and head's can be compared in pairs. */
void stages_summarise(struct result *result);
