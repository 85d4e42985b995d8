// SPDX-License-Identifier: MIT
#include "framework/profile/gcov_read.h"

#include <criterion/criterion.h>
#include <string.h>

static double count_of(GHashTable *counts, const char *key)
{
    const double *count = g_hash_table_lookup(counts, key);
    return count != NULL ? *count : -1;
}

static bool add(GHashTable *counts, const char *text)
{
    return line_counts_add(counts, text, strlen(text));
}

Test(gcov_read, adds_up_lines_by_their_absolute_path)
{
    g_autoptr(GHashTable) counts = line_counts_new();
    cr_assert(add(counts, "{\"current_working_directory\": \"/project/build\", \"files\": ["
                          "{\"file\": \"../src/a.c\", \"lines\": ["
                          "{\"line_number\": 3, \"count\": 5}, {\"line_number\": 3, \"count\": 2},"
                          "{\"line_number\": 4, \"count\": 0}]},"
                          "{\"file\": \"/usr/include/b.h\", \"lines\": ["
                          "{\"line_number\": 9, \"count\": 1}]}]}"));
    cr_assert(add(counts, "{\"files\": [{\"file\": \"/project/src/a.c\", \"lines\": ["
                          "{\"line_number\": 3, \"count\": 1}]}]}"));
    cr_expect_eq(count_of(counts, "/project/src/a.c:3"), 8);
    cr_expect_eq(count_of(counts, "/project/src/a.c:4"), 0);
    cr_expect_eq(count_of(counts, "/usr/include/b.h:9"), 1);
    cr_expect_eq(g_hash_table_size(counts), 3);
    unsigned line = 0;
    g_autofree char *file = line_counts_place("/project/a:b.c:12", &line);
    cr_expect_str_eq(file, "/project/a:b.c");
    cr_expect_eq(line, 12);
}

Test(gcov_read, leaves_out_what_makes_no_sense)
{
    g_autoptr(GHashTable) counts = line_counts_new();
    cr_expect_not(add(counts, ""));
    cr_expect_not(add(counts, "{\"files\": 7}"));
    cr_expect_not(add(counts, "[]"));
    cr_expect(add(counts, "{\"files\": [7, {\"file\": 1, \"lines\": []}, {\"file\": \"/a.c\","
                          "\"lines\": [{\"line_number\": -1, \"count\": 1}, {\"count\": 2}, 3,"
                          "{\"line_number\": 1, \"count\": -4}, {\"line_number\": 1e99}]}]}"));
    cr_expect_eq(g_hash_table_size(counts), 0);
    cr_expect(add(counts,
                  "{\"current_working_directory\": \"nowhere\", \"files\": [{\"file\": \"a.c\","
                  "\"lines\": [{\"line_number\": 1, \"count\": 2}]}]}"));
    cr_expect_eq(count_of(counts, "/a.c:1"), 2);
}
