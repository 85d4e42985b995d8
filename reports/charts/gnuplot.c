// SPDX-License-Identifier: MIT
#include "reports/charts/gnuplot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/text.h"
#include "reports/charts/drawing.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FILE, fclose)

enum { LAST_LINES = 5 };

// What a script prints to stderr when all of it ran, with its place in the order.
#define DRAWN "benchrun drew "

// The last lines of what the program said, without empty ones and its prompts.
static char *read_last_lines(FILE *file)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    char buffer[512];
    rewind(file);
    while (fgets(buffer, sizeof buffer, file)) {
        g_autofree char *line = text_printable(g_strstrip(buffer));
        if (strspn(line, "^ ") == strlen(line) || g_str_has_prefix(line, DRAWN))
            continue;
        if (lines->len == LAST_LINES)
            g_ptr_array_remove_index(lines, 0);
        g_ptr_array_add(lines, g_steal_pointer(&line));
    }
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static bool spawn(FILE *input, FILE *output, const char *directory, const char *program, GPid *pid,
                  GError **error)
{
    // -d: nobody's start-up files. Of a script that it is told to load it runs nothing behind an
    // error; of one that just comes in on stdin it would, and take what is left of data for
    // commands.
    const char *const arguments[] = {program, "-d", "/dev/stdin", NULL};
    g_auto(GStrv) environment = g_get_environ();
    environment = g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
    int flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
    if (g_spawn_async_with_pipes_and_fds(
            directory, arguments, (const char *const *)environment, (GSpawnFlags)flags, NULL, NULL,
            fileno(input), -1, fileno(output), NULL, NULL, 0, pid, NULL, NULL, NULL, error))
        return true;
    g_prefix_error(error, "cannot start '%s': ", program);
    return false;
}

// How many of the scripts ran. What else is said there may come from outside, so that only the very
// line that is due counts.
static guint count_drawn(FILE *file)
{
    guint n = 0;
    char buffer[512];
    rewind(file);
    while (fgets(buffer, sizeof buffer, file)) {
        g_autofree char *due = g_strdup_printf(DRAWN "%u\n", n);
        n += strcmp(buffer, due) == 0;
    }
    return n;
}

static bool write_scripts(FILE *input, const GPtrArray *scripts, guint first)
{
    for (guint i = first; i < scripts->len; i++) {
        const GString *script = g_ptr_array_index(scripts, i);
        fwrite(script->str, 1, script->len, input);
        fprintf(input, "\nprinterr '" DRAWN "%u'\n", i - first);
    }
    return fflush(input) == 0 && !ferror(input) && lseek(fileno(input), 0, SEEK_SET) == 0;
}

// Runs the scripts from `first`: how many of them did, and why no more of them (NULL: all did).
static bool run_from(const GPtrArray *scripts, guint first, const char *directory,
                     const char *program, guint *n_drawn, char **failure, GError **error)
{
    // Files instead of pipes: neither side can block the other.
    g_autoptr(FILE) input = tmpfile();
    g_autoptr(FILE) output = tmpfile();
    if (!input || !output || !write_scripts(input, scripts, first)) {
        g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED,
                    "cannot write a temporary file for gnuplot: %s", g_strerror(errno));
        return false;
    }
    GPid pid = 0;
    if (!spawn(input, output, directory, program, &pid, error))
        return false;
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    g_autoptr(GError) reason = NULL;
    *n_drawn = count_drawn(output);
    *failure = NULL;
    if (g_spawn_check_wait_status(status, &reason) && first + *n_drawn == scripts->len)
        return true;
    g_autofree char *lines = read_last_lines(output);
    *failure =
        g_strdup_printf("gnuplot failed: %s%s%s", reason ? reason->message : "it ended early",
                        *lines ? ":\n" : "", lines);
    return true;
}

bool gnuplot_run(const GPtrArray *scripts, const char *directory, const char *program,
                 GPtrArray *failures, GError **error)
{
    // So many in a row that the fault is no single chart's.
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
