// SPDX-License-Identifier: MIT
// A paragraph for each finding: what was found, why it matters, where it was read, what to do.
#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/machine/headline.h"
#include "reports/formats.h"
#include "reports/terminal/noise_grid.h"
#include "reports/words/checkup_words.h"
#include "reports/words/noise_words.h"

enum { INDENT = 9 }; // as wide as a severity, and a blank

static const char *severity_colour(enum severity severity)
{
    static const char *const colours[SEVERITIES] = {
        [SEVERITY_SEVERE] = "\033[31m",
        [SEVERITY_WARNING] = "\033[33m",
        [SEVERITY_FINE] = "\033[32m",
    };
    return colours[severity] != NULL ? colours[severity] : "";
}

static void write_line(GString *out, const char *label, const char *text, unsigned width)
{
    if (text == NULL)
        return;
    g_string_append_printf(out, "%*s%-6s", INDENT, "", label);
    text_wrap(out, text, INDENT + 6, width);
}

// A command stays on one line, so that it can be copied.
static void write_fix(GString *out, const char *fix)
{
    g_autofree char *printable = text_printable(fix);
    g_string_append_printf(out, "%*s%-6s%s\n", INDENT, "", "fix", printable);
}

static void write_symptom(GString *out, const struct symptom *symptom,
                          const struct checkup_report *report)
{
    unsigned width = report->width > 0 ? report->width : REPORT_WIDTH;
    const char *colour = report->use_colour ? severity_colour(symptom->severity) : "";
    const char *word = severity_word(symptom->severity);
    g_autofree char *evidence = checkup_evidence(symptom);
    g_string_append_printf(out, "%s%-*s%s", colour, INDENT, word, *colour ? "\033[0m" : "");
    g_autofree char *text = g_strdup_printf("%s: %s", symptom->name, symptom->finding);
    bool is_short = symptom->severity <= SEVERITY_UNKNOWN;
    g_autofree char *whole =
        is_short && evidence != NULL ? g_strdup_printf("%s (%s)", text, evidence) : g_strdup(text);
    text_wrap(out, whole, INDENT, width + (unsigned)(*colour ? 9 : 0));
    if (is_short)
        return;
    write_line(out, "why", symptom->reason, width);
    write_line(out, "seen", evidence, width);
    if (symptom->fix != NULL)
        write_fix(out, symptom->fix);
}

static void write_noise(GString *out, const struct noise *noise,
                        const struct checkup_report *report)
{
    enum { LABEL = 13 };
    unsigned width = report->width > 0 ? report->width : REPORT_WIDTH;
    g_autoptr(GPtrArray) facts = noise_facts(noise);
    g_autoptr(Grid) grid = noise_grid(noise);
    g_autofree char *sentence = noise_sentence(noise);
    for (guint i = 0; i < facts->len; i++) {
        const struct noise_fact *fact = g_ptr_array_index(facts, i);
        g_string_append_printf(out, "%-*s", LABEL, fact->label);
        text_wrap(out, fact->text, LABEL, width);
    }
    g_string_append_c(out, '\n');
    grid_write(grid, out, width, report->use_colour);
    text_wrap(out, sentence, 0, width);
    g_string_append_c(out, '\n');
}

bool checkup_text_write(GString *out, const struct checkup_report *report,
                        G_GNUC_UNUSED GError **error)
{
    const struct checkup *checkup = report->checkup;
    gsize start = out->len;
    g_autofree char *headline = headline_format(checkup->machine);
    g_autofree char *machine = text_printable_lines(headline);
    g_autofree char *summary = checkup_summary(checkup);
    g_string_append_printf(out, "%s\n\n", machine);
    if (checkup->noise != NULL)
        write_noise(out, checkup->noise, report);
    for (guint i = 0; i < checkup->symptoms->len; i++)
        write_symptom(out, g_ptr_array_index(checkup->symptoms, i), report);
    g_string_append_printf(out, "\n%s\n", summary);
    escape_log_lines(out, start);
    return true;
}
