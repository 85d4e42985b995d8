// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib.h>

#include "framework/harness/preload/path_table.h"

// Few keys, so that many lie side by side; beside each change, GLib's table does the same.
Test(path_table, holds_what_a_table_of_glib_holds)
{
    enum { CHANGES = 200000, KEYS = 3000 };
    struct path_table table = {0};
    g_autoptr(GHashTable) model = g_hash_table_new(NULL, NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(20261129);
    for (guint i = 1; i <= CHANGES; i++) {
        guint key = 1 + (guint)g_rand_int_range(random, 0, KEYS);
        gpointer wanted = g_hash_table_lookup(model, GUINT_TO_POINTER(key));
        struct path_table_entry *entry = path_table_find(&table, 16 * key, 7);
        cr_assert_eq(entry != NULL, wanted != NULL);
        cr_assert(entry == NULL || entry->value == GPOINTER_TO_UINT(wanted));
        cr_assert_null(path_table_find(&table, 16 * key, 8));
        if (entry != NULL) {
            path_table_remove(&table, entry);
            g_hash_table_remove(model, GUINT_TO_POINTER(key));
        } else {
            cr_assert(path_table_add(&table, (struct path_table_entry){16 * key, i, 0, 7}));
            g_hash_table_insert(model, GUINT_TO_POINTER(key), GUINT_TO_POINTER(i));
        }
        cr_assert_eq(table.used, g_hash_table_size(model));
    }
    path_table_clear(&table);
    cr_expect_null(path_table_find(&table, 16, 7));
}

Test(path_table, grows)
{
    struct path_table table = {0};
    for (uint64_t key = 1; key <= 100000; key++)
        cr_assert(path_table_add(&table, (struct path_table_entry){key << 4, key, 0, 0}));
    for (uint64_t key = 1; key <= 100000; key++)
        cr_assert_eq(path_table_find(&table, key << 4, 0)->value, key);
    path_table_clear(&table);
}
