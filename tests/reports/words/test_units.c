// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib.h>
#include <math.h>

#include "reports/words/units.h"

static void expect(char *text, const char *expected)
{
    cr_expect_str_eq(text, expected);
    g_free(text);
}

Test(units, times_have_four_digits)
{
    expect(units_time(0.31), "0.3100 ns");
    expect(units_time(1.5), "1.500 ns");
    expect(units_time(999.4), "999.4 ns");
    expect(units_time(1372), "1.372 us");
    expect(units_time(4.2e6), "4.200 ms");
    expect(units_time(12.34e9), "12.34 s");
    expect(units_time(0), "0 ns");
    expect(units_time(NAN), "");
    expect(units_time(INFINITY), "");
}

Test(units, rounding_up_takes_the_next_unit)
{
    expect(units_time(999.99), "1.000 us");
    expect(units_count(999999), "1.00 M");
}

Test(units, a_column_has_one_scale)
{
    const double times_ns[] = {1372, NAN, 105204, -1, 0};
    struct time_scale scale = time_scale_for(times_ns, 5);
    cr_expect_str_eq(scale.unit, "us");
    expect(units_scaled(&scale, 1372), "1.37");
    expect(units_scaled(&scale, 105204), "105.20");
    expect(units_scaled(&scale, NAN), "");
}

Test(units, a_wide_column_shows_all)
{
    const double times_ns[] = {0.42, 3.1e10};
    struct time_scale scale = time_scale_for(times_ns, 2);
    cr_expect_str_eq(scale.unit, "us");
    expect(units_scaled(&scale, 0.42), "0.000420");
    expect(units_scaled(&scale, 3.1e10), "31000000.000000");
}

Test(units, a_column_of_nothing_has_a_scale)
{
    struct time_scale scale = time_scale_for(NULL, 0);
    cr_expect_str_eq(scale.unit, "ns");
    expect(units_scaled(&scale, 0), "0");
}

Test(units, bytes_are_binary)
{
    expect(units_bytes(48), "48 B");
    expect(units_bytes(1536), "1.50 KiB");
    expect(units_bytes(0x1p30), "1.00 GiB");
    expect(units_byte_rate(13.2e9), "12.3 GiB/s");
    expect(units_byte_rate(NAN), "");
}

Test(units, counts_and_rates_are_decimal)
{
    expect(units_count(7), "7");
    expect(units_count(-7), "-7");
    expect(units_count(123.4), "123.4");
    expect(units_count(15910.4), "15910");
    expect(units_count(1.23e6), "1.23 M");
    expect(units_count(1e300), "1e+288 T");
    expect(units_count(NAN), "");
    expect(units_item_rate(12.3e6), "12.3 M/s");
    expect(units_item_rate(0.5), "0.500 /s");
}

Test(units, percent)
{
    expect(units_percent(0.0042), "0.4%");
    expect(units_percent(0.31), "31%");
    expect(units_percent(NAN), "");
}

Test(units, change_has_a_sign)
{
    expect(units_change(1.083), "+8.30%");
    expect(units_change(0.5), "-50.00%");
    expect(units_change(12.34), "+1134%");
    expect(units_change(NAN), "");
}

Test(units, speedup_is_the_inverse_of_the_ratio)
{
    expect(units_speedup(0.17828), "5.61x");
    expect(units_speedup(2), "0.50x");
    expect(units_speedup(100), "0.0100x");
    expect(units_speedup(0.01), "100x");
    expect(units_speedup(0), "");
    expect(units_speedup(NAN), "");
}

Test(units, speedup_interval_turns_round)
{
    expect(units_speedup_interval(0.178, (const double[]){0.175, 0.182}), "[5.49–5.71]");
    expect(units_speedup_interval(1, (const double[]){0.98, 1.02}), "[0.98–1.02]");
    expect(units_speedup_interval(1, (const double[]){NAN, 1.02}), "");
    expect(units_speedup_interval(1, (const double[]){0, 1.02}), "");
}

Test(units, labels_of_axes_have_no_digits_to_spare)
{
    expect(units_round_time(20000), "20 us");
    expect(units_round_time(0.5), "0.5 ns");
    expect(units_round_time(1e9), "1 s");
    expect(units_round_bytes(32768), "32 KiB");
    expect(units_round_bytes(1), "1 B");
    cr_expect_str_eq(rate_scale_for(2.5e9).unit, "GiB");
    cr_expect_eq(rate_scale_for(2.5e9).bytes, 0x1p30);
    cr_expect_eq(rate_scale_for(0).bytes, 1);
}

static void expect_common(const double times[2], const char *unit, const char *expected)
{
    struct time_scale scale;
    if (!time_scale_common(times, 2, unit, &scale)) {
        cr_expect_null(expected, "no scale for %s", expected);
        return;
    }
    g_autofree char *low = units_scaled(&scale, times[0]);
    g_autofree char *high = units_scaled(&scale, times[1]);
    g_autofree char *text = g_strdup_printf("%s %s %s", low, high, scale.unit);
    cr_expect_str_eq(text, expected ? expected : "none");
}

Test(units, a_table_has_one_unit_where_five_digits_will_do)
{
    expect_common((double[]){12.3, 0.31}, NULL, "12.300 0.310 ns");
    expect_common((double[]){812.4, 99000}, NULL, "812 99000 ns");
    expect_common((double[]){812.4, 990000}, NULL, NULL);
    expect_common((double[]){9900, 990000}, NULL, "9.90 990.00 us");
    expect_common((double[]){3.5e7, 3.6e7}, NULL, "35.00 36.00 ms");
    expect_common((double[]){812.4, 4.2e6}, NULL, NULL);
    expect_common((double[]){1.5e9, 2e9}, NULL, "1.500 2.000 s");
    expect_common((double[]){812.4, 4.2e6}, "ns", "812 4200000 ns");
    expect_common((double[]){NAN, NAN}, NULL, "  ns");
}

Test(units, of_a_time_may_be_chosen)
{
    expect(units_time_in(1.5e6, NULL), "1.500 ms");
    expect(units_time_in(1.5e6, "us"), "1500 us");
    expect(units_time_in(NAN, "us"), "");
}
