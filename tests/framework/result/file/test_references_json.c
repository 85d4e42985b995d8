// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/result/file/run_file.h"

static struct run *parse(const char *references, GError **error)
{
    g_autofree char *text = g_strdup_printf(
        "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"references\": %s}", references);
    return run_parse(text, strlen(text), error);
}

Test(references_json, brings_names_and_samples_back)
{
    g_autoptr(Run) run = run_new();
    references_take(run->references, "größer\n\x01", 1.5);
    references_take(run->references, "größer\n\x01", 2.5);
    references_take(run->references, "l2", 3);
    for (guint i = 0; i < run->references->len; i++)
        reference_summarise(g_ptr_array_index(run->references, i));
    run->references_s = 0.25;
    g_autofree char *text = run_format(run);
    g_autoptr(Run) again = run_parse(text, strlen(text), NULL);
    cr_assert_not_null(again);
    cr_expect_eq(again->references_s, 0.25);
    cr_assert_eq(again->references->len, 2);
    const struct reference *first = g_ptr_array_index(again->references, 0);
    cr_expect_str_eq(first->name, "größer\n\x01");
    cr_expect_eq(first->samples_ns->len, 2);
    cr_expect_eq(first->median_ns, 2);
    cr_expect_eq(first->interval_ns[1], 2.5);
    g_autofree char *same = run_format(again);
    cr_expect_str_eq(same, text);
}

Test(references_json, are_absent_where_none_were_measured)
{
    g_autoptr(Run) run = run_new();
    g_autofree char *text = run_format(run);
    cr_expect_null(strstr(text, "references"));
    g_autoptr(Run) again = run_parse(text, strlen(text), NULL);
    cr_expect_eq(again->references->len, 0);
    cr_expect_eq(again->references_s, 0);
}

Test(references_json, computes_what_follows_from_the_samples_again)
{
    g_autoptr(Run) run = parse("[{\"name\": \"l1\", \"median_ns\": 1e9, \"interval_ns\": [8, 9], "
                               "\"samples_ns\": [2, 1, 3], \"unknown\": true}]",
                               NULL);
    cr_assert_not_null(run);
    const struct reference *reference = g_ptr_array_index(run->references, 0);
    cr_expect_eq(reference->median_ns, 2);
    cr_expect_eq(reference->interval_ns[0], 1);
}

Test(references_json, refuses_what_makes_no_sense)
{
    static const struct {
        const char *references, *phrase;
    } wrong[] = {
        {"{}", "references"},
        {"[1]", "name"},
        {"[{\"name\": \"l1\"}]", "no 'samples_ns'"},
        {"[{\"name\": \"l1\", \"samples_ns\": []}]", "no 'samples_ns'"},
        {"[{\"name\": 7, \"samples_ns\": [1]}]", "name"},
        {"[{\"samples_ns\": [1]}]", "no 'name'"},
        {"[{\"name\": \"l1\", \"samples_ns\": [null]}]", "no number at 0"},
        {"[{\"name\": \"l1\", \"samples_ns\": [1, -1]}]", "samples_ns"},
        {"[{\"name\": \"l1\", \"samples_ns\": [1e300]}]", "samples_ns"},
        {"[{\"name\": \"l1\", \"samples_ns\": [1]}, {\"name\": \"l1\", \"samples_ns\": [1]}]",
         "'l1' is there twice"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Run) run = parse(wrong[i].references, &error);
        cr_assert_null(run, "%s", wrong[i].references);
        cr_expect_not_null(strstr(error->message, wrong[i].phrase), "%s: %s", wrong[i].references,
                           error->message);
    }
    g_autoptr(GString) many = g_string_new("[");
    for (int i = 0; i <= 100; i++)
        g_string_append_printf(many, "%s{\"name\": \"r%d\", \"samples_ns\": [1]}",
                               i > 0 ? ", " : "", i);
    g_string_append_c(many, ']');
    cr_expect_null(parse(many->str, NULL));
}
