// SPDX-License-Identifier: MIT
#include "reports/gnuplot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reports/charts.h"
#include "reports/text.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FILE, fclose)

enum { LAST_LINES = 5 };

// The last lines of what the program said, without empty ones and its prompts.
static char *read_last_lines(FILE *file)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    char buffer[512];
    rewind(file);
    while (fgets(buffer, sizeof buffer, file)) {
        g_autofree char *line = text_printable(g_strstrip(buffer));
        if (strspn(line, "^ ") == strlen(line))
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
    // -d: nobody's start-up files.
    const char *const arguments[] = {program, "-d", NULL};
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

bool gnuplot_run(const char *script, size_t length, const char *directory, const char *program,
                 GError **error)
{
    g_autofree char *found = g_find_program_in_path(program ? program : "gnuplot");
    if (!found) {
        g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_MISSING,
                    "cannot draw charts: '%s' is not installed; install it with: apt install "
                    "gnuplot-nox",
                    program ? program : "gnuplot");
        return false;
    }
    // Files instead of pipes: neither side can block the other.
    g_autoptr(FILE) input = tmpfile();
    g_autoptr(FILE) output = tmpfile();
    if (!input || !output || fwrite(script, 1, length, input) != length || fflush(input) != 0 ||
        lseek(fileno(input), 0, SEEK_SET) != 0) {
        g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED,
                    "cannot write a temporary file for gnuplot: %s", g_strerror(errno));
        return false;
    }
    GPid pid = 0;
    if (!spawn(input, output, directory, found, &pid, error))
        return false;
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    g_autoptr(GError) reason = NULL;
    if (g_spawn_check_wait_status(status, &reason))
        return true;
    g_autofree char *lines = read_last_lines(output);
    g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED, "gnuplot failed: %s%s%s", reason->message,
                *lines ? ":\n" : "", lines);
    return false;
}
