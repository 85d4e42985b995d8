// SPDX-License-Identifier: MIT
#include "framework/explain/suggestions.h"

#include <criterion/criterion.h>
#include <math.h>

// A case of one process with one sample: all of its time on a CPU.
static struct run *run;
static struct profile *profile;
static struct evidence evidence;

static struct result *add(const char *name, double ns)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("suite");
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    bench_case->has_arg = true;
    bench_case->arg = 1024;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result->side = SIDE_NONE;
    result->summary.median_ns = ns;
    result->summary.n = 1;
    result_set_metric(result, "cpu_share", "time", 1);
    result_set_metric(result, "cycles", "time", 4 * ns);
    run_add(run, result);
    return result;
}

static guint path(guint parent, const char *name, const char *module)
{
    const struct profile_function function = {.name = name, .module = module};
    const struct profile_frame frame = {.function = profile_function(profile, &function)};
    return profile_child(profile, parent, profile_frame(profile, &frame));
}

static void set_up(void)
{
    const struct profile_metric time = {.name = "time", .unit = "s", .pass = "time"};
    run = run_new();
    profile = profile_new();
    profile_add_metric(profile, &time);
    profile_add(profile, 0, path(0, "body", "suite"), 1);
    evidence = (struct evidence){.run = run,
                                 .result = add("slow", 1000),
                                 .program = "suite",
                                 .profile = profile,
                                 .cpus = 4,
                                 .vector_bytes = 32,
                                 .code_iterations = 1,
                                 .code = {.runs = 1000}};
}

static void tear_down(void)
{
    evidence_clear(&evidence);
    profile_free(profile);
    run_free(run);
}

TestSuite(suggestions, .init = set_up, .fini = tear_down);

static void expect_nothing(const char *why)
{
    g_autoptr(GArray) found = suggestions_find(&evidence);
    cr_expect_eq(found->len, 0, "%s", why);
}

static struct suggestion only(void)
{
    g_autoptr(GArray) found = suggestions_find(&evidence);
    cr_assert_eq(found->len, 1, "%u", found->len);
    return g_array_index(found, struct suggestion, 0);
}

static void expect(enum technique technique, double gain)
{
    struct suggestion one = only();
    cr_expect_eq(one.technique, technique, "%s", technique_word(one.technique));
    cr_expect_float_eq(one.gain, gain, 1e-9, "%g", one.gain);
}

Test(suggestions, there_is_none_where_nothing_stands_out)
{
    expect_nothing("a body that computes");
}

Test(suggestions, scalar_floats_could_be_vectors)
{
    evidence.code.scalar = 500;
    evidence.code.scalar_bytes = 4;
    expect(TECHNIQUE_VECTORISE, 8);
    evidence.code.packed = 500;
    expect_nothing("it is done already");
}

Test(suggestions, amdahl_counts_what_stays_as_it_is)
{
    evidence.code.loop.function = g_strdup("body");
    evidence.code.loop.share = 0.5;
    evidence.code.scalar = 500;
    evidence.code.scalar_bytes = 8;
    expect(TECHNIQUE_VECTORISE, 1 / (0.5 + 0.5 / 4));
}

Test(suggestions, sparse_reads_that_miss_are_a_matter_of_layout)
{
    evidence.code.loop = (struct hot_loop){
        .function = g_strdup("body"), .share = 1, .stride = 56, .touched = 4, .missed = 0.87};
    expect(TECHNIQUE_LAYOUT, 14);
    evidence.code.loop.missed = 0.01;
    expect_nothing("all of it is in the cache");
}

Test(suggestions, wrong_guesses_cost_fifteen_cycles)
{
    evidence.code.mispredicted = 160; // of 4000 cycles
    evidence.code.branches = 1600;
    expect(TECHNIQUE_BRANCH, 1 / (1 - 160 * 15.0 / 4000));
    evidence.code.branches = 1601;
    expect_nothing("most are guessed right");
}

Test(suggestions, what_is_not_known_suggests_nothing)
{
    evidence.code.mispredicted = 160;
    evidence.code.scalar = 500;
    evidence.code.scalar_bytes = 4;
    evidence.why_no_code = g_strdup("no objdump");
    expect_nothing("the code could not be read");
}

