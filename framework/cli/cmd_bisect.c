// SPDX-License-Identifier: MIT
// The commit that changed a case: `framework/history/bisection.h` says which commit is measured
// next, `bisecting.h` measures it, `bisect_file.h` keeps what is known.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/bisect_key.h"
#include "framework/cli/bisect_report.h"
#include "framework/cli/bisecting.h"
#include "framework/cli/building.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/sides.h"
#include "framework/history/bisection.h"
#include "framework/live/presence.h"

struct bisect {
    struct recording recording;
    struct bisecting bisecting;
    struct git_repository repository;
    struct git_range range;
    GPtrArray *commits; // struct commit *
    struct bisection_graph *graph;
    struct bisect_file file;
    char **given;               // the options as the user gave them
    enum witnessing witnessing; // of the commit that is found
    char *explain;              // the same; NULL: it is not explained
    const char *fork;
    GPtrArray *possible; // char *, borrowed
};

static int refuse(GError *error)
{
    bool is_usage = error->domain == GIT_ERROR && error->code != GIT_ERROR_FAILED;
    int code = complain(interruption_caused(error) ? EXIT_INTERRUPTED
                        : is_usage                 ? EXIT_USAGE
                                                   : EXIT_UNMEASURED,
                        "%s", error->message);
    g_error_free(error);
    return code;
}

static const char *id_of(const struct bisect *bisect, guint commit)
{
    return ((const struct commit *)g_ptr_array_index(bisect->commits, commit))->id;
}

static int check_range(const struct bisect *bisect)
{
    GError *error = NULL;
    const struct git_range *range = &bisect->range;
    if (strcmp(range->base, range->head) == 0)
        return complain(EXIT_USAGE, "'%s' and '%s' are the same commit, %.12s", range->base_name,
                        range->head_name, range->base);
    g_autofree char *common = git_merge_base(&bisect->repository, range->base, range->head, &error);
    if (common == NULL)
        return refuse(error);
    if (strcmp(common, range->head) == 0)
        return complain(EXIT_USAGE,
                        "'%s' is an ancestor of '%s': the range is GOOD..BAD, the older commit "
                        "first",
                        range->head_name, range->base_name);
    return EXIT_GOOD;
}

static int find_range(struct bisect *bisect)
{
    GError *error = NULL;
    char *const *words = bisect->recording.options.suites;
    if (words == NULL || g_strv_length((char **)words) != 1 || strstr(words[0], "..") == NULL)
        return complain(EXIT_USAGE,
                        "name one range, GOOD..BAD: two commits, such as v1.2..HEAD; changes that "
                        "are not committed cannot be searched");
    if (!git_repository_find(".", &bisect->repository, &error) ||
        !git_range_parse(&bisect->repository, words[0], &bisect->range, &error))
        return refuse(error);
    int code = check_range(bisect);
    if (code != EXIT_GOOD)
        return code;
    bisect->commits =
        commits_list(&bisect->repository, bisect->range.base, bisect->range.head, &error);
    if (bisect->commits == NULL)
        return refuse(error);
    bisect->graph = bisection_graph_new();
    for (guint i = 0; i < bisect->commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(bisect->commits, i);
        bisection_graph_add(bisect->graph, (const guint *)(const void *)commit->parents->data,
                            commit->parents->len, commit->is_outside);
    }
    return EXIT_GOOD;
}

static int open_file(struct bisect *bisect)
{
    GError *error = NULL;
    const struct options *options = &bisect->recording.options;
    g_autofree char *key =
        bisect_key(&bisect->recording, &bisect->repository, &bisect->range, &error);
    if (key == NULL || !bisect_file_open(&bisect->file, key, options->bisect.restarts, &error))
        return refuse(error);
    guint n = bisect->file.measured->len;
    if (n > 0 && !options->is_quiet)
        say("continuing: %u measurement%s known (--restart forgets %s)", n,
            n == 1 ? " is" : "s are", n == 1 ? "it" : "them");
    return EXIT_GOOD;
}

