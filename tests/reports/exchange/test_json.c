// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/result/file/run_file.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char *render(const struct run *run)
{
    const struct report report = {.run = run};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("json")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

Test(json, is_the_result_file)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run);
    golden_check("sample.json", text);
}

Test(json, hostile_names_come_back)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    cr_assert(g_utf8_validate(text, -1, NULL));
    cr_assert_null(strchr(text, '\x1b'));
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) copy = run_parse(text, strlen(text), &error);
    cr_assert_not_null(copy, "%s", error ? error->message : "");
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *before = g_ptr_array_index(run->results, i);
        const struct result *after = g_ptr_array_index(copy->results, i);
        g_autofree char *valid = g_utf8_make_valid(before->bench_case->name, -1);
        cr_expect_str_eq(after->bench_case->name, valid);
    }
}
