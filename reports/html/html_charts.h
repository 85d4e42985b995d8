// SPDX-License-Identifier: MIT
#pragma once
// The charts of the page: which there are, and how many it has room for.
#include "reports/charts/drawing.h"
#include "reports/words/groups.h"

/** The charts of a page, found by group and case, and how much of its room they took so far. */
struct page_charts;

/** Of a run, whose `drawings` (NULL: none) must live as long; page_charts_free() frees it. */
struct page_charts *page_charts_new(const struct run *run, const struct drawings *drawings);
void page_charts_free(struct page_charts *charts);

/** Appends the charts of a group (NULL: of the whole run), or of one case of it (NULL: none). */
void page_charts_append(GString *out, struct page_charts *charts, const struct group *group,
                        const char *case_id);

/** Whether a case has charts. */
bool page_charts_have(const struct page_charts *charts, const char *case_id);

/** How many charts of a kind a page of the run shows at most: more need not be drawn. */
guint page_charts_most(const struct run *run);
