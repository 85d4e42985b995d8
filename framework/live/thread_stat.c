// SPDX-License-Identifier: MIT
#include "framework/live/thread_stat.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

bool thread_stat_parse(const char *line, struct thread_stat *out)
{
    // The name may hold anything, parentheses too.
    const char *open = strchr(line, '(');
    const char *close = strrchr(line, ')');
    *out = (struct thread_stat){0};
    if (open == NULL || close == NULL || close < open ||
        sscanf(close + 1, " %c %*d %*d %*d %*d %*d %u", &out->state, &out->flags) != 2)
        return false;
    out->name = g_strndup(open + 1, (gsize)(close - open - 1));
    return true;
}

bool thread_stat_read(pid_t pid, pid_t tid, struct thread_stat *out)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/stat", pid, tid);
    g_autofree char *text = NULL;
    *out = (struct thread_stat){0};
    return g_file_get_contents(path, &text, NULL, NULL) && thread_stat_parse(text, out);
}
