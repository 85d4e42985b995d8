// SPDX-License-Identifier: MIT
#pragma once
// How wide a report for a terminal may be, in columns.
#include "reports/report.h"

enum { NARROWEST = 20 }; // a narrower terminal is taken for one of this width

/** Of tables; 0: as wide as they need. */
static inline size_t table_width(const struct report *report)
{
    return report->width > 0 ? MAX(report->width, (unsigned)NARROWEST) : 0;
}

/** Of prose. */
static inline size_t prose_width(const struct report *report)
{
    return report->width > 0 ? table_width(report) : REPORT_WIDTH;
}
