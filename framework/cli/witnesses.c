// SPDX-License-Identifier: MIT
#include "framework/cli/witnesses.h"

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/compare/decision.h"
#include "framework/compare/witness.h"
#include "framework/runner/passes/passes.h"

// What nobody asked for must end soon: not more cases than this, none begun after so long, and no
// answer waited for longer than this under callgrind.
enum { MOST_COUNTED = 10 };
static const double longest_s = 60;
static const double longest_answer_s = 20;

/** A comparison that there is something to say about. */
struct suspect {
    struct comparison *comparison;
    const struct pair *pair;
    enum verdict call; // its verdict, or in a part what the whole may make of it
    struct evidence evidence;
};

static double instructions_of(const struct result *result)
{
    return result != NULL ? result_metric(result, "instructions") : NAN;
}

static void take_counts(const struct run *run, struct suspect *suspect)
{
    const char *id = suspect->comparison->id;
    suspect->evidence.instructions[SIDE_BASE] = instructions_of(run_find_base(run, id));
    suspect->evidence.instructions[SIDE_HEAD] = instructions_of(run_find_result(run, id));
}

static bool is_counted(const struct suspect *suspect)
{
    return !isnan(suspect->evidence.instructions[SIDE_BASE]) &&
           !isnan(suspect->evidence.instructions[SIDE_HEAD]);
}

// The comparisons of this run that have no note yet, with what their code says.
static GArray *list_suspects(const struct recording *recording, const struct sides *sides,
                             const struct same_code *same_code)
{
    const struct run *run = recording->run;
    const struct options *options = &recording->options;
    GArray *suspects = g_array_new(FALSE, FALSE, sizeof(struct suspect));
    struct lookup lookup = {.key = &pair_by_id};
    for (guint i = 0; i < run->comparisons->len && !interruption_is_requested(); i++) {
        struct suspect suspect = {.comparison = g_ptr_array_index(run->comparisons, i)};
        suspect.pair = lookup_find(&lookup, sides->common, suspect.comparison->id);
        suspect.call = compare_find_call(run, suspect.comparison);
        bool has_note = suspect.comparison->note != NULL;
        // A note of a part's may be that it has too few processes, which are enough in the whole.
        if (suspect.pair == NULL || (has_note && suspect.call == suspect.comparison->verdict))
            continue;
        take_counts(run, &suspect);
        suspect.evidence.has_layouts = options->layouts > 0 || options->layouts_for_suspects;
        if (verdict_is_change(suspect.call)) {
            suspect.evidence.code = same_code_find(same_code, suspect.pair, CODE_OF_LOOP, NULL);
            suspect.evidence.has_other_fixture =
                code_is_same(suspect.evidence.code) &&
                !code_is_same(same_code_find(same_code, suspect.pair, CODE_OF_CASE, NULL));
        }
        g_array_append_val(suspects, suspect);
    }
    lookup_clear(&lookup);
    return suspects;
}

// The same code does the same unless it is given something else.
static bool is_wanted(const struct suspect *suspect, enum witnessing witnessing)
{
    bool is_called = verdict_is_change(suspect->call);
    bool is_open = !code_is_same(suspect->evidence.code) || suspect->evidence.has_other_fixture;
    if (is_counted(suspect) || witnessing == WITNESS_NEVER)
        return false;
    return witnessing == WITNESS_ALWAYS ? suspect->call != VERDICT_UNCLEAR : is_called && is_open;
}

static int by_size(gconstpointer a, gconstpointer b)
{
    const struct suspect *x = *(const struct suspect *const *)a;
    const struct suspect *y = *(const struct suspect *const *)b;
    return comparison_by_size(&x->comparison, &y->comparison);
}

/** One side of a comparison on its way through callgrind, in a thread of its own. */
struct counting {
    const struct bench_case *bench_case;
    struct launch launch;
    struct result *result; // that gets the count; NULL: none
    GError *error;
};

static struct counting prepare(struct recording *recording, const struct suspect *suspect,
                               enum side side)
{
    const char *id = suspect->comparison->id;
    const struct result *result =
        side == SIDE_BASE ? run_find_base(recording->run, id) : run_find_result(recording->run, id);
    struct counting counting = {
        .bench_case = suspect->pair->cases[side],
        .launch = sides_launch(recording, side, suspect->pair->cases[side]),
        .result = (struct result *)result,
    };
    // The count is the same on any CPU, and two at once take half as long.
    counting.launch.cpus = recording->pinning.former;
    counting.launch.cpus_bytes = recording->pinning.former_bytes;
    if (recording->options.witnessing == WITNESS_AUTO)
        counting.launch.timeout_s =
            fmin(counting.launch.timeout_s, longest_answer_s / pass_find("instructions")->slowdown);
    return counting;
}

static void take_metric(struct result *to, const struct result *from, const struct pass *pass)
{
    const char *name = pass->metrics[0].name;
    result_set_metric(to, name, pass->name, result_metric(from, name));
}

