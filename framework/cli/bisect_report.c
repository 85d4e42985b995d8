// SPDX-License-Identifier: MIT
#include "framework/cli/bisect_report.h"

#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/json.h"
#include "framework/base/text.h"
#include "reports/report.h"
#include "reports/words/units.h"

enum { SHORT = 12, MOST_LISTED = 20, LABEL = 9 };

const char *bisect_outcome_word(enum bisect_outcome outcome)
{
    static const char *const words[] = {
        [BISECT_FOUND] = "found",
        [BISECT_UNCLEAR] = "unclear",
        [BISECT_NO_DIFFERENCE] = "no difference",
        [BISECT_ELSEWHERE] = "elsewhere",
    };
    return words[outcome];
}

char *bisect_change_words(const struct measured *measured)
{
    g_autofree char *change = units_change(measured->level.ratio);
    g_autofree char *interval = units_change_interval(measured->level.interval);
    return g_strdup_printf("%s %s", change, interval);
}

static const char *side_of(const struct measured *measured)
{
    return measured->level.ratio > 1 ? "slower" : "faster";
}

// `v1.2 (1a2b3c4d5e6f)`, or the commit alone where that is its name.
static char *end_words(const char *name, const char *commit)
{
    g_autofree char *printable = text_printable(name);
    return g_str_has_prefix(commit, printable)
               ? g_strndup(commit, SHORT)
               : g_strdup_printf("%s (%.*s)", printable, SHORT, commit);
}

static void add_line(GString *out, const char *label, const char *text)
{
    g_autofree char *printable = text_printable(text);
    g_string_append_printf(out, "%-*s%s\n", LABEL, label, printable);
}

// A line that begins with spaces and `::` would be a command in a log of GitHub.
static void add_body(GString *out, const char *body)
{
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        add_line(out, i == 0 ? "message" : "      |", lines[i]);
}

static bool add_commit(GString *out, const struct bisect_report *report, const char *commit,
                       GError **error)
{
    struct commit_words words;
    if (!commit_words_read(report->repository, commit, &words, error))
        return false;
    add_line(out, "commit", commit);
    add_line(out, "subject", words.subject);
    add_body(out, words.body);
    add_line(out, "author", words.author);
    add_line(out, "date", words.date);
    commit_words_clear(&words);
    return true;
}

static void add_command(GString *out, const struct bisect_report *report, const char *from,
                        const char *to)
{
    g_autofree char *range = g_strdup_printf("%.*s..%.*s", SHORT, from, SHORT, to);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (char *)"benchrun");
    g_ptr_array_add(words, (char *)"bisect");
    g_ptr_array_add(words, range);
    for (char *const *word = report->options; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, NULL);
    g_autofree char *command = escape_shell((const char *const *)words->pdata);
    g_autofree char *printable = text_printable(command);
    g_string_append_printf(out, "%s\n", printable);
}

// Whether a level lies beyond another one, in the direction of the change.
static bool is_beyond(const struct bisect_report *report, const struct level *level,
                      const struct level *other)
{
    return report->whole->level.ratio > 1 ? level->interval[0] > other->interval[1]
                                          : level->interval[1] < other->interval[0];
}

// Where the rest of the change is: before the commit, and after it.
static void add_rest(GString *out, const struct bisect_report *report)
{
    const struct git_range *range = report->range;
    const char *commit = g_ptr_array_index(report->possible, 0);
    const struct measured *before =
        bisect_file_find(report->file, range->base, report->parent, false);
    const struct measured *after = bisect_file_find(report->file, range->base, commit, false);
    if (before != NULL && is_beyond(report, &before->level, &level_of_good_end))
        add_command(out, report, range->base, report->parent);
    if (after != NULL && is_beyond(report, &report->whole->level, &after->level))
        add_command(out, report, commit, range->head);
}

// What the commit does alone, beside the whole range.
static void add_share(GString *out, const struct bisect_report *report)
{
    const struct measured *last = report->last;
    bool is_alike = last->why == NULL && verdict_is_change(last->verdict) &&
                    is_beyond(report, &last->level, &level_of_good_end);
    if (!is_alike) {
        text_wrap(out,
                  "Against its parent alone no such change is certain: the whole may be many small "
                  "ones.",
                  0, REPORT_WIDTH);
        return;
    }
    g_autoptr(GString) rest = g_string_new(NULL);
    add_rest(rest, report);
    if (is_beyond(report, &report->whole->level, &last->level) && rest->len > 0)
        g_string_append_printf(out, "It is part of the change. This looks for the rest:\n%s",
                               rest->str);
}

