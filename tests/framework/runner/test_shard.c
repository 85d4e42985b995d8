// SPDX-License-Identifier: MIT
#include "framework/runner/shard.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/random.h"

Test(shard, is_read_as_i_of_n)
{
    struct shard shard = {0};
    cr_assert(shard_parse("3/8", &shard, NULL));
    cr_expect_eq(shard.number, 3);
    cr_expect_eq(shard.of, 8);
    cr_expect(shard_parse("1/1", &shard, NULL));
    static const char *const wrong[] = {"0/8",  "9/8",   "8",   "/8",       "1/", "1/0",
                                        "-1/8", "1/8/2", "a/b", "1/100001", "",   " 1/8"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_not(shard_parse(wrong[i], &shard, &error), "%s", wrong[i]);
        cr_expect_not_null(error);
    }
}

enum { ITEMS = 1000, PARTS = 7 };

static char *names[ITEMS];

// Costs spread over four orders of magnitude, as those of real cases do.
static void fill(struct shard_item *items, bool are_alike)
{
    struct random random = {11};
    for (unsigned i = 0; i < ITEMS; i++) {
        if (names[i] == NULL)
            names[i] = g_strdup_printf("group/name/n:%u", i);
        items[i] = (struct shard_item){names[i], 1, 0};
        if (!are_alike)
            items[i].cost_s = pow(10, 4 * random_unit(&random) - 2);
    }
}

static void find_extremes(const struct shard_item *items, double *least, double *most)
{
    double loads[PARTS] = {0};
    for (unsigned i = 0; i < ITEMS; i++) {
        cr_assert(items[i].part >= 1 && items[i].part <= PARTS);
        loads[items[i].part - 1] += items[i].cost_s;
    }
    *least = *most = loads[0];
    for (unsigned p = 1; p < PARTS; p++) {
        *least = fmin(*least, loads[p]);
        *most = fmax(*most, loads[p]);
    }
}

Test(shard, parts_take_about_as_long)
{
    struct shard_item items[ITEMS];
    double least, most;
    fill(items, false);
    shard_cut(items, ITEMS, PARTS);
    find_extremes(items, &least, &most);
    cr_expect(most <= 1.001 * least, "%g to %g", least, most);
    fill(items, true);
    shard_cut(items, ITEMS, PARTS);
    find_extremes(items, &least, &most);
    cr_expect(most <= least + 1);
}

Test(shard, no_part_takes_more_than_the_longest_item_must)
{
    struct shard_item items[] = {{"a", 100, 0}, {"b", 1, 0}, {"c", 1, 0}, {"d", 1, 0}};
    shard_cut(items, 4, 2);
    cr_expect_neq(items[0].part, items[1].part);
    cr_expect_eq(items[1].part, items[2].part);
    cr_expect_eq(items[1].part, items[3].part);
}

Test(shard, does_not_depend_on_the_order_of_the_items)
{
    struct shard_item items[ITEMS], others[ITEMS];
    for (int are_alike = 0; are_alike < 2; are_alike++) {
        fill(items, are_alike);
        for (unsigned i = 0; i < ITEMS; i++)
            others[i] = items[ITEMS - 1 - i];
        shard_cut(items, ITEMS, PARTS);
        shard_cut(others, ITEMS, PARTS);
        for (unsigned i = 0; i < ITEMS; i++)
            cr_assert_eq(items[i].part, others[ITEMS - 1 - i].part);
    }
}

// So that machines with other versions of the library cut alike: what was cut once stays so.
Test(shard, is_the_same_everywhere)
{
    struct shard_item items[] = {{"sum/plain/n:100", 1, 0},
                                 {"sum/plain/n:1000", 1, 0},
                                 {"sum/lanes/n:100", 1, 0},
                                 {"sum/lanes/n:1000", 1, 0},
                                 {"copy/one", 2, 0}};
    static const unsigned parts[] = {2, 3, 2, 3, 1};
    shard_cut(items, G_N_ELEMENTS(items), 3);
    for (size_t i = 0; i < G_N_ELEMENTS(items); i++)
        cr_expect_eq(items[i].part, parts[i], "%s: %u", items[i].name, items[i].part);
}

// Neighbours in a list of growing arguments, of which every fourth takes longest, do not meet.
Test(shard, does_not_resonate_with_the_list)
{
    enum { CASES = 400, OF = 4 };
    struct shard_item items[CASES];
    unsigned slow[OF] = {0};
    for (unsigned i = 0; i < CASES; i++) {
        char *name = g_strdup_printf("g%03u/n:%u", i / 4, 1u << i % 4);
        items[i] = (struct shard_item){name, 1, 0};
    }
    shard_cut(items, CASES, OF);
    for (unsigned i = 3; i < CASES; i += 4)
        slow[items[i].part - 1]++;
    for (unsigned p = 0; p < OF; p++)
        cr_expect(slow[p] > 10 && slow[p] < 45, "%u", slow[p]);
    for (unsigned i = 0; i < CASES; i++)
        g_free((char *)items[i].name);
}

Test(shard, leaves_parts_empty_where_there_are_few_items)
{
    struct shard_item items[] = {{"a", 1, 0}, {"b", 1, 0}};
    shard_cut(items, 2, 5);
    cr_expect_neq(items[0].part, items[1].part);
    shard_cut(items, 0, 5);
}
