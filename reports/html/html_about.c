// SPDX-License-Identifier: MIT
// What the page says of the run as a whole.
#include <math.h>
#include <string.h>

#include "reports/html/html_machine.h"
#include "reports/html/html_page.h"
#include "reports/html/html_text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"
#include "reports/words/method.h"
#include "reports/words/warnings.h"

static char *format_revision(const struct revision *revision)
{
    if (!revision->git)
        return NULL;
    return g_strdup_printf("%.12s%s%s%s", revision->git, revision->branch ? " on " : "",
                           revision->branch ? revision->branch : "",
                           revision->is_dirty ? ", with changes" : "");
}

void html_facts(GString *out, const struct page *page)
{
    const struct run *run = page->run;
    g_autofree char *revision = format_revision(&run->revision);
    g_autofree char *measured = finding_measured(run);
    g_string_append(out, "<dl class=\"facts\">\n");
    html_fact(out, "Base", run->base_name);
    html_fact(out, "Head", run->head_name);
    html_fact(out, "Cases", measured);
    html_fact(out, "Started", run->started);
    html_fact(out, "Revision", revision);
    g_string_append(out, "</dl>");
}

static unsigned count_verdict(const struct page *page, const char *verdict)
{
    unsigned count = 0;
    for (guint i = 0; i < page->run->results->len; i++)
        count += strcmp(page_verdict(page, page->run->results->pdata[i]), verdict) == 0;
    return count;
}

// All verdicts and their like that a run can have, worst first.
static const char *const verdicts[] = {
    "failed",  "crashed",      "timeout",        "slower",         "faster",
    "unclear", "same",         "placement",      "baseline",       "same code",
    "skipped", "at the floor", "optimised away", "optimised away?"};

void html_tally(GString *out, const struct page *page)
{
    g_string_append(out, "<ul class=\"tally\">\n");
    for (size_t i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        unsigned count = count_verdict(page, verdicts[i]);
        bool is_asked = page->has_sides && i >= 3 && i < 7;
        bool is_finding = strcmp(verdicts[i], "baseline") != 0;
        if (is_finding && (count > 0 || is_asked))
            html_printf(out, "<li data-verdict=\"%s\"><b>%u</b> %s</li>\n", verdicts[i], count,
                        verdicts[i]);
    }
    g_string_append(out, "</ul>");
    g_autofree char *mean = comparison_mean_words(page->run);
    const char *placement = comparison_placement_words(page->run);
    if (*mean != '\0' || *placement != '\0')
        html_printf(out, "\n<p>%s%s%s</p>", mean, *mean ? " " : "", placement);
}

void html_choices(GString *out, const struct page *page)
{
    for (size_t i = 0; i < G_N_ELEMENTS(verdicts); i++)
        if (count_verdict(page, verdicts[i]) > 0)
            html_printf(out, "<option>%s</option>", verdicts[i]);
}

static void append_failures(GString *out, const struct page *page, const char *side,
                            const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK || result_is_same_code(result))
            continue;
        html_printf(out, "<li data-verdict=\"%s\">%s", status_word(result->status), side);
        if (g_hash_table_contains(page->numbers, result))
            page_link(out, page, result, result->bench_case->id);
        else
            html_name(out, result->bench_case->id);
        html_printf(out, " %s", status_word(result->status));
        if (result->message != NULL && *result->message != '\0')
            html_lines(out, result->message);
        g_string_append(out, "</li>\n");
    }
}

static void append_ids(GString *out, const char *title, const GPtrArray *ids)
{
    if (ids->len == 0)
        return;
    html_printf(out, "<details><summary>%s: %u</summary><ul>\n", title, ids->len);
    for (guint i = 0; i < ids->len; i++) {
        g_string_append(out, "<li>");
        html_name(out, g_ptr_array_index(ids, i));
        g_string_append(out, "</li>\n");
    }
    g_string_append(out, "</ul></details>\n");
}

void html_failures(GString *out, const struct page *page)
{
    const struct run *run = page->run;
    size_t start = out->len;
    g_string_append(out, "<h2>Not measured</h2>\n<ul class=\"failures\">\n");
    size_t first = out->len;
    append_failures(out, page, "base: ", run->base);
    append_failures(out, page, page->has_sides ? "head: " : "", run->results);
    if (out->len == first)
        g_string_truncate(out, (gsize)start);
    else
        g_string_append(out, "</ul>\n");
    g_autoptr(GPtrArray) same_code = comparison_same_code(run);
    append_ids(out, "Not measured (same code)", same_code);
    append_ids(out, "Removed (only in base)", run->only_base);
    append_ids(out, "Added (only in head)", run->only_head);
}

void html_omitted(GString *out, const struct page *page)
{
    guint n = page->results->len;
    if (n < page->run->results->len)
        html_printf(out,
                    "<p class=\"warning\">%u of %u cases are on this page: %s. The result file has "
                    "all, and <code>benchrun report FILE -f PATTERN -o page.html</code> shows "
                    "others.</p>\n",
                    n, page->run->results->len,
                    page->has_sides ? "those that failed or changed most"
                                    : "those that failed, and the first of the others");
}

void html_warnings(GString *out, const struct page *page)
{
    g_autoptr(GPtrArray) warnings = warnings_of(page->run);
    if (warnings->len == 0)
        return;
    html_printf(out, "<details><summary>%u warning%s</summary>\n<ul>\n", warnings->len,
                warnings->len == 1 ? "" : "s");
    for (guint i = 0; i < warnings->len; i++) {
        g_autofree char *text = warning_text(g_ptr_array_index(warnings, i));
        g_string_append(out, "<li>");
        html_name(out, text);
        g_string_append(out, "</li>\n");
    }
    g_string_append(out, "</ul></details>");
}

void html_method(GString *out, const struct page *page)
{
    g_autoptr(GPtrArray) sentences = method_sentences(page->run);
    g_ptr_array_add(sentences,
                    g_strdup_printf("The small charts in the details of a group show the samples "
                                    "of a case: time runs from left to right, the height is the "
                                    "number of samples.%s",
                                    page->has_sides ? " The area is head, the outline base." : ""));
    g_string_append(out, "<ul>\n");
    for (guint i = 0; i < sentences->len; i++)
        html_printf(out, "<li>%s</li>\n", (char *)g_ptr_array_index(sentences, i));
    g_string_append(out, "</ul>\n<dl class=\"facts\">\n");
    html_fact(out, "Command", page->run->command);
    html_fact(out, "benchrun", page->run->version);
    g_string_append(out, "</dl>");
}

void html_machine(GString *out, const struct page *page)
{
    const struct machine *machine = page->run->machine;
    if (!machine) {
        g_string_append(out, "<p>Not known.</p>");
        return;
    }
    html_machine_facts(out, machine);
}
