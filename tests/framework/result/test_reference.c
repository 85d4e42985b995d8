// SPDX-License-Identifier: MIT
#include "framework/result/reference.h"

#include <criterion/criterion.h>
#include <math.h>

static GPtrArray *new_references(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
}

// Samples 1, 2, ... n, which are taken in the other order.
static struct reference *take(GPtrArray *references, const char *name, guint n)
{
    for (guint i = n; i > 0; i--)
        references_take(references, name, i);
    struct reference *reference = references_find(references, name);
    reference_summarise(reference);
    return reference;
}

// R: with n = 100, binom.test() has the 40th and the 61st at 96.5 %, the 41st and the 60th at 94.3
// %.
Test(reference, has_a_median_with_an_interval_between_samples)
{
    g_autoptr(GPtrArray) references = new_references();
    const struct reference *reference = take(references, "l1", 100);
    cr_expect_eq(reference->median_ns, 50.5);
    cr_expect_eq(reference->interval_ns[0], 41);
    cr_expect_eq(reference->interval_ns[1], 60);
    cr_expect_eq(g_array_index(reference->samples_ns, double, 0), 100, "in the order taken");
}

Test(reference, of_few_samples_reaches_from_the_smallest_to_the_largest)
{
    g_autoptr(GPtrArray) references = new_references();
    const struct reference *reference = take(references, "l1", 5);
    cr_expect_eq(reference->median_ns, 3);
    cr_expect_eq(reference->interval_ns[0], 1);
    cr_expect_eq(reference->interval_ns[1], 5);
    const struct reference *one = take(references, "l2", 1);
    cr_expect_eq(one->median_ns, 1);
    cr_expect(isnan(one->interval_ns[0]) && isnan(one->interval_ns[1]));
    struct reference *none = reference_new("l3");
    reference_summarise(none);
    cr_expect(isnan(none->median_ns));
    reference_free(none);
}

Test(reference, takes_samples_by_name_and_pools_them)
{
    g_autoptr(GPtrArray) into = new_references();
    g_autoptr(GPtrArray) from = new_references();
    take(into, "l1", 3);
    take(from, "l1", 5);
    take(from, "new", 1);
    references_pool(into, from);
    cr_assert_eq(into->len, 2);
    cr_expect_eq(references_find(into, "l1")->samples_ns->len, 8);
    cr_expect_eq(references_find(into, "l1")->median_ns, 2.5);
    cr_expect_eq(references_find(into, "new")->median_ns, 1);
    cr_expect_null(references_find(into, "other"));
}
