// SPDX-License-Identifier: MIT
#include "tests/reports/sample_run.h"

#include "tests/reports/sample_parts.h"

#define LONG_50 "a_name_that_goes_on_and_on_and_never_seems_to_end_"

const char *const hostile_names[] = {
    "a\"; system(\"touch pwned\"); \"",
    "`touch pwned`",
    "$(touch pwned) ${HOME} $1",
    "\nEOD\n!touch pwned\nsystem \"touch pwned\"\n",
    "EOD",
    "<script>alert(1)</script></text></title>&amp;",
    "\x1b]0;pwned\x07\x1b[2J\x1b[31mred",
    "\xff\xfe\xc3 invalid",
    "=cmd|'/c calc'!A1",
    "a,b;\"c\"\r\n'd'\t|e",
    "\u202egnp.exe\u202c \u05e9\u05dc\u05d5\u05dd",
    "名前 naïve 🚀",
    "100%s%n {/Symbol a} x_2 ^{3} \\n @macro # no comment \\",
    "'; system('touch pwned'); '",
    "../../etc/passwd",
    "]]> &#x0; &#x202e;",
    "::error::x ##[error]y ##vso[z]",
    LONG_50 LONG_50 LONG_50 LONG_50 LONG_50 LONG_50,
    NULL,
};

static void add_sum(struct run *run)
{
    static const int64_t args[] = {1024, 1048576};
    static const double loop_ns[] = {1372, 1405120}, simd_ns[] = {244.6, 611230};
    struct result *loops[2];
    for (size_t i = 0; i < 2; i++) {
        loops[i] = sample_argument_case(run, "sum", "loop", args[i]);
        loops[i]->bench_case->is_baseline = true;
        sample_times(loops[i], loop_ns[i], 0.004);
        sample_bytes(loops[i], (double)args[i] * 4);
    }
    for (size_t i = 0; i < 2; i++) {
        struct result *simd = sample_argument_case(run, "sum", "simd", args[i]);
        sample_times(simd, simd_ns[i], 0.012);
        sample_bytes(simd, (double)args[i] * 4);
        simd->bench_case->min_speedup = 4;
        struct comparison *comparison = sample_compare(run, simd, loops[i], VERDICT_FASTER);
        comparison->min_speedup = 4;
        comparison->claim = i == 0 ? CLAIM_HOLDS : CLAIM_FAILS;
        result_warn(simd, "the first call took %d times as long as the others", 3);
    }
}

static void add_memoize(struct run *run)
{
    struct result *plain = sample_case(run, "memoize", "recursive");
    plain->bench_case->is_baseline = true;
    sample_times(plain, 4.2e6, 0.002);
    struct result *lru = sample_case(run, "memoize", "lru");
    sample_times(lru, 812.4, 0.03);
    result_report_metric(lru, "hits", 2998, NULL);
    result_report_metric(lru, "hit rate", 96.875, "%");
    result_report_metric(lru, "currsize", 128, NULL);
    sample_compare(run, lru, plain, VERDICT_FASTER);
    struct result *table = sample_case(run, "memoize", "table");
    sample_times(table, 3.9e6, 0.09);
    table->items = 30;
    result_set_metric(table, "items_per_second", SOURCE_TIME, 30e9 / table->summary.median_ns);
    struct comparison *disturbed = sample_compare(run, table, plain, VERDICT_UNCLEAR);
    disturbed->rounds_left_out = disturbed->rounds + 1;
    disturbed->note = g_strdup("too many rounds disturbed");
    struct result *iterative = sample_case(run, "memoize", "iterative_but_naive");
    sample_times(iterative, 4.19e6, 0.002);
    sample_compare(run, iterative, plain, VERDICT_SAME);
    struct result *slow = sample_case(run, "memoize", "linked_list");
    sample_times(slow, 9.6e6, NAN);
    slow->cycle_source = CYCLES_COUNTED;
    result_set_metric(slow, "cycles", SOURCE_HARDWARE, 9.6e6 * 3.7);
    sample_compare(run, slow, plain, VERDICT_SLOWER);
}

