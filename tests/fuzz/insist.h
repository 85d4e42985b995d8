// SPDX-License-Identifier: MIT
#pragma once
// What must hold, whatever the input is.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct profile;

/** Ends the process, with what is wrong, unless the condition holds. */
void insist(bool condition, const char *what);

/** Ends it with the problem, unless that is NULL. */
void insist_fine(const char *what, const char *problem);

/** The same of a report in a format, as tests/reports/sinks.h has it. */
void insist_sink(const char *format, const char *text);

/** What is tried now: its own words are no numbers of a report. */
void insist_of(const uint8_t *data, size_t size);

/** A copy of the bytes, and no more, that ends with a zero byte; to free. */
char *input_text(const uint8_t *data, size_t size);

/** The same as one line without a zero byte. */
char *input_line(const uint8_t *data, size_t size);

/** Writes a profile and reads it again, which must work; then as fuzz_profile(). */
void insist_profile(struct profile *profile);
