// SPDX-License-Identifier: MIT
#pragma once
// The parts of the page, between html.c, which puts them into the template, and the html_*.c that
// write them.
#include "reports/report.h"
#include "reports/words/groups.h"

struct page {
    const struct report *report;
    const struct run *run;
    bool has_sides;
    GPtrArray *groups;       // struct group *
    size_t *chart_bytes;     // that the charts took so far
    GHashTable *numbers;     // of results (const struct result *): the case's number on the page
    GHashTable *comparisons; // by id: struct comparison *; of cases that are ranked
    GHashTable *base;        // by id: const struct result *
};

/** What a case came to: its comparison (NULL: none), and in words. */
const struct comparison *page_comparison(const struct page *page, const struct result *result);
const char *page_verdict(const struct page *page, const struct result *result);

/** Appends a link to the part of the page that is about the case, with what tells its name. */
void page_link(GString *out, const struct page *page, const struct result *result);

// The parts: each appends HTML.
void html_facts(GString *out, const struct page *page);    // when, what, by whom
void html_tally(GString *out, const struct page *page);    // how many of each verdict
void html_failures(GString *out, const struct page *page); // what was not measured, and why
void html_warnings(GString *out, const struct page *page);
void html_method(GString *out, const struct page *page);
void html_machine(GString *out, const struct page *page);
void html_choices(GString *out, const struct page *page); // verdicts to filter by
void html_table(GString *out, const struct page *page);   // a row per case
void html_charts(GString *out, const struct page *page);  // those of the whole run
void html_groups(GString *out, const struct page *page);  // charts, and every case
