// SPDX-License-Identifier: MIT
#include "framework/cli/dry_run.h"

#include <stdio.h>

#include "framework/base/escape.h"
#include "framework/cli/command.h"
#include "framework/cli/discovery.h"
#include "framework/runner/passes/passes.h"

void dry_run_print(const char *line)
{
    g_autofree char *safe = escape_log(line);
    puts(safe);
}

void dry_run_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autoptr(GString) line = g_string_new("# ");
    g_string_append(line, text);
    g_string_replace(line, "\n", "\n# ", 0); // a line of its own would be one for the shell
    dry_run_print(line->str);
}

void dry_run_tree(const char *side, const struct built_tree *tree, const char *line)
{
    dry_run_note("%s %s, %s '%s'", side, tree->description,
                 line != NULL ? "checked out as" : "built before from", tree->source);
    if (line != NULL)
        dry_run_print(line);
}

static bool is_asked(const struct options *options, const char *pass)
{
    for (char *const *list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) names = g_strsplit(*list, ",", -1);
        if (g_strv_contains((const char *const *)names, pass))
            return true;
    }
    return false;
}

// A pass starts the worker in another way: behind words of its own, or with a library.
static void print_passes(const struct options *options, enum side side)
{
    for (const struct pass *pass = passes; pass->name != NULL; pass++) {
        if (!is_asked(options, pass->name))
            continue;
        g_autofree char *words = pass->launcher != NULL ? escape_shell(pass->launcher) : NULL;
        if (words != NULL)
            dry_run_note("pass %s: the same behind %s", pass->name, words);
        else if (pass->preload != NULL)
            dry_run_note("pass %s: the same with %s in LD_PRELOAD", pass->name, pass->preload);
    }
    if (options->references)
        dry_run_note("between them benchrun's own kernels (--references)");
    if (side != SIDE_NONE && options->witnessing != WITNESS_NEVER)
        dry_run_note("where a difference needs a reason: the same behind 'valgrind "
                     "--tool=callgrind' (--witness)");
    if (side != SIDE_NONE && options->explain != NULL)
        dry_run_note("what is explained: the same as 'benchrun explain' starts it (--explain)");
}

// Cases are listed without what --env-* and --args-* add.
static void print_workers(const struct options *options, enum side side, const char *program)
{
    struct launch launch = discovery_launch(options, program);
    g_autofree char *listing = launch_line(&launch);
    dry_run_print(listing);
    if (side != SIDE_NONE) {
        launch.env = (const char *const *)options->env[side];
        launch.args = (const char *const *)options->args[side];
    }
    g_autofree char *measuring = launch_line(&launch);
    if (!g_str_equal(listing, measuring))
        dry_run_print(measuring);
}

int dry_run_suites(const struct options *options, enum side side, const char *const *words)
{
    struct discovery discovery;
    int code = discovery_find_suites(&discovery, words);
    for (guint i = 0; code == EXIT_GOOD && i < discovery.suites->len; i++)
        print_workers(options, side, g_ptr_array_index(discovery.suites, i));
    if (code == EXIT_GOOD)
        print_passes(options, side);
    discovery_clear(&discovery);
    return code == EXIT_GOOD ? EXIT_DRY : code;
}

int dry_run_suites_of(const struct options *options, enum side side, const struct built_tree *tree,
                      const char *const *patterns)
{
    if (tree->suites->len > 0) {
        g_autofree const char **words = g_new0(const char *, tree->suites->len + 1);
        for (guint i = 0; i < tree->suites->len; i++)
            words[i] = g_ptr_array_index(tree->suites, i);
        return dry_run_suites(options, side, words);
    }
    g_autofree char *list = patterns != NULL ? g_strjoinv("', '", (char **)patterns) : NULL;
    if (list != NULL)
        dry_run_note("each SUITE that matches '%s' in '%s'", list, tree->build);
    else
        dry_run_note("each SUITE that the build makes in '%s'", tree->build);
    g_autofree char *suite = g_build_filename(tree->build, "SUITE", NULL);
    print_workers(options, side, suite);
    print_passes(options, side);
    return EXIT_DRY;
}
