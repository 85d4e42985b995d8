// SPDX-License-Identifier: MIT
// `history prune` and `history verify`: what is done with the file as a whole.
#include <stdio.h>

#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/cli/history_action.h"
#include "framework/cli/history_dates.h"
#include "framework/cli/history_selecting.h"
#include "framework/history/prune.h"
#include "framework/history/verify.h"

static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

int history_prune(const struct history_call *call)
{
    const struct history_options *options = &call->options->history;
    const struct history_filter filter = {
        .machine = options->machine, .branch = options->branch, .compiler = options->compiler};
    int code = EXIT_GOOD;
    int64_t before = HISTORY_UNKNOWN;
    GError *error = NULL;
    struct history_pruned pruned;
    if (options->keep == 0 && options->before == NULL)
        return complain(EXIT_USAGE, "say what to remove: --keep N (all but the newest N commits of "
                                    "each machine) or --before DATE");
    if (options->before != NULL && !history_date_parse(options->before, &before, &error))
        return history_complain(error);
    // A file that is not there is not made to remove nothing from it.
    g_autoptr(History) there = history_action_open(call, HISTORY_READS, &code);
    g_autoptr(History) history =
        there != NULL ? history_action_open(call, HISTORY_WRITES, &code) : NULL;
    g_clear_pointer(&there, history_close);
    if (history == NULL)
        return code;
    if (options->machine != NULL || options->branch != NULL)
        code = history_check_runs(call, history);
    if (code != EXIT_GOOD)
        return code;
    if (!history_prune_runs(history, &filter, (guint)options->keep, before, options->is_dry,
                            &pruned, &error))
        return history_complain(error);
    if (!call->options->is_quiet)
        say("%s %u run%s with %" G_GINT64_FORMAT " value%s; %u run%s left in '%s'",
            options->is_dry ? "would remove" : "removed", pruned.runs, plural(pruned.runs),
            pruned.points, plural(pruned.points), pruned.left,
            options->is_dry    ? pruned.left == 1 ? " would be" : "s would be"
            : pruned.left == 1 ? " is"
                               : "s are",
            call->file);
    return EXIT_GOOD;
}

static void print_check(const char *file, const struct history_check *check)
{
    g_autofree char *name = text_printable(file);
    for (guint i = 0; i < check->problems->len; i++) {
        g_autofree char *problem = text_printable(g_ptr_array_index(check->problems, i));
        printf("%s\n", problem);
    }
    if (check->problems->len > 0) {
        g_autofree char *quoted = g_shell_quote(file);
        g_autofree char *shown = text_printable(quoted);
        printf("%s: damaged; save what can be read of it with: benchrun history merge --salvage %s "
               "--history new.db\n",
               name, shown);
        return;
    }
    printf("%s: whole; %" G_GINT64_FORMAT " value%s in %" G_GINT64_FORMAT
           " series, of %" G_GINT64_FORMAT " run%s at %" G_GINT64_FORMAT
           " commit%s on %" G_GINT64_FORMAT " machine%s\n",
           name, check->points, plural(check->points), check->series, check->runs,
           plural(check->runs), check->commits, plural(check->commits), check->machines,
           plural(check->machines));
}

int history_check_file(const struct history_call *call)
{
    int code = EXIT_GOOD;
    GError *error = NULL;
    struct history_check check = {0};
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    if (history == NULL)
        return code == EXIT_UNMEASURED ? EXIT_CHECK_FAILED : code;
    bool is_good = history_verify(history, &check, &error);
    bool is_broken = !is_good && g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN);
    if (is_good)
        print_check(call->file, &check);
    else
        code = history_complain(error);
    if (is_broken || check.problems->len > 0)
        code = EXIT_CHECK_FAILED;
    history_check_clear(&check);
    return code;
}
