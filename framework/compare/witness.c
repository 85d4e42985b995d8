// SPDX-License-Identifier: MIT
#include "framework/compare/witness.h"

#include <math.h>

static const double same_within = 0.001;

// Head's instructions divided by base's; NAN if one is unknown.
static double instruction_ratio(double base, double head)
{
    return base > 0 && head > 0 && isfinite(base) && isfinite(head) ? head / base : NAN;
}

static char *instruction_words(double ratio)
{
    if (ratio >= 2)
        return g_strdup_printf("%.1f times the instructions", ratio);
    if (ratio > 1)
        return g_strdup_printf("%.1f%% more instructions", (ratio - 1) * 100);
    return g_strdup_printf("%.1f%% fewer instructions", (1 - ratio) * 100);
}

bool witness_is_same_code(enum code_sameness sameness, double base_instructions,
                          double head_instructions)
{
    double ratio = instruction_ratio(base_instructions, head_instructions);
    return code_is_same(sameness) && !(fabs(ratio - 1) > same_within);
}

char *witness_words(enum verdict verdict, enum code_sameness sameness, double base_instructions,
                    double head_instructions)
{
    double ratio = instruction_ratio(base_instructions, head_instructions);
    bool is_same_code = code_is_same(sameness);
    bool is_same_count = fabs(ratio - 1) <= same_within;
    if (isfinite(ratio) && !is_same_count) {
        // The same code takes another path: its input, or what it calls elsewhere, changed.
        g_autofree char *words = instruction_words(ratio);
        return g_strconcat(is_same_code ? "same code, " : "", words, NULL);
    }
    if (is_same_code)
        return g_strdup("same code");
    if (!is_same_count)
        return NULL;
    if (!verdict_is_change(verdict))
        return g_strdup("same instructions");
    return g_strdup_printf("same instructions, %s time", verdict_word(verdict));
}
