// SPDX-License-Identifier: MIT
// Lists that are larger than benchrun reads.
#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

#include "framework/runner/suite.h"

TestSuite(suite_limits, .timeout = 100);

static void expect_refusal(const char *scenario, const char *phrase)
{
    const char *launcher[] = {PROGRAMS "/scripted_worker", scenario, NULL};
    struct launch launch = {.program = "suite", .launcher = launcher, .cpu = -1, .timeout_s = 90};
    g_autoptr(GError) error = NULL;
    cr_assert_null(suite_list(&launch, NULL, &error), "%s is listed", scenario);
    cr_assert_not_null(error, "%s: no error", scenario);
    cr_expect_not_null(strstr(error->message, phrase), "%s: '%s'", scenario, error->message);
}

// Memory is measured as the most that the process ever had.
Test(suite_limits, of_bytes_are_kept_in_little_memory)
{
    struct rusage usage;
    expect_refusal("list-of-long-names", "it lists more than 64 MiB of cases, the limit");
    getrusage(RUSAGE_SELF, &usage);
    cr_expect_lt(usage.ru_maxrss, 1 << 20, "%ld KiB", usage.ru_maxrss);
}

Test(suite_limits, of_cases_are_kept)
{
    expect_refusal("list-of-too-many", "it lists more than 1,000,000 cases, the limit");
}
