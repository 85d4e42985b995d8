// SPDX-License-Identifier: MIT
#include "framework/cli/history_accepting.h"

#include <stdio.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/history/accepted.h"
#include "framework/result/case_pattern.h"

// The commit that a word means, of all that are accepted; "": there is none of that name.
static const char *find_commit(const GPtrArray *list, const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < list->len; i++)
        g_ptr_array_add(names, ((struct accepted *)g_ptr_array_index(list, i))->commit);
    const char *found = history_find_commit(names, word);
    return found != NULL ? found : "";
}

// Those of the cases and commits that the words of the call name, if any.
static GPtrArray *find_accepted(const struct history_call *call, struct history *history,
                                GError **error)
{
    const char *case_word = call->words[0];
    const char *word = case_word != NULL ? call->words[1] : NULL;
    const char *const patterns[] = {case_word, NULL};
    GPtrArray *list = history_list_accepted(history, error);
    g_autofree char *commit =
        list != NULL && word != NULL ? g_strdup(find_commit(list, word)) : NULL;
    for (guint i = list != NULL ? list->len : 0; i-- > 0;) {
        const struct accepted *one = g_ptr_array_index(list, i);
        const struct bench_case bench_case = {.id = one->case_id};
        if ((case_word != NULL && !case_matches(&bench_case, patterns)) ||
            (commit != NULL && strcmp(one->commit, commit) != 0))
            g_ptr_array_remove_index(list, i);
    }
    return list;
}

static void print_accepted(const struct accepted *accepted)
{
    g_autofree char *case_id = text_printable(accepted->case_id);
    g_autofree char *commit = text_printable(accepted->commit);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(accepted->time);
    g_autofree char *date = time != NULL ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("");
    printf("%s  %s  %s\n", case_id, commit, date);
}

int history_look_at_accepted(const struct history_call *call, bool is_undo)
{
    int code = EXIT_GOOD;
    GError *error = NULL;
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    if (history != NULL && is_undo) { // which would make a missing one
        g_clear_pointer(&history, history_close);
        history = history_action_open(call, HISTORY_WRITES, &code);
    }
    if (history == NULL)
        return code;
    g_autoptr(GPtrArray) list = find_accepted(call, history, &error);
    if (list == NULL)
        return history_complain(error);
    if (is_undo && list->len == 0)
        return complain(EXIT_NOTHING,
                        "nothing is accepted of '%s' at '%s': 'benchrun history "
                        "accept --list' shows what is",
                        call->words[0], call->words[1]);
    for (guint i = 0; i < list->len && error == NULL; i++)
        if (!is_undo)
            print_accepted(g_ptr_array_index(list, i));
        else
            history_unaccept(history, g_ptr_array_index(list, i), &error);
    if (error != NULL)
        return history_complain(error);
    if (!call->options->is_quiet && is_undo)
        say("no longer accepted: %u case%s", list->len, list->len == 1 ? "" : "s");
    return EXIT_GOOD;
}
