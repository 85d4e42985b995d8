// SPDX-License-Identifier: MIT
#include "framework/base/command_line.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

char *command_line_format(const char *const *argv)
{
    g_autoptr(GString) command = g_string_new("benchrun");
    for (; *argv != NULL; argv++) {
        bool is_plain = **argv != '\0' && strpbrk(*argv, " \t\n\"'\\$`*?[]{}()<>|&;!#~") == NULL;
        g_autofree char *quoted = is_plain ? g_strdup(*argv) : g_shell_quote(*argv);
        g_string_append_printf(command, " %s", quoted);
    }
    return g_strdup(command->str);
}
