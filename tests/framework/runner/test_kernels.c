// SPDX-License-Identifier: MIT
#include "framework/runner/kernels.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/base/leftover.h"

TestSuite(kernels, .timeout = 60);

static const char *env[2];

static struct launch launch_of(const char *program)
{
    env[0] = leftover_mark();
    return (struct launch){.program = program, .env = env, .cpu = -1, .timeout_s = 30};
}

static GPtrArray *new_references(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
}

Test(kernels, take_a_sample_of_each_in_every_rotation)
{
    enum { ROTATIONS = 3 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) references = new_references();
    struct launch launch = launch_of(KERNELS);
    struct kernels *kernels = kernels_start(&launch, &error);
    cr_assert_not_null(kernels, "%s", error ? error->message : "");
    for (int i = 0; i < ROTATIONS; i++)
        cr_assert(kernels_rotate(kernels, references, &error), "%s", error ? error->message : "");
    kernels_stop(kernels);
    cr_expect_eq(leftover_count(env[0]), 0, "a process is left behind");
    cr_assert_eq(references->len, REFERENCES);
    for (guint i = 0; i < REFERENCES; i++) {
        const struct reference *reference = g_ptr_array_index(references, i);
        cr_expect_str_eq(reference->name, reference_names[i]);
        cr_assert_eq(reference->samples_ns->len, ROTATIONS);
        cr_expect_gt(g_array_index(reference->samples_ns, double, 0), 0);
    }
}

Test(kernels, of_a_suite_that_lacks_them_are_refused)
{
    static const char *const programs[] = {PROGRAMS "/good", PROGRAMS "/flood", "/bin/true",
                                           "/nowhere/at/all"};
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        g_autoptr(GError) error = NULL;
        struct launch launch = launch_of(programs[i]);
        cr_expect_null(kernels_start(&launch, &error));
        cr_assert_not_null(error);
        cr_expect_eq(leftover_count(env[0]), 0, "a process is left behind");
    }
    g_autoptr(GError) error = NULL;
    struct launch launch = launch_of(PROGRAMS "/good");
    cr_expect_null(kernels_start(&launch, &error));
    cr_expect_not_null(strstr(error->message, "has no kernel 'arithmetic'"), "%s", error->message);
}

Test(kernels, end_with_their_worker)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) references = new_references();
    struct launch launch = launch_of(KERNELS);
    struct kernels *kernels = kernels_start(&launch, &error);
    cr_assert_not_null(kernels, "%s", error ? error->message : "");
    cr_assert_eq(kill(kernels_pid(kernels), SIGKILL), 0);
    cr_expect_not(kernels_rotate(kernels, references, &error));
    cr_expect_not_null(error);
    kernels_stop(kernels);
    kernels_stop(NULL);
}

Test(kernels, have_a_share_of_the_time_of_the_plans)
{
    cr_expect(kernels_have_time(0.02, 0.01, 1));
    cr_expect_not(kernels_have_time(0.03, 0.01, 1));
    cr_expect_not(kernels_have_time(0, 0.01, 0));
    cr_expect_not(kernels_have_time(0.05, 0.01, 1));
}
