// SPDX-License-Identifier: MIT
#include "framework/runner/passes/memory.h"

#include <math.h>

#include "framework/profile/path_read.h"
#include "framework/runner/reply.h"
#include "framework/runner/worker.h"

// The order of MEMORY_HEAP_METRICS and MEMORY_RESIDENT_METRICS.
enum { ALLOCATIONS, ALLOCATED, LEAKED, PEAK, HEAP_METRICS };
enum { FAULTS, RESIDENT };

// Why the library sees nothing in this worker; NULL: it does. What it saw before is forgotten.
static const char *begin(const struct pass_run *run)
{
    int pid = (int)worker_pid(run->station->worker);
    bool has_region = false;
    path_remove_files(run->folder, pid);
    if (!path_ask_reset(run->folder, pid, &has_region))
        return "allocations are not counted: the library that counts them was not loaded into the "
               "suite, which may be linked statically";
    if (!has_region)
        return "allocations are not counted: the suite does not say when its timed loop is "
               "entered; build it with this version of benchrun";
    return NULL;
}

bool memory_count_heap(struct pass_run *run, uint64_t iterations, double *out,
                       G_GNUC_UNUSED GError **error)
{
    const char *why = begin(run);
    for (unsigned i = 0; i < HEAP_METRICS; i++)
        out[i] = NAN;
    if (!station_take_sample(run->station, iterations))
        return true; // the station knows why
    struct path_totals totals = path_read_totals(run->folder);
    if (why == NULL && totals.is_bypassed)
        why = "allocations are not counted: the suite has an allocator of its own";
    if (why == NULL && totals.n_lost > 0)
        why = "allocations are not counted: the library that counts them ran out of memory or disk "
              "space";
    if (why != NULL) {
        g_free(run->warning);
        run->warning = g_strdup(why);
        return true;
    }
    out[ALLOCATIONS] = totals.n_calls;
    out[ALLOCATED] = totals.bytes;
    out[LEAKED] = totals.live_bytes;
    out[PEAK] = totals.peak_bytes;
    return true;
}

static bool skip_line(const char *line, G_GNUC_UNUSED void *data)
{
    return reply_is(line, "metric");
}

// NAN where the worker does not say.
static double ask_peak_resident(struct worker *worker)
{
    g_autoptr(GError) error = NULL;
    const char *reply = worker_request(worker, skip_line, NULL, &error, "metrics");
    double bytes = reply != NULL ? reply_number(reply, "peak_resident", 0) : 0;
    return bytes > 0 ? bytes : NAN;
}

bool memory_count_resident(struct pass_run *run, uint64_t iterations, double *out,
                           G_GNUC_UNUSED GError **error)
{
    out[FAULTS] = out[RESIDENT] = NAN;
    if (!station_take_sample(run->station, iterations))
        return true;
    out[FAULTS] = run->station->last.minor_faults;
    out[RESIDENT] = ask_peak_resident(run->station->worker);
    return true;
}
