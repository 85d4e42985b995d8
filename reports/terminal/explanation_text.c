// SPDX-License-Identifier: MIT
#include "reports/formats.h"

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "reports/report.h"
#include "reports/words/explanation.h"

enum { INDENT = 4 };

static void write_answer(GString *out, const struct answer *answer, unsigned number,
                         bool use_colour, size_t width)
{
    const char *bold = use_colour ? "\033[1m" : "", *normal = use_colour ? "\033[0m" : "";
    g_string_append_printf(out, "%2u. %s%s%s\n%*s", number, bold, answer->question, normal, INDENT,
                           "");
    text_wrap(out, answer->answer, INDENT, width);
    for (guint i = 0; i < answer->facts->len; i++) {
        g_string_append_printf(out, "%*s- ", INDENT, "");
        text_wrap(out, g_ptr_array_index(answer->facts, i), INDENT + 2, width);
    }
}

bool explanation_text_write(GString *out, const struct explanation_report *report,
                            G_GNUC_UNUSED GError **error)
{
    gsize start = out->len;
    const struct explanation *explanation = report->explanation;
    size_t width = report->width > 0 ? report->width : REPORT_WIDTH;
    g_string_append_printf(out, "%s\n\n", explanation->target);
    for (guint i = 0; i < explanation->answers->len; i++)
        write_answer(out, g_ptr_array_index(explanation->answers, i), i + 1, report->use_colour,
                     width);
    g_string_append(out, explanation->suggestions->len > 0 ? "\nWhat could be tried:\n"
                                                           : "\nNothing stands out.\n");
    for (guint i = 0; i < explanation->suggestions->len; i++) {
        g_string_append_printf(out, "%2u. ", i + 1);
        text_wrap(out, g_ptr_array_index(explanation->suggestions, i), INDENT, width);
    }
    g_string_append_c(out, '\n');
    text_wrap(out, explanation->rule, 0, width);
    escape_log_lines(out, start);
    return true;
}
