// SPDX-License-Identifier: MIT
#include "reports/report.h"

#include <string.h>

#include "reports/formats.h"

static const struct reporter reporters[] = {
    {"table", "txt", table_write},
    {"json", "json", json_write},
    {"csv", "csv", csv_write},
};

const struct reporter *reporter_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        if (strcmp(reporters[i].name, name) == 0)
            return &reporters[i];
    return NULL;
}

const struct reporter *reporter_for_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    if (!dot)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        if (g_ascii_strcasecmp(reporters[i].extension, dot + 1) == 0)
            return &reporters[i];
    return NULL;
}

char *reporter_names(void)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", reporters[i].name);
    return g_string_free(names, FALSE);
}
