// SPDX-License-Identifier: MIT
#pragma once
// Text from outside in Markdown as GitHub and GitLab read it, shortened.
#include "reports/terminal/grid.h"

/** Appends the start of a text, at most `characters` long; mentions nobody (`@`). */
void markdown_text(GString *out, const char *text, long characters);

/** Appends a line for <pre>, with its blanks. */
void markdown_line(GString *out, const char *line);

/** Appends the end of a name, at most `characters` long, in <code>. */
void markdown_name(GString *out, const char *name, long characters);

/**
 * Appends as many rows as fit into `room` bytes, the first column in <code>, empty columns left
 * out; nothing when not one fits. Returns how many it left out.
 */
size_t markdown_table(GString *out, const struct grid *grid, size_t room);
