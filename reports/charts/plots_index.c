// SPDX-License-Identifier: MIT
#include "reports/charts/plots_index.h"

#include <string.h>

#include "framework/base/escape.h"
#include "reports/charts/drawing.h"

// Brackets too, since some of these texts are between brackets.
static void append_text(GString *out, const char *text)
{
    g_autofree char *escaped = escape_markdown(text);
    g_autoptr(GString) whole = g_string_new(escaped);
    g_string_replace(whole, "[", "&#91;", 0);
    g_string_replace(whole, "]", "&#93;", 0);
    g_string_append(out, whole->str);
}

static const char *const headings[CHART_KINDS] = {
    [CHART_COMPARISON] = "Two builds",
    [CHART_ALTERNATIVES] = "Alternatives",
    [CHART_ARGUMENTS] = "Time over argument",
    [CHART_THROUGHPUT] = "Throughput over size",
    [CHART_THREADS] = "Throughput over threads",
    [CHART_LATENCY] = "Latencies",
    [CHART_STAGES] = "Stages",
    [CHART_BREAK_EVEN] = "Break-even",
    [CHART_DISTRIBUTION] = "Distributions",
    [CHART_ORDER] = "Samples in their order",
};

static void append_drawing(GString *out, const struct drawing *drawing)
{
    const char *first = g_ptr_array_index(drawing->files, 0);
    bool is_image = !g_str_has_suffix(first, ".pdf");
    g_string_append(out, "**");
    append_text(out, drawing->finding);
    g_string_append(out, "** — ");
    append_text(out, drawing->about);
    g_string_append(out, "\n\n");
    if (is_image) {
        g_string_append(out, "![");
        append_text(out, drawing->finding);
        g_string_append_printf(out, "](%s)\n\n", first);
    }
    for (guint i = is_image; i < drawing->files->len; i++) {
        const char *file = g_ptr_array_index(drawing->files, i);
        g_string_append_printf(out, "[%s](%s)%s", strrchr(file, '.') + 1, file,
                               i + 1 < drawing->files->len ? " " : "\n\n");
    }
}

void plots_index_append(GString *out, const struct run *run, const struct drawings *drawings)
{
    g_string_append(out, "# Charts\n\n");
    append_text(out, run->command);
    g_string_append(out, "\n");
    for (guint i = 0; i < drawings->drawn->len; i++) {
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, i);
        const struct drawing *before = i > 0 ? g_ptr_array_index(drawings->drawn, i - 1) : NULL;
        if (!before || before->kind != drawing->kind)
            g_string_append_printf(out, "\n## %s\n\n", headings[drawing->kind]);
        append_drawing(out, drawing);
    }
    if (drawings->n_cases > 0)
        g_string_append_printf(out,
                               "\n%u more cases have no charts here; `benchrun report "
                               "FILE -f PATTERN --plot DIR` draws the ones it selects.\n",
                               drawings->n_cases);
    for (guint i = 0; i < drawings->failures->len; i++) {
        g_string_append(out, "\nNot drawn: ");
        append_text(out, g_ptr_array_index(drawings->failures, i));
        g_string_append(out, "\n");
    }
}
