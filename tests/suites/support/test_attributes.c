// SPDX-License-Identifier: MIT
#include "suites/support/attributes.h"

#include <criterion/criterion.h>

Test(attributes, are_found_by_name)
{
    struct attribute_name x, y, z;
    attribute_name_init(&x, "x");
    attribute_name_init(&y, "y");
    attribute_name_init(&z, "z");
    struct attributes object = {0};
    attributes_at(&object, &x)->integer = 1;
    attributes_at(&object, &y)->number = 2.5;
    attributes_at(&object, &x)->integer = 3;
    cr_assert_eq(attributes_find(&object, &x)->integer, 3);
    cr_assert_eq(attributes_find(&object, &y)->number, 2.5);
    cr_assert_null(attributes_find(&object, &z));
}

Test(attributes, share_a_hash_until_the_table_is_full)
{
    struct attribute_name names[ATTRIBUTES_SLOTS + 1] = {0};
    struct attributes object = {0};
    for (uint64_t i = 0; i < ATTRIBUTES_SLOTS; i++)
        attributes_at(&object, &names[i])->integer = i;
    for (uint64_t i = 0; i < ATTRIBUTES_SLOTS; i++)
        cr_assert_eq(attributes_find(&object, &names[i])->integer, i);
    cr_assert_null(attributes_find(&object, &names[ATTRIBUTES_SLOTS]));
    cr_assert_null(attributes_at(&object, &names[ATTRIBUTES_SLOTS]));
}
