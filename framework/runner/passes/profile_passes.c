// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_passes.h"

#include "framework/runner/passes/profile_calls.h"
#include "framework/runner/passes/profile_lines.h"
#include "framework/runner/passes/profile_paths.h"

const struct profile_pass_row profile_passes[] = {
    {.name = "time"},
    {.name = "wait"},
    {"calls", "calls", profile_calls_of_case, profile_calls_of_command, NULL},
    {"lines", "executions of lines", profile_lines_of_case, profile_lines_of_command, "coverage"},
    {"heap", "allocations", profile_heap_of_case, profile_heap_of_command, NULL},
    {"copies", "copies", profile_copies_of_case, profile_copies_of_command, NULL},
    {.name = NULL},
};

char *profile_pass_names(void)
{
    GString *names = g_string_new(NULL);
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++)
        g_string_append_printf(names, "%s%s", row == profile_passes ? "" : ", ", row->name);
    return g_string_free(names, FALSE);
}
