// SPDX-License-Identifier: MIT
// `history steps`, `history check` and `history accept`.
#include <string.h>

#include "framework/base/hash.h"
#include "framework/cli/command.h"
#include "framework/cli/history_accepting.h"
#include "framework/cli/history_confirming.h"
#include "framework/cli/history_selecting.h"
#include "framework/cli/terminal.h"
#include "framework/history/accepted.h"
#include "framework/history/step_search.h"
#include "reports/report.h"

enum { USUAL_CHECKED = 10 }; // commits

// A search, and what it was made in.
struct stepping {
    const struct history_call *call;
    struct history_reading *reading;
    struct step_search *search;
};

static void stepping_clear(struct stepping *stepping)
{
    g_clear_pointer(&stepping->search, step_search_free);
    g_clear_pointer(&stepping->reading, history_reading_free);
}

static int search(struct stepping *stepping, struct history *history)
{
    int code = EXIT_GOOD;
    GError *error = NULL;
    stepping->reading = history_select(stepping->call, history, NULL, 0, &code);
    if (stepping->reading == NULL)
        return code;
    g_autoptr(GHashTable) accepted = history_read_accepted(history, &error);
    if (accepted == NULL)
        return history_complain(error);
    const struct options *options = stepping->call->options;
    const struct step_rules rules = {
        .alpha = options->alpha,
        .margin = options->margin,
        .only_judged = options->history.metrics == NULL,
    };
    stepping->search = step_search_new(stepping->reading, &rules);
    step_search_accept(stepping->search, accepted);
    return EXIT_GOOD;
}

static int begin(struct stepping *stepping, const struct history_call *call)
{
    int code = EXIT_GOOD;
    GError *error = NULL;
    *stepping = (struct stepping){.call = call};
    if (!output_list_check(&call->options->outputs, OUTPUT_STEPS, &error))
        return history_complain(error);
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    return history != NULL ? search(stepping, history) : code;
}

static const char *plural(guint n)
{
    return n == 1 ? "" : "s";
}

// What a table would make one believe that it says.
static void tell_limits(const struct stepping *stepping)
{
    const struct step_search *search = stepping->search;
    if (stepping->call->options->is_quiet)
        return;
    if (search->n_short > 0)
        say("%u of %u series %s fewer than %d commits, which can hardly show a step",
            search->n_short, search->n_series, search->n_short == 1 ? "has" : "have",
            STEP_SEARCH_LEAST);
    if (search->n_left_out > 0)
        say("%u value%s left out: not a number", search->n_left_out, plural(search->n_left_out));
    if (search->n_uncommitted > 0)
        say("%u value%s left out: of code with changes that are in no commit",
            search->n_uncommitted, plural(search->n_uncommitted));
    if (search->n_compilers > 0)
        say("%u series %s values of several compilers or flags: --compiler selects one",
            search->n_compilers, search->n_compilers == 1 ? "has" : "have");
}

static int present(const struct stepping *stepping, const GPtrArray *steps)
{
    const struct options *options = stepping->call->options;
    g_autoptr(GError) error = NULL;
    const struct steps_report report = {
        .search = stepping->search,
        .steps = steps,
        .version = BENCHRUN_VERSION,
        .file = stepping->call->file,
        .width = options->width > 0 ? (unsigned)options->width : terminal_width(),
        .use_colour = options->use_colour,
    };
    tell_limits(stepping);
    return output_list_write_steps(&options->outputs, &report, &error)
               ? EXIT_GOOD
               : complain(EXIT_UNMEASURED, "%s", error->message);
}

// Those that are called, or that would be as the only one, at the newest `last` commits (0: all).
static GPtrArray *list_steps(const struct stepping *stepping, guint64 last, bool are_candidates)
{
    GPtrArray *steps = g_ptr_array_new();
    double alpha = stepping->call->options->alpha;
    g_assert(stepping->search != NULL); // begin() saw to it
    for (guint i = 0; i < stepping->search->steps->len; i++) {
        struct found_step *step = g_ptr_array_index(stepping->search->steps, i);
        bool is_wanted = are_candidates ? step->p <= alpha && !step->is_small &&
                                              step->direction == STEP_WORSE && !step->is_accepted
                                        : step->is_called;
        if (is_wanted && (last == 0 || step->age <= last))
            g_ptr_array_add(steps, step);
    }
    return steps;
}

