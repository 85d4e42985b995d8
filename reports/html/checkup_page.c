// SPDX-License-Identifier: MIT
// The page of a look at a machine: html/checkup.html, with its parts in their places.
#include <string.h>

#include "framework/machine/headline.h"
#include "reports/formats.h"
#include "reports/html/html_grid.h"
#include "reports/html/html_svg.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/templates.h"
#include "reports/terminal/noise_grid.h"
#include "reports/words/checkup_words.h"
#include "reports/words/noise_words.h"

static void write_title(GString *out, const struct checkup_report *report)
{
    g_autofree char *summary = checkup_summary(report->checkup);
    html_text(out, summary);
}

static void write_facts(GString *out, const struct checkup_report *report)
{
    g_autofree char *machine = headline_format(report->checkup->machine);
    html_lines(out, machine);
    g_string_append(out, "<p class=\"place\">benchrun ");
    html_text(out, report->version != NULL ? report->version : "");
    g_string_append(out, ", ");
    html_text(out, report->started != NULL ? report->started : "");
    g_string_append(out, "</p>");
}

// Between two tags of ours; nothing where there is no text.
static void write_text(GString *out, const char *before, const char *text, const char *after)
{
    if (text == NULL)
        return;
    g_string_append(out, before);
    html_text(out, text);
    g_string_append(out, after);
}

static void write_noise(GString *out, const struct checkup_report *report)
{
    const struct noise *noise = report->checkup->noise;
    if (noise == NULL)
        return;
    g_autoptr(GPtrArray) facts = noise_facts(noise);
    g_autoptr(Grid) grid = noise_grid(noise);
    g_autofree char *sentence = noise_sentence(noise);
    g_string_append(out, "<section aria-labelledby=\"noise\">\n<h2 id=\"noise\">Noise</h2>\n");
    write_text(out, "<p>", sentence, "</p>\n");
    html_grid(out, grid);
    g_string_append(out, "<dl class=\"facts\">");
    for (guint i = 0; i < facts->len; i++) {
        const struct noise_fact *fact = g_ptr_array_index(facts, i);
        write_text(out, "<dt>", fact->label, "</dt>");
        write_text(out, "<dd>", fact->text, "</dd>\n");
    }
    g_string_append(out, "</dl>\n");
    if (report->drawings != NULL && report->drawings->drawn->len > 0) {
        g_string_append(out, "<figure>");
        html_svg(out, g_ptr_array_index(report->drawings->drawn, 0), 1);
        g_string_append(out, "</figure>\n");
    }
    g_string_append(out, "</section>");
}

static void write_rows(GString *out, const struct checkup_report *report)
{
    const GPtrArray *symptoms = report->checkup->symptoms;
    for (guint i = 0; i < symptoms->len; i++) {
        const struct symptom *symptom = g_ptr_array_index(symptoms, i);
        g_autofree char *evidence = checkup_evidence(symptom);
        write_text(out, "<tr><th scope=\"row\">", symptom->name, "</th><td>");
        write_text(out, "", severity_word(symptom->severity), "</td><td class=\"long\">");
        write_text(out, "", symptom->finding, "");
        write_text(out, "<small>", symptom->reason, "</small>");
        write_text(out, "<small><code>", evidence, "</code></small>");
        g_string_append(out, "</td><td class=\"long\">");
        write_text(out, "<code>", symptom->fix, "</code>");
        g_string_append(out, "</td></tr>\n");
    }
}

static const struct part {
    const char *name;
    void (*write)(GString *out, const struct checkup_report *report);
} parts[] = {
    {"title", write_title},
    {"facts", write_facts},
    {"noise", write_noise},
    {"rows", write_rows},
};

static void write_part(GString *out, const char *name, const void *data)
{
    const struct part *part = html_part_find(parts, G_N_ELEMENTS(parts), sizeof *parts, name);
    part->write(out, data);
}

bool checkup_page_write(GString *out, const struct checkup_report *report,
                        G_GNUC_UNUSED GError **error)
{
    const struct html_template template = {template_checkup_html, template_page_css, NULL};
    html_fill(out, &template, write_part, report);
    return true;
}
