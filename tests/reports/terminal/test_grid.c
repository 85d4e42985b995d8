// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

#include "reports/terminal/grid.h"

static Grid *sample_grid(void)
{
    struct grid *grid = grid_new(2);
    grid_add_column(grid, "case", 0);
    grid_set(grid, 0, g_strdup("loop"), NULL);
    grid_set(grid, 1, g_strdup("a_very_long_name_of_a_case/n:1024"), NULL);
    grid_add_column(grid, "cycles", GRID_RIGHT);
    grid_set(grid, 1, g_strdup("12 ±3"), NULL);
    grid_add_column(grid, "verdict", GRID_ESSENTIAL);
    grid_set(grid, 0, g_strdup("faster"), "green");
    return grid;
}

static void expect(struct grid *grid, size_t width, bool use_colour, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    grid_write(grid, out, width, use_colour);
    cr_expect_str_eq(out->str, expected);
}

Test(grid, all_columns_where_there_is_room)
{
    g_autoptr(Grid) grid = sample_grid();
    expect(grid, 80, false,
           "case                               cycles  verdict\n"
           "loop                                       faster\n"
           "a_very_long_name_of_a_case/n:1024   12 ±3\n");
}

Test(grid, essential_columns_come_first_and_narrow_the_names)
{
    g_autoptr(Grid) grid = sample_grid();
    expect(grid, 32, false,
           "case                     verdict\n"
           "loop                     faster\n"
           "…_name_of_a_case/n:1024\n"
           "\n"
           "case                      cycles\n"
           "loop\n"
           "…g_name_of_a_case/n:1024   12 ±3\n");
}

Test(grid, of_any_width_is_one_table)
{
    g_autoptr(Grid) grid = sample_grid();
    for (unsigned i = 0; i < 10; i++) {
        grid_add_column(grid, "another_column", 0);
        grid_set(grid, 0, g_strdup("with a text"), NULL);
    }
    g_autoptr(GString) out = g_string_new(NULL);
    cr_expect(grid_write(grid, out, 0, false));
    cr_expect_null(strstr(out->str, "\n\n"));
}

Test(grid, leaves_out_optional_columns_that_do_not_fit)
{
    g_autoptr(Grid) grid = grid_new(1);
    grid_add_column(grid, "case", 0);
    grid_set(grid, 0, g_strdup("a_name_of_28_columns_in_full"), NULL);
    grid_add_column(grid, "best", GRID_OPTIONAL);
    grid_add_column(grid, "n", GRID_KEY | GRID_RIGHT);
    grid_set(grid, 0, g_strdup("64"), NULL);
    grid_add_column(grid, "verdict", GRID_ESSENTIAL);
    g_autoptr(GString) out = g_string_new(NULL);
    cr_expect_not(grid_write(grid, out, 42, false));
    cr_expect_str_eq(out->str, "case                           n  verdict\n"
                               "a_name_of_28_columns_in_full  64\n");
    grid_keep(grid);
    g_string_truncate(out, 0);
    cr_expect(grid_write(grid, out, 42, false), "what is kept is not left out");
    cr_expect_not_null(strstr(out->str, "best"));
}

Test(grid, wraps_essential_columns_before_it_cuts_a_name)
{
    g_autoptr(Grid) grid = grid_new(1);
    grid_add_column(grid, "case", 0);
    grid_set(grid, 0, g_strdup("a_name_of_28_columns_in_full"), NULL);
    grid_add_column(grid, "speed-up", GRID_ESSENTIAL);
    grid_add_column(grid, "verdict", GRID_ESSENTIAL);
    expect(grid, 40, false,
           "case                          speed-up\n"
           "a_name_of_28_columns_in_full\n"
           "\n"
           "case                          verdict\n"
           "a_name_of_28_columns_in_full\n");
}

Test(grid, colour_changes_no_widths)
{
    g_autoptr(Grid) grid = sample_grid();
    g_autoptr(GString) out = g_string_new(NULL);
    grid_write(grid, out, 80, true);
    cr_expect_not_null(strstr(out->str, "\x1b[32mfaster\x1b[0m"));
}

Test(grid, does_not_depend_on_the_locale)
{
    g_autoptr(Grid) grid = sample_grid();
    g_autoptr(GString) plain = g_string_new(NULL);
    grid_write(grid, plain, 80, false);
    setlocale(LC_ALL, "C.UTF-8");
    g_autoptr(GString) utf8 = g_string_new(NULL);
    grid_write(grid, utf8, 80, false);
    cr_expect_str_eq(plain->str, utf8->str);
}

Test(grid, of_no_rows_or_one_column)
{
    g_autoptr(Grid) empty = grid_new(0);
    grid_add_column(empty, "case", 0);
    g_autoptr(GString) out = g_string_new(NULL);
    grid_write(empty, out, 80, false);
    g_autoptr(Grid) narrow = grid_new(1);
    grid_add_column(narrow, "case", 0);
    grid_set(narrow, 0, g_strdup("loop"), NULL);
    expect(narrow, 0, false, "case\nloop\n");
}
