// SPDX-License-Identifier: MIT
#include "reports/words/explanation.h"

#include <math.h>

#include "framework/base/text.h"
#include "reports/words/units.h"

static char *gain_words(const struct suggestion *suggestion)
{
    if (!isfinite(suggestion->gain))
        return g_strdup("without a bound that is known");
    g_autofree char *times = units_speedup(1 / suggestion->gain);
    return g_strdup_printf("%s%s", suggestion->is_shown ? "" : "up to ", times);
}

// What to do, of each technique.
static const char *const deeds[TECHNIQUES] = {
    [TECHNIQUE_ALGORITHM] = "find one that does fewer steps",
    [TECHNIQUE_CACHE] = "keep the results of the calls that are repeated, and measure the hit rate",
    [TECHNIQUE_ALLOCATE_ONCE] =
        "allocate before the loop, grow by doubling, or use a pool or arena",
    [TECHNIQUE_VECTORISE] = "let the compiler vectorise it (-O3, -march=native, restrict; "
                            "-fassociative-math for sums), or use intrinsics",
    [TECHNIQUE_LAYOUT] = "put what the loop reads side by side: give each field an array, or "
                         "order fields by size",
    [TECHNIQUE_BRANCH] = "compute with the condition, or sort the data, so that there is nothing "
                         "to guess",
    [TECHNIQUE_COPY] = "pass pointers, remember lengths and ends, and reserve room once",
    [TECHNIQUE_THREADS] = "divide the work, if its parts do not depend on each other",
    [TECHNIQUE_ALTERNATIVE] = "take it, or what makes it faster",
    [TECHNIQUE_FLAGS] = "build with the flags that are faster",
    [TECHNIQUE_WAIT] = "wait for everything at once, with threads or an event loop",
};

static void add_suggestions(struct explanation *explanation, const struct evidence *evidence)
{
    g_autoptr(GArray) found = suggestions_find(evidence);
    for (guint i = 0; i < found->len; i++) {
        const struct suggestion *suggestion = &g_array_index(found, struct suggestion, i);
        g_autofree char *gain = gain_words(suggestion);
        const struct result *fastest = evidence_fastest(evidence);
        bool is_flags = suggestion->technique == TECHNIQUE_FLAGS;
        g_autofree char *shown =
            is_flags ? g_strdup("; measured")
            : suggestion->is_shown && fastest != NULL
                ? g_strdup_printf("; '%s' shows it", fastest->bench_case->name)
                : g_strdup_printf("; it concerns %.0f%% of the time", 100 * suggestion->share);
        g_autofree char *text =
            g_strdup_printf("%s, %s: %s%s", technique_word(suggestion->technique), gain,
                            deeds[suggestion->technique], shown);
        g_ptr_array_add(explanation->suggestions, text_printable(text));
    }
}

struct explanation *explanation_make(const struct evidence *evidence)
{
    struct explanation *explanation = g_new(struct explanation, 1);
    *explanation = (struct explanation){
        .target = text_printable(evidence->profile->target),
        .answers = answers_find(evidence),
        .suggestions = g_ptr_array_new_with_free_func(g_free),
        .rule = "Measure after each change, and keep it only where the gain pays for the code.",
    };
    add_suggestions(explanation, evidence);
    return explanation;
}

void explanation_free(struct explanation *explanation)
{
    g_free(explanation->target);
    g_ptr_array_unref(explanation->answers);
    g_ptr_array_unref(explanation->suggestions);
    g_free(explanation);
}
