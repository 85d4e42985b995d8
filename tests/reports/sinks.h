// SPDX-License-Identifier: MIT
#pragma once
// What a report in a format may hold, whatever the names and texts in it.
#include <glib.h>

/**
 * What is wrong with a report in this format, for the caller to free; NULL if nothing is. A format
 * that is not known here is wrong too: say what it may hold.
 */
char *sink_problem(const char *format, const char *text);

/** The same of lines for a terminal or a log. */
char *sink_problem_of_log(const char *text);