// During the search nothing is asked that only its ends need.
static int begin_measuring(struct bisect *bisect)
{
    struct options *options = &bisect->recording.options;
    bisect->witnessing = options->witnessing;
    bisect->explain = g_steal_pointer(&options->explain);
    bisect->bisecting = (struct bisecting){
        .recording = &bisect->recording,
        .patterns = g_strdupv(options->patterns),
        .case_id = bisect->file.case_id,
        .said = building_said_new(),
    };
    // Each comparison finds its programs by the range.
    g_clear_pointer(&options->suites, g_strfreev);
    return asked_passes_prepare(&bisect->recording.passes, options, &bisect->recording.config);
}

// Measures a commit, and keeps what that says. The last one is compared with no ratio.
static int measure(struct bisect *bisect, const char *base, const char *commit, double against,
                   struct measured **out)
{
    GError *error = NULL;
    struct measured *measured = measured_new(base, commit);
    measured->level.against = against;
    measured->is_last = isnan(against);
    bisect->recording.options.witnessing = against > 0 ? WITNESS_NEVER : bisect->witnessing;
    int code = bisecting_measure(&bisect->bisecting, measured);
    if (code != EXIT_GOOD) {
        measured_free(measured);
        return code;
    }
    if (bisect->file.case_id == NULL)
        bisect->file.case_id = g_strdup(bisect->bisecting.case_id);
    if (!bisect_file_put(&bisect->file, measured, &error))
        return refuse(error);
    *out = measured;
    return EXIT_GOOD;
}

static void say_range(const struct bisect *bisect, const struct measured *whole)
{
    g_autofree char *change = bisect_change_words(whole);
    if (!bisect->recording.options.is_quiet)
        say("%s: %s is %s than %s: %s", bisect->file.case_id, bisect->range.head_name,
            whole->level.ratio > 1 ? "slower" : "faster", bisect->range.base_name, change);
}

// That the ends differ at all. What could not be measured was said.
static int confirm(struct bisect *bisect, struct measured **whole)
{
    const struct git_range *range = &bisect->range;
    int code = EXIT_GOOD;
    presence_set_search("first both ends");
    *whole = bisect_file_find(&bisect->file, range->base, range->head, false);
    // What was unclear may be clear another time.
    if (*whole == NULL || (*whole)->why != NULL || (*whole)->verdict == VERDICT_UNCLEAR)
        code = measure(bisect, range->base, range->head, 0, whole);
    if (code != EXIT_GOOD || *whole == NULL)
        return code;
    if ((*whole)->why != NULL)
        return complain(EXIT_UNMEASURED, "cannot compare '%s' with '%s': %s", range->base_name,
                        range->head_name, (*whole)->why);
    if (!verdict_is_change((*whole)->verdict))
        return EXIT_UNMEASURED;
    if ((*whole)->in_layouts && bisect->recording.options.layouts == 0 &&
        !bisect->recording.options.layouts_for_suspects)
        bisect->bisecting.layouts = bisecting_layouts(&bisect->recording);
    say_range(bisect, *whole);
    return EXIT_GOOD;
}

// A commit's, against the good end; NULL: it was not measured.
static const struct level *level_of(const struct bisect *bisect, guint commit)
{
    const char *base = bisect->range.base;
    const char *id = commit != BISECTION_NONE ? id_of(bisect, commit) : base;
    const struct measured *measured = bisect_file_find(&bisect->file, base, id, false);
    if (strcmp(id, base) == 0)
        return &level_of_good_end;
    return measured != NULL ? &measured->level : NULL;
}

static enum bisection_mark mark_of(void *data, guint commit, guint good, guint bad)
{
    const struct bisect *bisect = data;
    const struct level *level = level_of(bisect, commit);
    if (level == &level_of_good_end)
        return BISECTION_GOOD;
    return level != NULL ? level_mark(level, level_of(bisect, good), level_of(bisect, bad))
                         : BISECTION_UNKNOWN;
}

