// SPDX-License-Identifier: MIT
#include "framework/base/json_items.h"

#include <string.h>

// The end of the string that begins at `at`, after its last quote.
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : end;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

// The end of a value: where a comma follows, or what holds it is closed.
static const char *skip_value(const char *at, const char *end)
{
    size_t depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == ']' || *at == '}'))
            break;
        if (*at == '[' || *at == '{')
            depth++;
        else if (*at == ']' || *at == '}')
            depth--;
        at++;
    }
    return at;
}

// Whether the value is an array; then what is between its brackets.
static bool take_array(struct json_items *items, const char *value, const char *end)
{
    while (end > value && g_ascii_isspace(end[-1]))
        end--;
    if (end - value < 2 || *value != '[' || end[-1] != ']')
        return false;
    *items = (struct json_items){value + 1, end - 1, value + 1, false};
    return true;
}

bool json_items_find(struct json_items *items, const char *text, size_t length, const char *key)
{
    const char *end = text + length;
    const char *at = skip_blanks(text, end);
    g_autofree char *quoted = g_strdup_printf("\"%s\"", key);
    if (at == end || *at != '{')
        return false;
    while (at < end && (*at == '{' || *at == ',')) {
        const char *name = skip_blanks(at + 1, end);
        const char *colon = name < end && *name == '"' ? skip_string(name, end) : end;
        bool is_key =
            (size_t)(colon - name) == strlen(quoted) && memcmp(name, quoted, strlen(quoted)) == 0;
        colon = skip_blanks(colon, end);
        if (colon == end || *colon != ':')
            return false;
        const char *value = skip_blanks(colon + 1, end);
        at = skip_value(value, end);
        if (is_key)
            return take_array(items, value, at);
    }
    return false;
}

GString *json_items_rest(const struct json_items *items, const char *text, size_t length)
{
    GString *rest = g_string_new_len(text, items->begin - text);
    g_string_append_len(rest, items->end, text + length - items->end);
    return rest;
}

bool json_items_next(struct json_items *items, const char **element, size_t *length)
{
    bool is_first = !items->has_begun;
    items->has_begun = true;
    if ((is_first ? skip_blanks(items->at, items->end) : items->at) == items->end)
        return false;
    // What is no comma there belongs to the element, which is not JSON then.
    *element = !is_first && *items->at == ',' ? items->at + 1 : items->at;
    items->at = skip_value(*element, items->end);
    if (!is_first && items->at == *element && items->at < items->end && *items->at != ',')
        items->at = items->end;
    *length = (size_t)(items->at - *element);
    return true;
}
