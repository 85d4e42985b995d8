// SPDX-License-Identifier: MIT
#include "framework/program/plain_name.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

// `_Z` [`N`] ([`L`] LENGTH NAME)... [`E`] ...: the last component of a nested name, or the only
// one.
static char *unmangle(const char *symbol)
{
    bool is_nested = symbol[2] == 'N';
    const char *at = symbol + 2 + is_nested;
    for (;;) {
        char *component = NULL;
        at += *at == 'L';
        if (!g_ascii_isdigit(*at))
            return NULL;
        size_t n = (size_t)g_ascii_strtoull(at, &component, 10);
        if (strnlen(component, n) < n)
            return NULL;
        at = component + n;
        if (!is_nested || *at == 'E')
            return g_strndup(component, n);
    }
}

char *plain_name(const char *symbol)
{
    if (strstr(symbol, ".cold") != NULL || strstr(symbol, ".part.") != NULL)
        return NULL;
    if (g_str_has_prefix(symbol, "_Z"))
        return unmangle(symbol);
    return g_strndup(symbol, strcspn(symbol, "."));
}
