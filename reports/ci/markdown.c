// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/machine/headline.h"
#include "reports/ci/markdown_page.h"
#include "reports/ci/markdown_text.h"
#include "reports/formats.h"
#include "reports/terminal/comparison_table.h"
#include "reports/terminal/table_columns.h"
#include "reports/words/finding.h"
#include "reports/words/group_notes.h"
#include "reports/words/method.h"
#include "reports/words/units.h"
#include "reports/words/warnings.h"

enum {
    VERSION_CHARACTERS = 40,
    MESSAGE_LINES = 10,
    WARNINGS_BYTES = 8000,  // at most, so that tables find room
    FAILURES_BYTES = 12000, // the same
    CLOSING_BYTES = 200,    // kept for the line that says what is left out
    LEAST_ROOM = 1000,      // for a table: a fold without a row says nothing
};

static void write_headline(GString *out, const struct run *run)
{
    g_autofree char *finding = finding_of_run(run);
    g_string_append(out, "### ");
    markdown_text(out, finding, LINE_CHARACTERS);
    g_string_append(out, "\n\n");
    if (!run_has_sides(run))
        return;
    g_string_append(out, "base ");
    markdown_name(out, run->base_name, LINE_CHARACTERS);
    g_string_append(out, ", head ");
    markdown_name(out, run->head_name, LINE_CHARACTERS);
    g_string_append(out, "\n\n");
}

static void write_table(struct markdown_page *page, const struct grid *grid)
{
    page->left_out += markdown_table(page->out, grid, markdown_room(page));
}

typedef char *(*cell_text)(const struct run *run, const struct comparison *comparison);

static char *id_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return text_printable(comparison->id);
}

static char *baseline_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return text_printable(comparison->baseline);
}

static char *median_text(const struct run *run, const struct comparison *comparison)
{
    const struct result *result = run_find_result(run, comparison->id);
    return units_time(result ? result->summary.median_ns : NAN);
}

static char *speedup_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return units_speedup(comparison->ratio);
}

static char *interval_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return comparison_speedup_interval(comparison);
}

static char *verdict_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return g_strdup(verdict_word(comparison->verdict));
}

static char *claim_text(G_GNUC_UNUSED const struct run *run, const struct comparison *comparison)
{
    return g_strdup(comparison->claim != CLAIM_NONE ? claim_word(comparison->claim) : "");
}

// Alternatives of several groups, each with its baseline.
static struct grid *alternatives_grid(const struct run *run, const GPtrArray *comparisons)
{
    static const struct {
        const char *title;
        int flags;
        cell_text text;
    } columns[] = {
        {"case", 0, id_text},
        {"median", GRID_RIGHT, median_text},
        {"speed-up", GRID_RIGHT, speedup_text},
        {"interval", 0, interval_text},
        {"verdict", 0, verdict_text},
        {"claim", 0, claim_text},
        {"baseline", 0, baseline_text},
    };
    struct grid *grid = grid_new(comparisons->len);
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        grid_add_column(grid, columns[c].title, columns[c].flags);
        for (guint i = 0; i < comparisons->len; i++)
            grid_set(grid, i, columns[c].text(run, g_ptr_array_index(comparisons, i)), NULL);
    }
    return grid;
}

// The comparisons of a verdict or two, in their order.
static GPtrArray *select_verdicts(const GPtrArray *comparisons, enum verdict one,
                                  enum verdict other)
{
    GPtrArray *selected = g_ptr_array_new();
    for (guint i = 0; i < comparisons->len; i++) {
        struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (comparison->verdict == one || comparison->verdict == other)
            g_ptr_array_add(selected, comparison);
    }
    return selected;
}

static void write_changes(struct markdown_page *page, const struct report *report,
                          const GPtrArray *ranked)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) changed = select_verdicts(ranked, VERDICT_SLOWER, VERDICT_FASTER);
    if (changed->len == 0) {
        if (ranked->len > 0)
            g_string_append(page->out, "No case is shown to be slower or faster.\n\n");
        return;
    }
    g_autoptr(Grid) grid =
        run_has_sides(run) ? comparison_grid(report, changed) : alternatives_grid(run, changed);
    write_table(page, grid);
    g_string_append_c(page->out, '\n');
}

