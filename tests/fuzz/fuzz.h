// SPDX-License-Identifier: MIT
#pragma once
// The parsers of what comes from outside, each as one function over any bytes: what libFuzzer
// calls, and what the ordinary test run calls with mutations of good input.
#include <stddef.h>
#include <stdint.h>

/** A worker's reply line: all keys that the host asks for. */
void fuzz_reply(const uint8_t *data, size_t size);

/** A worker's answer to `check`, line by line, compared with itself and with nothing. */
void fuzz_outputs(const uint8_t *data, size_t size);

/** A result file, or one of another tool; what can be read is written and read again. */
void fuzz_run_file(const uint8_t *data, size_t size);

/**
 * The same file: what can be read is summed up, decided, drawn, merged and rendered in every
 * format, and each report holds nothing that its readers would obey, and no infinite number.
 */
void fuzz_reports(const uint8_t *data, size_t size);

/** What a program shows of its spans; what can be read is printed as `ps` does. */
void fuzz_span_table(const uint8_t *data, size_t size);

/** The same of what a benchrun shows of itself. */
void fuzz_run_card(const uint8_t *data, size_t size);

/** A profile; what can be read is written, merged with itself, added up and rendered. */
void fuzz_profile(const uint8_t *data, size_t size);
