// SPDX-License-Identifier: MIT
#include "framework/runner/passes/passes.h"

#include <string.h>

#include "framework/runner/passes/callgrind.h"

const struct pass passes[] = {
    {.name = "time", .adds = "times, and what follows from them"},
    {
        .name = "instructions",
        .adds = "instructions per iteration, exact (callgrind)",
        .metric = "instructions",
        .launcher = CALLGRIND(),
        .slowdown = CALLGRIND_SLOWDOWN,
        .memory_bytes = CALLGRIND_BYTES,
        .is_available = callgrind_is_available,
        .count = callgrind_count,
        .event = "Ir",
    },
    {.name = NULL},
};

const struct pass *pass_find(const char *name)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        if (strcmp(pass->name, name) == 0)
            return pass;
    return NULL;
}

char *pass_names(void)
{
    GString *names = g_string_new(NULL);
    for (const struct pass *pass = passes; pass->name != NULL; pass++)
        g_string_append_printf(names, "%s%s", pass == passes ? "" : ", ", pass->name);
    return g_string_free(names, FALSE);
}
