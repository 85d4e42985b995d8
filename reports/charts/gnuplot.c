// SPDX-License-Identifier: MIT
#include "reports/charts/gnuplot.h"

#include <string.h>

#include "framework/base/subprocess.h"
#include "framework/base/text.h"
#include "reports/charts/drawing.h"

enum { LAST_LINES = 5 };

// What a script prints to stderr when all of it ran, with its place in the order.
#define DRAWN "benchrun drew "

// The last lines of what the program said, without empty ones and its prompts.
static char *last_lines(char *const *said)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (; *said != NULL; said++) {
        g_autofree char *trimmed = g_strstrip(g_strdup(*said));
        g_autofree char *line = text_printable(trimmed);
        if (strspn(line, "^ ") == strlen(line) || g_str_has_prefix(line, DRAWN))
            continue;
        if (lines->len == LAST_LINES)
            g_ptr_array_remove_index(lines, 0);
        g_ptr_array_add(lines, g_steal_pointer(&line));
    }
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

// How many of the scripts ran. What else is said there may come from outside, so that only the very
// line that is due counts.
static guint count_drawn(char *const *said)
{
    guint n = 0;
    for (; *said != NULL; said++) {
        g_autofree char *due = g_strdup_printf(DRAWN "%u", n);
        n += strcmp(*said, due) == 0;
    }
    return n;
}

static char *join_scripts(const GPtrArray *scripts, guint first)
{
    GString *text = g_string_new(NULL);
    for (guint i = first; i < scripts->len; i++) {
        const GString *script = g_ptr_array_index(scripts, i);
        g_string_append_len(text, script->str, (gssize)script->len);
        g_string_append_printf(text, "\nprinterr '" DRAWN "%u'\n", i - first);
    }
    return g_string_free(text, FALSE);
}

// Runs the scripts from `first`: how many of them did, and why no more of them (NULL: all did).
static bool run_from(const GPtrArray *scripts, guint first, const char *directory,
                     const char *program, guint *n_drawn, char **failure, GError **error)
{
    // -d: nobody's start-up files. It runs nothing after an error in a script that it loads; of one
    // that just comes in on stdin it would, and take what is left of data for commands.
    const char *const argv[] = {program, "-d", "/dev/stdin", NULL};
    const char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
    g_autofree char *input = join_scripts(scripts, first);
    struct subprocess_call call = {
        .argv = argv,
        .folder = directory,
        .environment = environment,
        .input = input,
        .despite_interruption = true, // what an interrupted run measured has its charts
    };
    struct subprocess_output output;
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error, "cannot draw charts with '%s': ", program);
        return false;
    }
    g_auto(GStrv) said = g_strsplit(output.complaints, "\n", -1);
    g_autoptr(GError) reason = NULL;
    *n_drawn = count_drawn(said);
    *failure = NULL;
    if (!g_spawn_check_wait_status(output.wait_status, &reason) ||
        first + *n_drawn < scripts->len) {
        g_autofree char *lines = last_lines(said);
        *failure =
            g_strdup_printf("gnuplot failed: %s%s%s", reason ? reason->message : "it ended early",
                            *lines ? ":\n" : "", lines);
    }
    subprocess_output_clear(&output);
    return true;
}

bool gnuplot_run(const GPtrArray *scripts, const char *directory, const char *program,
                 GPtrArray *failures, GError **error)
{
    // Failures in a row after which no single chart is to blame.
    enum { HOPELESS = 5 };
    g_autofree char *found = g_find_program_in_path(program ? program : "gnuplot");
    if (!found) {
        g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_MISSING,
                    "cannot draw charts: '%s' is not installed; install it with: apt install "
                    "gnuplot-nox",
                    program ? program : "gnuplot");
        return false;
    }
    g_ptr_array_set_size(failures, (gint)scripts->len);
    guint n_in_a_row = 0;
    for (guint first = 0; first < scripts->len;) {
        guint n_drawn = 0;
        char *failure = NULL;
        if (!run_from(scripts, first, directory, found, &n_drawn, &failure, error))
            return false;
        n_in_a_row = n_drawn > 0 ? 1 : n_in_a_row + 1;
        first += n_drawn;
        if (first == scripts->len) { // a failure to end well has cost no chart
            g_free(failure);
            break;
        }
        failures->pdata[first++] = failure;
        for (; n_in_a_row == HOPELESS && first < scripts->len; first++)
            failures->pdata[first] = g_strdup(failure);
    }
    return true;
}