static gpointer count_side(gpointer data)
{
    struct counting *counting = data;
    const struct pass *pass = pass_find("instructions");
    struct plan *plan = plan_new(0);
    struct arm *arm = plan_add(plan, counting->bench_case, &counting->launch);
    if (pass_take(pass, arm, NULL, &counting->error) && counting->result != NULL)
        take_metric(counting->result, arm->result, pass);
    plan_free(plan);
    return NULL;
}

// What was asked for is missed with a word, what was not without.
static void count(struct recording *recording, struct suspect *suspect)
{
    struct counting base = prepare(recording, suspect, SIDE_BASE);
    struct counting head = prepare(recording, suspect, SIDE_HEAD);
    GThread *thread = g_thread_try_new("count", count_side, &base, NULL);
    if (thread == NULL)
        count_side(&base);
    count_side(&head);
    if (thread != NULL)
        g_thread_join(thread);
    const GError *error = base.error != NULL ? base.error : head.error;
    if (error != NULL && recording->options.witnessing == WITNESS_ALWAYS &&
        !interruption_is_requested())
        g_ptr_array_add(recording->run->warnings, g_strdup(error->message));
    g_clear_error(&base.error);
    g_clear_error(&head.error);
    take_counts(recording->run, suspect);
}

static bool can_count(struct recording *recording, const struct suspect *first)
{
    g_autoptr(GError) error = NULL;
    const struct pass *pass = pass_find("instructions");
    struct launch launch = sides_launch(recording, SIDE_HEAD, first->pair->cases[SIDE_HEAD]);
    if (pass->is_available(&launch, &error))
        return true;
    if (recording->options.witnessing == WITNESS_ALWAYS)
        g_ptr_array_add(recording->run->warnings,
                        g_strdup_printf("--witness always: %s", error->message));
    return false;
}

static void count_all(struct recording *recording, const GPtrArray *wanted)
{
    bool is_auto = recording->options.witnessing == WITNESS_AUTO;
    guint n = is_auto ? MIN(wanted->len, (guint)MOST_COUNTED) : wanted->len;
    gint64 ends_us = g_get_monotonic_time() + (gint64)(longest_s * 1e6);
    guint done = 0;
    progress_begin(&recording->progress, n, n, recording->options.is_quiet);
    for (; done < n && !interruption_is_requested(); done++) {
        struct suspect *suspect = g_ptr_array_index(wanted, done);
        if (is_auto && g_get_monotonic_time() > ends_us)
            break;
        progress_next(&recording->progress, 1);
        progress_show(&recording->progress, suspect->comparison->id, 0);
        count(recording, suspect);
    }
    progress_end(&recording->progress);
    if (done < wanted->len && !interruption_is_requested() && !recording->options.is_quiet)
        say("counted the instructions of the %u largest of %u differences; --witness always counts "
            "all",
            done, wanted->len);
}

static void count_wanted(struct recording *recording, GArray *suspects)
{
    g_autoptr(GPtrArray) wanted = g_ptr_array_new();
    for (guint i = 0; i < suspects->len; i++) {
        struct suspect *suspect = &g_array_index(suspects, struct suspect, i);
        if (is_wanted(suspect, recording->options.witnessing))
            g_ptr_array_add(wanted, suspect);
    }
    g_ptr_array_sort(wanted, by_size);
    if (wanted->len > 0 && can_count(recording, g_ptr_array_index(wanted, 0)))
        count_all(recording, wanted);
}

static void take_evidence(const struct run *run, const struct suspect *suspect)
{
    struct comparison *comparison = suspect->comparison;
    bool is_called = verdict_is_change(suspect->call);
    g_autofree char *words = witness_words(suspect->call, &suspect->evidence);
    bool is_certain = run->part.of == 0 || !is_called;
    g_free(comparison->note);
    comparison->note = is_certain || suspect->call == comparison->verdict ? g_strdup(words) : NULL;
    g_free(comparison->if_called);
    comparison->if_called = is_certain ? NULL : g_strdup(words);
    if (is_called)
        decision_take_code(comparison, witness_is_same_code(&suspect->evidence));
}

bool witnesses_add(struct recording *recording, const struct sides *sides,
                   const struct same_code *same_code)
{
    g_autoptr(GArray) suspects = list_suspects(recording, sides, same_code);
    guint n_warnings = recording->run->warnings->len;
    bool is_new = false;
    count_wanted(recording, suspects);
    for (guint i = 0; i < suspects->len; i++) {
        struct suspect *suspect = &g_array_index(suspects, struct suspect, i);
        if (!verdict_is_change(suspect->call) && isnan(suspect->evidence.instructions[SIDE_HEAD]))
            continue;
        take_evidence(recording->run, suspect);
        is_new = true;
    }
    return is_new || recording->run->warnings->len > n_warnings;
}
