// SPDX-License-Identifier: MIT
// What is left of spans when the program ends in good order. A child that fork() made has a store
// of its own, or none.
#include "framework/harness/span_store.h"
#include "framework/harness/span_timer.h"
#include "framework/harness/span_trace.h"

__attribute__((destructor)) static void leave(void)
{
    struct span_store *store = span_store_find();
    if (store == NULL)
        return;
    span_summary_print(store);
    if (store->trace != NULL)
        span_trace_close(store);
    span_store_remove(store);
}