static void add_failures(struct run *run)
{
    struct result *fine = sample_case(run, "broken", "fine");
    sample_times(fine, 12.3, 0.001);
    struct result *floor = sample_case(run, "broken", "empty");
    sample_times(floor, 0.31, 0.001);
    floor->is_at_floor = true;
    struct result *gone = sample_case(run, "broken", "gone");
    sample_times(gone, 0.9, 0.001);
    gone->is_optimised_out = true;
    sample_compare(run, gone, fine, VERDICT_FASTER);
    result_refuse(sample_case(run, "broken", "crash"), STATUS_CRASHED,
                  "killed by SIGSEGV while measuring; its last lines of stderr:\n"
                  "sum.c:12: reading behind the end of the vector, which is a long story that does "
                  "not fit into one line\nbye");
    result_refuse(sample_case(run, "broken", "hang"), STATUS_TIMEOUT, "no answer within 10 s");
    result_refuse(sample_case(run, "broken", "wrong"), STATUS_FAILED,
                  "output differs from the baseline's at 17");
    result_refuse(sample_case(run, "broken", "avx512"), STATUS_SKIPPED, "the CPU lacks avx512f");
}

static void add_sort(struct run *run)
{
    static const int64_t args[] = {64, 256, 1024, 4096, 16384, 65536};
    for (size_t i = 0; i < G_N_ELEMENTS(args); i++) {
        double n = (double)args[i];
        struct result *insertion = sample_argument_case(run, "sort", "insertion", args[i]);
        insertion->bench_case->is_baseline = true;
        sample_times(insertion, n * n * 0.25, 0.01);
        struct result *quick = sample_argument_case(run, "sort", "quick", args[i]);
        sample_times(quick, n * 40, 0.02);
        sample_compare(run, quick, insertion, n < 160 ? VERDICT_SLOWER : VERDICT_FASTER);
        struct result *radix = sample_argument_case(run, "sort", "radix", args[i]);
        sample_times(radix, 2000 + n * 9, 0.01);
        sample_compare(run, radix, insertion, n < 160 ? VERDICT_SLOWER : VERDICT_FASTER);
    }
}

