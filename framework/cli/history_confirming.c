// SPDX-License-Identifier: MIT
#include "framework/cli/history_confirming.h"

#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/cli/command.h"
#include "framework/cli/comparing.h"
#include "framework/cli/dry_run.h"
#include "framework/runner/passes/passes.h"
#include "reports/words/units.h"

static bool have_same_sides(const struct found_step *a, const struct found_step *b)
{
    return a->from->commit == b->from->commit && a->to->commit == b->to->commit &&
           strcmp(a->series->case_id, b->series->case_id) == 0;
}

static const char *find_pass(const char *metric)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        for (const struct pass_metric *own = pass->metrics; own != NULL && own->name; own++)
            if (strcmp(own->name, metric) == 0)
                return pass->name;
    return NULL;
}

// What follows from the time alone goes the way of the time; cycles where nothing counts them.
static bool is_of_time(const char *metric)
{
    return strcmp(metric, HISTORY_TIME) == 0 || strcmp(metric, "cycles") == 0 ||
           strcmp(metric, "bytes_per_second") == 0 || strcmp(metric, "items_per_second") == 0;
}

// Between which commits it was measured, and how to find the one, where this is not certain.
static char *say_place(const struct found_step *step, bool is_confirmed)
{
    const char *from = step->from->commit->name;
    const char *to = step->to->commit->name;
    if (!found_step_is_vague(step))
        return g_strdup("");
    const char *const words[] = {step->series->case_id, NULL};
    g_autofree char *quoted = escape_shell(words);
    return is_confirmed
               ? g_strdup_printf(" between %.12s and %.12s (benchrun bisect %.12s..%.12s -f %s)",
                                 from, to, from, to, quoted)
               : g_strdup_printf(" between %.12s and %.12s", from, to);
}

static void conclude(struct found_step *step, enum verdict verdict, double ratio)
{
    enum step_direction found = verdict == VERDICT_SLOWER   ? STEP_WORSE
                                : verdict == VERDICT_FASTER ? STEP_BETTER
                                                            : STEP_UNKNOWN;
    bool is_confirmed = found != STEP_UNKNOWN && found == step->direction;
    g_autofree char *change = units_change(ratio);
    g_autofree char *place = say_place(step, is_confirmed);
    step->check = is_confirmed ? STEP_CONFIRMED : STEP_REFUTED;
    step->checked = g_strdup_printf("%s: %s, %s%s", is_confirmed ? "confirmed" : "not confirmed",
                                    verdict_word(verdict), change, place);
}

static void give_up(struct found_step *step, const char *why)
{
    step->check = STEP_UNMEASURED;
    step->checked = g_strdup_printf("not measured again: %s", why);
}

// What cannot be measured again is a step if it is one beside all others (Benjamini-Hochberg).
static void take_unjudged(struct found_step *step)
{
    if (step->is_called) {
        give_up(step, "'compare' does not judge this metric");
        return;
    }
    step->check = STEP_REFUTED;
    step->checked = g_strdup("not confirmed: with this many series it may be noise, and "
                             "'compare' does not judge this metric");
}

static void take(struct found_step *step, const struct comparison *comparison)
{
    const char *metric = step->series->metric;
    const struct metric_change *change =
        comparison != NULL ? comparison_find_metric(comparison, metric) : NULL;
    if (comparison == NULL)
        give_up(step, "the case is not in both builds");
    else if (change != NULL)
        conclude(step, change->verdict, change->ratio);
    else if (is_of_time(metric))
        conclude(step, comparison->verdict, comparison->ratio);
    else
        take_unjudged(step);
}

// The words of `compare` for the case alone; the id is taken literally.
static GPtrArray *make_words(const GPtrArray *group, const struct options *options)
{
    const struct found_step *first = g_ptr_array_index(group, 0);
    g_autofree char *literal = g_regex_escape_string(first->series->case_id, -1);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup("compare"));
    g_ptr_array_add(
        words, g_strdup_printf("--git=%s..%s", first->from->commit->name, first->to->commit->name));
    g_ptr_array_add(words, g_strdup_printf("--filter=/^%s$/", literal));
    if (options->is_quiet)
        g_ptr_array_add(words, g_strdup("--quiet"));
    if (options->history.is_dry)
        g_ptr_array_add(words, g_strdup("--dry-run"));
    for (guint i = 0; i < group->len; i++) {
        const struct found_step *step = g_ptr_array_index(group, i);
        const char *pass = find_pass(step->series->metric);
        if (pass != NULL)
            g_ptr_array_add(words, g_strdup_printf("--pass=%s", pass));
    }
    g_ptr_array_add(words, NULL);
    return words;
}

