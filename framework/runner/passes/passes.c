// SPDX-License-Identifier: MIT
#include "framework/runner/passes/passes.h"

#include <string.h>

#include "framework/runner/passes/callgrind.h"
#include "framework/runner/passes/cold.h"
#include "framework/runner/passes/counters.h"
#include "framework/runner/passes/latency.h"
#include "framework/runner/passes/memory.h"

const struct pass passes[] = {
    {.name = "time", .adds = "times, and what follows from them"},
    {
        .name = "instructions",
        .adds = "instructions per iteration, exact (callgrind)",
        .metrics = PASS_METRICS({.name = "instructions"}),
        .is_steady = true,
        .launcher = CALLGRIND(),
        .slowdown = CALLGRIND_SLOWDOWN,
        .memory_bytes = CALLGRIND_BYTES,
        .is_available = callgrind_is_available,
        .count = callgrind_count,
        .event = "Ir",
    },
    {
        .name = "counters",
        .adds = "cycles, branch and cache misses, page faults, switches (perf_event)",
        .measure = counters_measure,
        .check_words = counters_check,
    },
    {
        .name = "latency",
        .adds = "p50, p90, p99, p99.9 and the longest iteration, of cases with .latency",
        .metrics =
            PASS_METRICS({.name = "latency_p50"}, {.name = "latency_p90"}, {.name = "latency_p95"},
                         {.name = "latency_p99"}, {.name = "latency_p999"}),
        .measure = latency_measure,
        .is_automatic = true,
    },
    {
        .name = "cold",
        .adds = "the time after the caches were swept, of cases with .cold",
        .metrics = PASS_METRICS({.name = "cold"}),
        .measure = cold_measure,
        .is_automatic = true,
    },
    {
        .name = "memory",
        .adds = "allocations, bytes, peak, leaks; resident size and page faults",
        .metrics = MEMORY_HEAP_METRICS,
        .environment = MEMORY_HEAP_ENVIRONMENT,
        .preload = "libbenchrun_heap.so",
        .slowdown = MEMORY_SLOWDOWN,
        .memory_bytes = MEMORY_BYTES,
        .count = memory_count_heap,
    },
    {
        .name = "memory",
        .metrics = MEMORY_RESIDENT_METRICS,
        .slowdown = 1,
        .count = memory_count_resident,
    },
    {.name = NULL},
};

const struct pass *pass_find(const char *name)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (strcmp(pass->name, name) == 0)
            return pass;
    return NULL;
}

char *pass_names(void)
{
    GString *names = g_string_new(NULL);
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (pass == pass_find(pass->name))
            g_string_append_printf(names, "%s%s", pass == passes ? "" : ", ", pass->name);
    return g_string_free(names, FALSE);
}

char *pass_metric_names(void)
{
    GString *names = g_string_new(NULL);
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        for (unsigned m = 0; pass->metrics != NULL && pass->metrics[m].name != NULL; m++)
            if (!pass->metrics[m].is_noisy)
                g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                       pass->metrics[m].name);
    return g_string_free(names, FALSE);
}
