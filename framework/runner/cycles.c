// SPDX-License-Identifier: MIT
#include "framework/runner/cycles.h"

#include "framework/base/array.h"
#include "framework/harness/counter_table.h"
#include "framework/stats/quantile.h"

// How long cores worked. Reading the CPU time takes a little of it, so that on one CPU it is at
// most the wall time; where it is not known, it is taken for that, unless the body says the time.
static double busy_ns(const struct sample *sample, const struct result *result)
{
    const struct bench_case *bench_case = result->bench_case;
    if (result->has_own_time)
        return sample->cpu_ns;
    bool has_one_cpu = !bench_case->uses_all_cpus || isnan(sample->cpu_ns);
    return has_one_cpu ? fmin((double)sample->elapsed_ns, sample->cpu_ns) : sample->cpu_ns;
}

void cycles_estimate(struct result *result, const struct process *process, GArray *chain_ns,
                     guint64 additions, double clock_cost_ns)
{
    if (chain_ns->len == 0 || additions == 0 || result->bench_case->command != NULL)
        return;
    double lasted_ns = median_of(doubles_of(chain_ns), chain_ns->len) - clock_cost_ns;
    double cycle_ns = lasted_ns / (double)additions;
    if (!(cycle_ns > 0))
        return;
    result->cycle_source = CYCLES_ESTIMATED;
    cycle_ns *= MAX(result->bench_case->threads, 1); // each thread has as many iterations
    for (guint i = 0; i < process->samples->len; i++) {
        struct sample *sample = &g_array_index(process->samples, struct sample, i);
        sample->counts[COUNTER_cycles] = busy_ns(sample, result) / cycle_ns;
    }
}
