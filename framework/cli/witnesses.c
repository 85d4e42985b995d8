// SPDX-License-Identifier: MIT
#include "framework/cli/witnesses.h"

#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/base/lookup.h"
#include "framework/cli/same_code.h"
#include "framework/compare/decision.h"
#include "framework/compare/witness.h"

static gconstpointer id_of_pair(gconstpointer pair)
{
    return ((const struct pair *)pair)->cases[SIDE_HEAD]->id;
}

static const struct lookup_key pair_by_id = {id_of_pair, hash_text, g_str_equal};

static void add_note(const struct recording *recording, const struct same_code *same_code,
                     struct comparison *comparison, const struct pair *pair)
{
    const struct run *run = recording->run;
    double base = result_metric(run_find_base(run, comparison->id), "instructions");
    double head = result_metric(run_find_result(run, comparison->id), "instructions");
    bool is_called = verdict_is_change(comparison->verdict);
    if (!is_called && isnan(head))
        return;
    enum code_sameness sameness =
        is_called ? same_code_find(same_code, pair, CODE_OF_LOOP) : CODE_UNKNOWN;
    comparison->note = witness_words(comparison->verdict, sameness, base, head);
    if (is_called)
        decision_take_code(comparison, witness_is_same_code(sameness, base, head));
}

void witnesses_add(const struct recording *recording, const struct sides *sides)
{
    const struct run *run = recording->run;
    struct lookup lookup = {.key = &pair_by_id};
    struct same_code same_code;
    same_code_init(&same_code, &recording->options);
    for (guint i = 0; i < run->comparisons->len && !interruption_is_requested(); i++) {
        struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        const struct pair *pair = lookup_find(&lookup, sides->common, comparison->id);
        if (pair != NULL && comparison->note == NULL)
            add_note(recording, &same_code, comparison, pair);
    }
    lookup_clear(&lookup);
    same_code_clear(&same_code);
}
