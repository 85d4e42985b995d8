// SPDX-License-Identifier: MIT
#include "framework/profile/profile_file.h"
#include "reports/formats.h"

bool profile_json_write(GString *out, const struct profile_report *report,
                        G_GNUC_UNUSED GError **error)
{
    profile_append(out, report->profile);
    return true;
}
