// SPDX-License-Identifier: MIT
// Made-up machines: what their references and cases take is known.
#include "framework/history/reference_fit.h"

#include <criterion/criterion.h>
#include <math.h>

#include "tests/framework/stats/random_normal.h"

enum { MOST_MACHINES = 64, N_REFERENCES = 8 };

// Machines whose references have nothing to do with each other.
static void draw_levels(struct random *random, double *levels, guint n_machines)
{
    for (guint i = 0; i < n_machines * N_REFERENCES; i++)
        levels[i] = 0.2 * random_normal(random);
}

// Each machine after the one before it, as series have them.
static struct reference_fit fit(const double *logs, guint n_machines, const double *levels)
{
    struct machine_ratio ratios[MOST_MACHINES];
    struct reference_fit found;
    for (guint m = 1; m < n_machines; m++)
        ratios[m - 1] = (struct machine_ratio){m - 1, m, logs[m] - logs[m - 1]};
    reference_fit(ratios, n_machines - 1, levels, n_machines, N_REFERENCES, &found);
    return found;
}

Test(reference_fit, finds_the_reference_that_a_case_follows)
{
    struct random random = {1};
    double levels[5 * N_REFERENCES], logs[5];
    for (guint reference = 0; reference < N_REFERENCES; reference++) {
        draw_levels(&random, levels, 5);
        for (guint m = 0; m < 5; m++)
            logs[m] = 3 + levels[m * N_REFERENCES + reference];
        struct reference_fit found = fit(logs, 5, levels);
        cr_expect_eq(found.reference, reference);
        cr_expect(found.is_tested);
        cr_expect_lt(found.error, 1e-9);
    }
}

// Three machines: 2 ln 1.05 is what the reference leaves. Each of the pairs is looked at from both
// of its ends; t(0.975, 2) is 4.303 (R: qt).
Test(reference_fit, has_an_error_by_what_the_reference_leaves)
{
    const double left = log(1.05);
    double levels[3 * N_REFERENCES] = {0}, logs[3] = {0, left, 0};
    struct reference_fit found = fit(logs, 3, levels);
    cr_expect_eq(found.reference, N_REFERENCES, "there is nothing to choose by");
    cr_expect(found.is_tested);
    cr_expect_float_eq(found.error, 4.302653 * left / sqrt(2) * sqrt(4.0 / 3), 1e-6);
}

Test(reference_fit, of_two_machines_is_not_tested)
{
    double levels[2 * N_REFERENCES] = {0}, logs[2] = {0, 0.5};
    levels[N_REFERENCES] = 0.5; // one of them says it exactly, as it may by chance
    struct reference_fit found = fit(logs, 2, levels);
    cr_expect_eq(found.reference, N_REFERENCES);
    cr_expect_not(found.is_tested);
    cr_expect_float_eq(found.error, 0.5 - 0.5 / N_REFERENCES, 1e-12);
}

Test(reference_fit, counts_the_median_of_the_same_two_machines_in_either_direction)
{
    const double levels[3] = {0, 0.1, 0.3};
    // A change of the code made one of three another.
    const struct machine_ratio ratios[] = {
        {0, 1, 0.1}, {1, 0, -0.9}, {1, 0, -0.1}, {1, 2, 0.2}, {2, 0, -0.3}};
    struct reference_fit found;
    reference_fit(ratios, G_N_ELEMENTS(ratios), levels, 3, 1, &found);
    cr_expect(found.is_tested);
    cr_expect_lt(found.error, 1e-9);
}

Test(reference_fit, of_nothing_is_nothing)
{
    const double levels[2] = {0, 0};
    struct reference_fit found;
    reference_fit(NULL, 0, levels, 2, 1, &found);
    cr_expect_not(found.is_tested);
    cr_expect_eq(found.error, 0);
}

// How often another machine is within the error of the middle of those that were fitted. What no
// reference explains is where taking the best of eight would promise too much.
static double coverage(guint n_machines, bool follows_one, guint *n_found)
{
    enum { TRIALS = 4000, FOLLOWED = 2 };
    struct random random = {n_machines + (follows_one ? 100 : 0)};
    guint within = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double levels[MOST_MACHINES * N_REFERENCES], logs[MOST_MACHINES];
        draw_levels(&random, levels, n_machines + 1);
        for (guint m = 0; m <= n_machines; m++)
            logs[m] = 0.03 * random_normal(&random) +
                      (follows_one ? levels[m * N_REFERENCES + FOLLOWED] : 0);
        struct reference_fit found = fit(logs, n_machines, levels);
        double middle = 0, wrong = 0;
        for (guint m = 0; m <= n_machines; m++) {
            double level = 0;
            for (guint r = 0; r < N_REFERENCES; r++)
                level += found.reference == N_REFERENCES || found.reference == r
                             ? levels[m * N_REFERENCES + r]
                             : 0;
            level /= found.reference == N_REFERENCES ? N_REFERENCES : 1;
            if (m < n_machines)
                middle += (logs[m] - level) / n_machines;
            else
                wrong = logs[m] - level - middle;
        }
        within += fabs(wrong) <= found.error;
        *n_found += found.reference == FOLLOWED;
    }
    return (double)within / TRIALS;
}

Test(reference_fit, does_not_promise_more_of_another_machine_than_it_keeps)
{
    static const guint machines[] = {4, 6, 12, 40};
    for (size_t i = 0; i < G_N_ELEMENTS(machines); i++) {
        guint n_found = 0, n_other = 0;
        double of_one = coverage(machines[i], true, &n_found);
        double of_none = coverage(machines[i], false, &n_other);
        cr_expect_gt(of_one, 0.9, "%u machines: %g", machines[i], of_one);
        cr_expect_gt(of_none, 0.9, "%u machines: %g", machines[i], of_none);
        cr_expect(machines[i] < 12 || n_found == 4000);
    }
}
