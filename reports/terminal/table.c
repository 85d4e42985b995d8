// SPDX-License-Identifier: MIT
#include "reports/terminal/table.h"

#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/machine/headline.h"
#include "reports/formats.h"
#include "reports/terminal/comparison_table.h"
#include "reports/terminal/table_columns.h"
#include "reports/terminal/tests.h"
#include "reports/terminal/width.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"
#include "reports/words/group_notes.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"
#include "reports/words/warnings.h"

enum { LABEL_COLUMNS = 36 }; // of a case that has a message

static void write_headline(GString *out, const struct machine *machine, size_t width)
{
    if (!machine)
        return;
    g_autofree char *headline = headline_format(machine);
    g_auto(GStrv) lines = g_strsplit(headline, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *printable = text_printable(*line);
        g_autofree char *head = text_keep_head(printable, width);
        g_string_append_printf(out, "%s\n", head);
    }
    g_string_append_c(out, '\n');
}

// Why cases of a group have no times.
static void write_messages(GString *out, const struct group *group, size_t width)
{
    for (guint i = 0; i < group->results->len; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        if (result->status == STATUS_OK)
            continue;
        g_autofree char *label = case_label(result->bench_case);
        g_autofree char *tail = text_keep_tail(label, LABEL_COLUMNS);
        g_string_append_printf(out, "  %s (%s): ", tail, status_word(result->status));
        text_wrap(out, result->message ? result->message : "no reason given", 4, width);
    }
}

static void write_note(GString *out, const char *title, char *note, size_t width)
{
    g_autofree char *text = note;
    g_autofree char *whole = g_strconcat(title, text, NULL);
    if (*text != '\0')
        text_wrap(out, whole, 2, width);
}

// False where columns were left out.
static bool write_groups(GString *out, const struct report *report, size_t width)
{
    bool is_whole = true;
    g_autoptr(GPtrArray) groups = groups_of(report->run);
    for (guint i = 0; i < groups->len; i++) {
        const struct group *group = g_ptr_array_index(groups, i);
        g_autofree char *title = group_title(group);
        g_autofree char *tail = text_keep_tail(title, width);
        g_string_append_printf(out, "%s\n", tail);
        g_autoptr(Grid) grid = table_columns(report, group);
        is_whole &= grid_write(grid, out, table_width(report), report->use_colour);
        write_note(out, "fit: ", group_fits(group), width);
        write_note(out, "", group_advice(report->run, group, report->worth_ratio), width);
        write_messages(out, group, width);
        g_string_append_c(out, '\n');
    }
    return is_whole;
}

static void append_level(GString *legend, const struct run *run)
{
    const struct comparison *first = g_ptr_array_index(run->comparisons, 0);
    g_autofree char *interval = comparison_interval_words(run);
    g_string_append_printf(legend,
                           " Speed-up: times as fast as the baseline, from samples taken %s "
                           "(not the ratio of the medians)",
                           first->pairing == PAIRED ? "in turn" : "at different times");
    if (*interval)
        g_string_append_printf(legend, ", with its %s", interval);
    if (run_comparisons(run) > 1)
        g_string_append_printf(legend, " (all %zu together: at most %g%% wrong)",
                               run_comparisons(run), 100 * run->alpha);
    g_string_append_c(legend, '.');
}

// What the times are of; and of commands, of which there may be few runs, how many there were.
static void append_unit(GString *legend, const struct run *run)
{
    size_t fewest = SIZE_MAX, most = 0;
    if (!run_is_of_commands(run)) {
        g_string_append(legend, "Per iteration.");
        return;
    }
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        size_t n = result->summary.n;
        fewest = result->status == STATUS_OK ? MIN(fewest, n) : fewest;
        most = result->status == STATUS_OK ? MAX(most, n) : most;
    }
    g_string_append(legend, "Per run");
    if (most > 0 && fewest == most)
        g_string_append_printf(legend, ", of %zu", most);
    else if (most > 0)
        g_string_append_printf(legend, ", of %zu to %zu", fewest, most);
    g_string_append_c(legend, '.');
}

// Explains the columns that are there.
static void write_legend(GString *out, const struct report *report, size_t width)
{
    const struct run *run = report->run;
    g_autoptr(GString) legend = g_string_new(NULL);
    append_unit(legend, run);
    if (table_columns_has(report, "median"))
        g_string_append(legend, " ±: half the median's 95% interval.");
    if (run->comparisons->len > 0 && table_columns_has(report, "speed-up"))
        append_level(legend, run);
    g_autoptr(GPtrArray) metrics = metric_legend(run, report->columns);
    for (guint i = 0; i < metrics->len; i++)
        g_string_append_printf(legend, " %s", (const char *)g_ptr_array_index(metrics, i));
    if (run->fits->len > 0)
        g_string_append(legend, " Fit: how the median grows with the argument, ± its relative "
                                "error (root mean square).");
    text_wrap(out, legend->str, 0, width);
}

static void write_warnings(GString *out, const GPtrArray *warnings, size_t width)
{
    for (guint i = 0; i < warnings->len; i++) {
        const struct warning_group *warning = g_ptr_array_index(warnings, i);
        g_autofree char *text = warning_text(warning);
        g_string_append(out, "warning: ");
        text_wrap(out, text, 2, width);
    }
}

static void write_closing(GString *out, const struct run *run)
{
    g_autofree char *measured = finding_measured(run);
    g_string_append_printf(out, "%s\n", measured);
    if (!run_has_sides(run))
        return;
    g_autofree char *summary = comparison_summary(run);
    g_string_append_printf(out, "%s\n", summary);
}

bool table_columns_are_known(const struct run *run, char *const *words, GError **error)
{
    return run_has_sides(run) ? comparison_columns_check(run, words, error)
                              : table_columns_check(run, words, error);
}

static void write_run(GString *out, const struct report *report, size_t width)
{
    bool is_whole = true;
    write_headline(out, report->run->machine, width);
    if (run_has_sides(report->run)) {
        is_whole = comparison_table_write(out, report);
    } else {
        is_whole = write_groups(out, report, width);
        if (report->run->results->len > 0)
            write_legend(out, report, width);
    }
    if (!is_whole)
        text_wrap(out, "Some columns do not fit and are left out; --columns and --width choose.", 0,
                  width);
    g_autoptr(GPtrArray) warnings = warnings_of(report->run);
    write_warnings(out, warnings, width);
    write_closing(out, report->run);
}

// A line that wrapping or a column of names begins may look like a command where it is shown.
bool table_write(GString *out, const struct report *report, GError **error)
{
    (void)error;
    size_t width = prose_width(report);
    gsize start = out->len;
    if (report->run->is_test)
        test_list_write(out, report, width);
    else
        write_run(out, report, width);
    escape_log_lines(out, start);
    return true;
}
