// SPDX-License-Identifier: MIT
// Used when benchrun is built, and not installed: prints what is made from the table of options.
#include <stdio.h>
#include <string.h>

#include "framework/cli/generated.h"

// The template with its marks replaced, or the page of one command.
static int write_manual(GString *out, const char *path, const struct command *command)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GString) options = g_string_new(NULL);
    if (!g_file_get_contents(path, &text, NULL, &error))
        return complain(EXIT_USAGE, "%s", error->message);
    if (command == NULL) {
        g_string_append(out, text);
        manual_write_options(options, COMMANDS_ALL);
        if (g_string_replace(out, "@OPTIONS@\n", options->str, 0) != 1)
            return complain(EXIT_USAGE, "'%s' needs one line @OPTIONS@", path);
    } else if (!manual_write_page(out, text, command)) {
        return complain(EXIT_USAGE, "'%s' has no section .SS benchrun %s", path, command->name);
    }
    g_string_replace(out, "@VERSION@", BENCHRUN_VERSION, 0);
    return EXIT_GOOD;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*write)(GString *out);
    } scripts[] = {
        {"bash", completion_write_bash},
        {"zsh", completion_write_zsh},
        {"fish", completion_write_fish},
    };
    g_autoptr(GString) out = g_string_new(NULL);
    int code = EXIT_USAGE;
    const struct command *command = argc == 4 ? command_find(argv[3]) : NULL;
    if ((argc == 3 || command != NULL) && strcmp(argv[1], "manual") == 0)
        code = write_manual(out, argv[2], command);
    for (size_t i = 0; i < G_N_ELEMENTS(scripts) && argc == 2; i++) {
        if (strcmp(argv[1], scripts[i].name) == 0) {
            scripts[i].write(out);
            code = EXIT_GOOD;
        }
    }
    if (code == EXIT_USAGE)
        complain(code, "usage: generate bash | zsh | fish | manual TEMPLATE [COMMAND]");
    fputs(out->str, stdout);
    return code;
}