Test(suggestions, time_in_the_allocator_is_counted_once)
{
    guint outer = path(0, "__libc_malloc", "libc.so.6");
    profile_add(profile, 0, outer, 1);
    profile_add(profile, 0, path(outer, "_int_malloc", "libc.so.6"), 1);
    profile_add(profile, 0, path(0, "mallocation_of_mine", "suite"), 1);
    expect(TECHNIQUE_ALLOCATE_ONCE, 2);
}

Test(suggestions, time_in_copies_and_in_finding_ends)
{
    profile_add(profile, 0, path(0, "__memmove_avx512_unaligned_erms", "libc.so.6"), 0.5);
    profile_add(profile, 0, path(0, "__strlen_evex", "libc.so.6"), 0.5);
    expect(TECHNIQUE_COPY, 2);
}

Test(suggestions, repeated_calls_could_be_kept)
{
    evidence.repeated = g_strdup("fib");
    evidence.repeated_share = 0.8;
    evidence.repeats.share = 0.5;
    expect(TECHNIQUE_CACHE, 1 / 0.6);
    evidence.repeats.share = NAN;
    expect_nothing("the arguments are not known");
}

static void set_busy_cpus(double busy)
{
    result_set_metric((struct result *)evidence.result, "cpu_share", "time", busy);
}

Test(suggestions, what_waits_could_wait_at_once)
{
    set_busy_cpus(0.1);
    expect(TECHNIQUE_WAIT, 10);
}

Test(suggestions, what_is_not_known_is_not_waiting)
{
    set_busy_cpus(NAN);
    expect_nothing("others may have taken the rest");
}

Test(suggestions, long_bodies_of_one_thread_could_use_the_other_cpus)
{
    ((struct result *)evidence.result)->summary.median_ns = 1e6;
    expect(TECHNIQUE_THREADS, 4);
    set_busy_cpus(2);
    expect_nothing("it does already");
}

static void add_fit(const char *name, enum complexity complexity)
{
    struct fit *fit = g_new0(struct fit, 1);
    fit->suite = g_strdup("suite");
    fit->group = g_strdup("g");
    fit->name = g_strdup(name);
    fit->threads = 1;
    fit->points = 5;
    fit->complexity.complexity = complexity;
    g_ptr_array_add(run->fits, fit);
}

Test(suggestions, growth_that_another_does_not_have_comes_first)
{
    add("fast", 10);
    add_fit("slow", COMPLEXITY_N2);
    add_fit("fast", COMPLEXITY_N);
    expect(TECHNIQUE_ALGORITHM, 100);
    cr_expect(only().is_shown);
}

Test(suggestions, a_faster_alternative_is_there)
{
    add("fast", 10);
    expect(TECHNIQUE_ALTERNATIVE, 100);
    cr_expect(only().is_shown);
}

Test(suggestions, a_slower_alternative_is_of_no_use)
{
    add("slower", 2000);
    expect_nothing("it is the fastest");
}

Test(suggestions, squares_are_suspect_alone)
{
    add_fit("slow", COMPLEXITY_N2);
    expect(TECHNIQUE_ALGORITHM, 1024 / 10.0);
    cr_expect_not(only().is_shown);
}

Test(suggestions, flags_are_measured)
{
    evidence.builds[0] = (struct flags_build){"-O3", VERDICT_FASTER, 0.5, {0.49, 0.51}};
    evidence.builds[1] =
        (struct flags_build){"-O3 -march=native", VERDICT_FASTER, 0.25, {0.2, 0.3}};
    expect(TECHNIQUE_FLAGS, 4);
    cr_expect(only().is_shown);
    evidence.builds[1].ratio = 0.495;
    expect(TECHNIQUE_FLAGS, 2);
    evidence.builds[0].verdict = evidence.builds[1].verdict = VERDICT_UNCLEAR;
    expect_nothing("it is not known to be faster");
}

Test(suggestions, are_three_at_most_and_the_largest_first)
{
    ((struct result *)evidence.result)->summary.median_ns = 1e6;
    evidence.code.scalar = 500;
    evidence.code.scalar_bytes = 4;
    profile_add(profile, 0, path(0, "free", "libc.so.6"), 1);
    profile_add(profile, 0, path(0, "memcpy", "libc.so.6"), 1);
    g_autoptr(GArray) found = suggestions_find(&evidence);
    cr_assert_eq(found->len, MOST_SUGGESTIONS);
    for (guint i = 1; i < found->len; i++)
        cr_expect_geq(g_array_index(found, struct suggestion, i - 1).gain,
                      g_array_index(found, struct suggestion, i).gain);
}
