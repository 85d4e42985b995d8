// SPDX-License-Identifier: MIT
#include <glib.h>
#include <string.h>

#include "framework/compare/compare.h"
#include "framework/result/file/merge.h"
#include "framework/result/file/run_file.h"
#include "reports/charts/chart_plan.h"
#include "reports/charts/chart_script.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

static void decide(struct run *run)
{
    struct thresholds thresholds = thresholds_default();
    thresholds.alpha = run->alpha;
    if (run_has_sides(run)) {
        compare_sides(run, &thresholds, NULL, NULL);
    } else {
        g_ptr_array_set_size(run->comparisons, 0);
        compare_alternatives(run, &thresholds);
        run_fit(run);
    }
}

static void render(const struct report *report)
{
    g_autofree char *names = reporter_names();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        reporter_find(*format)->write(out, report, &error);
        insist_fine(*format, error ? error->message : NULL);
        insist_sink(*format, out->str);
    }
}

static bool merge(struct run *run, struct run *again)
{
    struct merging merging;
    merging_begin(&merging, run);
    bool is_merged = merging_add(&merging, again, "again", NULL);
    merging_clear(&merging);
    return is_merged;
}

static void draw(const struct run *run)
{
    static const struct canvas canvases[] = {{.kind = CANVAS_SVG},
                                             {.kind = CANVAS_TEXT, .columns = 80}};
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 3);
    for (guint i = 0; i < planned.charts->len; i++)
        for (size_t c = 0; c < G_N_ELEMENTS(canvases); c++)
            g_string_free(chart_script(planned.charts->pdata[i], &canvases[c], "a.svg"), TRUE);
}

// What was read, and what was computed from it, can be written and read again.
static struct run *read_again(const struct run *run)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = run_format(run);
    struct run *again = run_parse(text, strlen(text), &error);
    insist_fine("written and read again", error ? error->message : NULL);
    return again;
}

void fuzz_reports(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) run = run_parse((const char *)data, size, &error);
    if (run == NULL)
        return;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct report report = {.run = run, .worth_ratio = 3, .notes = notes};
    render(&report); // with the verdicts of the file
    decide(run);
    report.width = 80;
    report.sort = REPORT_SORT_TIME;
    report.one_row = true;
    report.per_sample = true;
    render(&report);
    draw(run);
    g_autoptr(Run) again = read_again(run);
    if (run_has_sides(run) || !merge(run, again))
        return;
    render(&report);
    g_autoptr(Run) head = read_again(run);
    g_autoptr(Run) base = read_again(run);
    struct thresholds thresholds = thresholds_default();
    head->base_name = g_strdup("base");
    head->head_name = g_strdup("head");
    compare_saved(head, base, &thresholds, NULL, NULL);
    report.run = head;
    render(&report);
}
