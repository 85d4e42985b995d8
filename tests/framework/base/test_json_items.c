// SPDX-License-Identifier: MIT
#include "framework/base/json_items.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

// The elements of "all", each in brackets of its own; NULL if there is no such array.
static char *elements(const char *text, char *rest, size_t size)
{
    struct json_items items;
    const char *element;
    size_t length;
    if (!json_items_find(&items, text, strlen(text), "all"))
        return NULL;
    g_autoptr(GString) without = json_items_rest(&items, text, strlen(text));
    g_strlcpy(rest, without->str, size);
    GString *found = g_string_new(NULL);
    while (json_items_next(&items, &element, &length))
        g_string_append_printf(found, "<%.*s>", (int)length, element);
    return g_string_free(found, FALSE);
}

Test(json_items, finds_each_element_and_leaves_the_rest)
{
    static const char *const cases[][3] = {
        {"{\"all\": []}", "{\"all\": []}", ""},
        {"{\"all\": [ \n]}", "{\"all\": []}", ""},
        {"{\"all\":[1]}", "{\"all\":[]}", "<1>"},
        {"\n{\"a\": {\"all\": [0]}, \"all\": [1, [2, 3] , {\"a\": \"]\\\"},\"}]  , \"b\": [4]}\n",
         "\n{\"a\": {\"all\": [0]}, \"all\": []  , \"b\": [4]}\n",
         "<1>< [2, 3] >< {\"a\": \"]\\\"},\"}>"},
        {"{\"\\\"all\": 1, \"all\": [\"\\\\\", 2]}", "{\"\\\"all\": 1, \"all\": []}",
         "<\"\\\\\">< 2>"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char rest[200];
        g_autofree char *found = elements(cases[i][0], rest, sizeof rest);
        cr_assert_not_null(found, "%s", cases[i][0]);
        cr_expect_str_eq(found, cases[i][2]);
        cr_expect_str_eq(rest, cases[i][1]);
    }
}

Test(json_items, finds_nothing_where_there_is_no_such_array)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{",
        "{\"all\"",
        "{\"all\":",
        "{\"all\":[",
        "{all: []}",
        "{\"all\": 1}",
        "{\"all\": {}}",
        "{\"call\": []}",
        "{\"all",
        "{\"all\\",
        "{\"a\": \"all\": []",
    };
    struct json_items items;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_expect_not(json_items_find(&items, texts[i], strlen(texts[i]), "all"), "%s", texts[i]);
}

static bool is_json(const char *text, size_t length)
{
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    json_decref(value);
    return value != NULL;
}

// Whether the rest is JSON, and each element.
static bool is_json_by_element(const char *text, size_t length)
{
    struct json_items items;
    const char *element;
    size_t element_length;
    if (!json_items_find(&items, text, length, "all"))
        return false;
    g_autoptr(GString) rest = json_items_rest(&items, text, length);
    bool is_good = is_json(rest->str, rest->len);
    while (is_good && json_items_next(&items, &element, &element_length))
        is_good = is_json(element, element_length);
    return is_good;
}

// A copy that ends where its memory does, so that a sanitizer sees a read beyond it.
static bool agree(const char *text, bool *is_good)
{
    size_t length = strlen(text);
    g_autofree char *exact = g_memdup2(text, length);
    *is_good = is_json_by_element(exact, length);
    return !*is_good || is_json(exact, length);
}

Test(json_items, whose_elements_are_json_is_json_as_a_whole)
{
    static const char *const pieces[] = {"[",  "]", "{", "}",     ",",       ":",          "\"",
                                         "\\", " ", "1", "\"a\"", "\"all\"", "\"all\": [", "], "};
    enum { TEXTS = 200000, MOST = 12 };
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    unsigned good = 0;
    for (unsigned i = 0; i < TEXTS; i++) {
        g_autoptr(GString) text = g_string_new("{\"all\": [");
        for (int n = g_rand_int_range(random, 0, MOST); n > 0; n--)
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        if (g_rand_boolean(random))
            g_string_append(text, "]}");
        bool is_good;
        cr_assert(agree(text->str, &is_good), "%s", text->str);
        good += is_good;
    }
    cr_expect_gt(good, TEXTS / 100);
}
