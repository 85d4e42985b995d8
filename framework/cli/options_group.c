// SPDX-License-Identifier: MIT
#include "framework/cli/options_group.h"

#include <math.h>

bool options_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}

bool options_check_range(const char *option, double value, double least, double most,
                         GError **error)
{
    if (value >= least && value <= most)
        return true;
    return options_refuse(error, "%s wants a number from %g to %g, not %g", option, least, most,
                          value);
}

double option_or(double given, double fallback)
{
    return isnan(given) ? fallback : given;
}