// What holds for all comparisons together.
static void write_whole(struct markdown_page *page, const struct run *run)
{
    g_autofree char *mean = comparison_mean_words(run);
    const char *placement = comparison_placement_words(run);
    g_autofree char *text = g_strconcat(mean, *mean && *placement ? " " : "", placement, NULL);
    size_t start = page->out->len;
    if (*text == '\0')
        return;
    markdown_text(page->out, text, 2 * LINE_CHARACTERS);
    markdown_end_line(page, start);
    g_string_append_c(page->out, '\n');
}

static void write_failures(struct markdown_page *page, const char *side, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        size_t start = page->out->len;
        if (result->status == STATUS_OK || result_is_same_code(result))
            continue;
        g_string_append_printf(page->out, "- %s", side);
        markdown_name(page->out, result->bench_case->id, LINE_CHARACTERS);
        g_string_append_printf(page->out, " %s", status_word(result->status));
        g_autofree char *message = text_printable_lines(result->message);
        g_auto(GStrv) lines = g_strsplit(message, "\n", MESSAGE_LINES);
        for (char **line = lines; *line; line++) {
            g_string_append(page->out, line == lines ? ": " : "<br>");
            markdown_text(page->out, *line, LINE_CHARACTERS);
        }
        markdown_end_line(page, start);
    }
}

static void write_warnings(struct markdown_page *page, const GPtrArray *warnings)
{
    if (warnings->len == 0)
        return;
    g_autofree char *title =
        g_strdup_printf("%u warning%s", warnings->len, warnings->len == 1 ? "" : "s");
    markdown_begin_fold(page, title);
    for (guint i = 0; i < warnings->len; i++) {
        g_autofree char *text = warning_text(g_ptr_array_index(warnings, i));
        size_t start = page->out->len;
        g_string_append(page->out, "- ");
        markdown_text(page->out, text, LINE_CHARACTERS);
        markdown_end_line(page, start);
    }
    markdown_end_fold(page);
}

static void write_method(struct markdown_page *page, const struct run *run)
{
    g_autoptr(GPtrArray) sentences = method_sentences(run);
    markdown_begin_fold(page, "How it was measured");
    for (guint i = 0; i < sentences->len; i++) {
        g_string_append(page->out, "- ");
        markdown_text(page->out, g_ptr_array_index(sentences, i), LINE_CHARACTERS);
        g_string_append_c(page->out, '\n');
    }
    markdown_end_fold(page);
}

static void write_verdict(struct markdown_page *page, const struct report *report,
                          const GPtrArray *ranked, enum verdict verdict)
{
    g_autoptr(GPtrArray) selected = select_verdicts(ranked, verdict, verdict);
    if (selected->len == 0)
        return;
    if (markdown_room(page) < LEAST_ROOM) {
        page->left_out += selected->len;
        return;
    }
    g_autoptr(Grid) grid = comparison_grid(report, selected);
    g_autofree char *title = g_strdup_printf("%u %s", selected->len, verdict_word(verdict));
    markdown_begin_fold(page, title);
    write_table(page, grid);
    markdown_end_fold(page);
}

static void write_ids(struct markdown_page *page, const char *title, const GPtrArray *ids)
{
    if (ids->len == 0)
        return;
    markdown_begin_fold(page, title);
    for (guint i = 0; i < ids->len; i++) {
        size_t start = page->out->len;
        g_string_append(page->out, "- ");
        markdown_name(page->out, g_ptr_array_index(ids, i), LINE_CHARACTERS);
        markdown_end_line(page, start);
    }
    markdown_end_fold(page);
}

static void write_explanation(struct markdown_page *page, const struct comparison *comparison)
{
    g_autofree char *text = text_printable_lines(comparison->explanation);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *title = g_strdup_printf("What changed in %s", comparison->id);
    markdown_begin_fold(page, title);
    g_string_append(page->out, "<pre>\n");
    for (char **line = lines; *line != NULL; line++) {
        size_t start = page->out->len;
        markdown_line(page->out, *line);
        markdown_end_line(page, start);
    }
    g_string_append(page->out, "</pre>\n");
    markdown_end_fold(page);
}

static void write_explanations(struct markdown_page *page, const GPtrArray *ranked)
{
    for (guint i = 0; i < ranked->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(ranked, i);
        if (comparison->explanation != NULL && markdown_room(page) >= LEAST_ROOM)
            write_explanation(page, comparison);
    }
}

static void write_sides(struct markdown_page *page, const struct report *report,
                        const GPtrArray *ranked)
{
    write_explanations(page, ranked);
    write_verdict(page, report, ranked, VERDICT_PLACEMENT);
    write_verdict(page, report, ranked, VERDICT_UNCLEAR);
    write_verdict(page, report, ranked, VERDICT_SAME);
    g_autoptr(GPtrArray) same_code = comparison_same_code(report->run);
    write_ids(page, "Not measured (same code)", same_code);
    write_ids(page, "Removed (only in base)", report->run->only_base);
    write_ids(page, "Added (only in head)", report->run->only_head);
}

