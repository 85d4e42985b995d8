// SPDX-License-Identifier: MIT
#pragma once
// What a worker says of the spans of its samples.
#include <glib.h>

#include "framework/result/result.h"

/** Stages of a process; g_ptr_array_unref() frees it. */
GPtrArray *stages_new(void);

/** A line of the answer to `spans`, for worker_request(); `data` are stages. */
bool stages_take_line(const char *line, void *data);

/** Adds them to the metrics of the case. */
void stages_add(const GPtrArray *stages, struct result *result);