static void add_fits(struct run *run)
{
    static const struct {
        const char *name;
        struct complexity_fit complexity;
    } rows[] = {
        {"insertion", {COMPLEXITY_N2, .offset = 0, .scale = 0.25, .error = 0.0125}},
        {"quick", {COMPLEXITY_N, .offset = 0, .scale = 40, .error = 0.175}},
        {"radix", {COMPLEXITY_N, .offset = 2000, .scale = 9, .error = 0.0005}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct fit *fit = g_new(struct fit, 1);
        *fit = (struct fit){
            .suite = g_strdup("suites/sample"),
            .group = g_strdup("sort"),
            .name = g_strdup(rows[i].name),
            .threads = 1,
            .arg_name = g_strdup("n"),
            .points = 6,
            .complexity = rows[i].complexity,
        };
        g_ptr_array_add(run->fits, fit);
    }
}

struct run *sample_run(void)
{
    struct run *run = sample_empty_run();
    add_sum(run);
    add_memoize(run);
    add_failures(run);
    add_sort(run);
    add_fits(run);
    g_ptr_array_add(run->warnings,
                    g_strdup("the CPU frequency governor is 'powersave'; set it with: cpupower "
                             "frequency-set -g performance"));
    for (guint i = 0; i < 6; i++)
        result_warn(g_ptr_array_index(run->results, i),
                    "more than half of the samples were disturbed");
    return run;
}

struct run *sample_hostile_run(void)
{
    struct run *run = sample_empty_run();
    struct result *baseline = NULL;
    for (size_t i = 0; hostile_names[i]; i++) {
        const char *name = hostile_names[i];
        struct result *result = sample_case(run, "hostile", name);
        sample_times(result, 100 + 10 * (double)i, 0.02);
        result_report_metric(result, name, 1, i % 2 == 0 ? name : NULL);
        result_warn(result, "%s", name);
        if (!baseline)
            baseline = result;
        else
            sample_compare(run, result, baseline, VERDICT_SLOWER);
    }
    for (size_t i = 0; hostile_names[i]; i++) {
        const char *name = hostile_names[i];
        struct result *group = sample_case(run, name, "a");
        struct result *other = sample_case(run, name, "b");
        sample_times(group, 10, 0.01);
        sample_times(other, 20, 0.01);
        sample_compare(run, other, group, VERDICT_SLOWER);
        result_refuse(sample_case(run, name, "crash"), STATUS_CRASHED, "%s", name);
    }
    for (int64_t arg = 1; arg <= 5; arg++) {
        for (size_t i = 0; hostile_names[i]; i++) {
            struct result *result = sample_argument_case(run, "lines", hostile_names[i], arg);
            g_free(result->bench_case->arg_name);
            result->bench_case->arg_name = g_strdup(hostile_names[0]);
            sample_times(result, (double)arg * (10 + (double)i), 0.05);
        }
    }
    return run;
}

struct run *sample_large_run(unsigned n_groups)
{
    struct run *run = sample_empty_run();
    for (unsigned g = 0; g < n_groups; g++) {
        g_autofree char *group = g_strdup_printf("group_%u", g);
        struct result *loop = sample_case(run, group, "loop");
        loop->bench_case->is_baseline = true;
        sample_times(loop, 1000, 0.01);
        struct result *simd = sample_case(run, group, "simd");
        sample_times(simd, 400 - (double)g, 0.01);
        sample_compare(run, simd, loop, VERDICT_FASTER);
        struct result *unrolled = sample_case(run, group, "unrolled");
        sample_times(unrolled, 1003, 0.01);
        sample_compare(run, unrolled, loop, VERDICT_SAME);
    }
    return run;
}

static struct result *add_side(struct run *run, enum side side, const char *name, double median_ns)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("suites/sample");
    bench_case->group = g_strdup("parse");
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    bench_case->file = g_strdup("../bench/parse.c");
    bench_case->line = 12;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    sample_times(result, median_ns, 0.004);
    result->side = side;
    run_add(run, result);
    return result;
}

static void add_pair(struct run *run, const char *name, double base_ns, double ratio,
                     enum verdict verdict, const char *note)
{
    const struct result *base = add_side(run, SIDE_BASE, name, base_ns);
    const struct result *head = add_side(run, SIDE_HEAD, name, base_ns * ratio);
    struct comparison *comparison = sample_compare(run, head, base, verdict);
    comparison->note = g_strdup(note);
    if (verdict == VERDICT_UNCLEAR)
        comparison->rounds_left_out = comparison->rounds + 1;
}

struct run *sample_comparison(void)
{
    struct run *run = run_new();
    run->duration_s = 4.2;
    run->base_name = g_strdup("main (1a2b3c4d5e6f)");
    run->head_name = g_strdup("a\x1b[31m branch (0123456789ab)");
    add_pair(run, "tokens", 1234, 1.001, VERDICT_SAME, NULL);
    add_pair(run, "large", 48200, 1.083, VERDICT_SLOWER, "7.1% more instructions");
    add_pair(run, "small", 512, 1.021, VERDICT_PLACEMENT, "same code");
    add_pair(run, "numbers", 3300, 0.87, VERDICT_FASTER, NULL);
    add_pair(run, "$(touch pwned)\n\x1b[2J", 900, 1.006, VERDICT_UNCLEAR,
             "too many rounds disturbed");
    g_ptr_array_add(run->only_base, g_strdup("parse/old"));
    g_ptr_array_add(run->only_head, g_strdup("parse/new"));
    result_refuse(add_side(run, SIDE_HEAD, "broken", NAN), STATUS_CRASHED,
                  "taking a sample: ended by SIGSEGV (Segmentation fault)");
    return run;
}

