// SPDX-License-Identifier: MIT
#include "suites/support/peak_memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "suites/support/pages.h"

static const size_t many = 32 << 20;
// The kernel counts pages in batches for each CPU.
static const double slack = 2 << 20;

static void touch_many(void)
{
    void *memory = pages_new(many);
    memset(memory, 1, many);
    pages_free(memory);
}

Test(peak_memory, remembers_what_is_given_back)
{
    if (!peak_memory_reset())
        cr_skip_test("the kernel keeps no peak that can be set back");
    double before = peak_memory_bytes();
    touch_many();
    cr_assert_geq(peak_memory_bytes(), before + (double)many - slack);
}

Test(peak_memory, forgets_what_was_before_the_reset)
{
    touch_many();
    double before = peak_memory_bytes();
    if (!peak_memory_reset())
        cr_skip_test("the kernel keeps no peak that can be set back");
    cr_assert_leq(peak_memory_bytes(), before - (double)many + slack);
}

Test(peak_memory, does_not_count_what_nobody_touched)
{
    if (!peak_memory_reset())
        cr_skip_test("the kernel keeps no peak that can be set back");
    double before = peak_memory_bytes();
    pages_free(pages_new(many));
    cr_assert_leq(peak_memory_bytes(), before + slack);
}
