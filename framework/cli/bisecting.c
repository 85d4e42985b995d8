// SPDX-License-Identifier: MIT
#include "framework/cli/bisecting.h"

#include <math.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/comparing.h"
#include "framework/compare/decision.h"
#include "reports/words/comparison_words.h"

enum { ATTEMPTS = 2, MORE = 4, FEWEST_LAYOUTS = 16 };

/** One comparison. */
struct attempt {
    struct bisecting *bisecting;
    struct measured *out;
    unsigned layouts;
    bool is_over; // another one would say no more
};

// The case is selected by its whole id once there is one.
static void take_patterns(struct bisecting *bisecting)
{
    struct options *options = &bisecting->recording->options;
    g_strfreev(options->patterns);
    options->patterns = g_strdupv(bisecting->patterns);
    if (bisecting->case_id == NULL)
        return;
    g_autofree char *escaped = g_regex_escape_string(bisecting->case_id, -1);
    g_strfreev(options->patterns);
    options->patterns = g_new0(char *, 2);
    options->patterns[0] = g_strdup_printf("/^%s$/", escaped);
}

static void prepare(struct attempt *attempt)
{
    struct bisecting *bisecting = attempt->bisecting;
    struct recording *recording = bisecting->recording;
    struct options *options = &recording->options;
    run_free(recording->run);
    recording->run = run_new();
    recording->run->seed = options->seed + bisecting->n_measured++;
    g_free(options->git);
    options->git = g_strdup_printf("%s..%s", attempt->out->base, attempt->out->commit);
    options->layouts = attempt->layouts;
    take_patterns(bisecting);
}

static int refuse_several(const GPtrArray *pairs)
{
    enum { MOST_NAMED = 5 };
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < MIN(pairs->len, MOST_NAMED); i++) {
        const struct pair *pair = g_ptr_array_index(pairs, i);
        g_string_append_printf(ids, "%s'%s'", i > 0 ? ", " : "", pair->cases[SIDE_HEAD]->id);
    }
    if (pairs->len > MOST_NAMED)
        g_string_append_printf(ids, " and %u more", pairs->len - MOST_NAMED);
    return complain(EXIT_USAGE, "bisect follows one case, and there are %u: choose one with -f: %s",
                    pairs->len, ids->str);
}

// A case that did not run, by what its worker said.
static char *why_not_measured(const struct run *run)
{
    const GPtrArray *sides[] = {run->results, run->base};
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
        for (guint k = 0; k < sides[i]->len; k++) {
            const struct result *result = g_ptr_array_index(sides[i], k);
            if (result->status != STATUS_OK)
                return g_strdup_printf("%s: %s", status_word(result->status),
                                       result->message != NULL ? result->message : "");
        }
    return g_strdup("it is as fast as an empty loop");
}

// What is known of the ratio; nothing where the interval says nothing, or too much was disturbed.
static void take(struct attempt *attempt)
{
    struct measured *out = attempt->out;
    const struct run *run = attempt->bisecting->recording->run;
    out->in_layouts = attempt->layouts > 0;
    if (run->comparisons->len == 0) {
        out->why = why_not_measured(run);
        attempt->is_over = true;
        return;
    }
    const struct comparison *comparison = g_ptr_array_index(run->comparisons, 0);
    out->verdict = comparison->verdict;
    out->in_layouts = comparison->layouts > 0;
    if (!comparison->is_known || comparison_is_disturbed(comparison)) {
        out->why = g_strdup(comparison->note != NULL ? comparison->note : "it is unclear");
        return;
    }
    out->level.ratio = comparison->ratio;
    out->level.interval[0] = comparison->interval[0];
    out->level.interval[1] = comparison->interval[1];
    out->note = g_strdup(comparison->note);
    out->explanation = g_strdup(comparison->explanation);
}

static void forget(struct measured *out)
{
    out->level.ratio = out->level.interval[0] = out->level.interval[1] = NAN;
    g_clear_pointer(&out->why, g_free);
    g_clear_pointer(&out->note, g_free);
    g_clear_pointer(&out->explanation, g_free);
}