static char *words_of_search(const struct bisection *where)
{
    return g_strdup_printf("%u commit%s left, about %u step%s", where->left,
                           where->left == 1 ? "" : "s", where->steps, where->steps == 1 ? "" : "s");
}

static void say_next(const struct bisect *bisect, const struct bisection *where)
{
    struct commit_words words;
    g_autofree char *search = words_of_search(where);
    presence_set_search(search);
    const char *id = id_of(bisect, where->next);
    if (bisect->recording.options.is_quiet ||
        !commit_words_read(&bisect->repository, id, &words, NULL))
        return;
    say("%s: measuring %.12s %s", search, id, words.subject);
    commit_words_clear(&words);
}

static void say_result(const struct bisect *bisect, const struct measured *measured,
                       const struct bisection *where)
{
    if (bisect->recording.options.is_quiet)
        return;
    if (measured->why != NULL) {
        say("%.12s is skipped: %s", measured->commit, measured->why);
        return;
    }
    g_autofree char *change = bisect_change_words(measured);
    enum bisection_mark mark = mark_of((void *)bisect, where->next, where->good, where->bad);
    if (mark == BISECTION_SKIPPED)
        say("%.12s is skipped: %s is unclear", measured->commit, change);
    else
        say("%.12s is like %s: %s", measured->commit,
            mark == BISECTION_BAD ? bisect->range.head_name : bisect->range.base_name, change);
}

static int measure_next(struct bisect *bisect, const struct bisection *where)
{
    struct measured *measured;
    double half = level_half(level_of(bisect, where->good), level_of(bisect, where->bad));
    say_next(bisect, where);
    int code = measure(bisect, bisect->range.base, id_of(bisect, where->next), half, &measured);
    if (code == EXIT_GOOD)
        say_result(bisect, measured, where);
    return code;
}

static int search(struct bisect *bisect)
{
    bool stops_at_merges = bisect->recording.options.bisect.stops_at_merges;
    int code = EXIT_GOOD;
    for (bool is_over = false; !is_over && code == EXIT_GOOD;) {
        struct bisection where;
        bisection_find(bisect->graph, stops_at_merges, mark_of, bisect, &where);
        is_over = where.next == BISECTION_NONE;
        if (!is_over)
            code = measure_next(bisect, &where);
        for (guint i = 0; is_over && i < where.possible->len; i++)
            g_ptr_array_add(bisect->possible,
                            (char *)id_of(bisect, g_array_index(where.possible, guint, i)));
        bisect->fork = is_over && where.fork != BISECTION_NONE ? id_of(bisect, where.fork) : NULL;
        bisection_clear(&where);
    }
    return code;
}

static const char *parent_of(const struct bisect *bisect, const char *id)
{
    for (guint i = 0; i < bisect->commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(bisect->commits, i);
        if (strcmp(commit->id, id) == 0 && commit->parents->len > 0)
            return id_of(bisect, g_array_index(commit->parents, guint, 0));
    }
    return NULL;
}

// The commit that was found, against its parent: how much of the change it is.
static int measure_last(struct bisect *bisect, struct bisect_report *report)
{
    const char *commit = g_ptr_array_index(report->possible, 0);
    report->parent = parent_of(bisect, commit);
    if (report->parent == NULL)
        return EXIT_GOOD;
    presence_set_search("found: against its parent");
    struct measured *last = bisect_file_find(&bisect->file, report->parent, commit, true);
    int code = EXIT_GOOD;
    if (last == NULL || (bisect->explain != NULL && last->explanation == NULL)) {
        if (!bisect->recording.options.is_quiet)
            say("found %.12s: measuring it against its parent", commit);
        bisect->recording.options.explain = bisect->explain != NULL ? g_strdup("all") : NULL;
        code = measure(bisect, report->parent, commit, NAN, &last);
    }
    report->last = last;
    return code;
}

