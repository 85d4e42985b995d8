// SPDX-License-Identifier: MIT
// Files as a program left them that may be anything.
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/harness/preload/path_file.h"
#include "framework/profile/path_read.h"

struct file {
    struct path_head head;
    struct path_node nodes[3];
};

// A path of two calls: 3 blocks of 100 bytes, of which 2 live; at the peak there were 3.
static struct file good(void)
{
    struct file file = {
        .head =
            {.magic = PATHS_MAGIC, .n_nodes = 3, .live_bytes = 200, .peak_bytes = 300, .peaks = 3},
        .nodes = {{0},
                  {.address = 0x1000},
                  {.address = 0x2000,
                   .parent = 1,
                   .n_calls = 3,
                   .bytes = 300,
                   .live_bytes = 200,
                   .at_peak = 300,
                   .peaks = 3}},
    };
    return file;
}

// Reads a folder with a file of this many bytes; returns how many processes were found.
static guint read_file(const struct file *file, size_t length, const char *pass,
                       struct profile *profile)
{
    g_autofree char *folder = g_dir_make_tmp("benchrun-paths-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "paths.1.0", NULL);
    cr_assert(g_file_set_contents(path, (const char *)file, (gssize)length, NULL));
    struct path_sums sums = path_read_folder(folder, pass, profile);
    cr_assert(folder_remove(folder, NULL));
    return sums.n_processes;
}

static double sum(const struct profile *profile, const char *metric)
{
    double all = 0;
    int found = profile_find_metric(profile, metric);
    cr_assert_geq(found, 0, "%s", metric);
    for (guint i = 0; i < profile->nodes->len; i++)
        all += profile_self(profile, (guint)found, i);
    return all;
}

Test(path_read, adds_up_what_there_is)
{
    struct file file = good();
    g_autoptr(Profile) profile = profile_new();
    cr_assert_eq(read_file(&file, sizeof file, "heap", profile), 1);
    cr_expect_eq(sum(profile, "allocations"), 3);
    cr_expect_eq(sum(profile, "bytes"), 300);
    cr_expect_eq(sum(profile, "peak"), 300);
    cr_expect_eq(sum(profile, "leaked"), 200);
}

Test(path_read, has_the_metrics_of_its_pass)
{
    struct file file = good();
    g_autoptr(Profile) profile = profile_new();
    cr_assert_eq(read_file(&file, sizeof file, "copies", profile), 1);
    cr_expect_eq(profile->metrics->len, 2);
    cr_expect_eq(sum(profile, "copies"), 3);
    cr_expect_eq(sum(profile, "copied"), 300);
}

Test(path_read, takes_what_lives_for_the_peak_where_nothing_happened_since)
{
    struct file file = good();
    file.head.peaks = 4;
    g_autoptr(Profile) profile = profile_new();
    cr_assert_eq(read_file(&file, sizeof file, "heap", profile), 1);
    cr_expect_eq(sum(profile, "peak"), 200);
}

Test(path_read, leaves_out_what_is_no_such_file)
{
    struct file wrong[] = {good(), good(), good(), good(), good()};
    wrong[0].head.magic[0] = 'x';
    wrong[1].head.n_nodes = 4;
    wrong[2].head.n_nodes = 0;
    wrong[3].head.n_nodes = UINT32_MAX;
    wrong[4].nodes[2].parent = 2;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(Profile) profile = profile_new();
        cr_expect_eq(read_file(&wrong[i], sizeof wrong[i], "heap", profile), 0, "%zu", i);
        cr_expect_eq(profile->metrics->len, 0);
    }
    struct file file = good();
    for (size_t length = 0; length < sizeof file; length += 8) {
        g_autoptr(Profile) profile = profile_new();
        cr_expect_eq(read_file(&file, length, "heap", profile), 0, "%zu bytes", length);
    }
}

Test(path_read, asks_for_a_reset_where_there_is_a_file)
{
    bool has_region = false;
    struct file file = good();
    file.head.has_region = 1;
    g_autofree char *folder = g_dir_make_tmp("benchrun-paths-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "paths.7.0", NULL);
    g_autofree char *other = g_build_filename(folder, "paths.77.0", NULL);
    cr_assert(g_file_set_contents(path, (const char *)&file, sizeof file, NULL));
    cr_assert(g_file_set_contents(other, (const char *)&file, sizeof file, NULL));
    cr_expect(path_ask_reset(folder, 7, &has_region) && has_region);
    cr_expect_not(path_ask_reset(folder, 8, &has_region));
    path_remove_files(folder, 7);
    cr_expect_not(g_file_test(other, G_FILE_TEST_EXISTS));
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    cr_expect_eq(((const struct path_head *)text)->resets_asked, 1);
    cr_assert(folder_remove(folder, NULL));
}
