// SPDX-License-Identifier: MIT
#include "reports/formats.h"

#include "framework/base/escape.h"
#include "reports/report.h"
#include "reports/words/explanation.h"

static void write_escaped(GString *out, const char *before, const char *text, const char *after)
{
    g_autofree char *escaped = escape_markdown(text);
    g_string_append_printf(out, "%s%s%s", before, escaped, after);
}

bool explanation_markdown_write(GString *out, const struct explanation_report *report,
                                G_GNUC_UNUSED GError **error)
{
    const struct explanation *explanation = report->explanation;
    write_escaped(out, "### ", explanation->target, "\n\n");
    for (guint i = 0; i < explanation->answers->len; i++) {
        const struct answer *answer = g_ptr_array_index(explanation->answers, i);
        g_string_append_printf(out, "%u. **%s** ", i + 1, answer->question);
        write_escaped(out, "", answer->answer, "\n");
        for (guint k = 0; k < answer->facts->len; k++)
            write_escaped(out, "    - ", g_ptr_array_index(answer->facts, k), "\n");
    }
    g_string_append(out, explanation->suggestions->len > 0 ? "\n**What could be tried**\n\n"
                                                           : "\n**Nothing stands out.**\n");
    for (guint i = 0; i < explanation->suggestions->len; i++)
        write_escaped(out, "1. ", g_ptr_array_index(explanation->suggestions, i), "\n");
    g_string_append_printf(out, "\n%s\n", explanation->rule);
    return true;
}
