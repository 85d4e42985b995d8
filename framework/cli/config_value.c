// SPDX-License-Identifier: MIT
#include "framework/cli/config_value.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK(benchrun - config - error, config_error)

bool config_complain(GError **error, const struct config_group *group, const char *key,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_WRONG, "'%s': [%s]%s%s %s", group->path,
                group->name, key ? " " : "", key ? key : "", message);
    return false;
}

bool config_take_error(const struct config_group *group, const char *key, GError *cause,
                       GError **error)
{
    config_complain(error, group, key, "is wrong: %s", cause->message);
    g_error_free(cause);
    return false;
}

// The raw value: GLib's own reading takes backslashes away, which commands need.
char *config_text(const struct config_group *group, const char *key)
{
    char *value = g_key_file_get_value(group->file, group->name, key, NULL);
    return value ? g_strstrip(value) : NULL;
}

char **config_list(const struct config_group *group, const char *key)
{
    g_autofree char *value = config_text(group, key);
    if (value == NULL)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(value, ";", -1);
    GPtrArray *words = g_ptr_array_new();
    for (char **part = parts; *part != NULL; part++)
        if (*g_strstrip(*part) != '\0')
            g_ptr_array_add(words, g_strdup(*part));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static bool parse_number(const char *text, double *out)
{
    char *end = NULL;
    *out = g_ascii_strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out) && *out >= 0;
}

// The number alone, as the command line takes it.
static char *trim_percent(const char *text)
{
    g_autofree char *number = g_strdup(text);
    size_t length = strlen(number);
    if (length > 0 && number[length - 1] == '%')
        number[length - 1] = '\0';
    return g_strdup(g_strstrip(number));
}

double config_percent(const struct config_group *group, const char *key)
{
    g_autofree char *value = config_text(group, key);
    g_autofree char *text = value ? trim_percent(value) : NULL;
    double percent = NAN;
    return text != NULL && parse_number(text, &percent) ? percent / 100 : NAN;
}

static bool is_true(const char *text)
{
    return strcmp(text, "true") == 0;
}

static bool check_value(const struct config_group *group, const struct config_key *key,
                        GError **error)
{
    g_autofree char *text = config_text(group, key->name);
    g_autofree char *number = trim_percent(text);
    double value = 0;
    if (*text == '\0')
        return config_complain(error, group, key->name, "is empty: give it a value, or remove it");
    switch (key->kind) {
    case CONFIG_NUMBER:
        return parse_number(text, &value) ||
               config_complain(error, group, key->name, "must be a non-negative number, not '%s'",
                               text);
    case CONFIG_PERCENT:
        return (parse_number(number, &value) && value <= 100) ||
               config_complain(error, group, key->name,
                               "must be a percentage from 0 to 100, such as 1 or 1%%, not '%s'",
                               text);
    case CONFIG_FLAG:
        return is_true(text) || strcmp(text, "false") == 0 ||
               config_complain(error, group, key->name, "must be true or false, not '%s'", text);
    case CONFIG_TEXT:
    case CONFIG_LIST:
        break;
    }
    return true;
}

static const struct config_key *find_key(const struct config_group *group, const char *name)
{
    for (const struct config_key *key = group->keys; key->name != NULL; key++)
        if (strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

static bool refuse_key(const struct config_group *group, const char *name, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (const struct config_key *key = group->keys; key->name != NULL; key++)
        g_string_append_printf(known, "%s%s", known->len > 0 ? ", " : "", key->name);
    return config_complain(error, group, name, "is not a key of this group; known: %s", known->str);
}

bool config_check(const struct config_group *group, GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(group->file, group->name, NULL, NULL);
    for (char **name = names; name != NULL && *name != NULL; name++) {
        const struct config_key *key = find_key(group, *name);
        if (key == NULL)
            return refuse_key(group, *name, error);
        if (!check_value(group, key, error))
            return false;
    }
    return true;
}

static void add_words(GPtrArray *words, const struct config_group *group,
                      const struct config_key *key)
{
    g_autofree char *text = config_text(group, key->name);
    g_auto(GStrv) list = key->kind == CONFIG_LIST ? config_list(group, key->name) : NULL;
    g_autofree char *number = key->kind == CONFIG_PERCENT ? trim_percent(text) : NULL;
    if (key->kind == CONFIG_FLAG && is_true(text))
        g_ptr_array_add(words, g_strconcat("--", key->name, NULL));
    else if (key->kind == CONFIG_LIST)
        for (char **part = list; *part != NULL; part++)
            g_ptr_array_add(words, g_strconcat("--", key->name, "=", *part, NULL));
    else if (key->kind != CONFIG_FLAG)
        g_ptr_array_add(words, g_strconcat("--", key->name, "=", number ? number : text, NULL));
}

char **config_words(const struct config_group *group)
{
    GPtrArray *words = g_ptr_array_new();
    g_auto(GStrv) names = g_key_file_get_keys(group->file, group->name, NULL, NULL);
    for (char **name = names; name != NULL && *name != NULL; name++)
        add_words(words, group, find_key(group, *name));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}
