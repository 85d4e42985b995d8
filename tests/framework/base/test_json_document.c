// SPDX-License-Identifier: MIT
#include "framework/base/json_document.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

static struct json_document read_text(const char *text)
{
    struct json_document document;
    json_error_t where;
    cr_assert(json_document_read(&document, text, strlen(text), &where), "%s", where.text);
    return document;
}

Test(json_document, holds_values_of_any_size_and_number)
{
    enum { NUMBERS = 200000, WORD = 3000000 };
    g_autoptr(GString) text = g_string_new("{\"word\": \"");
    for (unsigned i = 0; i < WORD; i++)
        g_string_append_c(text, (char)('a' + i % 26));
    g_string_append(text, "\", \"numbers\": [0");
    for (unsigned i = 1; i < NUMBERS; i++)
        g_string_append_printf(text, ", %u", i);
    g_string_append(text, "]}");
    struct json_document document = read_text(text->str);
    const json_t *numbers = json_object_get(document.root, "numbers");
    const json_t *word = json_object_get(document.root, "word");
    cr_assert_eq(json_array_size(numbers), NUMBERS);
    for (unsigned i = 0; i < NUMBERS; i++)
        cr_assert_eq(json_integer_value(json_array_get(numbers, i)), i);
    cr_assert_eq(json_string_length(word), WORD);
    for (unsigned i = 0; i < WORD; i++)
        cr_assert_eq(json_string_value(word)[i], 'a' + i % 26);
    json_document_clear(&document);
    cr_expect_null(document.root);
}

Test(json_document, several_have_memory_of_their_own)
{
    struct json_document one = read_text("{\"name\": \"one\"}");
    struct json_document other = read_text("{\"name\": \"other\"}");
    json_document_clear(&one);
    json_t *between = json_pack("{s: s}", "name", "between");
    cr_expect_str_eq(json_string_value(json_object_get(other.root, "name")), "other");
    json_document_clear(&other);
    cr_expect_str_eq(json_string_value(json_object_get(between, "name")), "between");
    json_decref(between);
}

Test(json_document, of_what_is_no_json_nothing_is_left)
{
    static const char *const texts[] = {"", "{", "[1, 2", "{\"a\": 1, \"a\": 2}", "nul"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct json_document document;
        json_error_t where;
        cr_expect_not(json_document_read(&document, texts[i], strlen(texts[i]), &where), "%s",
                      texts[i]);
        cr_expect_null(document.root);
        cr_expect_null(document.chunks);
        cr_expect_neq(where.text[0], '\0');
    }
}
