// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/result/file/run_file.h"

static const struct revision parts = {
    .git = (char *)"c2",
    .branch = (char *)"main\n",
    .parents = (char *[]){(char *)"c1", (char *)"c0", NULL},
    .time_s = 1767323045,
    .is_dirty = true,
};

static struct revision copy(const struct revision *from)
{
    struct revision revision = *from;
    revision.git = g_strdup(from->git);
    revision.branch = g_strdup(from->branch);
    revision.parents = g_strdupv(from->parents);
    return revision;
}

static struct run *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct run *run = run_parse(text, strlen(text), &error);
    cr_assert_not_null(run, "%s: %s", text, error ? error->message : "");
    return run;
}

static void expect_same(const struct revision *found)
{
    cr_expect_str_eq(found->git, parts.git);
    cr_expect_str_eq(found->branch, parts.branch);
    cr_expect(
        g_strv_equal((const char *const *)found->parents, (const char *const *)parts.parents));
    cr_expect_eq(found->time_s, parts.time_s);
    cr_expect(found->is_dirty);
}

Test(revision_json, brings_both_sides_back)
{
    g_autoptr(Run) run = run_new();
    run->revision = copy(&parts);
    run->base_name = g_strdup("HEAD~1");
    run->base_revision = copy(&parts);
    g_autofree char *text = run_format(run);
    g_autoptr(Run) again = parse(text);
    expect_same(&again->revision);
    expect_same(&again->base_revision);
}

// Unknown parents and none are two things.
Test(revision_json, tells_a_first_commit_from_one_whose_parents_are_not_known)
{
    g_autoptr(Run) first = parse("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"revision\": "
                                 "{\"git\": \"c\", \"parents\": []}}");
    cr_assert_not_null(first->revision.parents);
    cr_expect_null(first->revision.parents[0]);
    g_autoptr(Run) old = parse("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"revision\": "
                               "{\"git\": \"c\", \"dirty\": false}}");
    cr_expect_null(old->revision.parents);
    cr_expect_eq(old->revision.time_s, 0);
}

Test(revision_json, refuses_what_makes_no_sense)
{
    static const char *const rows[][2] = {
        {"\"parents\": \"c1\"", "'parents'"}, {"\"parents\": [1]", "'parents'"},
        {"\"time\": -1", "'time'"},           {"\"time\": 1e99", "'time'"},
        {"\"time\": 5000000000", "'time'"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, "
                                                "\"revision\": {\"git\": \"c\", %s}}",
                                                rows[i][0]);
        cr_assert_null(run_parse(text, strlen(text), &error), "%s", text);
        cr_expect(strstr(error->message, rows[i][1]), "%s: %s", text, error->message);
    }
}
