// SPDX-License-Identifier: MIT
#include "framework/cli/doctor_tune.h"

#include <stdio.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/cli/command.h"
#include "framework/machine/tuning.h"

static void print_change(void *data, const char *file, const char *from, const char *to,
                         const char *failure)
{
    guint *n = data;
    g_autofree char *line = g_strdup_printf("%s: %s -> %s", file, from, to);
    g_autofree char *escaped = escape_log(line);
    ++*n;
    if (failure != NULL)
        complain(EXIT_UNMEASURED, "%s: not changed: %s", line, failure);
    else
        puts(escaped);
    fflush(stdout); // what was changed is known if the next one takes the machine down
}

int doctor_tune(const struct options *options)
{
    bool tunes = options->doctor.tunes;
    const char *root = options->doctor.root;
    g_autoptr(GError) error = NULL;
    guint n = 0;
    if (g_str_equal(root, "/") && geteuid() != 0)
        return complain(EXIT_USAGE,
                        "settings of the machine are changed by root: sudo benchrun doctor --%s",
                        tunes ? "tune" : "restore");
    bool is_good = tunes ? tuning_apply(root, print_change, &n, &error)
                         : tuning_restore(root, print_change, &n, &error);
    if (!is_good)
        complain(EXIT_UNMEASURED, "%s", error->message);
    if (n == 0 && is_good)
        puts(tunes ? "nothing to change" : "nothing to put back");
    if (n > 0 && tunes && !options->is_quiet)
        say("to put them back: sudo benchrun doctor --restore");
    return is_good ? EXIT_GOOD : EXIT_UNMEASURED;
}
