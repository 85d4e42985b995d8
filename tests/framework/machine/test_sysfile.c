// SPDX-License-Identifier: MIT
#include "framework/machine/sysfile.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/framework/machine/fake_tree.h"

static char *root;

static void make_root(void)
{
    root = fake_tree_new();
}

static void remove_root(void)
{
    fake_tree_free(root);
}

TestSuite(sysfile, .init = make_root, .fini = remove_root);

Test(sysfile, reads_the_first_line_without_white_space)
{
    fake_tree_write(root, "a", "  performance \nmore\n", -1);
    g_autofree char *line = sysfile_read_line(root, "/%s", "a");
    cr_assert_str_eq(line, "performance");
}

Test(sysfile, is_null_for_what_is_no_text)
{
    fake_tree_write(root, "empty", "", 0);
    fake_tree_write(root, "blank", " \n", -1);
    g_autofree char *fifo = g_build_filename(root, "fifo", NULL);
    cr_assert(mkfifo(fifo, 0600) == 0);
    cr_assert_null(sysfile_read_line(root, "/empty"));
    cr_assert_null(sysfile_read_line(root, "/blank"));
    cr_assert_null(sysfile_read_line(root, "/absent"));
    cr_assert_null(sysfile_read(root, "/fifo"));
    cr_assert_null(sysfile_read(root, "/"));
}

Test(sysfile, makes_binary_text_valid_and_short)
{
    char noise[5000];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(0x80 + i % 0x40);
    fake_tree_write(root, "noise", noise, sizeof noise);
    fake_tree_write(root, "escape", "a\x1b[2J\tb\0c", 10);
    g_autofree char *line = sysfile_read_line(root, "/noise");
    cr_assert(g_utf8_validate(line, -1, NULL));
    cr_assert(strlen(line) <= SYSFILE_MAX_LINE_BYTES);
    g_autofree char *escape = sysfile_read_line(root, "/escape");
    cr_assert(g_str_has_prefix(escape, "a [2J b"));
}

Test(sysfile, reads_no_more_than_it_says)
{
    g_autofree char *big = g_strnfill(3 * SYSFILE_MAX_BYTES, 'x');
    fake_tree_write(root, "big", big, -1);
    g_autofree char *text = sysfile_read(root, "/big");
    cr_assert(strlen(text) == SYSFILE_MAX_BYTES);
}

Test(sysfile, takes_plain_numbers_only)
{
    static const char *const wrong[] = {"", "x", "1x", "-1", "99999999999999999999", "0x10"};
    uint64_t value = 7;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        fake_tree_write(root, "n", wrong[i], -1);
        cr_assert(!sysfile_read_u64(root, "/n", &value) && value == 7, "%s", wrong[i]);
    }
    fake_tree_write(root, "n", "42\n", -1);
    cr_assert(sysfile_read_u64(root, "/n", &value) && value == 42);
}
