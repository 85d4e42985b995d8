// SPDX-License-Identifier: MIT
#include "framework/machine/steal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/machine/cpu_ticks.h"
#include "tests/framework/machine/fake_tree.h"

static double tick_ns(void)
{
    return 1e9 / (double)sysconf(_SC_CLK_TCK);
}

// The steal of `cpu` where /proc/stat is `stat`.
static double read_once(const char *stat, gssize length, unsigned cpu)
{
    char *root = fake_tree_new();
    fake_tree_write(root, "proc/stat", stat, length);
    struct steal_meter *meter = steal_meter_open_at(root, cpu, NULL);
    cr_assert_not_null(meter);
    double steal_ns = steal_meter_read_ns(meter);
    steal_meter_close(meter);
    fake_tree_free(root);
    return steal_ns;
}

Test(steal, is_the_eighth_number_of_the_cpus_line)
{
    const char *stat = "cpu  1 2 3 4 5 6 7 80 9 10\ncpu0 1 1 1 1 1 1 1 30 0 0\n"
                       "cpu1 1 1 1 1 1 1 1 50 0 0\nintr 1 2 3\n";
    cr_assert(read_once(stat, -1, 0) == 30 * tick_ns());
    cr_assert(read_once(stat, -1, 1) == 50 * tick_ns());
}

Test(steal, is_nan_where_the_kernel_shows_none)
{
    cr_assert(isnan(read_once("cpu  1 1 1 1\ncpu0 1 1 1 1 1 1 1\n", -1, 0)), "no column");
    cr_assert(isnan(read_once("cpu  1 1 1 1\ncpu0 1 1 1 1 1 1 1 1\n", -1, 1)), "no such CPU");
    cr_assert(isnan(read_once("cpu  1 1 1 1\ncpu0 1 1 1 1 1 1 1 1", -1, 0)), "half a line");
    cr_assert(isnan(read_once("", 0, 0)));
}

Test(steal, survives_noise)
{
    g_autofree char *noise = g_malloc(300000);
    for (size_t i = 0; i < 300000; i++)
        noise[i] = (char)(i * 2654435761u >> 13);
    cr_assert(isnan(read_once(noise, 300000, 3)));
    memset(noise, '7', 300000);
    memcpy(noise, "cpu  1\ncpu0 1 1 1 1 1 1 1 ", 26);
    cr_assert(isnan(read_once(noise, 300000, 0)));
    cr_assert(isnan(read_once("x\ncpu0 1 1 1 1 1 1 1 99999999999999999999999\n", -1, 0)));
}

Test(steal, follows_the_file_while_it_is_open)
{
    char *root = fake_tree_new();
    g_autofree char *path = g_build_filename(root, "proc/stat", NULL);
    fake_tree_write(root, "proc/stat", "cpu  0\ncpu0 0 0 0 0 0 0 0 1\n", -1);
    struct steal_meter *meter = steal_meter_open_at(root, 0, NULL);
    cr_assert(steal_meter_read_ns(meter) == tick_ns());
    FILE *file = fopen(path, "r+");
    fputs("cpu  0\ncpu0 0 0 0 0 0 0 0 4\n", file);
    fclose(file);
    cr_assert(steal_meter_read_ns(meter) == 4 * tick_ns());
    steal_meter_close(meter);
    fake_tree_free(root);
}

Test(steal, says_what_it_cannot_open)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(steal_meter_open_at("/nonexistent", 0, &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    cr_assert(strstr(error->message, "'/nonexistent/proc/stat': No such file"));
    steal_meter_close(NULL);
}

Test(cpu_ticks, sums_what_is_work_and_what_is_rest)
{
    const char *stat = "cpu  9\ncpu12 1 2 4 8 16 32 64 128 256 512\n";
    struct cpu_ticks ticks;
    cr_assert(cpu_ticks_parse(stat, strlen(stat), 12, &ticks));
    cr_assert(ticks.busy == 1 + 2 + 4 + 32 + 64 + 128);
    cr_assert(ticks.idle == 8 + 16);
    cr_assert(ticks.steal == 128 && ticks.has_steal);
    cr_assert(!cpu_ticks_parse(stat, strlen(stat), 1, &ticks), "1 is not 12");
}
