// SPDX-License-Identifier: MIT
#pragma once
// Files of other tools, read as runs. The reader reports what is wrong in one.
#include "framework/result/file/nouns.h"

/** Google Benchmark: an iteration row is a process with one sample; aggregates are skipped. */
bool import_is_gbench(const json_t *root);
struct run *import_gbench(struct json_reader *reader, const json_t *root);

/** hyperfine: each of `times` is a process with one sample. */
bool import_is_hyperfine(const json_t *root);
struct run *import_hyperfine(struct json_reader *reader, const json_t *root);

/**
 * Adds a process with one sample of `time_ns` per iteration. Where so few iterations would be lost
 * in whole nanoseconds, there are taken to be more. Complains about an invalid time.
 */
void import_sample(struct json_reader *reader, struct result *result, double time_ns,
                   double iterations);

/** Says where in the file the reader's complaint is, if there is one. */
__attribute__((format(printf, 2, 3))) void import_locate(struct json_reader *reader,
                                                         const char *format, ...);

/**
 * A copy of a JSON text with `null` in place of the NaN and Infinity that Google Benchmark writes,
 * which JSON does not have.
 */
GString *import_without_nan(const char *text, size_t length);

/** An empty run of which nothing is known. */
struct run *import_run(void);

/** An empty result of a case with this id, which is not measured with any other. */
struct result *import_result(const char *id, const char *suite, const char *group,
                             const char *name);
