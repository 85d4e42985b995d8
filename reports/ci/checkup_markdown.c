// SPDX-License-Identifier: MIT
// A table of what is not fine.
#include "framework/machine/headline.h"
#include "reports/ci/markdown_text.h"
#include "reports/formats.h"
#include "reports/terminal/noise_grid.h"
#include "reports/words/checkup_words.h"
#include "reports/words/noise_words.h"

enum { ROOM = 60000, LINE_CHARACTERS = 300 }; // what GitHub allows in a comment, and some less

static void add_column(struct grid *grid, const GPtrArray *symptoms, const char *title,
                       char *(*cell)(const struct symptom *symptom))
{
    grid_add_column(grid, title, 0);
    for (guint i = 0; i < grid_rows(grid); i++)
        grid_set(grid, i, cell(g_ptr_array_index(symptoms, i)), NULL);
}

static char *name_cell(const struct symptom *symptom)
{
    return g_strdup(symptom->name);
}

static char *severity_cell(const struct symptom *symptom)
{
    return g_strdup(severity_word(symptom->severity));
}

static char *finding_cell(const struct symptom *symptom)
{
    return g_strdup(symptom->finding);
}

static char *evidence_cell(const struct symptom *symptom)
{
    char *evidence = checkup_evidence(symptom);
    return evidence != NULL ? evidence : g_strdup("");
}

static char *fix_cell(const struct symptom *symptom)
{
    return g_strdup(symptom->fix != NULL ? symptom->fix : "");
}

static void write_noise(GString *out, const struct noise *noise)
{
    g_autoptr(GPtrArray) facts = noise_facts(noise);
    g_autoptr(Grid) grid = noise_grid(noise);
    g_autofree char *sentence = noise_sentence(noise);
    g_string_append(out, "\n");
    for (guint i = 0; i < facts->len; i++) {
        const struct noise_fact *fact = g_ptr_array_index(facts, i);
        g_string_append_printf(out, "- %s: ", fact->label);
        markdown_text(out, fact->text, LINE_CHARACTERS);
        g_string_append_c(out, '\n');
    }
    g_string_append_c(out, '\n');
    markdown_table(out, grid, ROOM);
    g_string_append_c(out, '\n');
    markdown_text(out, sentence, LINE_CHARACTERS);
    g_string_append_c(out, '\n');
}

bool checkup_markdown_write(GString *out, const struct checkup_report *report,
                            G_GNUC_UNUSED GError **error)
{
    const struct checkup *checkup = report->checkup;
    g_autofree char *headline = headline_format(checkup->machine);
    g_auto(GStrv) lines = g_strsplit(headline, "\n", -1);
    g_autofree char *machine = g_strjoinv("; ", lines);
    g_autofree char *summary = checkup_summary(checkup);
    guint n = 0;
    while (n < checkup->symptoms->len &&
           ((const struct symptom *)g_ptr_array_index(checkup->symptoms, n))->severity >
               SEVERITY_FINE)
        n++;
    g_autoptr(Grid) grid = grid_new(n);
    add_column(grid, checkup->symptoms, "what", name_cell);
    add_column(grid, checkup->symptoms, "severity", severity_cell);
    add_column(grid, checkup->symptoms, "finding", finding_cell);
    add_column(grid, checkup->symptoms, "seen", evidence_cell);
    add_column(grid, checkup->symptoms, "fix", fix_cell);
    g_string_append(out, "**");
    markdown_text(out, summary, LINE_CHARACTERS);
    g_string_append(out, "**\n\n");
    markdown_text(out, machine, LINE_CHARACTERS);
    g_string_append(out, "\n\n");
    markdown_table(out, grid, ROOM);
    if (checkup->noise != NULL)
        write_noise(out, checkup->noise);
    return true;
}