static void write_note(struct markdown_page *page, const char *title, char *note)
{
    g_autofree char *text = note;
    g_autofree char *whole = g_strconcat(title, text, NULL);
    if (*text == '\0')
        return;
    size_t start = page->out->len;
    g_string_append_c(page->out, '\n'); // else it would be a row of the table before it
    markdown_text(page->out, whole, LINE_CHARACTERS);
    markdown_end_line(page, start);
    g_string_append_c(page->out, '\n');
}

static void write_groups(struct markdown_page *page, const struct report *report)
{
    g_autoptr(GPtrArray) groups = groups_of(report->run);
    for (guint i = 0; i < groups->len; i++) {
        const struct group *group = g_ptr_array_index(groups, i);
        if (markdown_room(page) < LEAST_ROOM) {
            page->left_out += group->results->len;
            continue;
        }
        g_autofree char *name = group_title(group);
        g_autofree char *title = g_strdup_printf("%s: %u case%s", name, group->results->len,
                                                 group->results->len == 1 ? "" : "s");
        g_autoptr(Grid) grid = table_columns(report, group);
        markdown_begin_fold(page, title);
        write_table(page, grid);
        write_note(page, "fit: ", group_fits(group));
        write_note(page, "", group_advice(report->run, group, report->worth_ratio));
        markdown_end_fold(page);
    }
}

static void write_machine(GString *out, const struct run *run)
{
    g_autofree char *headline = run->machine ? headline_format(run->machine) : g_strdup("");
    g_auto(GStrv) lines = g_strsplit(headline, "\n", -1);
    for (char **line = lines; *line; line++) {
        markdown_text(out, *line, LINE_CHARACTERS);
        g_string_append(out, line[1] ? "; " : "\\\n");
    }
}

static GString *format_foot(const struct run *run)
{
    GString *foot = g_string_new("---\n\n");
    g_autofree char *measured = finding_measured(run);
    g_string_append_printf(foot, "%s by benchrun ", measured);
    markdown_text(foot, run->version, VERSION_CHARACTERS);
    g_string_append(foot, "\\\n");
    if (run->machine)
        write_machine(foot, run);
    if (run->command)
        markdown_name(foot, run->command, LINE_CHARACTERS);
    g_string_append_c(foot, '\n');
    return foot;
}

static void write_body(struct markdown_page *page, const struct report *report)
{
    const struct run *run = report->run;
    bool has_sides = run_has_sides(run);
    g_autoptr(GPtrArray) ranked = comparisons_ranked(run);
    g_autoptr(GString) text = g_string_new(NULL);
    struct markdown_page failures = {.out = text, .end = FAILURES_BYTES};
    write_failures(&failures, "base ", run->base);
    write_failures(&failures, has_sides ? "head " : "", run->results);
    page->left_out += failures.left_out;
    page->end -= text->len;
    write_headline(page->out, run);
    write_changes(page, report, ranked);
    write_whole(page, run);
    page->end += text->len;
    g_string_append_printf(page->out, "%s%s", text->str, text->len > 0 ? "\n" : "");
    if (has_sides)
        write_sides(page, report, ranked);
    else
        write_groups(page, report);
}

bool markdown_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    g_autoptr(GString) foot = format_foot(run);
    g_autoptr(GString) folds = g_string_new(NULL);
    struct markdown_page below = {.out = folds, .end = WARNINGS_BYTES};
    g_autoptr(GPtrArray) warnings = warnings_of(run);
    write_warnings(&below, warnings);
    write_method(&below, run);
    // What follows is kept whatever the number of cases.
    g_autoptr(GString) text = g_string_new(NULL);
    struct markdown_page page = {
        .out = text,
        .end = MARKDOWN_BYTES - foot->len - folds->len - CLOSING_BYTES,
        .left_out = below.left_out,
    };
    write_body(&page, report);
    if (page.left_out > 0)
        g_string_append_printf(text,
                               "%zu lines are left out to stay under %d KB; the JSON and HTML "
                               "reports have them all.\n\n",
                               page.left_out, MARKDOWN_BYTES / 1000);
    g_string_append_printf(out, "%s%s%s", text->str, folds->str, foot->str);
    return true;
}
