// SPDX-License-Identifier: MIT
// The page of a look at a machine: html/checkup.html, with its parts in their places.
#include <string.h>

#include "framework/machine/headline.h"
#include "reports/formats.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/templates.h"
#include "reports/words/checkup_words.h"

static void write_title(GString *out, const struct checkup_report *report)
{
    g_autofree char *summary = checkup_summary(report->checkup);
    html_text(out, summary);
}

static void write_style(GString *out, G_GNUC_UNUSED const struct checkup_report *report)
{
    g_string_append(out, template_page_css);
}

static void write_style_hash(GString *out, G_GNUC_UNUSED const struct checkup_report *report)
{
    html_hash(out, template_page_css);
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

static void write_noise(G_GNUC_UNUSED GString *out,
                        G_GNUC_UNUSED const struct checkup_report *report)
{
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
    {"title", write_title}, {"style-hash", write_style_hash}, {"style", write_style},
    {"facts", write_facts}, {"noise", write_noise},           {"rows", write_rows},
};

static void write_part(GString *out, const char *name, const void *data)
{
    size_t i = 0;
    while (i < G_N_ELEMENTS(parts) && strcmp(parts[i].name, name) != 0)
        i++;
    g_assert(i < G_N_ELEMENTS(parts));
    parts[i].write(out, data);
}

bool checkup_page_write(GString *out, const struct checkup_report *report,
                        G_GNUC_UNUSED GError **error)
{
    html_fill(out, template_checkup_html, write_part, report);
    return true;
}
