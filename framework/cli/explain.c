// SPDX-License-Identifier: MIT
#include "framework/cli/explain.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/compare/compare.h"
#include "framework/profile/demangle.h"
#include "framework/profile/difference.h"
#include "framework/program/side_by_side.h"
#include "framework/runner/passes/profile_case.h"
#include "framework/runner/passes/profile_passes.h"
#include "reports/formats.h"

enum { TOP = 5, SAMPLES = 1000, CODE_LINES = 60 };

// A second of samples; what is allocated and what runs is counted exactly.
static const struct profile_case_options sampling = {
    .sampler = {.rate_hz = 997, .stack_bytes = 8 * 1024},
    .least_samples = SAMPLES,
    .time_s = NAN,
};

static bool take(const struct profile_pass_row *row, struct arm *arm, struct profile *profile,
                 GError **error)
{
    return row->of_case != NULL ? row->of_case(arm, profile, error)
                                : profile_case(arm, &sampling, profile, error);
}

// What is not available is missing, as with `profile --all`.
static struct profile *profile_side(struct recording *recording, const struct pair *pair,
                                    enum side side)
{
    static const char *const passes[] = {"time", "calls", "heap", NULL};
    const struct bench_case *bench_case = pair->cases[side];
    struct launch launch = sides_launch(recording, side, bench_case);
    struct plan *plan = plan_new(0);
    struct arm *arm = plan_add(plan, bench_case, &launch);
    struct profile *profile = profile_new();
    profile->target = g_strdup(bench_case->id);
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++) {
        g_autoptr(GError) error = NULL;
        if (g_strv_contains(passes, row->name) && !interruption_is_requested() &&
            !take(row, arm, profile, &error))
            profile_add_pass(profile, row->name, NULL)->why_missing = g_strdup(error->message);
    }
    plan_free(plan);
    return profile;
}

// The function of a program that holds most of what `name` has: itself, or what it was put into.
static char *find_holder(const struct profile *profile, const char *name)
{
    guint most = 0;
    for (guint node = 1; node < profile->nodes->len; node++)
        if (strcmp(profile_function_of(profile, node)->name, name) == 0 &&
            (most == 0 || profile_self(profile, 0, node) > profile_self(profile, 0, most)))
            most = node;
    while (most > 0 && profile_frame_of(profile, most)->is_inlined)
        most = g_array_index(profile->nodes, struct profile_node, most).parent;
    return most > 0 ? g_strdup(profile_function_of(profile, most)->name) : NULL;
}

// The function whose code is shown: of what both have, where most changed.
static char *find_hottest(const struct profile *base, const struct profile *head)
{
    struct difference difference;
    const struct profile_metric *first = g_ptr_array_index(head->metrics, 0);
    if (!difference_find(&difference, base, head, first->name))
        return NULL;
    g_autoptr(GArray) items = difference_of_functions(&difference);
    for (guint i = 0; i < items->len; i++) {
        const struct changed *item = &g_array_index(items, struct changed, i);
        if (item->functions[0] != NULL && item->functions[1] != NULL &&
            difference_is_certain(&difference, item))
            return find_holder(head, item->functions[1]->name);
    }
    return NULL;
}

// Profiles have the names of C++ as people write them.
static bool is_symbol_of(const char *symbol, const char *name)
{
    g_autofree char *plain = demangle(symbol);
    return strcmp(plain, name) == 0;
}

// Cases may share a function: `shown` are those whose code is in an explanation already.
static void add_code(GString *out, GHashTable *shown, const struct pair *pair,
                     const struct profile *base, const struct profile *head)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = find_hottest(base, head);
    const char *const programs[2] = {pair->cases[0]->suite, pair->cases[1]->suite};
    if (name == NULL)
        return;
    if (!g_hash_table_add(shown, g_strdup(name))) {
        g_string_append_printf(out, "\nThe machine code of %s is shown above.\n", name);
        return;
    }
    g_autofree char *code = side_by_side(programs, name, is_symbol_of, CODE_LINES, &error);
    if (code != NULL)
        g_string_append_printf(out, "\nmachine code of %s, base and head:\n%s", name, code);
    else if (error == NULL)
        g_string_append_printf(out, "\nThe machine code of %s is the same but for addresses.\n",
                               name);
}

