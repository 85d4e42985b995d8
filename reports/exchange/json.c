// SPDX-License-Identifier: MIT
#include "framework/result/file/run_file.h"
#include "reports/formats.h"

bool json_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autofree char *text = run_format(report->run);
    g_string_append(out, text);
    return true;
}
