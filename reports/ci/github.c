// SPDX-License-Identifier: MIT
// GitHub's workflow commands, a line each:
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "reports/ci/tracked.h"
#include "reports/formats.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum { TITLE_CHARACTERS = 120, MESSAGE_CHARACTERS = 1000 };

// What would end a command, or a property of it (`in_property`), is written as % and two digits.
static void append_data(GString *out, const char *text, bool in_property)
{
    for (const char *c = text; *c; c++) {
        if (strchr(in_property ? "%\r\n:," : "%\r\n", *c))
            g_string_append_printf(out, "%%%02X", (unsigned char)*c);
        else
            g_string_append_c(out, *c);
    }
}

struct annotation {
    const char *command; // error, warning, notice
    const struct bench_case *bench_case;
    const struct tracked *tracked;
};

static void append_place(GString *out, const struct annotation *annotation)
{
    const struct bench_case *bench_case = annotation->bench_case;
    const char *path = bench_case ? tracked_find(annotation->tracked, bench_case->file) : NULL;
    g_autofree char *printable = text_printable(path);
    if (!path || strcmp(path, printable) != 0)
        return;
    g_string_append(out, "file=");
    append_data(out, path, true);
    if (bench_case->line > 0)
        g_string_append_printf(out, ",line=%u", bench_case->line);
    g_string_append_c(out, ',');
}

static void annotate(GString *out, const struct annotation *annotation, const char *title,
                     const char *message)
{
    g_autofree char *short_title = text_keep_tail(title, TITLE_CHARACTERS);
    g_autofree char *lines = text_printable_lines(message);
    g_autofree char *head =
        g_utf8_substring(lines, 0, MIN(g_utf8_strlen(lines, -1), (long)MESSAGE_CHARACTERS));
    g_string_append_printf(out, "::%s ", annotation->command);
    append_place(out, annotation);
    g_string_append(out, "title=");
    append_data(out, short_title, true);
    g_string_append(out, "::");
    append_data(out, head, false);
    g_string_append_c(out, '\n');
}

static void annotate_regression(GString *out, const struct report *report,
                                const struct comparison *comparison)
{
    const struct run *run = report->run;
    const struct result *result = run_find_result(run, comparison->id);
    const struct annotation annotation = {
        .command = "error",
        .bench_case = result ? result->bench_case : NULL,
        .tracked = report->tracked,
    };
    g_autofree char *id = text_printable(comparison->id);
    g_autofree char *title = g_strdup_printf("%s is slower", id);
    g_autofree char *base = units_time(comparison->times_ns[SIDE_BASE]);
    g_autofree char *head = units_time(comparison->times_ns[SIDE_HEAD]);
    g_autoptr(GString) message = g_string_new(NULL);
    g_autofree char *change = units_change(comparison->ratio);
    g_autofree char *interval = comparison_interval(comparison);
    g_string_printf(message, "%s %s: %s, before %s", change, interval, head, base);
    if (comparison->note)
        g_string_append_printf(message, "; %s", comparison->note);
    annotate(out, &annotation, title, message->str);
}

static void annotate_claim(GString *out, const struct report *report,
                           const struct comparison *comparison)
{
    const struct result *result = run_find_result(report->run, comparison->id);
    const struct annotation annotation = {
        .command = "warning",
        .bench_case = result ? result->bench_case : NULL,
        .tracked = report->tracked,
    };
    g_autofree char *id = text_printable(comparison->id);
    g_autofree char *title = g_strdup_printf("%s falls short of its claim", id);
    g_autofree char *speedup = units_speedup(comparison->ratio);
    g_autofree char *interval = comparison_speedup_interval(comparison);
    g_autofree char *message =
        g_strdup_printf("claimed: %gx as fast as '%s'; measured: %s %s", comparison->min_speedup,
                        comparison->baseline, speedup, interval);
    annotate(out, &annotation, title, message);
}

static void annotate_failures(GString *out, const struct report *report, const char *side,
                              const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK || result->status == STATUS_SKIPPED)
            continue;
        const struct annotation annotation = {
            .command = "error",
            .bench_case = result->bench_case,
            .tracked = report->tracked,
        };
        g_autofree char *id = text_printable(result->bench_case->id);
        g_autofree char *title = g_strdup_printf("%s%s: %s", id, side, status_word(result->status));
        annotate(out, &annotation, title, result->message ? result->message : "no reason given");
    }
}

bool github_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    bool has_sides = run_has_sides(run);
    g_autoptr(GPtrArray) ranked = comparisons_ranked(run);
    // GitHub shows the first ten of a step: the worst come first.
    for (guint i = 0; i < ranked->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(ranked, i);
        if (has_sides && comparison->verdict == VERDICT_SLOWER)
            annotate_regression(out, report, comparison);
        else if (!has_sides && comparison->claim == CLAIM_FAILS)
            annotate_claim(out, report, comparison);
    }
    annotate_failures(out, report, " in base", run->base);
    annotate_failures(out, report, has_sides ? " in head" : "", run->results);
    const struct annotation notice = {.command = "notice"};
    g_autofree char *finding = finding_of_run(run);
    annotate(out, &notice, "benchrun", finding);
    return true;
}