static void add_missing(GString *out, const struct profile *profile)
{
    for (guint i = 0; i < profile->passes->len; i++) {
        const struct profile_pass *pass = g_ptr_array_index(profile->passes, i);
        if (pass->why_missing != NULL)
            g_string_append_printf(out, "no %s: %s\n", pass->name, pass->why_missing);
    }
}

static char *explain(struct recording *recording, GHashTable *shown, const struct pair *pair)
{
    g_autoptr(Profile) base = profile_side(recording, pair, SIDE_BASE);
    g_autoptr(Profile) head = profile_side(recording, pair, SIDE_HEAD);
    g_autoptr(GString) out = g_string_new(NULL);
    const struct profile_report report = {
        .profile = head, .base = base, .top = TOP, .reads_source = true};
    bool is_good = head->metrics->len > 0 && profile_difference_append(out, &report, NULL);
    if (is_good)
        add_code(out, shown, pair, base, head);
    add_missing(out, head);
    return out->len > 0 ? g_strdup(out->str) : NULL;
}

static bool is_wanted(const struct recording *recording, const struct comparison *comparison)
{
    bool is_all = g_strcmp0(recording->options.explain, "all") == 0;
    enum verdict call = compare_find_call(recording->run, comparison);
    return call == VERDICT_SLOWER || (is_all && call == VERDICT_FASTER);
}

// The comparisons to explain, the largest change first.
static GPtrArray *list_wanted(const struct recording *recording)
{
    GPtrArray *wanted = g_ptr_array_new();
    const struct options *options = &recording->options;
    for (guint i = 0; i < recording->run->comparisons->len && options->explain != NULL; i++) {
        struct comparison *comparison = g_ptr_array_index(recording->run->comparisons, i);
        if (is_wanted(recording, comparison))
            g_ptr_array_add(wanted, comparison);
    }
    g_ptr_array_sort(wanted, comparison_by_size);
    return wanted;
}

// How many were explained. What an interruption cut short has half of its passes and is left out.
static guint explain_all(struct recording *recording, const struct sides *sides,
                         const GPtrArray *wanted)
{
    struct lookup lookup = {.key = &pair_by_id};
    g_autoptr(GHashTable) shown = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    guint done = 0;
    progress_begin(&recording->progress, wanted->len, wanted->len, recording->options.is_quiet);
    while (done < wanted->len && !interruption_is_requested()) {
        struct comparison *comparison = g_ptr_array_index(wanted, done);
        const struct pair *pair = lookup_find(&lookup, sides->common, comparison->id);
        progress_next(&recording->progress, 1);
        progress_show(&recording->progress, comparison->id, 0);
        g_autofree char *explanation = pair != NULL ? explain(recording, shown, pair) : NULL;
        if (interruption_is_requested())
            break;
        comparison->explanation = g_steal_pointer(&explanation);
        done++;
    }
    progress_end(&recording->progress);
    lookup_clear(&lookup);
    return done;
}

bool explain_add(struct recording *recording, const struct sides *sides)
{
    g_autoptr(GPtrArray) wanted = list_wanted(recording);
    bool is_quiet = recording->options.is_quiet;
    if (wanted->len == 0 || interruption_is_requested())
        return false;
    if (wanted->len > 1 && !is_quiet)
        say("explaining %u changes, the largest first, some seconds each; Ctrl-C keeps what is "
            "done",
            wanted->len);
    guint done = explain_all(recording, sides, wanted);
    if (done < wanted->len && !is_quiet)
        say("interrupted: %u of %u changes explained", done, wanted->len);
    return done > 0;
}
