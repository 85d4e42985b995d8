// SPDX-License-Identifier: MIT
#include "framework/result/file/run_file.h"
#include "reports/formats.h"

bool json_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    run_append(out, report->run);
    return true;
}