static struct result *add_tested(struct run *run, const char *suite, const char *name,
                                 enum check check)
{
    struct result *result = sample_case(run, "join", name);
    g_free(result->bench_case->suite);
    result->bench_case->suite = g_strdup(suite);
    result->bench_case->file = g_strdup("join.c");
    result->bench_case->line = 12;
    result->check = check;
    result->duration_s = 0.00321;
    return result;
}

struct run *sample_tested(void)
{
    struct run *run = sample_empty_run();
    run->is_test = true;
    run->duration_s = 0.0456;
    add_tested(run, "suites/strings", "plain", CHECK_REFERENCE);
    add_tested(run, "suites/strings", "growing", CHECK_AGREES);
    add_tested(run, "suites/strings", "silent", CHECK_UNCHECKED);
    result_refuse(add_tested(run, "suites/strings", "wrong", CHECK_DIFFERS), STATUS_FAILED,
                  "wrong output: 2.5, but 'join/plain' has 2 (output 1, index 17 of 64, tolerance "
                  "1e-09)");
    result_refuse(add_tested(run, "suites/strings", "strict", CHECK_UNCHECKED), STATUS_FAILED,
                  "unchecked: it produces no output to compare (--strict); call bench_output()");
    result_refuse(add_tested(run, "suites/strings", "avx512", CHECK_NONE), STATUS_SKIPPED,
                  "the CPU lacks avx512f");
    result_refuse(add_tested(run, "suites/strings", "overflow", CHECK_NONE), STATUS_FAILED,
                  "in its first call: exited with code 1; a sanitizer reported:\n"
                  "==7==ERROR: AddressSanitizer: heap-buffer-overflow\n"
                  "    #0 0x1 in bench_body_join_overflow join.c:12\n\nSUMMARY: \x1b[31mred");
    result_refuse(add_tested(run, "suites/other", "crash", CHECK_NONE), STATUS_CRASHED,
                  "setting up: ended by SIGSEGV (Segmentation fault)");
    result_refuse(add_tested(run, "suites/other", "hang", CHECK_NONE), STATUS_TIMEOUT,
                  "in its first call: no answer within 60 s (--timeout)");
    for (size_t i = 0; hostile_names[i]; i++) {
        add_tested(run, hostile_names[i], hostile_names[i], CHECK_AGREES);
        g_autofree char *name = g_strdup_printf("%s wrong", hostile_names[i]);
        result_refuse(add_tested(run, hostile_names[i], name, CHECK_NONE), STATUS_FAILED, "%s\n%s",
                      hostile_names[i], hostile_names[i]);
        g_autofree char *skipped = g_strdup_printf("%s skipped", hostile_names[i]);
        result_refuse(add_tested(run, hostile_names[i], skipped, CHECK_NONE), STATUS_SKIPPED, "%s",
                      hostile_names[i]);
    }
    return run;
}

static void measure(struct result *result, guint n_processes, guint n_samples)
{
    for (guint p = 0; result->status == STATUS_OK && p < n_processes; p++) {
        struct process *process = process_new();
        for (guint i = 0; i < n_samples; i++) {
            // From -2 % to +2 %, in an order that looks like none.
            double spread = ((i * 7 + p * 3) % 11 / 5.0 - 1) * 0.02;
            struct sample sample = {
                .iterations = 1000000,
                .elapsed_ns = (uint64_t)(result->summary.median_ns * (1 + spread) * 1e6),
                .causes = i % 10 == 9 ? CAUSE_PREEMPTED : 0,
                SAMPLE_UNCOUNTED,
            };
            g_array_append_val(process->samples, sample);
        }
        g_ptr_array_add(result->processes, process);
    }
}

void sample_measure(struct run *run, guint n_processes, guint n_samples)
{
    for (guint i = 0; i < run->results->len; i++)
        measure(g_ptr_array_index(run->results, i), n_processes, n_samples);
    for (guint i = 0; i < run->base->len; i++)
        measure(g_ptr_array_index(run->base, i), n_processes, n_samples);
}
