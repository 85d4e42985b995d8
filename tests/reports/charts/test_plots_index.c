// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/charts/plots_index.h"

Test(plots_index, shows_texts_and_takes_none_for_markdown)
{
    g_autoptr(Run) run = run_new();
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    struct drawing drawing = {.kind = CHART_ORDER,
                              .finding = (char *)"[x](javascript:y) <b>&amp; `c` *d* https://e.f",
                              .about = (char *)"# h | i",
                              .files = files};
    struct drawings drawings = {g_ptr_array_new(), g_ptr_array_new(), 0};
    g_autoptr(GString) out = g_string_new(NULL);
    run->command = g_strdup("benchrun run a\nb");
    g_ptr_array_add(files, (gpointer) "a.svg");
    g_ptr_array_add(files, (gpointer) "a.pdf");
    g_ptr_array_add(drawings.drawn, &drawing);
    plots_index_append(out, run, &drawings);
#define FINDING \
    "&#91;x&#93;(javascript:y) &#60;b&#62;&#38;amp; &#96;c&#96; &#42;d&#42; https&#58;//e.f"
    cr_expect_str_eq(out->str, "# Charts\n\nbenchrun run a&#92;nb\n\n## Samples in their order\n\n"
                               "**" FINDING "** — &#35; h &#124; i\n\n"
                               "![" FINDING "](a.svg)\n\n[pdf](a.pdf)\n\n");
    g_ptr_array_unref(drawings.drawn);
    g_ptr_array_unref(drawings.failures);
}
