// SPDX-License-Identifier: MIT
#include "suites/support/sales.h"

#include <criterion/criterion.h>

Test(sales, report_totals_means_and_different_customers_the_largest_first)
{
    static struct sales_totals totals;
    struct sales_line lines[SALES_REGIONS];
    sales_add(&totals, 3, 70, 2, 200);
    sales_add(&totals, 3, 70, 3, 300);
    sales_add(&totals, 5, 1, 1, 900);
    sales_add(&totals, 5, SALES_CUSTOMERS - 1, 1, 100);
    sales_report(&totals, lines);
    cr_expect(lines[0].region == 5 && lines[0].amount == 1000 && lines[0].customers == 2);
    cr_expect_eq(lines[0].mean_quantity, 1);
    cr_expect(lines[1].region == 3 && lines[1].amount == 500 && lines[1].customers == 1);
    cr_expect_eq(lines[1].mean_quantity, 2.5);
    cr_expect(lines[2].region == 0 && lines[2].amount == 0 && lines[2].mean_quantity == 0);
}

Test(sales, merged_count_a_customer_of_both_parts_once)
{
    static struct sales_totals both, part;
    struct sales_line lines[SALES_REGIONS];
    sales_add(&both, 2, 9, 1, 10);
    sales_add(&part, 2, 9, 2, 20);
    sales_add(&part, 2, 10, 3, 30);
    sales_merge(&both, &part);
    sales_report(&both, lines);
    cr_expect(lines[0].region == 2 && lines[0].amount == 60 && lines[0].customers == 2);
    cr_expect_eq(lines[0].mean_quantity, 2);
}

Test(sales, are_drawn_within_their_ranges_and_the_same_again)
{
    struct random random = {7};
    struct random again = {7};
    bool is_seen[SALES_WEEKS] = {0};
    for (int32_t i = 0; i < 10000; i++) {
        struct sale sale = sales_draw(&random, i);
        struct sale same = sales_draw(&again, i);
        for (size_t c = 0; c < SALES_COLUMNS; c++)
            cr_assert_eq(sale.values[c], same.values[c]);
        cr_assert_eq(sale.values[SALES_NUMBER], i);
        cr_assert(sale.values[SALES_REGION] >= 0 && sale.values[SALES_REGION] < SALES_REGIONS);
        cr_assert(sale.values[SALES_CUSTOMER] >= 0 &&
                  sale.values[SALES_CUSTOMER] < SALES_CUSTOMERS);
        cr_assert(sale.values[SALES_WEEK] >= 0 && sale.values[SALES_WEEK] < SALES_WEEKS);
        is_seen[sale.values[SALES_WEEK]] = true;
    }
    for (size_t week = 0; week < SALES_WEEKS; week++)
        cr_expect(is_seen[week], "no sale in week %zu", week);
}
