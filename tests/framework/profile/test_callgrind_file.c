// SPDX-License-Identifier: MIT
// Files as callgrind 3.19 writes them, shortened.
#include "framework/profile/callgrind_file.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/profile/totals.h"

static const char recursion[] = "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\n"
                                "positions: line\nevents: Ir\nsummary: 100\n\n"
                                "ob=(1) /tmp/tool\nfl=(1) /src/tool.c\nfn=(1) main'(below main)\n"
                                "10 5\ncfn=(2) fib'main'(below main)\ncalls=2 3\n+1 95\n\n"
                                "fn=(2)\n3 20\n+1 4\ncfn=(3) fib'2'main'(below main)\n"
                                "calls=7 3\n* 71\n\n"
                                "fn=(3)\n3 60\ncfn=(3)\ncalls=1 3\n4 11\n4 11\n";

static struct profile *read_text(const char *text, struct callgrind_metrics *metrics)
{
    struct profile *profile = profile_new();
    g_autoptr(GError) error = NULL;
    *metrics = callgrind_metrics_add(profile);
    bool is_good = callgrind_file_add(text, profile, metrics, &error);
    cr_assert(is_good, "%s", error ? error->message : "");
    return profile;
}

static const struct total *find(const struct profile *profile, const GArray *totals,
                                const char *name)
{
    guint i = 0;
    while (i < totals->len &&
           strcmp(g_array_index(profile->functions, struct profile_function, i).name, name) != 0)
        i++;
    cr_assert_lt(i, totals->len, "no function '%s'", name);
    return &g_array_index(totals, struct total, i);
}

Test(callgrind_file, counts_calls_with_recursion_as_total_and_primitive)
{
    struct callgrind_metrics metrics;
    g_autoptr(Profile) profile = read_text(recursion, &metrics);
    GArray *calls = totals_of_functions(profile, metrics.calls);
    GArray *instructions = totals_of_functions(profile, metrics.instructions);
    cr_expect_eq(find(profile, calls, "fib")->self, 2 + 7 + 1);
    cr_expect_eq(find(profile, calls, "fib")->primitive, 2);
    cr_expect_eq(find(profile, instructions, "fib")->self, 20 + 4 + 60 + 11);
    cr_expect_eq(find(profile, instructions, "fib")->inclusive, 95);
    cr_expect_eq(find(profile, instructions, "main")->self, 5);
    cr_expect_eq(find(profile, instructions, "main")->inclusive, 100);
    cr_expect_eq(totals_of_all(profile, metrics.instructions), 100);
    g_array_unref(calls);
    g_array_unref(instructions);
}

// As callgrind writes what ran between two dumps: the callers began before the first.
Test(callgrind_file, does_not_count_callers_that_began_before)
{
    static const char part[] = "version: 1\npositions: line\nevents: Ir\nsummary: 900\n\n"
                               "fl=(1) /src/tool.c\nfn=(1) main'(below main)\n"
                               "cfn=(2) body'main'(below main)\ncalls=0 3\n10 900\n\n"
                               "fn=(2)\n3 900\n";
    struct callgrind_metrics metrics;
    g_autoptr(Profile) profile = read_text(part, &metrics);
    cr_expect_eq(totals_of_all(profile, metrics.instructions), 900);
    cr_expect_eq(totals_of_all(profile, metrics.calls), 0);
}

Test(callgrind_file, knows_functions_that_were_sampled)
{
    g_autoptr(Profile) profile = profile_new();
    const struct profile_function sampled = {"fib", "/src/tool.c", "tool", 2};
    guint fib = profile_function(profile, &sampled);
    struct callgrind_metrics metrics = callgrind_metrics_add(profile);
    cr_assert(callgrind_file_add(recursion, profile, &metrics, NULL));
    GArray *calls = totals_of_functions(profile, metrics.calls);
    cr_expect_eq(g_array_index(calls, struct total, fib).self, 10);
    g_array_unref(calls);
}

Test(callgrind_file, that_is_none_is_refused)
{
    static const char *const wrong[] = {"", "nonsense", "\nevents: Dr Dw\n1 2 3\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Profile) profile = profile_new();
        struct callgrind_metrics metrics = callgrind_metrics_add(profile);
        cr_expect_not(callgrind_file_add(wrong[i], profile, &metrics, &error), "'%s'", wrong[i]);
        cr_expect_not_null(error);
    }
}
