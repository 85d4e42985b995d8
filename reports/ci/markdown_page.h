// SPDX-License-Identifier: MIT
#pragma once
// A part of a report in Markdown, which has to end somewhere.
#include <glib.h>

enum { LINE_CHARACTERS = 300 }; // of a headline, a message, a warning

struct markdown_page {
    GString *out;
    size_t end;
    size_t left_out; // lines
};

/** The bytes that are left for a part and what ends it. */
size_t markdown_room(const struct markdown_page *page);

/** Ends a line that began at `start`, or takes it back where it does not fit. */
void markdown_end_line(struct markdown_page *page, size_t start);

/** What is between these two is folded below the title. */
void markdown_begin_fold(struct markdown_page *page, const char *title);
void markdown_end_fold(struct markdown_page *page);
