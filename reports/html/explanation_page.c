// SPDX-License-Identifier: MIT
// The page of an explanation: html/explanation.html, with its parts in their places.
#include <string.h>

#include "reports/formats.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/templates.h"
#include "reports/words/explanation.h"

static void write_target(GString *out, const struct explanation *explanation)
{
    html_text(out, explanation->target);
}

static void write_heading(GString *out, const struct explanation *explanation)
{
    g_string_append(out, explanation->suggestions->len > 0 ? "What could be tried"
                                                           : "Nothing stands out");
}

static void write_items(GString *out, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_string_append(out, "<li>");
        html_text(out, g_ptr_array_index(texts, i));
        g_string_append(out, "</li>\n");
    }
}

static void write_suggestions(GString *out, const struct explanation *explanation)
{
    write_items(out, explanation->suggestions);
}

static void write_rule(GString *out, const struct explanation *explanation)
{
    html_text(out, explanation->rule);
}

static void write_answers(GString *out, const struct explanation *explanation)
{
    for (guint i = 0; i < explanation->answers->len; i++) {
        const struct answer *answer = g_ptr_array_index(explanation->answers, i);
        html_printf(out, "<article><h3>%s</h3>\n<p>%s</p>\n", answer->question, answer->answer);
        g_string_append(out, "<ul class=\"place\">");
        write_items(out, answer->facts);
        g_string_append(out, "</ul></article>\n");
    }
}

static const struct part {
    const char *name;
    void (*write)(GString *out, const struct explanation *explanation);
} parts[] = {
    {"target", write_target}, {"heading", write_heading}, {"suggestions", write_suggestions},
    {"rule", write_rule},     {"answers", write_answers},
};

static void write_part(GString *out, const char *name, const void *data)
{
    const struct part *part = html_part_find(parts, G_N_ELEMENTS(parts), sizeof *parts, name);
    part->write(out, data);
}

bool explanation_page_write(GString *out, const struct explanation_report *report,
                            G_GNUC_UNUSED GError **error)
{
    const struct html_template template = {template_explanation_html, template_page_css, NULL};
    html_fill(out, &template, write_part, report->explanation);
    return true;
}
