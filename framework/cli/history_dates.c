// SPDX-License-Identifier: MIT
#include "framework/cli/history_dates.h"

#include <string.h>

#include "framework/cli/option_row.h"

bool history_date_parse(const char *text, int64_t *out, GError **error)
{
    bool is_day = strchr(text, 'T') == NULL && strchr(text, ' ') == NULL;
    g_autofree char *whole = is_day ? g_strconcat(text, "T00:00:00Z", NULL) : g_strdup(text);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, utc);
    if (time == NULL)
        return option_refuse(
            error, "a date must be like 2026-01-31 or 2026-01-31T12:00:00Z, not '%s'", text);
    *out = g_date_time_to_unix(time);
    return true;
}

bool history_date_check(const char *text, GError **error)
{
    int64_t ignored;
    return history_date_parse(text, &ignored, error);
}
