// SPDX-License-Identifier: MIT
#pragma once
// The parts of the page, between html.c, which puts them into the template, and the html_*.c that
// write them.
#include "reports/html/html_charts.h"
#include "reports/report.h"
#include "reports/words/groups.h"

struct page {
    const struct report *report;
    const struct run *run;
    bool has_sides;
    GPtrArray *results; // const struct result *: that are on the page
    GPtrArray *groups;  // struct group *, of these
    struct page_charts *charts;
    GHashTable *numbers;     // of results (const struct result *): the case's number on the page
    GHashTable *comparisons; // by id: struct comparison *; of cases that are ranked
    GHashTable *base;        // by id: const struct result *
    GPtrArray *judged;       // const struct metric *: of the passes that a comparison judged
    double reach;            // of the bars: the logarithm of a ratio at their ends
    GHashTable *references;  // ids that others are compared with
};

/** What a case came to: its comparison (NULL: none), and in words. */
const struct comparison *page_comparison(const struct page *page, const struct result *result);
const char *page_verdict(const struct page *page, const struct result *result);
char *page_verdict_text(const struct page *page, const struct result *result);

/**
 * For sorting results (struct result *) of the page: of two builds what failed, then the
 * comparisons, worst first; else what failed alone comes first.
 */
gint page_order(gconstpointer left, gconstpointer right, gpointer page);

/** Appends a link to the part of the page that is about the case. */
void page_link(GString *out, const struct page *page, const struct result *result,
               const char *text);

/** Appends a table of some results of the page, which has one of all in its index. */
void page_rows(GString *out, const struct page *page, const GPtrArray *results, bool is_index);

/**
 * Appends a table with a row for each argument and a column for each alternative; false where the
 * group is no such thing.
 */
bool page_matrix(GString *out, const struct page *page, const struct group *group);

// The parts: each appends HTML.
void html_facts(GString *out, const struct page *page);    // when, what, by whom
void html_tally(GString *out, const struct page *page);    // how many of each verdict
void html_failures(GString *out, const struct page *page); // what was not measured, and why
void html_omitted(GString *out, const struct page *page);  // how many cases are not on the page
void html_warnings(GString *out, const struct page *page);
void html_method(GString *out, const struct page *page);
void html_machine(GString *out, const struct page *page);
void html_choices(GString *out, const struct page *page); // verdicts to filter by
void html_table(GString *out, const struct page *page);   // a row per case
void html_charts(GString *out, const struct page *page);  // those of the whole run
void html_groups(GString *out, const struct page *page);  // a section for each