int history_list_steps(const struct history_call *call)
{
    struct stepping stepping;
    int code = begin(&stepping, call);
    if (code == EXIT_GOOD && call->options->history.confirms)
        code = complain(EXIT_USAGE, "--confirm is for 'history check'");
    if (code == EXIT_GOOD) {
        g_autoptr(GPtrArray) steps = list_steps(&stepping, call->options->history.last, false);
        code = present(&stepping, steps);
    }
    stepping_clear(&stepping);
    return code;
}

// Measures candidates again, and leaves out those that are not confirmed.
static int confirm(const struct stepping *stepping, GPtrArray *steps)
{
    const struct options *options = stepping->call->options;
    int code = history_confirm(options, steps);
    for (guint i = steps->len; i-- > 0;) {
        const struct found_step *step = g_ptr_array_index(steps, i);
        if (step->check != STEP_REFUTED)
            continue;
        if (!options->is_quiet)
            say("%s of %s: %s", step->series->metric, step->series->case_id, step->checked);
        g_ptr_array_remove_index(steps, i);
    }
    return code;
}

static int judge(const GPtrArray *steps)
{
    int code = EXIT_GOOD;
    for (guint i = 0; i < steps->len; i++) {
        const struct found_step *step = g_ptr_array_index(steps, i);
        bool is_bad = step->direction == STEP_WORSE && !step->is_accepted;
        if (is_bad && step->check != STEP_UNMEASURED)
            return EXIT_CHECK_FAILED;
        if (is_bad)
            code = EXIT_UNMEASURED;
    }
    return code;
}

// A check of nothing is no good news.
static int judge_search(const struct step_search *search)
{
    if (search->n_series == 0)
        return complain(EXIT_UNMEASURED,
                        "nothing could be judged: of no series it is known whether "
                        "less is better; --metric selects some");
    if (search->n_short < search->n_series)
        return EXIT_GOOD;
    return complain(EXIT_UNMEASURED,
                    "nothing could be judged: no series has values of %d commits yet",
                    STEP_SEARCH_LEAST);
}

static int check(const struct stepping *stepping, GPtrArray *steps)
{
    bool confirms = stepping->call->options->history.confirms;
    int confirmed = confirms ? confirm(stepping, steps) : EXIT_GOOD;
    int presented = present(stepping, steps);
    int code = confirmed != EXIT_GOOD   ? confirmed
               : presented != EXIT_GOOD ? presented
                                        : judge(steps);
    return code == EXIT_GOOD ? judge_search(stepping->search) : code;
}

int history_check(const struct history_call *call)
{
    struct stepping stepping;
    const struct history_options *options = &call->options->history;
    int code = begin(&stepping, call);
    if (code == EXIT_GOOD) {
        guint64 last = options->last > 0 ? options->last : USUAL_CHECKED;
        g_autoptr(GPtrArray) steps = list_steps(&stepping, last, options->confirms);
        code = options->is_dry ? history_confirm(call->options, steps) : check(&stepping, steps);
    }
    stepping_clear(&stepping);
    return code;
}

static const char *find_commit(const struct history_reading *reading, const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < reading->commits->len; i++)
        g_ptr_array_add(names,
                        ((struct history_commit *)g_ptr_array_index(reading->commits, i))->name);
    return history_find_commit(names, word);
}

// The cases of the reading, each once, are accepted at the commit.
static bool accept_cases(const struct stepping *stepping, struct history *history,
                         const char *commit, guint *n_cases, GError **error)
{
    const char *last = NULL;
    for (guint i = 0; i < stepping->reading->series->len; i++) {
        const struct history_series *series = g_ptr_array_index(stepping->reading->series, i);
        if (g_strcmp0(last, series->case_id) == 0) // its metrics lie side by side
            continue;
        last = series->case_id;
        ++*n_cases;
        if (!history_accept(history, series->case_id, commit, error))
            return false;
    }
    return true;
}

// Those that would be called as the only ones.
static bool is_step(const struct stepping *stepping, const struct found_step *step)
{
    return step->p <= stepping->call->options->alpha && !step->is_small;
}

static guint count_accepted(const struct stepping *stepping)
{
    guint n = 0;
    for (guint i = 0; i < stepping->search->steps->len; i++) {
        const struct found_step *step = g_ptr_array_index(stepping->search->steps, i);
        n += is_step(stepping, step) && step->is_accepted;
    }
    return n;
}

