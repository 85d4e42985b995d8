// SPDX-License-Identifier: MIT
#pragma once
// BENCHRUN_TRACE: ended spans as events in the format of Chrome's traces, which Perfetto and
// speedscope read. The file is whole after each time that it is written.
#include "framework/harness/span_store.h"

/**
 * Adds a span that is about to end. `is_innermost`: of the thread that ends it, which is then the
 * one that began it; others are shown beside the threads.
 */
void span_trace_add(struct span_store *store, struct span_thread *thread, uint32_t slot,
                    uint64_t elapsed_ns, bool is_innermost);

/** Writes what is left, once the program ends; what comes later is lost. */
void span_trace_close(struct span_store *store);
