// SPDX-License-Identifier: MIT
#include "framework/cli/witnesses.h"

#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/base/lookup.h"
#include "framework/compare/decision.h"
#include "framework/compare/witness.h"

// The code of each program, read when the first difference in it is confirmed.
static const struct code_map *read_code(GHashTable *maps, const char *program)
{
    if (!g_hash_table_contains(maps, program))
        g_hash_table_insert(maps, g_strdup(program), code_map_read(program, NULL));
    return g_hash_table_lookup(maps, program);
}

static gconstpointer id_of_pair(gconstpointer pair)
{
    return ((const struct pair *)pair)->cases[SIDE_HEAD]->id;
}

static const struct lookup_key pair_by_id = {id_of_pair, hash_text, g_str_equal};

static void add_note(const struct recording *recording, GHashTable *maps,
                     struct comparison *comparison, const struct pair *pair)
{
    const struct run *run = recording->run;
    double base = result_metric(run_find_base(run, comparison->id), "instructions");
    double head = result_metric(run_find_result(run, comparison->id), "instructions");
    bool is_called = verdict_is_change(comparison->verdict);
    if (!is_called && isnan(head))
        return;
    const struct bench_case *const *cases = pair->cases;
    enum code_sameness sameness =
        is_called ? code_compare(read_code(maps, cases[SIDE_BASE]->suite),
                                 read_code(maps, cases[SIDE_HEAD]->suite), cases[SIDE_HEAD], NULL)
                  : CODE_UNKNOWN;
    comparison->note = witness_words(comparison->verdict, sameness, base, head);
    if (is_called)
        decision_take_code(comparison, witness_is_same_code(sameness, base, head));
}

void witnesses_add(const struct recording *recording, const struct sides *sides)
{
    const struct run *run = recording->run;
    struct lookup lookup = {.key = &pair_by_id};
    g_autoptr(GHashTable) maps =
        g_hash_table_new_full(hash_text, g_str_equal, g_free, (GDestroyNotify)code_map_free);
    for (guint i = 0; i < run->comparisons->len && !interruption_is_requested(); i++) {
        struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        const struct pair *pair = lookup_find(&lookup, sides->common, comparison->id);
        if (pair != NULL && comparison->note == NULL)
            add_note(recording, maps, comparison, pair);
    }
    lookup_clear(&lookup);
}