// How many steps accepting the commit covers, whatever was accepted before.
static guint count_at(const struct stepping *stepping, const char *commit)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < stepping->reading->series->len; i++) {
        const struct history_series *series = g_ptr_array_index(stepping->reading->series, i);
        accepted_add(wanted, series->case_id, commit);
    }
    step_search_accept(stepping->search, wanted);
    return count_accepted(stepping);
}

static guint find_rank(const struct history_reading *reading, const char *commit)
{
    for (guint i = 0; i < reading->runs->len; i++) {
        const struct history_run *run = g_ptr_array_index(reading->runs, i);
        if (run->commit != NULL && strcmp(run->commit->name, commit) == 0)
            return run->rank;
    }
    return 0;
}

// What is accepted also covers a step that more runs move by a commit; but not what is named now.
static bool has_step_at(const struct stepping *stepping, const char *commit)
{
    for (guint i = 0; i < stepping->search->steps->len; i++) {
        const struct found_step *step = g_ptr_array_index(stepping->search->steps, i);
        if (is_step(stepping, step) && step->first->commit != NULL &&
            strcmp(step->first->commit->name, commit) == 0)
            return true;
    }
    return false;
}

static int refuse_stepless(const struct stepping *stepping, const char *commit)
{
    const struct found_step *nearest = NULL;
    guint rank = find_rank(stepping->reading, commit), least = G_MAXUINT;
    for (guint i = 0; i < stepping->search->steps->len; i++) {
        const struct found_step *step = g_ptr_array_index(stepping->search->steps, i);
        guint distance =
            step->first->rank > rank ? step->first->rank - rank : rank - step->first->rank;
        if (!is_step(stepping, step) || step->first->commit == NULL || distance >= least)
            continue;
        nearest = step;
        least = distance;
    }
    if (nearest == NULL)
        return complain(EXIT_NOTHING, "nothing to accept at %.12s: these cases have no step",
                        commit);
    return complain(EXIT_NOTHING,
                    "nothing to accept at %.12s: the nearest step is that of %s at "
                    "%.12s",
                    commit, nearest->series->case_id, nearest->first->commit->name);
}

static int accept_at(const struct stepping *stepping, const char *word)
{
    int code = EXIT_GOOD;
    guint n_cases = 0;
    GError *error = NULL;
    const struct history_call *call = stepping->call;
    g_assert(stepping->reading != NULL && stepping->search != NULL); // begin() saw to it
    const char *commit = find_commit(stepping->reading, word);
    if (commit == NULL)
        return complain(
            EXIT_USAGE,
            "no single commit of the history '%s' is '%s': 'benchrun history steps' lists "
            "commits that changed something",
            call->file, word);
    guint before = count_accepted(stepping);
    guint n = count_at(stepping, commit);
    if (n == 0 || !has_step_at(stepping, commit))
        return refuse_stepless(stepping, commit);
    g_autoptr(History) history = history_action_open(call, HISTORY_WRITES, &code);
    if (history == NULL)
        return code;
    g_autoptr(GHashTable) old = history_read_accepted(history, &error);
    if (old == NULL || !accept_cases(stepping, history, commit, &n_cases, &error))
        return history_complain(error);
    g_autoptr(GHashTable) accepted = history_read_accepted(history, &error);
    if (accepted == NULL)
        return history_complain(error);
    step_search_accept(stepping->search, accepted);
    bool is_old =
        g_hash_table_size(old) == g_hash_table_size(accepted) || count_accepted(stepping) == before;
    if (!call->options->is_quiet)
        say("accepted %swhat %.12s changed in %u case%s: this covers %u step%s",
            is_old ? "before: " : "", commit, n_cases, plural(n_cases), n, plural(n));
    return EXIT_GOOD;
}

int history_accept_step(const struct history_call *call)
{
    struct stepping stepping;
    const struct history_options *options = &call->options->history;
    if (options->lists)
        return history_look_at_accepted(call, false);
    if (call->words[0] == NULL || call->words[1] == NULL)
        return complain(EXIT_USAGE, "name what to accept: benchrun history accept CASE COMMIT");
    if (options->undoes)
        return history_look_at_accepted(call, true);
    char *const words[] = {call->words[0], NULL};
    struct history_call of_case = *call;
    of_case.words = words;
    int code = begin(&stepping, &of_case);
    if (code == EXIT_GOOD)
        code = accept_at(&stepping, call->words[1]);
    stepping_clear(&stepping);
    return code;
}
