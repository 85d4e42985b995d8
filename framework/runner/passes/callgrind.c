// SPDX-License-Identifier: MIT
#include "framework/runner/passes/callgrind.h"

#include <stdio.h>
#include <string.h>

#include "framework/base/folder.h"

bool callgrind_is_available(const struct launch *launch, GError **error)
{
    g_autofree char *valgrind = g_find_program_in_path("valgrind");
    if (launch->launcher != NULL && *launch->launcher != NULL) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "callgrind cannot be started through '%s': leave out --launcher or the pass",
                    *launch->launcher);
        return false;
    }
    if (valgrind == NULL)
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "valgrind is not installed: install it (Debian: apt install valgrind), or "
                    "leave out the pass");
    return valgrind != NULL;
}

// The count in the column of an event; 0 where there is none.
static double read_total(const char *text, const char *event)
{
    const char *events = strstr(text, "\nevents: ");
    const char *totals = strstr(text, "\ntotals: ");
    if (events == NULL || totals == NULL)
        return 0;
    g_autofree char *names_line = g_strndup(events + 1, strcspn(events + 1, "\n"));
    g_autofree char *counts_line = g_strndup(totals + 1, strcspn(totals + 1, "\n"));
    g_auto(GStrv) names = g_strsplit(names_line, " ", -1);
    g_auto(GStrv) counts = g_strsplit(counts_line, " ", -1);
    guint n = MIN(g_strv_length(names), g_strv_length(counts));
    for (guint i = 1; i < n; i++) // after "events:" and "totals:"
        if (strcmp(names[i], event) == 0)
            return (double)g_ascii_strtoull(counts[i], NULL, 10);
    return 0;
}

// What a file says of a whole pass through the loop; 0 for what was counted outside of it.
static double read_counts(const char *folder, const char *name, const char *event)
{
    g_autofree char *text = folder_read_file(folder, name, NULL);
    if (text == NULL || strstr(text, "desc: Trigger: " CALLGRIND_LOOP_LEFT "\n") == NULL)
        return 0;
    return read_total(text, event);
}

// Adds up and removes what the folder holds; false where no file is of the loop.
static bool take_files(const struct pass_run *run, double *out)
{
    g_autoptr(GDir) folder = g_dir_open(run->folder, 0, NULL);
    unsigned n = 0;
    *out = 0;
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL; n++) {
        g_autofree char *path = g_build_filename(run->folder, name, NULL);
        *out += read_counts(run->folder, name, run->pass->event);
        remove(path);
    }
    return n > 1; // one is what was counted before the loop
}

bool callgrind_count(struct pass_run *run, uint64_t iterations, double *out, GError **error)
{
    if (run->station->arm->result->bench_case->has_requests) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "callgrind counts what a loop runs, and a benchmark with .requests has none");
        return false;
    }
    take_files(run, out);
    if (!station_take_sample(run->station, iterations))
        return true; // the station knows why
    if (take_files(run, out))
        return true;
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                "callgrind saw no loop: the suite may have been linked with -flto");
    return false;
}