static int compare(struct attempt *attempt, struct sides *sides)
{
    struct bisecting *bisecting = attempt->bisecting;
    struct recording *recording = bisecting->recording;
    if (sides->common->len > 1)
        return refuse_several(sides->common);
    if (bisecting->case_id == NULL) {
        const struct pair *pair = g_ptr_array_index(sides->common, 0);
        bisecting->case_id = bisecting->first_id = g_strdup(pair->cases[SIDE_HEAD]->id);
    }
    double against = attempt->out->level.against;
    int code = recording_take_cpu(recording);
    if (code == EXIT_GOOD)
        code = comparing_measure(recording, sides, against);
    if (code == EXIT_GOOD)
        take(attempt);
    return code;
}

// A commit that does not build, or lacks the case, is no reason to end, unless it is an end of the
// range.
static int make_attempt(struct attempt *attempt)
{
    struct sides sides = {.building.said = g_hash_table_ref(attempt->bisecting->said)};
    struct recording *recording = attempt->bisecting->recording;
    forget(attempt->out);
    prepare(attempt);
    int code = sides_find(&sides, recording);
    if (code == EXIT_GOOD) {
        code = compare(attempt, &sides);
    } else if (attempt->out->level.against == 0) {
        attempt->is_over = true;
        if (code == EXIT_UNMEASURED)
            complain(code, "both ends of the range must build: name another commit in place of "
                           "that one, such as the one before or after it");
        if (code == EXIT_NOTHING && recording->options.overlay == NULL)
            complain(code, "both ends of the range must have the case; --overlay FOLDER builds all "
                           "commits with the working tree's copy of the suites");
    } else if (code == EXIT_UNMEASURED || code == EXIT_NOTHING ||
               (code == EXIT_USAGE && attempt->layouts > 0)) {
        attempt->out->why = g_strdup(code == EXIT_NOTHING      ? "it has no such case"
                                     : code == EXIT_UNMEASURED ? "it could not be built"
                                                               : "it cannot be built in layouts");
        attempt->is_over = true;
        code = EXIT_GOOD;
    }
    sides_clear(&sides);
    return code;
}

// Whether its ratio is distinguished from what it was measured against.
static bool is_clear(const struct measured *measured)
{
    const struct level *level = &measured->level;
    if (measured->why != NULL)
        return false;
    if (level->against > 0)
        return !level_is_at(level, level->against);
    bool is_half_known = isnan(level->against) || measured->verdict == VERDICT_SAME ||
                         !level_is_at(level, sqrt(level->ratio));
    return measured->verdict != VERDICT_UNCLEAR && is_half_known;
}

static int measure(struct bisecting *bisecting, unsigned layouts, struct measured *out)
{
    struct attempt attempt = {bisecting, out, layouts, false};
    struct options *options = &bisecting->recording->options;
    const struct options usual = *options;
    int code = EXIT_GOOD;
    for (unsigned i = 0; i < ATTEMPTS && code == EXIT_GOOD && !attempt.is_over; i++) {
        code = make_attempt(&attempt);
        attempt.is_over = attempt.is_over || is_clear(out);
        options->time_s *= MORE;
        options->samples *= MORE;
        options->processes *= MORE;
    }
    options->time_s = usual.time_s;
    options->samples = usual.samples;
    options->processes = usual.processes;
    return code;
}

// Whether it matters that the difference is one of addresses.
static bool is_placement(const struct measured *out)
{
    const struct level *level = &out->level;
    bool is_good = level->against > 0 && (level->against > 1 ? level->interval[1] < level->against
                                                             : level->interval[0] > level->against);
    return out->why == NULL && out->verdict == VERDICT_PLACEMENT && !is_good;
}

unsigned bisecting_layouts(const struct recording *recording)
{
    double alpha = recording->options.alpha / DECISION_LAYOUT_SHARES;
    return MAX(decision_sure_restarts(alpha, 1), FEWEST_LAYOUTS);
}

int bisecting_measure(struct bisecting *bisecting, struct measured *out)
{
    struct recording *recording = bisecting->recording;
    unsigned usual = (unsigned)recording->options.layouts;
    unsigned layouts = MAX(usual, bisecting->layouts);
    int code = measure(bisecting, layouts, out);
    if (code == EXIT_GOOD && layouts == 0 && is_placement(out)) {
        layouts = bisecting_layouts(recording);
        if (!recording->options.is_quiet)
            say("the code is the same, so %u layouts of both decide", layouts);
        code = measure(bisecting, layouts, out);
    }
    recording->options.layouts = usual;
    if (interruption_is_requested())
        code = EXIT_INTERRUPTED;
    return code;
}
