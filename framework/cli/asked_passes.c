// SPDX-License-Identifier: MIT
#include "framework/cli/asked_passes.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/option_row.h"
#include "framework/runner/passes/passes.h"

bool asked_passes_check(const char *value, GError **error)
{
    g_auto(GStrv) names = g_strsplit(value, ",", -1);
    g_autofree char *known = pass_names();
    for (char **name = names; *name != NULL; name++)
        if (pass_find(*name) == NULL)
            return option_refuse(error, "--pass: unknown pass '%s'; known: %s", *name, known);
    return true;
}

static bool is_asked(const struct options *options, const struct pass *pass)
{
    if (options->counts_instructions && strcmp(pass->name, "instructions") == 0)
        return true;
    for (char **list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) names = g_strsplit(*list, ",", -1);
        if (g_strv_contains((const char *const *)names, pass->name))
            return true;
    }
    return false;
}

static void take(const struct pass *pass, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len && !interruption_is_requested(); i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        GError *error = NULL;
        if (arm->result->status != STATUS_OK || pass_take(pass, arm, &error))
            continue;
        result_warn(arm->result, "%s", error->message);
        g_error_free(error);
    }
}

void asked_passes_take(const struct options *options, const struct plan *plan)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (pass->count != NULL && is_asked(options, pass))
            take(pass, plan);
}
