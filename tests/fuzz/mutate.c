// SPDX-License-Identifier: MIT
#include "tests/fuzz/mutate.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/seeds.h"
#include "tests/reports/hostile_file.h"

static json_t *any_number(struct random *random, const json_t *value)
{
    static const double reals[] = {0,      -1,      1e-300, 1e300,   1.7976931348623157e308,
                                   5e-324, 0x1p53,  0x1p62, 1e-9,    0.5,
                                   1,      0x1p-62, 1e18,   4.6e18,  -1e300,
                                   1e15,   999,     1e9,    0.99999, 4.6e9};
    static const json_int_t integers[] = {0, 1, -1, INT64_MAX, INT64_MIN, 4294967295, 1 << 20, 5};
    double number = json_number_value(value);
    switch (random_below(random, 5)) {
    case 0:
        return json_real(number * (random_unit(random) * 4));
    case 1:
        return json_integer(integers[random_below(random, G_N_ELEMENTS(integers))]);
    case 2:
        return json_integer((json_int_t)random_below(random, 1000));
    default:
        return json_real(reals[random_below(random, G_N_ELEMENTS(reals))]);
    }
}

static json_t *any_text(struct random *random, const json_t *value)
{
    static const char *const words[] = {"ok",       "skipped",
                                        "failed",   "crashed",
                                        "timeout",  "base",
                                        "head",     "faster",
                                        "same",     "slower",
                                        "holds",    "fails",
                                        "unclear",  "unpaired",
                                        "decision", "estimated",
                                        "less",     "more",
                                        "body",     "time",
                                        "cycles",   "18446744073709551615"};
    guint n = 0;
    while (hostile_payloads[n] != NULL)
        n++;
    const char *payload = hostile_payloads[random_below(random, n)];
    if (random_below(random, 3) == 0)
        return json_string(words[random_below(random, G_N_ELEMENTS(words))]);
    g_autofree char *whole = g_strconcat(payload, json_string_value(value), NULL);
    return json_string(random_below(random, 2) == 0 ? payload : whole);
}

static json_t *any_value(struct random *random, const json_t *value)
{
    if (json_is_number(value))
        return any_number(random, value);
    if (json_is_string(value))
        return any_text(random, value);
    if (json_is_boolean(value))
        return json_boolean(!json_is_true(value));
    return json_deep_copy(value);
}

static void change_array(struct random *random, json_t *array)
{
    size_t n = json_array_size(array);
    size_t at = n > 0 ? random_below(random, n) : 0;
    json_t *element = json_array_get(array, at);
    switch (n > 0 ? random_below(random, 6) : 6) {
    case 0:
        json_array_remove(array, at);
        break;
    case 1:
        json_array_insert_new(array, at, json_deep_copy(element));
        break;
    case 2:
        json_array_set_new(array, at, json_null());
        break;
    case 3:
        while (json_array_size(array) > at + 1)
            json_array_remove(array, at + 1);
        break;
    case 4:
        json_array_append_new(array, json_deep_copy(element));
        break;
    default:
        for (size_t i = 0; i < n; i++)
            json_array_set_new(array, i, any_value(random, json_array_get(array, i)));
    }
}

static void change_member(struct random *random, json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (random_below(random, 12) == 0)
        json_object_del(object, key);
    else if (json_is_array(value) && random_below(random, 2) == 0)
        change_array(random, value);
    else
        json_object_set_new(object, key, any_value(random, value));
}

// Walks down a random way and changes something at its end.
static void change(struct random *random, json_t *value)
{
    const char *key = NULL;
    json_t *member;
    if (json_is_array(value)) {
        json_t *next = json_array_get(value, random_below(random, json_array_size(value) + 1));
        if (json_is_object(next) || json_is_array(next))
            change(random, next);
        else
            change_array(random, value);
        return;
    }
    size_t at = json_object_size(value) > 0 ? random_below(random, json_object_size(value)) : 0;
    json_object_foreach(value, key, member)
    {
        if (at-- == 0)
            break;
    }
    if (key == NULL)
        return;
    if ((json_is_object(member) || json_is_array(member)) && random_below(random, 8) > 0)
        change(random, member);
    else
        change_member(random, value, key);
}

char *mutate_json(struct random *random, const uint8_t *data, size_t size)
{
    json_t *root = json_loadb((const char *)data, size, 0, NULL);
    if (!json_is_object(root)) {
        g_autofree char *seed = seed_file((unsigned)random_below(random, SEEDS));
        json_decref(root);
        root = json_loads(seed, 0, NULL);
    }
    for (size_t n = 1 + random_below(random, 5); n > 0; n--)
        change(random, root);
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    return text != NULL ? text : strdup("{}");
}