static int present(const struct bisect *bisect, const struct bisect_report *report)
{
    GError *error = NULL;
    g_autofree char *text =
        bisect_report_make(report, bisect->recording.options.bisect.format, &error);
    if (text == NULL)
        return refuse(error);
    if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
        return complain(EXIT_UNMEASURED, "cannot write to stdout");
    return report->outcome == BISECT_FOUND ? EXIT_GOOD : EXIT_UNMEASURED;
}

static int find_commit(struct bisect *bisect)
{
    struct measured *whole = NULL;
    int code = confirm(bisect, &whole);
    bool is_answer = code == EXIT_UNMEASURED && whole != NULL && whole->why == NULL;
    if (code == EXIT_GOOD)
        code = search(bisect);
    else if (!is_answer)
        return code;
    struct bisect_report report = {
        .repository = &bisect->repository,
        .range = &bisect->range,
        .file = &bisect->file,
        .whole = whole,
        .possible = bisect->possible,
        .fork = bisect->fork,
        .options = bisect->given,
        .outcome = is_answer                    ? BISECT_NO_DIFFERENCE
                   : bisect->possible->len == 1 ? BISECT_FOUND
                   : bisect->possible->len == 0 ? BISECT_ELSEWHERE
                                                : BISECT_UNCLEAR,
    };
    if (code == EXIT_GOOD && report.outcome == BISECT_FOUND)
        code = measure_last(bisect, &report);
    return code == EXIT_GOOD || is_answer ? present(bisect, &report) : code;
}

// What is built of the ends, and that some of the commits between them are, too.
static int preview(struct bisect *bisect)
{
    struct sides sides = {0};
    struct options *options = &bisect->recording.options;
    g_clear_pointer(&options->suites, g_strfreev);
    g_free(options->git);
    options->git = g_strdup_printf("%s..%s", bisect->range.base, bisect->range.head);
    int code = sides_find(&sides, &bisect->recording);
    guint n_between = 0;
    for (guint i = 0; i < bisect->commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(bisect->commits, i);
        n_between += !commit->is_outside && strcmp(commit->id, bisect->range.head) != 0;
    }
    if (code == EXIT_DRY)
        dry_run_note("the same of some of the %u commits between them, by halves", n_between);
    sides_clear(&sides);
    return code;
}

static int run(struct bisect *bisect)
{
    bisect->possible = g_ptr_array_new();
    int code = find_range(bisect);
    if (code == EXIT_GOOD && bisect->recording.options.is_dry)
        return preview(bisect);
    if (code == EXIT_GOOD)
        code = open_file(bisect);
    if (code == EXIT_GOOD)
        code = begin_measuring(bisect);
    if (code == EXIT_GOOD)
        code = find_commit(bisect);
    if (code == EXIT_INTERRUPTED && bisect->file.measured != NULL &&
        bisect->file.measured->len > 0 && !bisect->recording.options.is_quiet)
        say("what was measured is kept; the same command continues");
    return code;
}

int cmd_bisect(char **argv)
{
    struct bisect bisect = {.given = options_given(argv, "--restart")};
    int code = recording_begin(&bisect.recording, argv);
    if (code == EXIT_GOOD)
        code = run(&bisect);
    g_strfreev(bisect.bisecting.patterns);
    g_free(bisect.bisecting.first_id);
    g_clear_pointer(&bisect.bisecting.said, g_hash_table_unref);
    g_free(bisect.explain);
    g_strfreev(bisect.given);
    g_clear_pointer(&bisect.possible, g_ptr_array_unref);
    g_clear_pointer(&bisect.commits, g_ptr_array_unref);
    bisection_graph_free(bisect.graph);
    bisect_file_clear(&bisect.file);
    git_range_clear(&bisect.range);
    git_repository_clear(&bisect.repository);
    recording_clear(&bisect.recording);
    return code;
}
