// SPDX-License-Identifier: MIT
#include "framework/build/shell_place.h"

#include <stdbool.h>
#include <string.h>

void shell_place_init(struct shell_place *place)
{
    place->open = g_string_new(NULL);
}

void shell_place_clear(struct shell_place *place)
{
    g_string_free(place->open, TRUE);
}

static char innermost(const struct shell_place *place)
{
    return place->open->len > 0 ? place->open->str[place->open->len - 1] : '\0';
}

// Whether the shell leaves words whole here; `${` changes nothing about that.
static bool is_quoted(const struct shell_place *place)
{
    size_t at = place->open->len;
    while (at > 0 && place->open->str[at - 1] == '{')
        at--;
    return at > 0 && strchr("\"+", place->open->str[at - 1]) != NULL;
}

static size_t push(struct shell_place *place, const char *opened, size_t length)
{
    g_string_append(place->open, opened);
    return length;
}

static size_t pop(struct shell_place *place)
{
    g_string_truncate(place->open, place->open->len - 1);
    return 1;
}

// A quotation mark, plain or double: it ends what it began.
static size_t toggle(struct shell_place *place, char mark)
{
    const char opened[] = {mark, '\0'};
    return innermost(place) == mark ? pop(place) : push(place, opened, 1);
}

// In $(( )) each parenthesis counts, so that the two at its end close the two at its beginning.
static size_t pass_parenthesis(struct shell_place *place, char c)
{
    char top = innermost(place);
    if (c == ')')
        return top == '(' || top == '+' ? pop(place) : 1;
    if (top == '+')
        return push(place, "+", 1);
    return is_quoted(place) ? 1 : push(place, "(", 1);
}

size_t shell_place_pass(struct shell_place *place, const char *text)
{
    char top = innermost(place);
    if (top == '\'')
        return *text == '\'' ? pop(place) : 1;
    if (*text == '\\' && text[1] != '\0')
        return 2;
    if (g_str_has_prefix(text, "$(("))
        return push(place, "++", 3);
    if (g_str_has_prefix(text, "$("))
        return push(place, "(", 2);
    if (g_str_has_prefix(text, "${"))
        return push(place, "{", 2);
    if (*text == '"' || *text == '`')
        return toggle(place, *text);
    if (*text == '\'' && !is_quoted(place))
        return push(place, "'", 1);
    if (*text == '(' || *text == ')')
        return pass_parenthesis(place, *text);
    return *text == '}' && top == '{' ? pop(place) : 1;
}

void shell_place_add_variable(const struct shell_place *place, const char *name, GString *out)
{
    bool is_literal = innermost(place) == '\'';
    const char *before = is_literal ? "'\"" : is_quoted(place) ? "" : "\"";
    const char *after = is_literal ? "\"'" : is_quoted(place) ? "" : "\"";
    g_string_append_printf(out, "%s${%s}%s", before, name, after);
}
