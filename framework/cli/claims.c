// SPDX-License-Identifier: MIT
#include "framework/cli/claims.h"

#include "framework/cli/command.h"

int claims_require(const GPtrArray *cases, const struct options *options)
{
    for (guint i = 0; i < cases->len && options->judges_claims; i++)
        if (((const struct bench_case *)g_ptr_array_index(cases, i))->min_speedup > 0)
            return EXIT_GOOD;
    if (!options->judges_claims)
        return EXIT_GOOD;
    return complain(EXIT_NOTHING,
                    "none of the %u selected cases makes a claim (--claims): set .min_speedup in a "
                    "BENCH(), or select other cases",
                    cases->len);
}

int claims_judge(const struct run *run, const struct options *options)
{
    guint n_judged = 0;
    if (!options->judges_claims)
        return EXIT_GOOD;
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (comparison->claim == CLAIM_FAILS)
            return EXIT_CHECK_FAILED;
        n_judged += comparison->claim != CLAIM_NONE;
    }
    if (n_judged > 0)
        return EXIT_GOOD;
    return complain(EXIT_NOTHING, "no claim could be judged (--claims): the baseline was not "
                                  "measured; select it with -f too");
}