static void add_last(GString *out, const struct bisect_report *report)
{
    const struct measured *last = report->last;
    if (last == NULL)
        return;
    g_autofree char *change = last->why == NULL ? bisect_change_words(last) : g_strdup(last->why);
    g_autofree char *line =
        g_strdup_printf("%s against its parent %.*s", change, SHORT, report->parent);
    add_line(out, "change", line);
    if (last->note != NULL)
        add_line(out, "note", last->note);
}

static void add_whole(GString *out, const struct bisect_report *report)
{
    g_autofree char *good = end_words(report->range->base_name, report->range->base);
    g_autofree char *bad = end_words(report->range->head_name, report->range->head);
    g_autofree char *change = bisect_change_words(report->whole);
    g_autofree char *line = g_strdup_printf("%s from %s to %s", change, good, bad);
    add_line(out, "whole", line);
}

static void add_explanation(GString *out, const struct measured *last)
{
    if (last == NULL || last->explanation == NULL)
        return;
    g_autofree char *lines = text_printable_lines(last->explanation);
    g_string_append_printf(out, "\n%s\n", lines);
}

static bool add_found(GString *out, const struct bisect_report *report, GError **error)
{
    const char *commit = g_ptr_array_index(report->possible, 0);
    g_autofree char *id = text_printable(report->file->case_id);
    g_string_append_printf(out, "%s got %s with %.*s\n\n", id, side_of(report->whole), SHORT,
                           commit);
    if (!add_commit(out, report, commit, error))
        return false;
    add_last(out, report);
    add_whole(out, report);
    if (report->last != NULL)
        add_share(out, report);
    if (report->fork != NULL) {
        g_autofree char *words =
            g_strdup_printf("It is a merge. What it merged began at %.*s, before the good commit, "
                            "and was %s there already, so that its commits cannot be judged.",
                            SHORT, report->fork, side_of(report->whole));
        text_wrap(out, words, 0, REPORT_WIDTH);
    }
    add_explanation(out, report->last);
    return true;
}

// Why one of the commits that remain says nothing; the last one is the first that is like the bad
// end.
static const char *why_of(const struct bisect_report *report, guint index)
{
    const char *commit = g_ptr_array_index(report->possible, index);
    const struct measured *measured =
        bisect_file_find(report->file, report->range->base, commit, false);
    if (measured != NULL && measured->why != NULL)
        return measured->why;
    if (index + 1 == report->possible->len)
        return strcmp(commit, report->range->head) == 0 ? "it is the bad end"
                                                        : "it is like the bad end";
    return measured != NULL ? "it is unclear which end it is like" : "it was not measured";
}

static bool add_possible(GString *out, const struct bisect_report *report, GError **error)
{
    g_autofree char *id = text_printable(report->file->case_id);
    g_string_append_printf(out,
                           "%s got %s with one of %u commits, which cannot be distinguished:\n\n",
                           id, side_of(report->whole), report->possible->len);
    for (guint i = 0; i < MIN(report->possible->len, MOST_LISTED); i++) {
        const char *commit = g_ptr_array_index(report->possible, i);
        struct commit_words words;
        if (!commit_words_read(report->repository, commit, &words, error))
            return false;
        g_autofree char *subject = text_printable(words.subject);
        g_autofree char *why = text_printable(why_of(report, i));
        g_string_append_printf(out, "%.*s %s%s%s%s\n", SHORT, commit, subject, *why ? " (" : "",
                               why, *why ? ")" : "");
        commit_words_clear(&words);
    }
    if (report->possible->len > MOST_LISTED)
        g_string_append_printf(out, "... and %u more\n", report->possible->len - MOST_LISTED);
    g_string_append_c(out, '\n');
    add_whole(out, report);
    return true;
}

