// SPDX-License-Identifier: MIT
#include "framework/compare/early_stop.h"

#include <criterion/criterion.h>

#include "framework/result/summary.h"
#include "framework/stats/random.h"

enum { PLANNED = 64, LOOK = 33 };

// `noise` is the most that a sample is late, as a ratio, the same in all rounds of a process.
static struct result *measure(double each_ns, double noise, uint64_t seed, unsigned processes)
{
    struct bench_case bench_case = {
        .suite = (char *)"s", .group = (char *)"g", .name = (char *)"n", .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    struct result *result = result_new(copy);
    struct random random = {seed};
    for (unsigned p = 0; p < processes; p++) {
        struct process *process = process_new();
        double late = 1 + noise * random_unit(&random);
        process->floor_ns = 0.3;
        for (unsigned i = 0; i < 10; i++) {
            struct sample sample = {
                .iterations = 1000,
                .elapsed_ns = (uint64_t)(1000 * each_ns * late),
                SAMPLE_UNCOUNTED,
            };
            g_array_append_val(process->samples, sample);
        }
        g_ptr_array_add(result->processes, process);
    }
    summary_compute(result);
    return result;
}

static bool is_decided(double head_ns, double noise, size_t n_comparisons, unsigned done)
{
    struct thresholds thresholds = thresholds_default();
    struct result *base = measure(1000, noise, 3, done);
    struct result *head = measure(head_ns, noise, 4, done);
    bool is_it = early_stop_is_decided(base, head, &thresholds, n_comparisons, done, PLANNED);
    result_free(base);
    result_free(head);
    return is_it;
}

static bool is_apart(double head_ns, double noise, double ratio, unsigned done)
{
    struct thresholds thresholds = thresholds_default();
    struct result *base = measure(1000, noise, 3, done);
    struct result *head = measure(head_ns, noise, 4, done);
    bool is_it = early_stop_is_apart(base, head, &thresholds, ratio, done, PLANNED);
    result_free(base);
    result_free(head);
    return is_it;
}

Test(early_stop, looks_a_few_times_and_not_before_the_first_look)
{
    unsigned n = 0;
    for (size_t done = 1; done <= PLANNED; done++)
        n += early_stop_has_look(done, PLANNED);
    cr_expect(n >= 2 && n <= 16, "%u looks", n);
    cr_expect_not(early_stop_has_look(1, PLANNED));
    cr_expect(early_stop_has_look(PLANNED, PLANNED));
}

Test(early_stop, ends_at_a_look_that_shows_a_clear_difference)
{
    cr_expect(early_stop_has_look(LOOK, PLANNED));
    cr_expect(is_decided(1500, 1e-3, 100, LOOK));
    cr_expect(is_decided(500, 1e-3, 100, LOOK));
    cr_expect_not(early_stop_has_look(LOOK - 1, PLANNED));
    cr_expect_not(is_decided(1500, 1e-3, 100, LOOK - 1));
}

Test(early_stop, ends_when_both_are_clearly_the_same)
{
    cr_expect(is_decided(1000, 1e-3, 1, LOOK));
}

Test(early_stop, goes_on_while_noise_hides_the_answer)
{
    cr_expect_not(is_decided(1020, 0.3, 1, LOOK));
}

Test(early_stop, asks_for_more_evidence_the_more_comparisons_there_are)
{
    unsigned n_alone = 0;
    unsigned n_among_many = 0;
    for (unsigned percent = 1; percent <= 20; percent++) {
        n_alone += is_decided(1000 + 10 * percent, 0.1, 1, LOOK);
        n_among_many += is_decided(1000 + 10 * percent, 0.1, 100000, LOOK);
    }
    cr_expect(n_among_many < n_alone, "%u of 20 among many, %u alone", n_among_many, n_alone);
}

Test(early_stop, does_not_decide_what_was_not_measured)
{
    struct thresholds thresholds = thresholds_default();
    struct result *base = measure(1000, 1e-3, 3, LOOK);
    struct result *head = measure(2000, 1e-3, 4, LOOK);
    head->status = STATUS_CRASHED;
    cr_expect_not(early_stop_is_decided(base, head, &thresholds, 1, LOOK, PLANNED));
    result_free(base);
    result_free(head);
}

Test(early_stop, tells_a_ratio_from_another)
{
    cr_expect(is_apart(1100, 0.01, 1.05, LOOK));
    cr_expect(is_apart(1000, 0.01, 1.05, LOOK));
    cr_expect(is_apart(900, 0.01, 1.05, LOOK));
    cr_expect_not(is_apart(1050, 0.01, 1.05, LOOK));
    cr_expect_not(is_apart(1060, 0.2, 1.05, LOOK));
    cr_expect_not(is_apart(1100, 0.01, 1.05, LOOK + 1), "there is no look");
}

Test(early_stop, tells_a_change_from_half_of_itself)
{
    cr_expect(is_apart(1100, 0.01, 0, LOOK));
    cr_expect(is_apart(900, 0.01, 0, LOOK));
    cr_expect(is_apart(1000, 0.01, 0, LOOK), "it is the same");
    cr_expect_not(is_apart(1040, 0.2, 0, LOOK));
}
