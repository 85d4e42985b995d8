// SPDX-License-Identifier: MIT
#pragma once
// The nouns of a result file as JSON values.
#include "framework/base/json.h"
#include "framework/result/run.h"

#define RESULT_ERROR (result_error_quark())
GQuark result_error_quark(void);
enum { RESULT_ERROR_SYNTAX, RESULT_ERROR_VERSION };

json_t *machine_to_json(const struct machine *machine);
struct machine *machine_from_json(struct json_reader *reader, const json_t *object);

/** Sets `key` to a revision; does nothing where it has no commit. */
void json_put_revision(json_t *object, const char *key, const struct revision *from);
void json_get_revision(struct json_reader *reader, const json_t *object, const char *key,
                       struct revision *out);

json_t *result_to_json(const struct result *result);
struct result *result_from_json(struct json_reader *reader, const json_t *object);

// What `exec` ran, as keys of a case; and what the runs took, of a process.
void command_to_json(json_t *object, const struct bench_case *bench_case);
void command_from_json(struct json_reader *reader, const json_t *object,
                       struct bench_case *bench_case);
void command_runs_to_json(json_t *object, const struct process *process);
void command_runs_from_json(struct json_reader *reader, const json_t *object,
                            struct process *process);

json_t *tail_to_json(const GArray *tail);
GArray *tail_from_json(struct json_reader *reader, const json_t *array);

json_t *metrics_to_json(const struct result *result);
void metrics_from_json(struct json_reader *reader, const json_t *object, struct result *result);

json_t *part_to_json(const struct run_part *part);
void part_from_json(struct json_reader *reader, const json_t *object, struct run_part *part);

json_t *references_to_json(const GPtrArray *references);
/** Reads those of a file, the key `references` of its root, into `out`. */
void references_from_json(struct json_reader *reader, const json_t *root, GPtrArray *out);

/** A fit is written for other programs only: it is made again from the results. */
json_t *fit_to_json(const struct fit *fit);

json_t *comparison_to_json(const struct comparison *comparison);
struct comparison *comparison_from_json(struct json_reader *reader, const json_t *object);
