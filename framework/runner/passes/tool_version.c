// SPDX-License-Identifier: MIT
#include "framework/runner/passes/tool_version.h"

#include <string.h>

#include "framework/base/subprocess.h"
#include "framework/base/text.h"

char *tool_version(const char *program)
{
    const char *const words[] = {program, "--version", NULL};
    const struct subprocess_call call = {.argv = words};
    struct subprocess_output output;
    if (!subprocess_run(&call, &output, NULL))
        return g_strdup(program);
    g_autofree char *line = g_strndup(output.output, strcspn(output.output, "\n"));
    bool is_good = output.wait_status == 0 && *line != '\0';
    subprocess_output_clear(&output);
    return is_good ? text_printable(line) : g_strdup(program);
}