static void add_no_difference(GString *out, const struct bisect_report *report)
{
    const struct measured *whole = report->whole;
    g_autofree char *id = text_printable(report->file->case_id);
    g_string_append_printf(out, "%s: there is no difference to look for\n\n", id);
    add_whole(out, report);
    const char *reason =
        whole->verdict == VERDICT_SAME ? "Both ends are the same."
        : whole->verdict == VERDICT_PLACEMENT
            ? "The machine code is the same at both ends; only its address changed. --layouts "
              "treats addresses as noise."
            : "It is not certain that the ends differ; a longer --time shows smaller differences.";
    text_wrap(out, reason, 0, REPORT_WIDTH);
}

static void add_elsewhere(GString *out, const struct bisect_report *report)
{
    g_autofree char *id = text_printable(report->file->case_id);
    g_autofree char *words = g_strdup_printf(
        "The history of the bad end begins at %.*s, which is before the good one and %s as well: "
        "what differs came between that commit and the good end, on a branch of which the bad end "
        "has nothing. This looks for it there:",
        SHORT, report->fork, side_of(report->whole));
    g_string_append_printf(out, "%s: no commit of the range made it %s\n\n", id,
                           side_of(report->whole));
    add_whole(out, report);
    text_wrap(out, words, 0, REPORT_WIDTH);
    add_command(out, report, report->fork, report->range->base);
}

static bool add_text(GString *out, const struct bisect_report *report, GError **error)
{
    switch (report->outcome) {
    case BISECT_FOUND:
        return add_found(out, report, error);
    case BISECT_UNCLEAR:
        return add_possible(out, report, error);
    case BISECT_NO_DIFFERENCE:
        add_no_difference(out, report);
        break;
    case BISECT_ELSEWHERE:
        add_elsewhere(out, report);
        break;
    }
    return true;
}

static json_t *commit_to_json(const struct bisect_report *report, const char *commit,
                              GError **error)
{
    struct commit_words words;
    if (!commit_words_read(report->repository, commit, &words, error))
        return NULL;
    json_t *object = json_object();
    json_put_text(object, "commit", commit);
    json_put_text(object, "subject", words.subject);
    json_put_text(object, "body", words.body);
    json_put_text(object, "author", words.author);
    json_put_text(object, "author_date", words.date);
    commit_words_clear(&words);
    return object;
}

static json_t *end_to_json(const char *name, const char *commit)
{
    json_t *object = json_object();
    json_put_text(object, "name", name);
    json_put_text(object, "commit", commit);
    return object;
}

static bool put_possible(json_t *root, const struct bisect_report *report, GError **error)
{
    json_t *possible = json_array();
    json_object_set_new(root, "possible", possible);
    for (guint i = 0; i < report->possible->len; i++) {
        json_t *commit = commit_to_json(report, g_ptr_array_index(report->possible, i), error);
        if (commit == NULL)
            return false;
        if (report->outcome == BISECT_UNCLEAR)
            json_put_text(commit, "why", why_of(report, i));
        json_array_append_new(possible, commit);
    }
    return true;
}

static bool add_json(GString *out, const struct bisect_report *report, GError **error)
{
    json_t *root = json_object();
    json_t *measured = json_array();
    json_put_text(root, "case", report->file->case_id);
    json_put_text(root, "outcome", bisect_outcome_word(report->outcome));
    json_object_set_new(root, "good", end_to_json(report->range->base_name, report->range->base));
    json_object_set_new(root, "bad", end_to_json(report->range->head_name, report->range->head));
    json_object_set_new(root, "whole", measured_to_json(report->whole));
    if (report->last != NULL)
        json_object_set_new(root, "change", measured_to_json(report->last));
    json_put_text(root, "fork", report->fork);
    for (guint i = 0; i < report->file->measured->len; i++)
        json_array_append_new(measured,
                              measured_to_json(g_ptr_array_index(report->file->measured, i)));
    json_object_set_new(root, "measured", measured);
    if (!put_possible(root, report, error)) {
        json_decref(root);
        return false;
    }
    json_append(out, root, JSON_INDENT(2));
    g_string_append_c(out, '\n');
    return true;
}

char *bisect_report_make(const struct bisect_report *report, const char *format, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    bool is_json = strcmp(format, "json") == 0;
    if (!(is_json ? add_json : add_text)(out, report, error))
        return NULL;
    if (is_json)
        return g_string_free(g_steal_pointer(&out), FALSE);
    g_autofree char *escaped = escape_log(out->str);
    return g_strconcat(escaped, "\n", NULL);
}
