// SPDX-License-Identifier: MIT
#include "tests/reports/sample_parts.h"

struct machine *sample_machine(void)
{
    struct machine *machine = g_new0(struct machine, 1);
    machine->id = g_strdup("0123456789abcdef");
    machine->cpu = g_strdup("AMD EPYC 9654 96-Core Processor");
    machine->vendor = g_strdup("AuthenticAMD");
    machine->microarchitecture = g_strdup("Zen 4");
    machine->arch = g_strdup("x86_64");
    machine->sockets = 1;
    machine->cores = 2;
    machine->logical_cpus = 4;
    machine->kernel = g_strdup("6.1.0-13-amd64");
    machine->governor = g_strdup("performance");
    machine->virtualised = TRISTATE_YES;
    machine->hypervisor = g_strdup("KVM");
    machine->load1 = 0.2;
    return machine;
}

struct run *sample_empty_run(void)
{
    struct run *run = run_new();
    g_free(run->id);
    g_free(run->started);
    run->id = g_strdup("20260102T030405-abcdef");
    run->started = g_strdup("2026-01-02T03:04:05Z");
    run->command = g_strdup("benchrun run suites/sample");
    run->version = g_strdup("0.1.0");
    run->seed = 42;
    run->duration_s = 12.34;
    run->cpu = 1;
    run->clock.name = g_strdup("tsc");
    run->clock.resolution_ns = 0.5;
    run->clock.cost_ns = 12;
    run->machine = sample_machine();
    return run;
}

struct result *sample_case(struct run *run, const char *group, const char *name)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("suites/sample");
    bench_case->group = g_strdup(group);
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    g_ptr_array_add(run->results, result);
    return result;
}

struct result *sample_argument_case(struct run *run, const char *group, const char *name,
                                    int64_t arg)
{
    struct result *result = sample_case(run, group, name);
    struct bench_case *bench_case = result->bench_case;
    bench_case->has_arg = true;
    bench_case->arg = arg;
    bench_case->arg_name = g_strdup("n");
    g_clear_pointer(&bench_case->id, g_free);
    case_name(bench_case);
    return result;
}

void sample_times(struct result *result, double median_ns, double precision)
{
    result->iterations = 1000;
    result->ending = ENDED_BY_PRECISION;
    result->cycle_source = CYCLES_ESTIMATED;
    result->summary = (struct summary){
        .n = 64,
        .n_disturbed = 2,
        .min_ns = median_ns * 0.97,
        .best_ns = median_ns * 0.98,
        .median_ns = median_ns,
        .mean_ns = median_ns * 1.01,
        .stddev_ns = median_ns * 0.02,
        .mad_ns = median_ns * 0.01,
        .ci95_ns = {median_ns * (1 - precision), median_ns * (1 + precision)},
        .first_ns = median_ns * 3,
        .floor_ns = 0.3,
    };
    result_set_metric(result, "cycles", SOURCE_CHAIN, median_ns * 3.7);
    result_set_metric(result, "cpu_share", SOURCE_TIME, 1);
}

void sample_bytes(struct result *result, double bytes)
{
    result->bytes = bytes;
    result_set_metric(result, "bytes_per_second", SOURCE_TIME,
                      bytes * 1e9 / result->summary.median_ns);
}

struct comparison *sample_compare(struct run *run, const struct result *result,
                                  const struct result *baseline, enum verdict verdict)
{
    struct comparison *comparison =
        comparison_new(result->bench_case->id, baseline->bench_case->id);
    comparison->ratio = result->summary.median_ns / baseline->summary.median_ns;
    comparison->interval[0] = comparison->ratio * 0.98;
    comparison->interval[1] = comparison->ratio * 1.02;
    comparison->level = 0.9975;
    comparison->ci95[0] = comparison->ratio * 0.985;
    comparison->ci95[1] = comparison->ratio * 1.015;
    comparison->margin = 0.005;
    comparison->same_within = 0.02;
    comparison->is_known = true;
    comparison->times_ns[SIDE_BASE] = baseline->summary.median_ns;
    comparison->times_ns[SIDE_HEAD] = result->summary.median_ns;
    for (unsigned i = 0; i < 8; i++) {
        double change = log(comparison->ratio) + 0.002 * i - 0.007;
        g_array_append_val(comparison->changes, change);
    }
    comparison->verdict = verdict;
    comparison->confidence = 0.999;
    comparison->detectable = 0.01;
    comparison->rounds = 64;
    g_ptr_array_add(run->comparisons, comparison);
    return comparison;
}