static int compare(struct recording *recording, char **argv)
{
    struct sides sides = {0};
    int code = recording_begin_unrecorded(recording, argv);
    recording->options.outputs.prints_nothing = true;
    if (code == EXIT_GOOD)
        code = sides_find(&sides, recording);
    if (code == EXIT_GOOD)
        code = comparing_record_found(recording, &sides, argv);
    sides_clear(&sides);
    return code;
}

static int measure(const struct options *options, const GPtrArray *group)
{
    struct found_step *first = g_ptr_array_index(group, 0);
    struct recording recording;
    g_autoptr(GPtrArray) words = make_words(group, options);
    char **argv = (char **)words->pdata;
    if (options->history.is_dry)
        dry_run_note("%s again, between %.12s and %.12s", first->series->case_id,
                     first->from->commit->name, first->to->commit->name);
    else if (!options->is_quiet)
        say("measuring %s again: %.12s..%.12s", first->series->case_id, first->from->commit->name,
            first->to->commit->name);
    int code = compare(&recording, argv);
    bool is_measured = code == EXIT_GOOD || code == EXIT_CHECK_FAILED;
    for (guint i = 0; i < group->len; i++) {
        struct found_step *step = g_ptr_array_index(group, i);
        if (is_measured)
            take(step, run_find_comparison(recording.run, step->series->case_id));
        else
            give_up(step, code == EXIT_INTERRUPTED ? "interrupted"
                          : code == EXIT_DRY       ? "--dry-run"
                                                   : "see the message above");
    }
    recording_clear(&recording);
    return code;
}

// Those that are measured with the i-th, itself included.
static GPtrArray *find_group(const GPtrArray *steps, guint i)
{
    GPtrArray *group = g_ptr_array_new();
    struct found_step *first = g_ptr_array_index(steps, i);
    for (guint k = i; k < steps->len; k++) {
        struct found_step *step = g_ptr_array_index(steps, k);
        if (step->check == STEP_UNCHECKED && have_same_sides(step, first))
            g_ptr_array_add(group, step);
    }
    return group;
}

// A history is data: what it calls a commit may be a branch of somebody else, whose build would
// run.
static char *find_objection(const struct git_repository *repository, const char *name)
{
    if (!git_is_id(name))
        return g_strdup_printf("'%.12s' is not the id of a commit", name);
    if (repository->folder != NULL && git_is_elsewhere(repository, name))
        return g_strdup_printf("commit %.12s is not in the history of HEAD", name);
    return NULL;
}

static bool may_be_built(const struct git_repository *repository, struct found_step *step)
{
    g_autofree char *from = find_objection(repository, step->from->commit->name);
    g_autofree char *to = find_objection(repository, step->to->commit->name);
    const char *objection = from != NULL ? from : to;
    if (objection != NULL)
        give_up(step, objection);
    return objection == NULL;
}

int history_confirm(const struct options *options, const GPtrArray *steps)
{
    int code = EXIT_GOOD;
    struct git_repository repository = {0};
    git_repository_find(".", &repository, NULL); // else to build says why not
    for (guint i = 0; i < steps->len && code != EXIT_INTERRUPTED; i++) {
        struct found_step *step = g_ptr_array_index(steps, i);
        if (step->check != STEP_UNCHECKED)
            continue;
        if (step->from->commit == NULL || step->to->commit == NULL) {
            give_up(step, "its commits are not known");
            continue;
        }
        if (!may_be_built(&repository, step))
            continue;
        g_autoptr(GPtrArray) group = find_group(steps, i);
        code = measure(options, group);
    }
    git_repository_clear(&repository);
    return code == EXIT_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_GOOD;
}
