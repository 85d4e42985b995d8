// SPDX-License-Identifier: MIT
#include "reports/ci/markdown_page.h"

#include "reports/ci/markdown_text.h"

size_t markdown_room(const struct markdown_page *page)
{
    size_t used = page->out->len + sizeof "</pre>\n\n</details>\n\n";
    return page->end > used ? page->end - used : 0;
}

void markdown_end_line(struct markdown_page *page, size_t start)
{
    g_string_append_c(page->out, '\n');
    if (page->out->len <= page->end)
        return;
    g_string_truncate(page->out, start);
    page->left_out++;
}

void markdown_begin_fold(struct markdown_page *page, const char *title)
{
    g_string_append(page->out, "<details><summary>");
    markdown_text(page->out, title, LINE_CHARACTERS);
    g_string_append(page->out, "</summary>\n\n");
}

void markdown_end_fold(struct markdown_page *page)
{
    g_string_append(page->out, "\n</details>\n\n");
}
