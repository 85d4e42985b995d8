// SPDX-License-Identifier: MIT
#include "framework/cli/present.h"

#include <stdio.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/build/git.h"
#include "framework/cli/command.h"
#include "framework/cli/terminal.h"
#include "reports/charts/charts.h"
#include "reports/ci/tracked.h"
#include "reports/html/html_charts.h"
#include "reports/terminal/table.h"

// Without gnuplot only the charts are missing; a chart that fails does not stop the others.
static int refuse(GError *error)
{
    bool is_missing = g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_MISSING);
    complain(EXIT_UNMEASURED, "%s", error->message);
    g_error_free(error);
    return is_missing ? EXIT_GOOD : EXIT_UNMEASURED;
}

static int report_failures(const struct drawings *drawings)
{
    enum { MOST_NAMED = 3 };
    guint n = drawings->failures->len;
    for (guint i = 0; i < MIN(n, MOST_NAMED); i++)
        complain(EXIT_UNMEASURED, "cannot draw %s",
                 (const char *)g_ptr_array_index(drawings->failures, i));
    if (n > MOST_NAMED)
        complain(EXIT_UNMEASURED, "cannot draw %u more", n - MOST_NAMED);
    return n > 0 ? EXIT_UNMEASURED : EXIT_GOOD;
}

static int draw(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    g_autoptr(Drawings) drawings =
        charts_draw(run, options->plot_folder, options->plot_formats, NULL, &error);
    if (drawings == NULL)
        return refuse(error);
    if (!options->is_quiet && drawings->drawn->len == 0)
        say("nothing to draw");
    else if (!options->is_quiet)
        say("drew %u charts; index: %s/plots.md", drawings->drawn->len, options->plot_folder);
    return report_failures(drawings);
}

static void print_chart(const struct drawing *drawing, const struct terminal *terminal)
{
    g_autoptr(GString) title = g_string_new(NULL);
    text_wrap(title, drawing->finding, 0, terminal->columns);
    text_wrap(title, drawing->about, 0, terminal->columns);
    escape_log_lines(title, 0);
    printf("\n%s", title->str);
    fputs(drawing->content, stdout);
}

static int print_charts(const struct run *run, unsigned width)
{
    GError *error = NULL;
    struct terminal terminal = terminal_detect(width);
    g_autoptr(Drawings) drawings = charts_for_terminal(run, &terminal, NULL, &error);
    if (drawings == NULL)
        return refuse(error);
    for (guint i = 0; i < drawings->drawn->len; i++)
        print_chart(g_ptr_array_index(drawings->drawn, i), &terminal);
    fflush(stdout);
    return report_failures(drawings);
}

// The files of the repository around us; NULL outside of one.
static struct tracked *list_tracked(void)
{
    gsize length = 0;
    const struct git_call call = {.folder = ".", .length = &length};
    g_autofree char *names = git_run(&call, NULL, "ls-files", "-z", "--full-name", ":/");
    if (names == NULL)
        return NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    for (const char *name = names; name < names + length; name += strlen(name) + 1)
        g_ptr_array_add(paths, g_strdup(name));
    g_ptr_array_add(paths, NULL);
    return tracked_new((char **)g_ptr_array_free(g_steal_pointer(&paths), FALSE));
}

// How many cases of a page have their own charts; each has its distribution too.
enum { PAGE_CASES = 20 };

// A page without charts is better than none.
static struct drawings *draw_for_page(const struct run *run, int *code)
{
    GError *error = NULL;
    struct drawings *drawings = charts_svg(run, page_charts_most(run), PAGE_CASES, NULL, &error);
    *code = drawings != NULL ? report_failures(drawings) : refuse(error);
    return drawings;
}

int present_run(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    unsigned width = options->width > 0 ? (unsigned)options->width : terminal_width();
    unsigned needs = output_list_needs(&options->outputs);
    g_autoptr(Tracked) tracked = needs & NEEDS_TRACKED ? list_tracked() : NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    int paged = EXIT_GOOD;
    g_autoptr(Drawings) drawings = needs & NEEDS_DRAWINGS ? draw_for_page(run, &paged) : NULL;
    struct report report = {
        .run = run,
        .per_sample = options->per_sample,
        .one_row = options->one_row,
        .notes = notes,
        .width = width,
        .sort = options->sort,
        .unit = options->unit,
        .columns = options->columns,
        .use_colour = options->use_colour,
        .worth_ratio = options->worth_ratio,
        .drawings = drawings,
        .tracked = tracked,
    };
    int code = EXIT_GOOD;
    // Metrics have columns too, so that names can only be checked now; the table shows all of them
    // rather than none.
    if (!table_columns_are_known(run, options->columns, &error)) {
        code = complain(EXIT_USAGE, "%s", error->message);
        g_clear_error(&error);
        report.columns = NULL;
    }
    if (!output_list_write(&options->outputs, &report, &error)) {
        code = complain(EXIT_UNMEASURED, "%s", error->message);
        g_error_free(error);
    }
    for (guint i = 0; i < notes->len && !options->is_quiet; i++)
        say("%s", (const char *)g_ptr_array_index(notes, i));
    int printed = options->plots_to_terminal ? print_charts(run, width) : EXIT_GOOD;
    int drawn = options->plot_folder != NULL ? draw(run, options) : EXIT_GOOD;
    return code != EXIT_GOOD      ? code
           : paged != EXIT_GOOD   ? paged
           : printed != EXIT_GOOD ? printed
                                  : drawn;
}
