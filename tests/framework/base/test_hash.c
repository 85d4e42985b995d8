// SPDX-License-Identifier: MIT
#include "framework/base/hash.h"

#include <criterion/criterion.h>

Test(hash, of_equal_texts_is_equal)
{
    char text[] = "a text of more than eight bytes";
    cr_expect_eq(hash_text(text), hash_text("a text of more than eight bytes"));
    cr_expect_eq(hash_text(""), hash_bytes("x", 0));
    cr_expect_eq(hash_text("ab"), hash_bytes("abc", 2));
}

// All of these have one hash with g_str_hash(), as "Ez" and "FY" have.
Test(hash, of_texts_that_are_made_to_collide_differs)
{
    enum { BITS = 12 };
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (unsigned i = 0; i < 1u << BITS; i++) {
        char text[2 * BITS + 1] = "";
        for (unsigned bit = 0; bit < BITS; bit++)
            g_strlcat(text, i & 1u << bit ? "Ez" : "FY", sizeof text);
        cr_assert_eq(g_str_hash(text), g_str_hash("FYFYFYFYFYFYFYFYFYFYFYFY"));
        g_hash_table_add(seen, GUINT_TO_POINTER(hash_text(text)));
    }
    cr_expect_gt(g_hash_table_size(seen), (1u << BITS) - 8);
}

Test(hash, of_any_length_depends_on_each_byte)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    char text[32] = {0};
    for (gsize length = 0; length <= sizeof text; length++)
        g_hash_table_add(seen, GUINT_TO_POINTER(hash_bytes(text, length)));
    for (gsize i = 0; i < sizeof text; i++) {
        text[i] = 1;
        g_hash_table_add(seen, GUINT_TO_POINTER(hash_bytes(text, sizeof text)));
    }
    cr_expect_geq(g_hash_table_size(seen), 2 * sizeof text);
}
