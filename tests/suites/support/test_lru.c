// SPDX-License-Identifier: MIT
#include "suites/support/lru.h"

#include <criterion/criterion.h>

static bool holds(struct lru *lru, uint64_t key, uint64_t expected)
{
    uint64_t value = 0;
    return lru_find(lru, key, &value) && value == expected;
}

Test(lru, finds_what_was_inserted)
{
    struct lru *lru = lru_new(4);
    cr_assert(!holds(lru, 7, 70));
    lru_insert(lru, 7, 70);
    cr_assert(holds(lru, 7, 70));
    lru_free(lru);
}

Test(lru, forgets_the_least_recently_used)
{
    struct lru *lru = lru_new(3);
    for (uint64_t key = 0; key < 3; key++)
        lru_insert(lru, key, 10 * key);
    cr_assert(holds(lru, 0, 0)); // so that 1 is the oldest
    lru_insert(lru, 3, 30);
    cr_assert(!holds(lru, 1, 10));
    cr_assert(holds(lru, 0, 0));
    cr_assert(holds(lru, 2, 20));
    cr_assert(holds(lru, 3, 30));
    lru_free(lru);
}

Test(lru, of_one_entry_holds_the_last)
{
    struct lru *lru = lru_new(1);
    lru_insert(lru, 1, 10);
    lru_insert(lru, 2, 20);
    cr_assert(!holds(lru, 1, 10));
    cr_assert(holds(lru, 2, 20));
    lru_free(lru);
}

Test(lru, counts_hits_and_misses)
{
    struct lru *lru = lru_new(2);
    uint64_t value = 0;
    lru_find(lru, 1, &value);
    lru_insert(lru, 1, 10);
    lru_find(lru, 1, &value);
    lru_find(lru, 1, &value);
    struct lru_info info = lru_info(lru);
    cr_assert_eq(info.hits, 2);
    cr_assert_eq(info.misses, 1);
    cr_assert_eq(info.maxsize, 2);
    cr_assert_eq(info.currsize, 1);
    lru_free(lru);
}

Test(lru, is_empty_after_clear)
{
    struct lru *lru = lru_new(2);
    lru_insert(lru, 1, 10);
    lru_insert(lru, 2, 20);
    lru_clear(lru);
    cr_assert_eq(lru_info(lru).currsize, 0);
    cr_assert(!holds(lru, 1, 10));
    cr_assert(!holds(lru, 2, 20));
    lru_insert(lru, 3, 30);
    cr_assert(holds(lru, 3, 30));
    lru_free(lru);
}

// Against a list that is searched: the most recent key first.
Test(lru, agrees_with_a_plain_list)
{
    enum { MAXSIZE = 13, KEYS = 29, STEPS = 20000 };
    struct lru *lru = lru_new(MAXSIZE);
    uint64_t keys[MAXSIZE];
    size_t n = 0;
    uint64_t state = 1;
    for (int step = 0; step < STEPS; step++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint64_t key = (state >> 33) % KEYS;
        size_t place = 0;
        while (place < n && keys[place] != key)
            place++;
        bool is_known = place < n;
        cr_assert_eq(holds(lru, key, key + 1), is_known);
        if (!is_known) {
            lru_insert(lru, key, key + 1);
            if (n < MAXSIZE)
                n++;
            place = n - 1;
        }
        for (; place > 0; place--)
            keys[place] = keys[place - 1];
        keys[0] = key;
    }
    cr_assert_eq(lru_info(lru).currsize, MAXSIZE);
    lru_free(lru);
}

Test(lru, without_a_bound_forgets_nothing)
{
    enum { MANY = 10000 };
    struct lru *lru = lru_new(0);
    for (uint64_t key = 0; key < MANY; key++) {
        cr_assert(!holds(lru, key * key, key));
        lru_insert(lru, key * key, key);
    }
    for (uint64_t key = 0; key < MANY; key++)
        cr_assert(holds(lru, key * key, key));
    struct lru_info info = lru_info(lru);
    cr_assert_eq(info.hits, MANY);
    cr_assert_eq(info.misses, MANY);
    cr_assert_eq(info.maxsize, 0);
    cr_assert_eq(info.currsize, MANY);
    lru_free(lru);
}

Test(lru, without_a_bound_is_empty_after_clear)
{
    struct lru *lru = lru_new(0);
    for (uint64_t key = 0; key < 100; key++)
        lru_insert(lru, key, key);
    lru_clear(lru);
    cr_assert_eq(lru_info(lru).currsize, 0);
    for (uint64_t key = 0; key < 100; key++)
        cr_assert(!holds(lru, key, key));
    lru_insert(lru, 3, 30);
    cr_assert(holds(lru, 3, 30));
    lru_free(lru);
}
