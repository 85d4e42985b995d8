// SPDX-License-Identifier: MIT
#include "framework/compare/witness.h"

#include <math.h>

static const double same_within = 0.001;

// Head's instructions divided by base's; NAN if one is unknown.
static double instruction_ratio(const struct evidence *evidence)
{
    double base = evidence->instructions[0];
    double head = evidence->instructions[1];
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

// Of a count that does not change as the time does.
static const char *what_it_means(enum verdict verdict, double ratio)
{
    const double telling = 0.01;
    if (fabs(ratio - 1) < telling)
        return "";
    if (verdict == VERDICT_SAME)
        return ratio > 1 ? ", same time: they run while it waits for something else"
                         : ", same time: it waits for something else";
    if (verdict == VERDICT_SLOWER && ratio < 1)
        return ", which take longer: look at cache and branch misses";
    if (verdict == VERDICT_FASTER && ratio > 1)
        return ", which take less time: fewer misses, or more of them at once";
    return "";
}

bool witness_is_same_code(const struct evidence *evidence)
{
    double ratio = instruction_ratio(evidence);
    return code_is_same(evidence->code) && !(fabs(ratio - 1) > same_within);
}

char *witness_words(enum verdict verdict, const struct evidence *evidence)
{
    double ratio = instruction_ratio(evidence);
    bool is_same_code = code_is_same(evidence->code);
    bool is_same_count = fabs(ratio - 1) <= same_within;
    const char *code = evidence->has_other_fixture ? "same code, other fixture" : "same code";
    if (isfinite(ratio) && !is_same_count) {
        // The same code takes another path: its input, or what it calls elsewhere, changed.
        g_autofree char *words = instruction_words(ratio);
        return is_same_code ? g_strconcat(code, ", ", words, NULL)
                            : g_strconcat(words, what_it_means(verdict, ratio), NULL);
    }
    if (is_same_code)
        return g_strdup(code);
    if (!is_same_count)
        return NULL;
    if (!verdict_is_change(verdict))
        return g_strdup("same instructions");
    return evidence->has_layouts
               ? g_strdup_printf("same instructions, %s time", verdict_word(verdict))
               : g_strdup("same instructions: probably placement, try --layouts");
}
